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


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return {_folded(form): _folded(row["rank"]) for row in rows for form in (row["rank"], *row["also"].split("|"))}


def _folded(text: str) -> str:
    return " ".join(filter(None, map(fold, _WORD.findall(text))))
