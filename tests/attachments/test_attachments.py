"""Documents and photographs of a person: kept sealed, opened by those who may, each reading on record."""

import hashlib
import io
import os
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from casework.accounts.models import SYSTEM
from casework.attachments import actions, vault
from casework.attachments.content import MAX_BYTES
from casework.attachments.models import Attachment
from casework.audit.actions import find_first_fault
from casework.audit.models import AuditEvent
from casework.families import actions as families
from casework.lib.encryption import Key
from casework.lib.errors import Refused
from tests import make
from tests.families import make as make_families

PASSPORT = "Паспорт Коваленко.pdf"


@pytest.fixture
def person(bureau):
    return make.person(bureau)


def _jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", comment=b"48.463217N")
    return out.getvalue()


@pytest.fixture
def photo(person, caseworker) -> Attachment:
    return actions.add_attachment(person, kind="photo", content=_jpeg(), file_name=PASSPORT, by=caseworker)


@pytest.fixture
def letter(person, caseworker) -> Attachment:
    return actions.add_attachment(person, kind="letter", content=b"All is well.", remark="Canary", by=caseworker)


def _reads() -> list[tuple[str, str, str]]:
    read = AuditEvent.objects.filter(action="read_attachment").order_by("sequence")
    return [(event.actor, event.subject, event.data) for event in read]


def _on_disk() -> set[str]:
    return set(vault.names(older_than=-60))


def _upload(client, person, content: bytes, name: str = PASSPORT, **said: str):
    file = SimpleUploadedFile(name, content)
    return client.post(f"/documents/new/{person.reference}/", {"file": file, "kind": "letter"} | said, follow=True)


def test_a_picture_is_uploaded_shown_and_its_original_handed_out_as_it_came(person, caseworker, signed_in):
    client = signed_in(caseworker)
    page = _upload(client, person, _jpeg(), remark="From the video of 3 May").content.decode()
    attachment = Attachment.objects.get()
    assert "The document is on the record." in page
    assert "From the video of 3 May" in page
    assert f'<img src="/documents/{attachment.reference}/small/"' in page
    shown = client.get(f"/documents/{attachment.reference}/")
    assert (shown.status_code, shown["Content-Type"], b"48.463217N" in shown.content) == (200, "image/jpeg", False)
    assert shown["Content-Disposition"] == f'inline; filename="{attachment.reference}.jpg"'
    original = client.get(f"/documents/{attachment.reference}/original/")
    assert original.content == _jpeg()
    assert original["Content-Type"] == "application/octet-stream"
    assert original["Content-Disposition"] == f'attachment; filename="{attachment.reference}.jpg"'
    assert [actor for actor, _subject, _data in _reads()] == ["caseworker", "caseworker"]
    assert {subject for _actor, subject, _data in _reads()} == {f"person:{person.reference}"}


def test_what_lies_on_the_disk_says_nothing(letter, photo):
    stored = [vault.read(name) for name in (letter.original_file, photo.original_file, photo.shown_file)]
    assert not any(b"All is well." in content or b"JFIF" in content for content in stored)
    assert not any("letter" in name or letter.reference in name for name in _on_disk())
    path = Path(settings.MEDIA_ROOT) / letter.original_file[:2] / letter.original_file
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_original_has_its_hash(letter):
    assert letter.sha256 == hashlib.sha256(b"All is well.").hexdigest()
    assert (letter.size, letter.file_type) == (12, "txt")


def test_a_file_of_another_document_or_an_altered_one_is_not_opened(letter, photo, caseworker):
    path = Path(settings.MEDIA_ROOT) / letter.original_file[:2] / letter.original_file
    path.write_bytes(vault.read(photo.original_file))
    with pytest.raises(Refused, match="missing or was altered"):
        actions.open_attachment(letter, original=True, by=caseworker)
    path.unlink()
    with pytest.raises(Refused, match="missing or was altered"):
        actions.open_attachment(letter, original=True, by=caseworker)
    assert _reads() == []


def test_a_change_of_keys_leaves_the_files_as_they_are(letter, settings, caseworker):
    settings.FIELD_KEYS = (Key("second", b"2" * 32), *settings.FIELD_KEYS)
    files = {name: vault.read(name) for name in _on_disk()}
    call_command("rotate_keys", stdout=StringIO())
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    letter = Attachment.objects.get(pk=letter.pk)
    assert actions.open_attachment(letter, original=True, by=caseworker) == b"All is well."
    assert {name: vault.read(name) for name in files} == files


def test_nobody_opens_what_another_organisation_has(letter, foreign_caseworker, signed_in):
    client = signed_in(foreign_caseworker)
    for page in ("", "original/", "withdraw/"):
        assert client.get(f"/documents/{letter.reference}/{page}").status_code == 404
    assert client.get(f"/documents/new/{letter.person.reference}/").status_code == 404
    assert _reads() == []


