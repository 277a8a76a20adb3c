"""What others use to find a name, on the same lists: rapidfuzz over everybody, and trigrams in PostgreSQL.

Both compare the official Latin form of the whole name, its words in the order of the alphabet, and add for the
date of birth. They are sure where the name is nearly equal, the date is, and nobody else comes near.
"""

import time
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import psycopg
from rapidfuzz import fuzz, process

from casework.names.transliteration import language_of, latin
from tests.benchmarks.clerk import read_date
from tests.benchmarks.world import Question, World

_FIRST = 5
_SURE_NAME = 0.8
_SURE_MARGIN = 0.1
_DATE = 0.3  # what an equal date adds
_TAKEN = 50  # by name, before the date is looked at


class Baseline(NamedTuple):
    found: list[list[int]]
    sure: list[bool]
    seconds: float


def by_rapidfuzz(world: World, questions: Sequence[Question]) -> Baseline:
    names = [_name(f"{one.surname} {one.given} {one.patronymic}") for one in world.records]
    days = [_day(one.born) for one in world.records]
    started = time.perf_counter()
    answers = []
    for question in questions:
        scored = process.extract(_name(question.row.full_name), names, scorer=fuzz.ratio, limit=_TAKEN)
        answers.append(_answer(question, ((place, score / 100) for _text, score, place in scored), days))
    return _baseline(answers, started)


def by_trigrams(world: World, questions: Sequence[Question], address: str) -> Baseline:
    days = [_day(one.born) for one in world.records]
    with psycopg.connect(address) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        connection.execute("CREATE TEMPORARY TABLE bench_names (place integer, name text)")
        with connection.cursor().copy("COPY bench_names FROM STDIN") as copy:
            for place, one in enumerate(world.records):
                copy.write_row((place, _name(f"{one.surname} {one.given} {one.patronymic}")))
        connection.execute("CREATE INDEX ON bench_names USING gin (name gin_trgm_ops)")
        connection.execute("ANALYZE bench_names")
        started = time.perf_counter()
        answers = []
        for question in questions:
            text = _name(question.row.full_name)
            rows: Any = connection.execute(
                "SELECT place, similarity(name, %s) AS likeness FROM bench_names WHERE name %% %s"
                " ORDER BY likeness DESC, place LIMIT %s",
                (text, text, _TAKEN),
            )
            answers.append(_answer(question, rows.fetchall(), days))
        connection.rollback()
    return _baseline(answers, started)


def _name(text: str) -> str:
    words = latin(text, language_of(text) or "uk").casefold().replace(",", " ").split()
    return " ".join(sorted(words))


def _day(text: str) -> str:
    born = read_date(text)
    return born.exact.isoformat() if born and born.exact else ""


def _answer(
    question: Question, scored: Iterable[tuple[int, float]], days: Sequence[str]
) -> tuple[list[int], bool]:
    day = _day(question.row.born)
    ordered = sorted(
        ((score + _DATE * (bool(day) and days[place] == day), place) for place, score in scored), reverse=True
    )
    found = [place for _score, place in ordered[:_FIRST]]
    if not ordered or not day or days[found[0]] != day:
        return found, False
    second = ordered[1][0] if len(ordered) > 1 else 0.0
    return found, ordered[0][0] - _DATE >= _SURE_NAME and ordered[0][0] - second >= _SURE_MARGIN


def _baseline(answers: Sequence[tuple[list[int], bool]], started: float) -> Baseline:
    seconds = time.perf_counter() - started
    return Baseline([found for found, _sure in answers], [sure for _found, sure in answers], seconds)
