"""The list of the reference event, 23 May 2025: 390 invented people, written down as such lists are.

Two scripts and three languages, Ukrainian names in Russian form, letters that look alike, capitals, initials,
missing patronymics, birth dates that are wrong, partial or double, a title, headings and a total. Every row can
be read. About 85 of 100 are on the register of the demonstration; `truth` knows which is whom.
"""

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from casework.demo.clerk import Clerk, Line
from casework.demo.people import SEED, VALERII, YELIZAR, Human, strangers
from casework.demo.stories import away
from casework.demo.workbook import Value, xlsx

EXCHANGE = "2025-05-23"
FILE_NAME = "list-2025-05-23.xlsx"
MILITARY, CIVILIANS = 270, 120
UNKNOWN_MILITARY, UNKNOWN_CIVILIANS = 40, 18  # on no register
MISPLACED = 2  # civilians whom the list has among the military

_TITLE = "СПИСОК осіб, звільнених 23.05.2025 (перший етап)"
_NOTICE = "ДЕМОНСТРАЦІЯ: усі особи в цьому списку вигадані"
_HEADER = ("№ з/п", "ПІБ", "Дата народження", "Звання", "в/ч", "Місце народження", "Категорія")
_WIDTHS = (7, 44, 22, 22, 12, 26, 20)


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as they stand in the list. `row` counts from 1, as spreadsheet programs show it."""

    row: int
    human: Human
    line: Line


def xlsx_bytes() -> bytes:
    return xlsx(_rows(), sheet="Список", merged=("A1:G1", "A2:G2"), widths=_WIDTHS)


def csv_bytes() -> bytes:
    """The same rows with semicolons, as Ukrainian spreadsheet programs save them."""
    return csv_of(_rows())


def csv_of(rows: Sequence[Sequence[Value]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def truth() -> list[tuple[int, str | None]]:
    """The row of each person in the file, with their number on the register; None for those who are not on it."""
    return [(one.row, one.human.number or None) for one in listed()]


@lru_cache(maxsize=1)
def listed() -> tuple[Listed, ...]:
    """Military people first, then civilians, each part in an order of its own."""
    chance = random.Random(SEED + 2)
    clerk = Clerk(SEED + 3)
    found = []
    row = 6  # below the title, its notice, an empty row, the header and the first heading
    for people, as_military in zip(_chosen(chance), (True, False), strict=True):
        for human in people:
            careful = human in (YELIZAR, VALERII)
            found.append(Listed(row, human, clerk.write(human, as_military=as_military, careful=careful)))
            row += 1
        row += 2  # an empty row and the next heading
    return tuple(found)


def _chosen(chance: random.Random) -> tuple[list[Human], list[Human]]:
    """Those of the list, military and civilian."""
    military = [human for human in away() if human.is_military and human not in (YELIZAR, VALERII)]
    civilians = [human for human in away() if not human.is_military]
    unknown = [[human for human in strangers() if human.is_military is kind] for kind in (True, False)]
    known = chance.sample(civilians, CIVILIANS - UNKNOWN_CIVILIANS + MISPLACED)
    soldiers = chance.sample(military, MILITARY - UNKNOWN_MILITARY - MISPLACED - 2) + unknown[0][:UNKNOWN_MILITARY]
    soldiers += [YELIZAR, VALERII, *known[:MISPLACED]]
    others = known[MISPLACED:] + unknown[1][:UNKNOWN_CIVILIANS]
    chance.shuffle(soldiers)
    chance.shuffle(others)
    return soldiers, others


def _rows() -> list[list[Value]]:
    rows: list[list[Value]] = [[_TITLE], [_NOTICE], [], list(_HEADER), ["Військовослужбовці"]]
    for number, one in enumerate(listed(), 1):
        if number == MILITARY + 1:
            rows += [[], ["Цивільні особи"]]
        # The numbering begins anew with the civilians, as it does in lists that were put together from two.
        rows.append([number if number <= MILITARY else number - MILITARY, *one.line.cells()])
    return [*rows, [], [f"Всього: {len(listed())}"]]
