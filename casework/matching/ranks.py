"""Ranks that are one: рядовой and солдат. The table is ranks.csv."""

import csv
import re
from functools import lru_cache
from pathlib import Path

from casework.names.folding import fold

_FILE = Path(__file__).with_name("ranks.csv")
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=2_000)
def rank_of(text: str) -> str:
    """The rank that a text means, in the folded Ukrainian form; what is in no table stands for itself."""
    folded = _folded(text)
    return _table().get(folded, folded)


def steps_apart(a: str, b: str) -> int:
    """How many ranks the one is above the other; 0 where one of them is in no table: nothing is known then."""
    one, other = (_order().get(rank_of(text)) for text in (a, b))
    return 0 if one is None or other is None else abs(one - other)


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    return {
        _folded(form): _folded(row["rank"]) for row in _rows() for form in (row["rank"], *row["also"].split("|"))
    }


@lru_cache(maxsize=1)
def _order() -> dict[str, int]:
    """The lowest first. Those of the navy stand where their step says."""
    return {_folded(row["rank"]): int(row["step"]) for row in _rows()}


def _rows() -> list[dict[str, str]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def _folded(text: str) -> str:
    return " ".join(filter(None, map(fold, _WORD.findall(text))))
