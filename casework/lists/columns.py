"""What the columns of a sheet mean: by their headers, or by what stands in them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.lib.partial_dates import DateNotUnderstood, PartialDate
from casework.lists.sheets import Cell, Sheet, SourceRow, cell_text, column_letter
from casework.lists.words import HEADERS, NAME_FIELDS, NUMBERING, is_rank, key
from casework.names.equivalents import is_like_patronymic

_HEADER_WITHIN = 30
_SAMPLE = 50
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class Columns:
    """What was understood of a sheet's columns.

    `header_row` is the number of the header's row as in the file, None where there is no header. `fields`
    gives the column, from 0, of each field. `unused` are the headers that mean nothing here. `notes` are
    sentences about what a person should look at before going on.
    """

    header_row: int | None
    fields: dict[str, int]
    unused: tuple[str, ...] = ()
    notes: tuple[str | Promise, ...] = ()

    @property
    def has_name(self) -> bool:
        return "full_name" in self.fields or "surname" in self.fields


@dataclass
class _Proposal:
    fields: dict[str, int] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    notes: list[str | Promise] = field(default_factory=list)


def propose_columns(sheet: Sheet) -> Columns:
    """The best reading of the columns; to be shown to a person, who may correct it."""
    header_row = _find_header(sheet)
    if header_row is None:
        return _guess(sheet)
    return _by_headers(sheet, header_row, header_texts(sheet, header_row))


def header_texts(sheet: Sheet, header_row: int | None) -> dict[int, str]:
    """The header of each column that has one, in single spaces.

    Under a header cell that spans several columns each column has its own; beside it, a header that spans two rows
    stands in the upper one.
    """
    if header_row is None or not 1 <= header_row <= len(sheet.rows):
        return {}
    above = _headers_of(sheet.rows[header_row - 2]) if header_row > 1 else {}
    known_above = {column: text for column, text in above.items() if field_of(text)}
    return dict(sorted({**known_above, **_headers_of(sheet.rows[header_row - 1])}.items()))


def field_of(header: str) -> str | None:
    """The field a header means; two languages in one header have to mean the same."""
    if found := HEADERS.get(key(header)):
        return found
    bare = re.sub(r"\([^)]*\)?|\[[^\]]*\]?", " ", header)
    if found := HEADERS.get(key(bare)):
        return found
    parts = {HEADERS.get(key(part)) for part in re.split(r"[/|]", bare) if key(part)}
    return parts.pop() if len(parts) == 1 else None


def _headers_of(row: SourceRow) -> dict[int, str]:
    texts = {column: " ".join(cell_text(cell).split()) for column, cell in enumerate(row.cells)}
    return {column: text for column, text in texts.items() if text}


def _find_header(sheet: Sheet) -> int | None:
    """The row with the most headers that are known, where one of them is a name."""
    best, best_score = None, 0
    for row in sheet.rows[:_HEADER_WITHIN]:
        own = _headers_of(row)
        if not any(map(field_of, own.values())):
            continue
        everything = {field_of(text) for text in header_texts(sheet, row.number).values()} - {None}
        if everything & set(NAME_FIELDS) and len(everything) > best_score:
            best, best_score = row.number, len(everything)
    return best


def _by_headers(sheet: Sheet, header_row: int, headers: dict[int, str]) -> Columns:
    found = _Proposal()
    for column, text in headers.items():
        meant = field_of(text)
        if meant == NUMBERING:
            continue
        if meant is None:
            found.unused.append(text)
        elif meant in found.fields:
            found.unused.append(text)
            found.notes.append(
                format_lazy(
                    _("Two columns seem to be the same; only the first is read. Left out: {header} ({letter})"),
                    header=text,
                    letter=column_letter(column),
                )
            )
        else:
            found.fields[meant] = column
    _one_kind_of_name(found, headers, sheet.rows[header_row:])
    return Columns(header_row, found.fields, tuple(found.unused), tuple(found.notes))


def _one_kind_of_name(found: _Proposal, headers: dict[int, str], rows: Iterable[SourceRow]) -> None:
    """A full name beside its parts is left out: the parts need no splitting. Not where some rows have it alone."""
    if "full_name" in found.fields and "surname" in found.fields:
        full, surname = found.fields["full_name"], found.fields["surname"]
        if any(row.text(full).strip() and not row.text(surname).strip() for row in rows):
            found.notes.append(
                _("Some rows have a full name, some its parts in columns of their own: both are read.")
            )
            return
        found.unused.append(headers[found.fields.pop("full_name")])
        found.notes.append(_("There is a full name and its parts in columns of their own: the parts are read."))
    elif "full_name" not in found.fields and "surname" not in found.fields:
        found.notes.append(_("There is no column for the surname. Choose the column that holds it."))


def _guess(sheet: Sheet) -> Columns:
    """By the contents, for a sheet without a header."""
    rows = [row for row in sheet.rows[: _SAMPLE * 2] if not row.is_empty][:_SAMPLE]
    width = max((len(row.cells) for row in rows), default=0)
    fields: dict[str, int] = {}
    for column in range(width):
        cells = [row.cells[column] for row in rows if column < len(row.cells) and row.text(column).strip()]
        if cells and 2 * len(cells) >= len(rows):
            _guess_column(column, cells, fields)
    if "patronymic" in fields and "full_name" not in fields and fields["patronymic"] >= 2:
        fields["surname"], fields["given_name"] = fields["patronymic"] - 2, fields["patronymic"] - 1
    else:
        fields.pop("patronymic", None)
    note = _("No header was found: the columns were guessed from what stands in them. Check each one.")
    return Columns(None, fields, (), (note,))


def _guess_column(column: int, cells: list[Cell], fields: dict[str, int]) -> None:
    for name, test in _GUESSES.items():
        if name not in fields and sum(map(test, cells)) >= _MOST * len(cells):
            fields[name] = column
            return


def _looks_like_date(cell: Cell) -> bool:
    if isinstance(cell, date):
        return True
    text = cell_text(cell)
    if not re.search(r"\d{2}", text) or re.fullmatch(r"\d+", text):
        return False
    try:
        PartialDate.parse(text)
    except DateNotUnderstood:
        return False
    return True


def _looks_like_full_name(cell: Cell) -> bool:
    """Two to four words with capital letters, perhaps with a number before and a birth date behind."""
    text = re.sub(r"^\W*\d{1,5}[.)]?\s+(?=[^\W\d])|[\d.,/\-]{4,}.*$", "", cell_text(cell)).strip()
    words = [word for word in re.split(r"[\s.]+", text) if word]
    return 2 <= len(words) <= 5 and words[0][:1].isupper() and not re.search(r"\d", text)


def _looks_like_patronymic(cell: Cell) -> bool:
    text = cell_text(cell).strip()
    return " " not in text and is_like_patronymic(text)


_GUESSES: dict[str, Callable[[Cell], bool]] = {
    "date_of_birth": _looks_like_date,
    "rank": lambda cell: is_rank(cell_text(cell)),
    "patronymic": _looks_like_patronymic,
    "full_name": _looks_like_full_name,
}
