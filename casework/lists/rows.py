"""Rows of a sheet read into people: what each row becomes, what was changed on the way, what cannot be read."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.lib.partial_dates import OPEN_START, DateNotUnderstood, PartialDate, compatible, is_placeholder
from casework.lists.cleaning import Step, clean_text, name_case
from casework.lists.columns import Columns, header_texts
from casework.lists.name_cells import NameCell, NameNotUnderstood, read_name_cell, split, split_given
from casework.lists.readings import Change, Reading, ReadRow, RowError, SkippedRow
from casework.lists.sheets import Cell, Sheet, SourceRow, cell_text, column_letter
from casework.lists.words import CATEGORIES, NAME_FIELDS, SECTIONS, SEXES, TOTALS, key
from casework.names.parsing import in_meant_layout

MAX_VALUE = 200

_BORN_TAIL = re.compile(
    r"(?<=[\d.])\s*(?:р\.? ?н\.?|г\.? ?р\.?|(?:року|рік) народження|года? рождения"
    r"|\d{1,2}:\d{2}(?::\d{2}(?:\.0+)?)?)$",
    re.IGNORECASE,
)
# Days are counted from these; 1900 has a day too many in Excel, which the base makes good from March 1900 on.
_SERIAL_BASE = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
_SERIALS = range(2101, 100_000)


def read_rows(sheet: Sheet, columns: Columns, *, date1904: bool = False, today: date | None = None) -> Reading:
    """Each row read, refused or skipped.

    `date1904` says that day numbers are counted from 1904, as old Excel for Mac did. Ages are counted from
    `today`: the day of the list, if it is known.
    """
    table = _Table(sheet, columns, date1904, today or date.today())
    rows: list[ReadRow] = []
    errors: list[RowError] = []
    skipped: list[SkippedRow] = []
    for row in sheet.rows:
        if (reason := table.reason_to_skip(row)) is not None:
            text = " ".join(filter(None, (cell_text(cell).strip() for cell in row.cells)))
            skipped.append(SkippedRow(sheet.name, row.number, text, reason))
            continue
        reader = _RowReader(table, row)
        reader.read()
        if reader.errors:
            errors.extend(reader.errors)
        else:
            rows.append(reader.result())
    return Reading(tuple(rows), tuple(errors), tuple(skipped))


class _Table:
    """What all rows of a sheet share."""

    def __init__(self, sheet: Sheet, columns: Columns, date1904: bool, today: date) -> None:
        self.sheet = sheet
        self.columns = columns
        self.today = today
        self.base = _SERIAL_BASE[date1904]
        self.headers = header_texts(sheet, columns.header_row)
        self.labels = self._labels()

    def _labels(self) -> dict[int, str]:
        """The header of each column; with its letter where two columns share one."""
        texts = list(self.headers.values())
        return {
            column: text if texts.count(text) == 1 else f"{text} ({column_letter(column)})"
            for column, text in self.headers.items()
        }

    def reason_to_skip(self, row: SourceRow) -> str | Promise | None:
        if row.is_empty:
            return _("empty row")
        if self.columns.header_row is not None:
            if row.number < self.columns.header_row:
                return _("above the header")
            if row.number == self.columns.header_row:
                return _("header")
            if self._repeats_header(row):
                return _("the header again")
        return self._reason_of_content(row)

    def _repeats_header(self, row: SourceRow) -> bool:
        """As on each page of a printed list: what the row has in the columns of the fields are their headers."""
        said = [
            (" ".join(text.split()).casefold(), self.headers.get(column, "").casefold())
            for column in self.columns.fields.values()
            if (text := row.text(column))
        ]
        return bool(said) and all(text == header for text, header in said)

    def _reason_of_content(self, row: SourceRow) -> str | Promise | None:
        filled = [cell_text(cell).strip() for cell in row.cells if cell_text(cell).strip()]
        if TOTALS.match(filled[0]) or TOTALS.match(self._name(row)):
            return _("a total, no person")
        if len(filled) == 1 and key(filled[0]) in SECTIONS:
            return _("a heading inside the list")
        if all(re.fullmatch(r"[\d\s.,]+", text) for text in filled) and not self._has_birth_year(row):
            return _("only numbers, no person")
        return None

    def _name(self, row: SourceRow) -> str:
        places = (self.columns.fields[name] for name in NAME_FIELDS if name in self.columns.fields)
        return next((text for place in places if (text := row.text(place).strip())), "")

    def _has_birth_year(self, row: SourceRow) -> bool:
        place = self.columns.fields.get("date_of_birth")
        return place is not None and len(re.sub(r"\D", "", row.text(place))) >= 4


@dataclass
class _RowReader:
    """One row on its way from cells to values."""

    table: _Table
    row: SourceRow
    values: dict[str, str] = field(default_factory=dict)
    born: PartialDate | None = None
    changes: list[Change] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    def result(self) -> ReadRow:
        labels = self.table.labels
        raw = {
            labels.get(column, column_letter(column)): cell_text(cell)
            for column, cell in enumerate(self.row.cells)
            if cell not in (None, "")
        }
        return ReadRow(self.table.sheet.name, self.row.number, raw, self.values, self.born, tuple(self.changes))

    def read(self) -> None:
        self._refuse_ragged()
        cells = {name: self._cell(name) for name in self.table.columns.fields}
        texts = {name: cell_text(cell) for name, cell in cells.items()}
        if "date_of_birth" in cells:
            self._read_born(cells["date_of_birth"])
        for name, text in texts.items():
            if name not in NAME_FIELDS and name != "date_of_birth":
                self._read_term(name, text)
        self._undo_switched_keyboard(texts)
        if texts.get("full_name", "").strip() and not texts.get("surname", "").strip():
            self._read_full_name(texts["full_name"])
        else:
            self._read_parts(texts)

    def _cell(self, name: str) -> Cell:
        column = self.table.columns.fields[name]
        return self.row.cells[column] if column < len(self.row.cells) else None

    def _refuse(self, name: str, value: str, reason: str | Promise) -> None:
        column = self.table.columns.fields.get(name)
        letter = "" if column is None else column_letter(column)
        self.errors.append(RowError(self.table.sheet.name, self.row.number, letter, name, value, reason))

    def _report(self, name: str, steps: list[Step] | tuple[Step, ...]) -> None:
        self.changes.extend(Change(name, before, after, reason) for before, after, reason in steps)

    def _refuse_ragged(self) -> None:
        """A row of a text file that is longer than its header: a delimiter stands inside a value."""
        header_row = self.table.columns.header_row
        if header_row is None:
            return
        width = len(self.table.sheet.rows[header_row - 1].cells)
        beyond = [cell_text(cell) for cell in self.row.cells[width:] if cell_text(cell).strip()]
        if beyond:
            reason = _(
                "This row has more cells than the header: put quotation marks around values with a delimiter."
            )
            self._refuse("", " ".join(beyond), reason)

    def _said(self, name: str, text: str) -> str:
        """The text without dirt; "" where nothing was said."""
        cleaned, steps = clean_text(text)
        if cleaned and is_placeholder(cleaned):
            self.changes.append(Change(name, text, "", _("nothing is known: the field is left empty")))
            return ""
        if len(cleaned) > MAX_VALUE:
            self._refuse(
                name, text, format_lazy(_("This is longer than {limit} characters. Shorten it."), limit=MAX_VALUE)
            )
            return ""
        self._report(name, steps)
        return cleaned

    def _read_term(self, name: str, text: str) -> None:
        said = self._said(name, text)
        if not said:
            return
        terms = {"sex": SEXES, "category": CATEGORIES}.get(name)
        if terms is None:
            self.values[name] = said
            return
        meant = terms.get(key(said))
        if meant is None:
            self._refuse(name, text, _unknown_word(name, said))
        else:
            self.values[name] = meant

    def _read_born(self, cell: Cell) -> None:
        text = self._serial(cell)
        if text and is_placeholder(text):
            self.changes.append(Change("date_of_birth", text, "", _("nothing is known: the field is left empty")))
        elif text.strip():
            self._take_born(text, text)

    def _serial(self, cell: Cell) -> str:
        """The cell as text; a day number as the day it counts to."""
        text = cell_text(cell)
        if isinstance(cell, date):
            day = cell.date() if isinstance(cell, datetime) else cell
            return PartialDate.of(day).text
        digits = re.fullmatch(r"\s*(\d{4,5})(?:\.\d*)?\s*", text)
        if digits is None or int(digits[1]) not in _SERIALS:
            return re.sub(r"^\s*(\d{4})\.0+\s*$", r"\1", text)
        day = self.table.base + timedelta(days=int(digits[1]))
        after = PartialDate.of(day).text
        self.changes.append(
            Change("date_of_birth", text, after, _("the day number of a spreadsheet was read as its day"))
        )
        return after

    def _take_born(self, text: str, value: str) -> None:
        """`value` is what stands in the cell, for the error."""
        said = " ".join(text.split())
        bare = _BORN_TAIL.sub("", said).strip(" ,")
        try:
            born = PartialDate.parse(bare, today=self.table.today)
        except DateNotUnderstood as failure:
            self._refuse("date_of_birth", value, failure.reason)
            return
        if born.exact and re.match(r"\d{4}\D", bare):
            born = PartialDate.of(born.exact)
        if (reason := self._implausible(born)) is not None:
            self._refuse("date_of_birth", value, reason)
            return
        if born.text != text.strip():
            self.changes.append(
                Change("date_of_birth", text, born.text, _("the birth date was written in one way"))
            )
        self.born = born
        self.values["date_of_birth"] = born.text

    def _implausible(self, born: PartialDate) -> Promise | None:
        if born.earliest > self.table.today:
            return format_lazy(_("“{text}” lies in the future. Check it against the source."), text=born.text)
        if born.earliest < OPEN_START:
            return format_lazy(_("“{text}” is before 1900. Check it against the source."), text=born.text)
        return None

    def _undo_switched_keyboard(self, texts: dict[str, str]) -> None:
        """First of all: х, ж and є have the keys of what else stands around a call sign, or between two names."""
        said = {name: texts[name] for name in NAME_FIELDS if texts.get(name, "").strip()}
        for (name, text), meant in zip(said.items(), in_meant_layout(tuple(said.values())), strict=True):
            if meant != text:
                texts[name] = meant
                reason = _("it was typed with the keyboard of the other alphabet")
                self.changes.append(Change(name, text, meant, reason))

    def _read_full_name(self, text: str) -> None:
        if is_placeholder(text) or len(text) > MAX_VALUE:
            self._refuse("full_name", text, _no_name())
            return
        try:
            cell = read_name_cell(text)
            parts = split(cell.name)
        except NameNotUnderstood as failure:
            self._refuse("full_name", text, failure.reason)
            return
        self._report("full_name", cell.steps)
        self._report_case("full_name", cell.name, " ".join(parts.values()))
        self.values.update(parts)
        self._take_aside(cell, text)

    def _take_aside(self, cell: NameCell, value: str) -> None:
        """What a name cell carries besides the name."""
        if cell.call_sign:
            self.values["call_sign"] = cell.call_sign
        if cell.rank:
            self.values.setdefault("rank", cell.rank)
        if cell.born:
            self._born_in_name(cell.born, value)

    def _report_case(self, name: str, before: str, after: str) -> None:
        """Where the order changed too, only the letters are compared: splitting is no change of them."""
        if name_case(before) != before:
            reason = _("capital letters were set as in names")
            self.changes.append(Change(name, before, after if name == "full_name" else name_case(before), reason))

    def _born_in_name(self, said: str, value: str) -> None:
        stated = self.born
        if stated is None:
            self._take_born(said, value)
        elif not compatible(stated, PartialDate.parse(said, today=self.table.today)):
            reason = format_lazy(
                _("The name cell says “{one}”, the birth date “{other}”. Check them against the source."),
                one=said,
                other=stated.text,
            )
            self._refuse("full_name", value, reason)

    def _read_parts(self, texts: dict[str, str]) -> None:
        for name in NAME_FIELDS[1:]:
            if said := self._said(name, texts.get(name, "")):
                self._read_part(name, said, texts[name])
        if "patronymic" not in self.values and "given_name" in self.values:
            self.values["given_name"], patronymic = split_given(self.values["given_name"])
            self.values.update({"patronymic": patronymic} if patronymic else {})
        if not self.errors and not self.values.get("surname"):
            name = next((name for name in NAME_FIELDS if name in self.table.columns.fields), "")
            self._refuse(name, texts.get(name, ""), _no_name())

    def _read_part(self, name: str, said: str, value: str) -> None:
        """A part in a column of its own; a surname can carry what a name cell carries."""
        try:
            cell = read_name_cell(said)
        except NameNotUnderstood as failure:
            self._refuse(name, value, failure.reason)
            return
        self._report(name, cell.steps)
        self._report_case(name, cell.name, name_case(cell.name))
        self.values[name] = name_case(cell.name)
        self._take_aside(cell, value)


def _no_name() -> str | Promise:
    return _("There is no name here. Add the name from the source, or remove the row.")


def _unknown_word(name: str, said: str) -> Promise:
    if name == "sex":
        return format_lazy(_("“{text}” is no sex that is known here. Write m or f, or leave it empty."), text=said)
    return format_lazy(
        _("“{text}” is no category that is known here. Write pow or civilian, or leave it empty."), text=said
    )
