"""Proof `upload`: whatever is uploaded, nothing that runs and no position is served.

Every file goes in through the page, and comes out through the pages that open it and its original. Served is what
a browser may show: there only a picture made anew. What is handed out as it came is an inert download.
"""

import io
import re
import struct
import time
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from PIL import Image

from casework.attachments import content, documents, vault, views
from casework.attachments.models import Attachment
from casework.attachments.statuses import FileType
from casework.audit.models import AuditEvent
from casework.people.models import Person
from tests import make
from tests.proofs.proof import Proof, planted
from tests.proofs.upload_files import POSITION, Hostile, hostile_files

LONGEST = timedelta(seconds=20)  # on a busy machine; a bomb that went off takes minutes or the memory
MARKUP = re.compile(rb"<(?:script|svg|html|\?php|\?xpacket|x:xmpmeta)|%PDF-|PK\x03\x04|GPSLatitude", re.I)
PNG_PARTS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
JPEG_PARTS = {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}  # JFIF, tables, one baseline frame, one scan


def test_nothing_active_and_no_position_is_served(proof, full, world):
    prove(proof, 225 if full else 46, *world)


@pytest.fixture
def world(bureau, caseworker, signed_in) -> tuple[Client, Person]:
    return signed_in(caseworker), make.person(bureau)


def prove(proof: Proof, count: int, client: Client, person: Person) -> None:
    for hostile in hostile_files(count):
        began, before = time.monotonic(), Attachment.objects.count()
        files = _files()
        answer = _upload(client, person, hostile)
        took = time.monotonic() - began
        added = list(Attachment.objects.order_by("pk")[before:])
        if added:
            fault = _of_kept(client, added[0], hostile)
        else:
            fault = "" if answer.status_code == 200 and _files() == files else "left something behind"
        if hostile.must_be != ("kept" if added else "refused") and hostile.must_be != "either":
            fault = fault or f"was {'kept' if added else 'refused'}"
        if took > LONGEST.total_seconds():
            fault = fault or f"took {took:.0f} s"
        proof.check(not fault, f"{hostile.name}: {fault}")
    page = client.get(f"{person.get_absolute_url()}documents/").content
    proof.check(b"<script>alert" not in page and b"onload='alert" not in page, "the page of the person")


def _upload(client: Client, person: Person, hostile: Hostile) -> HttpResponse:
    """Under the name of a page and the type of one: neither is believed."""
    file = SimpleUploadedFile(f"<script>alert(1)</script> {hostile.name}.html", hostile.content, "text/html")
    return client.post(
        f"/documents/new/{person.reference}/", {"file": file, "kind": "photo", "remark": "<svg onload=alert(1)>"}
    )


def _files() -> set[str]:
    return set(vault.names(older_than=-60))


def _of_kept(client: Client, attachment: Attachment, hostile: Hostile) -> str:
    """What is wrong with what is served of it; empty where nothing is."""
    read = AuditEvent.objects.filter(action="read_attachment")
    before = read.count()
    opened = client.get(attachment.get_absolute_url())
    original = client.get(f"{attachment.get_absolute_url()}original/")
    if read.count() != before + 2:
        return "was read without a record of it"
    fault = _of_headers(opened) or _of_headers(original) or _of_download(original, hostile)
    if attachment.is_picture:
        return fault or _of_picture(opened)
    return fault or _of_download(opened, hostile)


def _of_headers(answer: HttpResponse) -> str:
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        return "may be sniffed"
    boxed = answer.headers.get("Content-Security-Policy") == "default-src 'none'; sandbox"
    return "" if boxed else "is not boxed in"


def _of_download(answer: HttpResponse, hostile: Hostile) -> str:
    headers = answer.headers
    if headers["Content-Type"] != "application/octet-stream":
        return f"is handed out as {headers['Content-Type']}"
    if not re.fullmatch(r'attachment; filename="A-[A-Z0-9-]+\.[a-z]{3,4}"', headers["Content-Disposition"]):
        return f"is handed out {headers['Content-Disposition']}"
    return "" if answer.content == hostile.content else "did not stay as it came"


def _of_picture(answer: HttpResponse) -> str:
    kind = answer.headers["Content-Type"]
    if kind not in ("image/jpeg", "image/png"):
        return f"is shown as {kind}"
    if MARKUP.search(answer.content) or POSITION.encode() in answer.content:
        return "shows what stood in the file beside the picture"
    try:
        with Image.open(io.BytesIO(answer.content)) as picture:
            picture.load()
            said = set(picture.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "transparency"}
            if picture.getexif() or said:
                return f"carries {sorted(map(str, said))}"
    except (OSError, ValueError) as error:
        return f"is no sound picture: {error}"
    parts = _png_parts(answer.content) if kind == "image/png" else _jpeg_parts(answer.content)
    return "" if parts <= (PNG_PARTS if kind == "image/png" else JPEG_PARTS) else f"has parts {parts}"


def _png_parts(served: bytes) -> set[bytes | int]:
    parts: set[bytes | int] = set()
    place = 8
    while place < len(served):
        (length,) = struct.unpack(">I", served[place : place + 4])
        parts.add(served[place + 4 : place + 8])
        place += length + 12
    return parts


def _jpeg_parts(served: bytes) -> set[bytes | int]:
    parts: set[bytes | int] = set()
    place = 2
    while served[place + 1] != 0xDA:
        parts.add(served[place + 1])
        place += 2 + struct.unpack(">H", served[place + 2 : place + 4])[0]
    end = served.index(b"\xff\xd9", place)
    return parts | ({0xDA} if end + 2 == len(served) else {b"something after the end"})


def _shown_as_it_came(raw: bytes, kind: FileType) -> content.Shown:
    return content.Shown("image/png" if kind == FileType.PNG else "image/jpeg", raw)


def _as_it_says(attachment: Attachment, raw: bytes) -> HttpResponse:
    return HttpResponse(raw, content_type="text/html")


@pytest.mark.parametrize(
    ("target", "name", "fault"),
    [
        (content, "_shown", _shown_as_it_came),
        (documents, "_is_plain_text", lambda raw: True),
        (documents, "_require_quiet_pdf", lambda raw: None),
        (views, "_download", _as_it_says),
        (content, "MAX_PIXELS", 10**12),
    ],
    ids=[
        "pictures as they came",
        "text is anything",
        "pdf unread",
        "download as a page",
        "no bound",
    ],
)
def test_the_proof_goes_red_on_a_fault(world, target, name, fault):
    red = Proof("upload")
    with planted(target, name, fault):
        prove(red, 9, *world)
    assert red.breaches != []


def test_the_name_of_the_file_is_nowhere_but_in_the_page(world):
    client, person = world
    letter = Hostile("letter", b"All is well.", "kept")
    answer = _upload(client, person, letter)
    attachment = Attachment.objects.get()
    for served in (answer, client.get(attachment.get_absolute_url())):
        said = f"{served.headers} {served.get('Location', '')}"
        assert "letter" not in said
        assert quote("letter") not in said
    assert timezone.localdate(attachment.added_at) == timezone.localdate()
