import csv
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from casework.accounts.models import Organisation
from casework.lib.partial_dates import DateNotUnderstood, PartialDate
from casework.lists import (
    Columns,
    ReadRow,
    Sheet,
    SourceRow,
    UnreadableFile,
    propose_columns,
    read_file,
    read_rows,
)
from casework.matching.engine import BATCH, Candidate, Description, candidates
from casework.names.parsing import NameParts, split_full_name
from casework.people.models import Person

HEADER = ("query_id", "candidate_id", "score", "rank", "decision")
_NAME_ORDER = ("full_name", "surname", "given_name", "patronymic")
_NAME_FIELDS = frozenset(_NAME_ORDER)


@dataclass(frozen=True, slots=True)
class _Query:
    query_id: str
    description: Description | None  # None for a row that cannot be read


class Command(BaseCommand):
    help = "Writes, for each row of a list, the people on the register whom it can mean. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV or XLSX, with a column query_id")
        parser.add_argument("--output", type=Path, required=True, help="CSV file to write")
        parser.add_argument("--top", type=int, default=5, help="candidates for each row at most")
        parser.add_argument("--organisation", help="only people whom this organisation holds (its short name)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["top"] < 1:
            raise CommandError("--top has to be 1 or more.")
        among = _people_of(options["organisation"])
        queries = _queries(options["file"])
        found = [query for query in queries if query.description is not None]
        try:
            with options["output"].open("w", encoding="utf-8", newline="") as file:
                counts = _write(csv.writer(file), queries, among, options["top"])
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}.") from error
        self.stdout.write(
            f"{len(queries)} rows: {counts['match']} matched, {counts['review']} to review, "
            f"{counts['none']} with no candidate, {len(queries) - len(found)} of them not readable."
        )


def _people_of(slug: str | None) -> QuerySet[Person]:
    if slug is None:
        return Person.objects.all()
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise CommandError(f"There is no organisation {slug!r}: give its short name.")
    return Person.objects.held_by(organisation)


def _queries(path: Path) -> list[_Query]:
    try:
        sheets = read_file(path.read_bytes(), path.name, uploaded=False)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except UnreadableFile as error:
        raise CommandError(str(error)) from error
    queries = [query for sheet in sheets for query in _of_sheet(sheet)]
    if not queries:
        raise CommandError(f"{path} holds no rows with names: check its columns.")
    return queries


def _of_sheet(sheet: Sheet) -> Iterator[_Query]:
    """A query for every row, in the order of the sheet; nothing for a sheet without a column of names."""
    columns = propose_columns(sheet)
    if not columns.has_name:
        return
    described, unreadable = _described(sheet, columns)
    id_column = columns.fields.get("query_id")
    for row in sheet.rows:
        if row.number in described or row.number in unreadable:
            query_id = row.text(id_column).strip() if id_column is not None else ""
            yield _Query(query_id or str(row.number), described.get(row.number))


def _described(sheet: Sheet, columns: Columns) -> tuple[dict[int, Description], set[int]]:
    """Descriptions by row number, and the numbers of rows without a readable name. A row in which something
    besides the name cannot be read is described without that: who looks at the candidates sees the row."""
    reading = read_rows(sheet, columns)
    described = {row.number: _description(row, columns) for row in reading.rows}
    faults: dict[int, set[str]] = {}
    for error in reading.errors:
        faults.setdefault(error.number, set()).add(error.field)
    for fields in {frozenset(fields) for fields in faults.values()}:
        if fields & _NAME_FIELDS or not fields & columns.fields.keys():
            described |= _by_their_names(
                sheet, columns, {number for number, faulty in faults.items() if faulty == fields}
            )
            continue
        numbers = {number for number, faulty in faults.items() if faulty == fields}
        rows = tuple(row for row in sheet.rows if row.number in numbers or row.number == columns.header_row)
        fewer = replace(columns, fields={k: v for k, v in columns.fields.items() if k not in fields})
        again = read_rows(replace(sheet, rows=rows), fewer)
        described |= {row.number: _description(row, columns) for row in again.rows if row.number in numbers}
    return described, faults.keys() - described.keys()


def _by_their_names(sheet: Sheet, columns: Columns, numbers: set[int]) -> dict[int, Description]:
    """Rows whose name no list would be taken in with (broken words, the wrong keyboard, two spellings in a cell):
    nothing is written here, so they are searched for by the likeliest reading of name and date."""
    found = {}
    for row in sheet.rows:
        name = split_full_name(_full_name(row, columns)) if row.number in numbers else NameParts()
        if name.surname or name.given:
            born = _date(row.text(columns.fields["date_of_birth"])) if "date_of_birth" in columns.fields else None
            found[row.number] = Description(name.surname, name.given, name.patronymic, born)
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
        surname=name.surname,
        given=name.given,
        patronymic=name.patronymic,
        born=row.born,
        sex=values.get("sex", ""),
        category=values.get("category", ""),
        rank=values.get("rank", ""),
        unit=values.get("unit", ""),
        place_of_birth=values.get("place_of_birth", ""),
    )


def _write(writer: Any, queries: Sequence[_Query], among: QuerySet[Person], top: int) -> dict[str, int]:
    """Rows of the output, batch by batch; how many queries came to each decision."""
    counts = {"match": 0, "review": 0, "none": 0}
    writer.writerow(HEADER)
    for start in range(0, len(queries), BATCH):
        batch = queries[start : start + BATCH]
        readable = [query.description for query in batch if query.description is not None]
        answers = candidates(readable, among=among, limit=top)
        names = _ids({option.person_id for options in answers for option in options})
        remaining = iter(answers)
        for query in batch:
            options = next(remaining) if query.description is not None else []
            counts[options[0].decision if options else "none"] += 1
            writer.writerows(_lines(query.query_id, options, names))
    return counts


def _lines(query_id: str, options: Sequence[Candidate], ids: dict[int, str]) -> Iterator[tuple[str, ...]]:
    if not options:
        yield query_id, "", "", "", "none"
    for rank, option in enumerate(options, 1):
        yield query_id, ids[option.person_id], f"{option.score:.6f}", str(rank), option.decision


def _ids(person_ids: Iterable[int]) -> dict[int, str]:
    """The sender's own number, or the code of the register where the sender gave none."""
    named = Coalesce(NullIf(F("sender_reference"), Value("")), F("reference"), output_field=CharField())
    return dict(Person.objects.filter(pk__in=list(person_ids)).values_list("pk", named))
