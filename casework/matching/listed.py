"""The rows of a list as descriptions to search for. Nothing is written, so a row is read as far as it can be."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from casework.lib.partial_dates import DateNotUnderstood, PartialDate
from casework.lists import Columns, ReadRow, Sheet, SourceRow, read_rows
from casework.lists.words import CATEGORIES, SEXES, key
from casework.matching.description import Description
from casework.names.parsing import NameParts, split_full_name, with_former

_NAME_ORDER = ("full_name", "surname", "given_name", "patronymic")
_NAME_FIELDS = frozenset(_NAME_ORDER)


@dataclass(frozen=True, slots=True)
class Query:
    query_id: str
    description: Description | None  # None for a row that cannot be read


def queries_of(sheet: Sheet, columns: Columns, start: int, stop: int) -> Iterator[Query]:
    """A query for every row from place `start` to before `stop`, in the order of the sheet. A row is named by its
    number in the file where it has no name of its own."""
    part = replace(sheet, rows=(*sheet.rows[: min(columns.header_row or 0, start)], *sheet.rows[start:stop]))
    described, unreadable = _described(part, columns)
    id_column = columns.fields.get("query_id")
    for row in part.rows:
        if row.number in described or row.number in unreadable:
            query_id = row.text(id_column).strip() if id_column is not None else ""
            yield Query(query_id or str(row.number), described.get(row.number))


def _described(sheet: Sheet, columns: Columns) -> tuple[dict[int, Description], set[int]]:
    """Descriptions by row number, and the numbers of rows without a readable name. A row in which something
    besides the name cannot be read is described without that: who looks at the candidates sees the row."""
    reading = read_rows(sheet, columns)
    described = {row.number: _description(row, columns) for row in reading.rows}
    faults: dict[int, set[str]] = {}
    for error in reading.errors:
        faults.setdefault(error.number, set()).add(error.field)
    for fields in {frozenset(fields) for fields in faults.values()}:
        numbers = {number for number, faulty in faults.items() if faulty == fields}
        if fields & _NAME_FIELDS or not fields & columns.fields.keys():
            described |= _by_their_names(sheet, columns, numbers)
            continue
        header = columns.header_row or 0
        rows = tuple(row for row in sheet.rows if row.number in numbers or row.number <= header)
        fewer = replace(columns, fields={k: v for k, v in columns.fields.items() if k not in fields})
        again = read_rows(replace(sheet, rows=rows), fewer)
        described |= {row.number: _description(row, columns) for row in again.rows if row.number in numbers}
    return described, faults.keys() - described.keys()


def _by_their_names(sheet: Sheet, columns: Columns, numbers: set[int]) -> dict[int, Description]:
    """Rows whose name no list is taken in with (broken words, the wrong keyboard, two spellings in a cell), by
    the likeliest reading of name and date."""
    found = {}
    for row in sheet.rows:
        name = split_full_name(_full_name(row, columns)) if row.number in numbers else NameParts()
        if name.surname or name.given:
            said = {field: row.text(place).strip() for field, place in columns.fields.items()}
            found[row.number] = Description(
                name.surname,
                name.given,
                name.patronymic,
                _date(said.get("date_of_birth", "")),
                SEXES.get(key(said.get("sex", "")), ""),
                CATEGORIES.get(key(said.get("category", "")), ""),
                said.get("rank", ""),
                said.get("unit", ""),
                said.get("place_of_birth", ""),
                said.get("place_of_capture", ""),
            )
    return found


def _full_name(row: SourceRow, columns: Columns) -> str:
    places = (columns.fields[field] for field in _NAME_ORDER if field in columns.fields)
    return " ".join(filter(None, (row.text(place).strip() for place in places)))


def _date(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text)
    except DateNotUnderstood:
        return None


def _description(row: ReadRow, columns: Columns) -> Description:
    values = row.values
    name = NameParts(values.get("surname", ""), values.get("given_name", ""), values.get("patronymic", ""))
    if name.surname and not name.given and "full_name" in columns.fields:
        name = split_full_name(name.surname)  # one word can be three, run together
    return Description(
        surname=with_former(name, values.get("call_sign", ""), row.raw.values()),
        given=name.given,
        patronymic=name.patronymic,
        born=row.born,
        sex=values.get("sex", ""),
        category=values.get("category", ""),
        rank=values.get("rank", ""),
        unit=values.get("unit", ""),
        place_of_birth=values.get("place_of_birth", ""),
        place_of_capture=values.get("place_of_capture", ""),
    )