@pytest.fixture
def referred(letter, photo, bureau, other_bureau, caseworker, foreign_caseworker):
    """`referred(*fields)`: the case of the person is referred to the other organisation, which accepted it."""

    def refer(*fields: str):
        case = make_families.case(bureau, letter.person)
        referral = make_families.referral(case, other_bureau, caseworker, *fields)
        return families.accept_referral(referral, by=foreign_caseworker)

    return refer


def test_a_referral_opens_documents_where_evidence_was_shared_by_name(
    referred, letter, photo, foreign_caseworker, signed_in
):
    referral = referred("identity", "evidence")
    client = signed_in(foreign_caseworker)
    assert client.get(f"/documents/{letter.reference}/").content == b"All is well."
    assert client.get(f"/documents/{photo.reference}/").status_code == 200
    page = client.get(referral.case.get_absolute_url()).content.decode()
    assert letter.reference in page
    assert PASSPORT not in page


def test_the_original_of_a_picture_stays_with_those_who_record_evidence(photo, bureau, signed_in):
    reader = signed_in(make.user("partner", bureau, "partner"))
    assert reader.get(f"/documents/{photo.reference}/").status_code == 200
    assert reader.get(f"/documents/{photo.reference}/original/").status_code == 403
    with pytest.raises(Refused):
        actions.open_attachment(photo, original=True, by=make.user("reader", bureau, "partner"))


@pytest.mark.parametrize("fields", [("identity",), ("evidence",), ("identity", "birth", "relatives", "notes")])
def test_a_referral_without_evidence_or_without_the_name_opens_none(
    referred, letter, foreign_caseworker, signed_in, fields
):
    referral = referred(*fields)
    client = signed_in(foreign_caseworker)
    assert client.get(f"/documents/{letter.reference}/").status_code == 404
    assert letter.reference not in client.get(referral.case.get_absolute_url()).content.decode()


def test_a_revoked_or_ended_referral_opens_none(referred, letter, caseworker, foreign_caseworker, signed_in):
    referral = referred("identity", "evidence")
    families.revoke_referral(referral, by=caseworker)
    assert signed_in(foreign_caseworker).get(f"/documents/{letter.reference}/").status_code == 404
    type(referral).objects.update(revoked_at=None, until=timezone.localdate() - timedelta(days=1))
    assert signed_in(foreign_caseworker).get(f"/documents/{letter.reference}/").status_code == 404


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_those_who_see_no_people_open_none(letter, bureau, signed_in, role):
    client = signed_in(make.user(role, bureau, role))
    assert client.get(f"/documents/{letter.reference}/").status_code == 403


def test_a_reading_that_cannot_be_recorded_is_none(letter, caseworker, signed_in, monkeypatch):
    monkeypatch.setattr(actions, "record", _unwritable)
    client = signed_in(caseworker)
    client.raise_request_exception = False
    answer = client.get(f"/documents/{letter.reference}/")
    assert (answer.status_code, b"All is well." in answer.content) == (500, False)


def _unwritable(*args, **kwargs):
    raise IntegrityError("the audit is full")


def test_a_withdrawn_document_stays_with_its_reason_and_is_shown_no_more(letter, caseworker, signed_in):
    client = signed_in(caseworker)
    page = client.post(
        f"/documents/{letter.reference}/withdraw/", {"reason": "Of his brother"}, follow=True
    ).content.decode()
    assert "The document is withdrawn." in page
    assert "Of his brother" in page
    again = client.get(f"/documents/{letter.reference}/", follow=True, headers={"referer": "http://testserver/"})
    assert "This document was withdrawn: Of his brother" in again.content.decode()
    with pytest.raises(Refused, match="withdrawn already"):
        actions.withdraw_attachment(letter, reason="Again", by=caseworker)
    assert len(_on_disk()) >= 1


def test_withdrawing_takes_a_reason_and_the_holder(letter, caseworker, foreign_caseworker):
    with pytest.raises(Refused, match="Give the reason"):
        actions.withdraw_attachment(letter, reason=" ", by=caseworker)
    with pytest.raises(Refused, match="only they can change the record"):
        actions.withdraw_attachment(letter, reason="Wrong", by=foreign_caseworker)
    with pytest.raises(IntegrityError), make.rolled_back():
        Attachment.objects.update(withdrawn_at=timezone.now())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The submitted file is empty."),
        (b"<html><script>", "This is not a file that can be kept here."),
        (b"\xff\xd8\xff broken", "The picture cannot be read"),
        (b"x" * (MAX_BYTES + 1), "The file has 16 MB; at most 15 MB can be kept."),
        (b"x" * (MAX_BYTES + 10 * 2**20), "The file has 25 MB; at most 15 MB can be kept."),
    ],
    ids=["empty", "page", "broken", "large", "larger than is taken in"],
)
def test_a_file_that_cannot_be_kept_is_refused_with_the_reason(person, caseworker, signed_in, content, words):
    before = _on_disk()
    page = _upload(signed_in(caseworker), person, content).content.decode()
    assert words in page
    assert (Attachment.objects.count(), _on_disk()) == (0, before)


