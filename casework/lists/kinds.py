"""What kind of file some bytes are: told by the bytes, since names lie."""

import io
import zipfile
from typing import Literal

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.lists.sheets import UnreadableFile

Kind = Literal["xlsx", "ods", "xls", "text"]

_OTHER_STARTS: tuple[tuple[bytes, str | Promise], ...] = (
    (b"%PDF", _("a PDF document")),
    (b"\xff\xd8\xff", _("a photograph (JPEG)")),
    (b"\x89PNG", _("a picture (PNG)")),
    (b"GIF8", _("a picture (GIF)")),
    (b"BM", _("a picture (BMP)")),
    (b"II*\x00", _("a picture (TIFF)")),
    (b"MM\x00*", _("a picture (TIFF)")),
    (b"{\\rtf", _("a text document (RTF)")),
    (b"Rar!", _("an archive (RAR)")),
    (b"7z\xbc\xaf", _("an archive (7z)")),
    (b"\x1f\x8b", _("an archive (gzip)")),
    (b"\x7fELF", _("a program")),
    (b"MZ\x90", _("a program")),
)
_MARKUP_STARTS = ("<!doctype", "<html", "<head", "<body", "<table", "<meta", "<style", "<div", "<?xml", "<svg")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_of(content: bytes) -> Kind:
    """Raises UnreadableFile, with the name of what it is, for every file that can be no list."""
    if content.startswith((_ZIP, b"PK\x05\x06")):
        return _kind_of_archive(content)
    if content.startswith(_OLE):
        return _kind_of_compound(content)
    for start, name in _OTHER_STARTS:
        if content.startswith(start):
            raise not_a_list(name)
    return "text"


def refuse_markup(text: str) -> None:
    """A web page or XML, even one that is named .xls as some programs save it."""
    if text[:500].lstrip().casefold().startswith(_MARKUP_STARTS):
        raise not_a_list(_("a web page or XML, whatever its name says"))


def not_a_list(kind: str | Promise) -> UnreadableFile:
    return UnreadableFile(
        format_lazy(_("This file is {kind}, not a list. Save the list as XLSX or CSV and upload that."), kind=kind)
    )


def damaged() -> UnreadableFile:
    return UnreadableFile(
        _("This file is damaged. Open it in a spreadsheet program, save it as XLSX again and upload that.")
    )


def encrypted() -> UnreadableFile:
    return UnreadableFile(
        _("This workbook is protected by a password. Open it, save it without the password and upload that.")
    )


def _kind_of_archive(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise encrypted()
            mimetype = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except UnreadableFile:
        raise
    except Exception as failure:  # zipfile fails in many ways on hostile bytes; all of them mean the same
        raise damaged() from failure
    if "xl/workbook.xml" in names:
        return "xlsx"
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    raise not_a_list(_name_of_archive(names, mimetype))


def _name_of_archive(names: set[str], mimetype: bytes) -> str | Promise:
    if "xl/workbook.bin" in names:
        return _("a binary workbook (XLSB)")
    if any(name.startswith("word/") for name in names) or b"opendocument.text" in mimetype:
        return _("a text document (DOCX or ODT)")
    if any(name.startswith("ppt/") for name in names):
        return _("a presentation (PPTX)")
    return _("an archive (ZIP)")


def _kind_of_compound(content: bytes) -> Kind:
    """Old Office files are small file systems; their directory names the streams in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise encrypted()
    if "WordDocument".encode("utf-16-le") in content:
        raise not_a_list(_("a text document (DOC)"))
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return "xls"
    raise not_a_list(_("an old Office document without a table"))
