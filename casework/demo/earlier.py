"""An exchange that never was, from which the demonstration has decided history: its list of 60 rows."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from casework.demo.clerk import Clerk
from casework.demo.event import csv_of
from casework.demo.people import SEED, Human, strangers
from casework.demo.stories import earlier

REFERENCE = "demo-2025-03"
HELD_ON = date(2025, 3, 14)
FILE_NAME = "demo-2025-03.csv"
NOT_ON_REGISTER = 8
# One whom two offices wrote down, each in its own way.
TWICE = 0

_HEADER = ["№", "Ф.И.О.", "Дата рождения", "Звание", "в/ч", "Место рождения", "Категория"]


@dataclass(frozen=True, slots=True)
class Row:
    """`number` counts from 1, as spreadsheet programs show it."""

    number: int
    human: Human
    again: bool = False


@lru_cache(maxsize=1)
def rows() -> tuple[Row, ...]:
    unknown = strangers()[-NOT_ON_REGISTER:]
    people = [*earlier(), *unknown]
    listed = [Row(number, human) for number, human in enumerate(people, 2)]
    return (*listed, Row(len(listed) + 2, people[TWICE], again=True))


def csv_bytes() -> bytes:
    """Mostly as on the register, so that many need no second look."""
    clerk = Clerk(SEED + 5)
    lines = [
        [str(row.number - 1), *clerk.write(row.human, as_military=row.human.is_military).cells()] for row in rows()
    ]
    return csv_of([_HEADER, *lines])


def stranger() -> Human:
    """One who arrived and was on no list."""
    return strangers()[-NOT_ON_REGISTER - 1]
