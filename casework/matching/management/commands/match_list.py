import gc
import os
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.db.models import QuerySet

from casework.accounts.models import SYSTEM, Organisation
from casework.audit.actions import record_reads
from casework.audit.reading import Reads, collecting
from casework.lib.csv_export import csv_line, without_formulas
from casework.lists import Columns, Sheet, UnreadableFile, propose_columns, read_file
from casework.matching.engine import BATCH, Candidate, candidates
from casework.matching.listed import queries_of
from casework.people.models import Person

HEADER = ("query_id", "candidate_id", "score", "rank", "decision")
_MOST_PROCESSES = 2
_SELDOM = (50_000, 20, 100)


class _Part(NamedTuple):
    """Rows of one sheet that are searched for together."""

    sheet: Sheet
    columns: Columns
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Work:
    parts: Sequence[_Part]
    among: QuerySet[Person]
    top: int


@dataclass(frozen=True, slots=True)
class _Answer:
    lines: list[tuple[str, ...]]
    counts: Counter[str]
    reads: Reads


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
        work = _Work(_parts(options["file"]), _people_of(options["organisation"]), options["top"])
        answers = (answer for answer in _answers(work) if answer.counts)
        first = next(answers, None)
        if first is None:
            raise CommandError(f"{options['file']} holds no rows with names: check its columns.")
        try:
            with options["output"].open("w", encoding="utf-8", newline="") as file:
                counts = _write(file, chain([first], answers))
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}.") from error
        self.stdout.write(
            f"{counts['rows']} rows: {counts['match']} matched, {counts['review']} to review, "
            f"{counts['none']} with no candidate, {counts['unreadable']} of them not readable."
        )


def _people_of(slug: str | None) -> QuerySet[Person]:
    if slug is None:
        return Person.objects.open_to(None)
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise CommandError(f"There is no organisation {slug!r}: give its short name.")
    return Person.objects.held_by(organisation).open_to(None)


def _parts(path: Path) -> list[_Part]:
    try:
        sheets = read_file(path.read_bytes(), path.name, uploaded=False)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except UnreadableFile as error:
        raise CommandError(str(error)) from error
    return [
        _Part(sheet, columns, start, start + BATCH)
        for sheet in sheets
        if (columns := propose_columns(sheet)).has_name
        for start in range(0, len(sheet.rows), BATCH)
    ]


def _answers(work: _Work) -> Iterator[_Answer]:
    """In the order of the parts. A long list is shared between processes, which change nothing either."""
    processes = min(_MOST_PROCESSES, os.cpu_count() or 1, len(work.parts))
    if processes < 2:
        yield from (_answer(work, number) for number in range(len(work.parts)))
        return
    connections.close_all()  # each process has its own
    with get_context("fork").Pool(processes, _share, (work,)) as pool:
        yield from pool.imap(_answer_shared, range(len(work.parts)))


_shared: list[_Work] = []


def _share(work: _Work) -> None:
    """In a process of its own, where looking for circles in all that is remembered of names takes a quarter of the
    time, and there are hardly any."""
    gc.set_threshold(*_SELDOM)
    _shared[:] = [work]


def _answer_shared(number: int) -> _Answer:
    return _answer(_shared[0], number)


def _answer(work: _Work, number: int) -> _Answer:
    queries = list(queries_of(*work.parts[number]))
    readable = [query.description for query in queries if query.description is not None]
    found = candidates(readable, among=work.among, limit=work.top)
    with collecting() as reads:
        names = _ids({option.person_id for options in found for option in options})
    counts: Counter[str] = (
        Counter(rows=len(queries), unreadable=len(queries) - len(readable)) if queries else Counter()
    )
    lines: list[tuple[str, ...]] = []
    remaining = iter(found)
    for query in queries:
        options = next(remaining) if query.description is not None else []
        counts[options[0].decision if options else "none"] += 1
        lines += _lines(query.query_id, options, names)
    return _Answer(lines, counts, reads)


def _write(file: TextIO, answers: Iterable[_Answer]) -> Counter[str]:
    """How many rows came to each decision. Who is named to them is put down as read first."""
    counts: Counter[str] = Counter()
    file.write(csv_line(HEADER))
    for answer in answers:
        record_reads(answer.reads, "match_list", by=SYSTEM)
        file.writelines(map(csv_line, answer.lines))
        counts += answer.counts
    return counts


def _lines(query_id: str, options: Sequence[Candidate], ids: dict[int, str]) -> Iterator[tuple[str, ...]]:
    """Other programs read them: ids stay as they are, but for those that would be a formula."""
    query_id = without_formulas(query_id)
    if not options:
        yield query_id, "", "", "", "none"
    for rank, option in enumerate(options, 1):
        yield query_id, without_formulas(ids[option.person_id]), f"{option.score:.6f}", str(rank), option.decision


def _ids(person_ids: Iterable[int]) -> dict[int, str]:
    """The sender's own number, or the code of the register where the sender gave none."""
    people = Person.objects.only("reference", "sender_reference").in_bulk(list(person_ids))
    return {key: person.sender_reference or person.reference for key, person in people.items()}