def test_no_upload_is_ever_open_on_the_disk(person, caseworker, signed_in, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    _upload(signed_in(caseworker), person, "Лист ".encode() * 2**20)
    assert (Attachment.objects.count(), list(tmp_path.iterdir())) == (1, [])


def test_a_form_sent_twice_keeps_one_file(person, caseworker, signed_in):
    key = "5f1c7f0e-0f5c-4b63-9d1e-2f7f5cf1d9b1"
    for _ in range(2):
        _upload(signed_in(caseworker), person, b"All is well.", submission=key)
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("role", ["data_steward", "partner"])
def test_who_does_not_record_evidence_adds_and_withdraws_nothing(letter, bureau, signed_in, role):
    client = signed_in(make.user(role, bureau, role))
    assert _upload(client, letter.person, b"x").status_code == 403
    assert client.post(f"/documents/{letter.reference}/withdraw/", {"reason": "x"}).status_code == 403
    page = client.get(f"{letter.person.get_absolute_url()}documents/").content.decode()
    assert "Add a document" not in page
    assert "Withdraw" not in page


def test_a_write_that_fails_leaves_no_file(person, caseworker, monkeypatch):
    before = _on_disk()
    monkeypatch.setattr(actions, "record", _unwritable)
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.add_attachment(person, kind="photo", content=_jpeg(), by=caseworker)
    assert _on_disk() == before


def test_a_full_disk_keeps_nothing(person, caseworker, monkeypatch):
    before, keep = _on_disk(), vault.keep
    kept: list[bytes] = []

    def full_after_one(content: bytes) -> str:
        kept.append(content)
        if len(kept) > 1:
            raise OSError("No space left on device")
        return keep(content)

    monkeypatch.setattr(vault, "keep", full_after_one)
    with pytest.raises(OSError, match="No space"):
        actions.add_attachment(person, kind="photo", content=_jpeg(), by=caseworker)
    assert (Attachment.objects.count(), _on_disk()) == (0, before)


def _sweep() -> str:
    said = StringIO()
    call_command("sweep_attachments", stdout=said)
    return said.getvalue()


def _age(name: str) -> None:
    path = Path(settings.MEDIA_ROOT) / name[:2] / name
    os.utime(path, (time.time() - 7200,) * 2)


@pytest.fixture
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_file_without_a_row_is_swept_up_after_an_hour(own_folder, person, caseworker):
    with transaction.atomic():
        actions.add_attachment(person, kind="letter", content=b"All is well.", by=caseworker)
        transaction.set_rollback(True)  # as where a wider transaction fails
    [orphan] = _on_disk()
    assert _sweep() == "Removed 0 files that belonged to no record; no file is missing.\n"
    _age(orphan)
    kept = actions.add_attachment(person, kind="letter", content=b"All is well.", by=caseworker)
    _age(kept.original_file)
    assert _sweep() == "Removed 1 files that belonged to no record; no file is missing.\n"
    assert _on_disk() == {kept.original_file}


def test_a_missing_file_is_named(own_folder, letter):
    vault.remove(letter.original_file)
    with pytest.raises(CommandError, match=f"missing: {letter.reference}"):
        _sweep()


def test_the_files_of_an_erased_person_are_gone_and_that_they_were_is_kept(
    own_folder, letter, photo, caseworker, signed_in, django_capture_on_commit_callbacks
):
    assert len(_on_disk()) == 3
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.destroy_attachment_files(letter.person, by=SYSTEM) == 2
    assert _on_disk() == set()
    read = Attachment.objects.get(pk=photo.pk)
    assert (read.file_name, read.file_secret, read.sha256, read.is_picture) == ("", "", "", False)
    with pytest.raises(Refused, match="erased"):
        actions.open_attachment(read, original=False, by=caseworker)
    page = signed_in(caseworker).get(f"{photo.person.get_absolute_url()}documents/").content.decode()
    assert "Its files were erased." in page
    assert actions.destroy_attachment_files(letter.person, by=SYSTEM) == 0
    assert find_first_fault() is None


def test_the_admin_shows_what_is_kept_and_opens_nothing(letter, supervisor, other_bureau, signed_in):
    client = signed_in(supervisor)
    assert letter.reference in client.get("/admin/attachments/attachment/").content.decode()
    page = client.get(f"/admin/attachments/attachment/{letter.pk}/change/").content.decode()
    assert letter.sha256 in page
    for secret in (letter.file_secret, letter.original_file):
        assert secret not in page
    foreign = signed_in(make.user("foreign-supervisor", other_bureau, "supervisor"))
    assert letter.reference not in foreign.get("/admin/attachments/attachment/").content.decode()
