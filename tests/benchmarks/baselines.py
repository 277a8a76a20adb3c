"""What others use to find a name, on the same lists: rapidfuzz over everybody, and trigrams in PostgreSQL.

Set up as somebody would who knows the lists: both compare the official Latin form of the whole name, with letters
that spellings differ in made one, whatever the order of its words; both look also at whoever was born on that day
or one easily taken for it; for both a date counts for a person, or against. They are sure where the name is alike,
the date is the same, and nobody else comes near. The numbers were chosen on other seeds than are reported.
"""

import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import psycopg
from rapidfuzz import fuzz, process

from casework.names.transliteration import language_of, latin
from tests.benchmarks.clerk import read_date
from tests.benchmarks.world import Question, World

_FIRST = 5
_TAKEN = 50  # by name alone
# What a date adds to the likeness of two names, which is from 0 to 1.
_SAME, _ALIKE, _ANOTHER = 0.25, 0.15, -0.2
_SURE_NAME = 0.5
_SURE_MARGIN = 0.1
_ONE_LETTER = [
    *[("kh", "h"), ("g", "h"), ("shch|sch|sz|sh", "s"), ("tch|cz|ch|ts|tz", "c"), ("zh", "z"), ("w", "v")],
    *[("ck", "k"), ("[jy]", "i"), ("i+", "i"), ("ie", "e"), (r"(.)\1", r"\1")],
]


class Baseline(NamedTuple):
    found: list[list[int]]
    sure: list[bool]
    seconds: float


def by_rapidfuzz(world: World, questions: Sequence[Question]) -> Baseline:
    names, days = _names(world), _days(world)
    born_on = defaultdict(list)
    for place, day in enumerate(days):
        born_on[day].append(place)
    started = time.perf_counter()
    answers = []
    for question in questions:
        name, day = _name(question.row.full_name), _day(question.row.born)
        likely = {
            place: score
            for _name, score, place in process.extract(name, names, scorer=fuzz.token_ratio, limit=_TAKEN)
        }
        for place in (place for other in _taken_for(day) for place in born_on[other]):
            likely[place] = fuzz.token_ratio(name, names[place])
        answers.append(_answer(day, ((place, score / 100) for place, score in likely.items()), days))
    return _baseline(answers, started)


def by_trigrams(world: World, questions: Sequence[Question], address: str) -> Baseline:
    days = _days(world)
    with psycopg.connect(address) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        connection.execute("CREATE TEMPORARY TABLE bench_names (place integer, name text, born date)")
        with connection.cursor().copy("COPY bench_names FROM STDIN") as copy:
            for place, (name, day) in enumerate(zip(_names(world), days, strict=True)):
                copy.write_row((place, name, day))
        connection.execute("CREATE INDEX ON bench_names USING gin (name gin_trgm_ops)")
        connection.execute("CREATE INDEX ON bench_names (born)")
        connection.execute("ANALYZE bench_names")
        started = time.perf_counter()
        answers = []
        for question in questions:
            name, day = _name(question.row.full_name), _day(question.row.born)
            rows: Any = connection.execute(
                "(SELECT place, similarity(name, %s) AS likeness FROM bench_names WHERE name %% %s"
                " ORDER BY likeness DESC, place LIMIT %s)"
                " UNION SELECT place, similarity(name, %s) FROM bench_names WHERE born = ANY(%s)",
                (name, name, _TAKEN, name, list(_taken_for(day))),
            )
            answers.append(_answer(day, rows.fetchall(), days))
        connection.rollback()
    return _baseline(answers, started)


def _names(world: World) -> list[str]:
    return [_name(f"{one.surname} {one.given} {one.patronymic}") for one in world.records]


def _name(text: str) -> str:
    text = latin(text, language_of(text) or "uk").casefold().replace(",", " ")
    for written, read in _ONE_LETTER:
        text = re.sub(written, read, text)
    return " ".join(sorted(text.split()))


def _days(world: World) -> list[date | None]:
    return [_day(one.born) for one in world.records]


def _day(text: str) -> date | None:
    born = read_date(text)
    return born.exact if born else None


def _taken_for(day: date | None) -> Iterator[date]:
    """The day, and those that a slip makes of it: day and month swapped, or one of the three wrong by one, or the
    year by ten."""
    if day is None:
        return
    yield day
    parts = [(day.year, day.day, day.month)]
    parts += [(day.year + years, day.month, day.day) for years in (-10, -1, 1, 10)]
    parts += [(day.year, day.month + step, day.day) for step in (-1, 1)]
    parts += [(day.year, day.month, day.day + step) for step in (-10, -1, 1, 10)]
    for year, month, of_month in parts:
        try:
            yield date(year, month, of_month)
        except ValueError:
            continue


def _answer(
    day: date | None, scored: Iterable[tuple[int, float]], days: Sequence[date | None]
) -> tuple[list[int], bool]:
    alike = set(_taken_for(day))

    def told_by_date(other: date | None) -> float:
        if day is None or other is None:
            return 0.0
        return _SAME if other == day else _ALIKE if other in alike else _ANOTHER

    ordered = sorted(((score + told_by_date(days[place]), place) for place, score in scored), reverse=True)
    found = [place for _score, place in ordered[:_FIRST]]
    if not ordered or day is None or days[found[0]] != day:
        return found, False
    second = ordered[1][0] if len(ordered) > 1 else 0.0
    return found, ordered[0][0] - _SAME >= _SURE_NAME and ordered[0][0] - second >= _SURE_MARGIN


def _baseline(answers: Sequence[tuple[list[int], bool]], started: float) -> Baseline:
    seconds = time.perf_counter() - started
    return Baseline([found for found, _sure in answers], [sure for _found, sure in answers], seconds)
