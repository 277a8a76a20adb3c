"""Files that are no pictures: which of the allowed kinds a file is, and whether something in it would run.

They are only ever a download. What could run on the computer of whoever opens it is refused all the same: files
reach this desk from those who hold people captive too.
"""

import re
import zipfile
import zlib
from io import BytesIO

from django.utils.translation import gettext_lazy as _

from casework.attachments.statuses import FileType
from casework.lib.errors import Refused

_OPENED_AT_MOST = 200 * 2**20
_ENTRIES_AT_MOST = 5_000
_INFLATED_AT_MOST = 32 * 2**20

_LONGEST_HEAD = 4096

_ACTIVE_PDF = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA\s*[\[\d]|SubmitForm|ImportData|GoToE|Encrypt\b)"
)
_ACTIVE_ENTRY = re.compile(
    r"vbaproject|vbadata|macrosheets/|activex|/embeddings/|^basic/|^scripts/|^object |\.(?:exe|dll|js|vbs)$", re.I
)
# Something a browser would read as a page; in a plain text only a page written down has it.
_MARKUP = re.compile(
    r"<\s*(?:!doctype|!entity|\?xml|html|head|body|svg|script|iframe|object|embed|form|img|a\s|meta|link|style|base)",
    re.I,
)
_SCRIPTED = _(
    "This file carries a script, a password or another file in it, which could harm whoever opens it. Ask for it"
    " as a picture, or print it to a new PDF without those."
)
_BOMB = _("This file unpacks to far more than it is. Ask for it as a PDF or as pictures.")


def document_type(content: bytes) -> FileType | None:
    """The kind of file; None where it is none that is allowed. Raises Refused where something in it would run."""
    if content.startswith(b"%PDF-"):
        _require_quiet_pdf(content)
        return FileType.PDF
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    return FileType.TEXT if _is_plain_text(content) else None


def _require_quiet_pdf(content: bytes) -> None:
    for part in (content, *_object_streams(content)):
        if _ACTIVE_PDF.search(_unescaped(part)):
            raise Refused(str(_SCRIPTED))


def _unescaped(content: bytes) -> bytes:
    """PDF names may be written with their letters as numbers: /J#61vaScript."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes.fromhex(match[1].decode()), content)


def _object_streams(content: bytes) -> list[bytes]:
    """The compressed streams of objects, opened as far as is reasonable: a script may hide in them."""
    opened, left = [], _INFLATED_AT_MOST
    for match in re.finditer(rb"stream\r?\n", content):
        start = max(match.start() - _LONGEST_HEAD, content.rfind(b"obj", 0, match.start()), 0)
        if b"/ObjStm" not in _unescaped(content[start : match.start()]):
            continue
        try:
            part = zlib.decompressobj().decompress(content[match.end() :], left)
        except zlib.error as error:
            raise Refused(str(_SCRIPTED)) from error
        opened.append(part)
        left -= len(part)
        if left <= 0:
            raise Refused(str(_BOMB))
    return opened


def _office_type(content: bytes) -> FileType | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            kind = _office_kind(archive, entries)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, zlib.error, OSError):
        return None
    if kind is None:
        return None
    names = [entry.filename for entry in entries]
    opened = sum(entry.file_size for entry in entries)
    if any(_ACTIVE_ENTRY.search(name) for name in names) or any(entry.flag_bits & 1 for entry in entries):
        raise Refused(str(_SCRIPTED))
    if opened > _OPENED_AT_MOST or len(entries) > _ENTRIES_AT_MOST:
        raise Refused(str(_BOMB))
    return kind


def _office_kind(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> FileType | None:
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" in names:
        if "word/document.xml" in names:
            return FileType.DOCX
        return FileType.XLSX if "xl/workbook.xml" in names else None
    if entries and entries[0].filename == "mimetype" and entries[0].file_size < 100:
        said = archive.read(entries[0])
        kinds = {b"text": FileType.ODT, b"spreadsheet": FileType.ODS}
        return kinds.get(said.removeprefix(b"application/vnd.oasis.opendocument."))
    return None


def _is_plain_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    strange = any(ord(c) < 32 and c not in "\t\n\r\f" for c in text)
    return (
        bool(text.strip()) and not strange and not _MARKUP.search(text) and not text.startswith(("#!", "{\\rtf"))
    )
