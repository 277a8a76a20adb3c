"""Workbooks: unpacked within bounds, measured, and only then parsed.

A workbook is an archive, and a small archive can hold gigabytes; a table with one cell in its last corner can too.
So the parser is given an archive that was packed anew from the entries as they were measured here.
"""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum

from casework.lists.kinds import Kind, damaged, encrypted
from casework.lists.sheets import MAX_COLUMNS, MAX_ROWS, Cell, UnreadableFile

MAX_UNPACKED = 200 * 2**20
MAX_RATIO = 200
_BLOCK = 2**20


def read_workbook(content: bytes, kind: Kind) -> list[tuple[str, list[list[Cell]]]]:
    """Name and rows of each worksheet, from row 1 and column A on. Raises UnreadableFile."""
    if kind != "xls":
        entries = _unpack(content)
        _measure(entries, kind)
        content = _pack(entries)
    try:
        return list(_parse(content))
    except PasswordError as failure:
        raise encrypted() from failure
    except (KeyboardInterrupt, SystemExit, UnreadableFile):
        raise
    except BaseException as failure:  # a panic in the parser is no Exception
        raise damaged() from failure


def _parse(content: bytes) -> Any:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        for number, sheet in enumerate(workbook.sheets_metadata):
            if sheet.typ is not SheetTypeEnum.WorkSheet:
                continue
            table = workbook.get_sheet_by_index(number)
            if table.total_height > MAX_ROWS or table.total_width > MAX_COLUMNS:
                raise _too_far()
            rows = table.to_python(skip_empty_area=False)
            yield sheet.name, [[_cell(value) for value in row] for row in rows]


def _cell(value: Any) -> Cell:
    if value == "" or value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    if isinstance(value, (time, timedelta)):
        return str(value)
    return value if isinstance(value, (str, bool, int, float, date)) else str(value)


def _unpack(content: bytes) -> dict[str, bytes]:
    """Every entry by name, read block by block and never past what was declared."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            total = sum(info.file_size for info in infos)
            if total > MAX_UNPACKED or total > MAX_RATIO * max(len(content), 10_000):
                raise _bomb()
            return {info.filename: _inflate(archive, info) for info in infos}
    except UnreadableFile:
        raise
    except Exception as failure:  # zipfile fails in many ways on hostile bytes; all of them mean the same
        raise damaged() from failure


def _inflate(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as entry:
        return b"".join(iter(lambda: entry.read(_BLOCK), b""))


def _pack(entries: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return packed.getvalue()


def _bomb() -> UnreadableFile:
    return UnreadableFile(
        _(
            "This workbook unpacks to far more than a list can hold."
            " Copy the list into a new workbook and upload that."
        )
    )


def _too_far() -> UnreadableFile:
    return UnreadableFile(
        _(
            "This workbook has cells beyond row 100 000 or column 200. Delete what stands there, or copy the list"
            " into a new workbook, and upload that."
        )
    )


_ATTRIBUTES = rb"((?:\s+[\w:.\-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*"
_XLSX_CELL = re.compile(
    rb"<(?:\w+:)?c" + _ATTRIBUTES + rb"(/?)>(?:\s*<(?:\w+:)?v(?:\s[^<>]*)?>\s*(\d+)\s*<)?", re.ASCII
)
_XLSX_ANY_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])", re.ASCII)
_XLSX_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])", re.ASCII)
_XLSX_STRING = re.compile(rb"<(?:\w+:)?si(?=[\s/>])", re.ASCII)
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{1,7})([0-9]{1,9})""")
_ROW_NUMBER = re.compile(rb"""<(?:\w+:)?row\s[^<>]*?\br\s*=\s*["']\s*([0-9]{1,9})""", re.ASCII)
_SHARED = re.compile(rb"""\st\s*=\s*["']s["']""")


def _measure(entries: dict[str, bytes], kind: Kind) -> None:
    """Raises UnreadableFile where the tables, written out cell by cell, would be too large."""
    if kind == "ods":
        _measure_ods(entries.get("content.xml", b""))
        return
    strings = max(
        (_string_sizes(data) for data in entries.values() if b"<" in data[:200] and b"sst" in data[:2000]),
        key=len,
        default=[],
    )
    for data in entries.values():
        if _XLSX_ANY_CELL.search(data):
            _measure_xlsx(data, strings)


def _string_sizes(data: bytes) -> list[int]:
    starts = [match.start() for match in _XLSX_STRING.finditer(data)]
    return [end - start for start, end in pairwise([*starts, len(data)])]


def _measure_xlsx(data: bytes, strings: list[int]) -> None:
    cells = _XLSX_CELL.findall(data)
    if len(cells) != len(_XLSX_ANY_CELL.findall(data)):
        raise damaged()
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    text = unplaced = 0
    for attributes, closed, number in cells:
        if closed:
            continue
        if place := _REFERENCE.search(attributes):
            columns.add(place[1])
            rows.add(place[2])
        else:
            unplaced += 1
        if number and _SHARED.search(attributes) and int(number[:9]) < len(strings):
            text += strings[int(number[:9])]
    if unplaced:
        rows.update(_ROW_NUMBER.findall(data))
        if max(len(_XLSX_ANY_CELL.findall(row)) for row in _XLSX_ROW.split(data)) > MAX_COLUMNS:
            raise _too_far()
    if text > MAX_UNPACKED:
        raise _bomb()
    if max(map(int, rows), default=0) > MAX_ROWS or max(map(_column_number, columns), default=0) > MAX_COLUMNS:
        raise _too_far()


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


_ODS_PART = re.compile(
    rb"<table:(table-row|(?:covered-)?table-cell|table)" + _ATTRIBUTES + rb"(/?)>|(</table:table-row>)", re.ASCII
)
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']\s*([0-9]+)""")


def _measure_ods(data: bytes) -> None:
    """Rows and cells can say how often they are repeated: they are counted as often as that."""
    row = column = row_repeat = row_text = text = 0
    parts = list(_ODS_PART.finditer(data))
    for number, part in enumerate(parts):
        repeated = _REPEATED.search(part[2] or b"")
        times = int(repeated[1][:9]) if repeated else 1
        if part[1] == b"table":
            row = 0
        elif part[1] == b"table-row":
            row, column, row_repeat, row_text = row + times, 0, times, 0
        elif part[1]:
            column += times
            if not part[3]:
                end = parts[number + 1].start() if number + 1 < len(parts) else len(data)
                row_text += times * (end - part.end() + 1)
                if row > MAX_ROWS or column > MAX_COLUMNS:
                    raise _too_far()
        else:
            text += row_repeat * row_text
            if text > MAX_UNPACKED:
                raise _bomb()
