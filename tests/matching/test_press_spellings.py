"""Public figures as officials and newspapers of many countries really spelled them: any spelling among all others,
those of people of the same surname included, finds one of the same person."""

import csv
from collections import Counter
from pathlib import Path

from casework.matching.comparison import Shares, compare
from casework.matching.description import Description
from casework.names.parsing import split_full_name

SPELLINGS = Path(__file__).parents[1] / "names" / "data" / "press_name_spellings.csv"
NOBODY_KNOWN = Shares(1 / 3_000, 0.03, 0.03)
LEAST = 0.97


def described(text: str) -> Description:
    name = split_full_name(text)
    return Description(name.surname, name.given, name.patronymic)


def test_a_real_spelling_finds_another_of_the_same_person():
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        rows = [(row["cluster_id"], described(row["spelling"])) for row in csv.DictReader(file)]
    spelled = Counter(cluster for cluster, _described in rows)
    asked = [(place, *row) for place, row in enumerate(rows) if spelled[row[0]] > 1]
    missed = [one for place, cluster, one in asked if _first(one, rows[:place] + rows[place + 1 :]) != cluster]
    assert 1 - len(missed) / len(asked) >= LEAST, missed


def _first(asked: Description, others: list[tuple[str, Description]]) -> str:
    return max(others, key=lambda other: compare(asked, other[1], NOBODY_KNOWN).bits)[0]
