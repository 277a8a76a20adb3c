"""A file that arrived, read into sheets; anything that is no list is refused in words."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.lists.kinds import kind_of
from casework.lists.plain_text import read_text
from casework.lists.sheets import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    MOST_ROWS,
    Cell,
    Sheet,
    SourceRow,
    UnreadableFile,
)
from casework.lists.workbooks import read_workbook


def read_file(content: bytes, filename: str, *, uploaded: bool = True) -> tuple[Sheet, ...]:
    """The sheets of a list that have anything in them: of a workbook all, hidden ones too; of a text one.

    `filename` names the sheet of a text file. What was not uploaded, but lies on the machine, may be larger.
    Raises UnreadableFile.
    """
    if uploaded and len(content) > MAX_BYTES:
        limit = MAX_BYTES // 2**20
        raise UnreadableFile(
            format_lazy(
                _("This file is larger than {limit} MB. Split the list and upload the parts."), limit=limit
            )
        )
    if not content.strip(b"\x00 \t\r\n"):
        raise _empty()
    kind = kind_of(content)
    most = MAX_ROWS if uploaded else MOST_ROWS
    tables = [(filename, read_text(content, most))] if kind == "text" else read_workbook(content, kind)
    sheets = tuple(_sheet(name, rows, most) for name, rows in tables)
    filled = tuple(sheet for sheet in sheets if any(not row.is_empty for row in sheet.rows))
    if not filled:
        raise _empty()
    return filled


def _empty() -> UnreadableFile:
    return UnreadableFile(_("This file is empty. Check that the list was saved, and upload it again."))


def _sheet(name: str, rows: list[list[Cell]], most: int) -> Sheet:
    if len(rows) > most:
        raise UnreadableFile(
            format_lazy(_("This list has more than {limit} rows. Split it and upload the parts."), limit=most)
        )
    if any(len(row) > MAX_COLUMNS for row in rows):
        raise UnreadableFile(
            format_lazy(
                _("This list has more than {limit} columns. Keep the columns about people, and upload that."),
                limit=MAX_COLUMNS,
            )
        )
    return Sheet(name, tuple(SourceRow(number, tuple(cells)) for number, cells in enumerate(rows, 1)))
