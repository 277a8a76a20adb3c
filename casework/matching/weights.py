"""What each agreement is worth, read from weights.csv, and the limits by which a decision is made."""

import csv
from functools import lru_cache
from math import log2
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).with_name("weights.csv")

# People who can be meant by a row of a list though they are not on the register: those in the register of the
# missing, early 2026. A larger register counts with its own size.
POPULATION = 90_000

# The share of a name of which the register knows little, and how many people's worth of knowledge that is.
_ASSUMED_SHARE = {"surname": 1 / 3_000, "given": 0.03, "patronymic": 0.03}
_ASSUMED_PEOPLE = {"surname": 3_000, "given": 200, "patronymic": 200}
# The most common surnames bear about this share of the people or more, whatever a small register shows.
COMMON_SURNAME_SHARE = 0.002

MATCH_PROBABILITY = 0.9
# Without a full birth date all rests on nobody else having the name: the name alone must nearly be enough, so that
# a common one is looked at even where the year of birth agrees. Or else what agrees besides it must tell as much
# as a date would, such as the unit together with the year. Whatever else is said may not differ.
MATCH_PROBABILITY_WITHOUT_DATE = 0.85
MATCH_PROBABILITY_OF_NAME = 0.75
MATCH_PROBABILITY_BY_OTHERS = 0.99
MATCH_MARGIN_BITS = 4.0  # over the second candidate: it is then at most 1/16 as likely
LEAST_PROBABILITY = 0.0005  # nobody is helped by candidates that are less likely
SWAPPED_PARTS_BITS = -2.0  # parts of the name stand in each other's place
OTHER_NAME_BITS = -0.5  # the agreement is with a further name of the person


class Weight(NamedTuple):
    m: float
    u: float
    by_rarity: bool


@lru_cache(maxsize=1)
def table() -> dict[tuple[str, str], Weight]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {
            (row["field"], row["agreement"]): Weight(float(row["m"]), float(row["u"]), row["by_rarity"] == "yes")
            for row in rows
        }


@lru_cache(maxsize=100_000)
def bits(field: str, agreement: str, share: float = 1.0) -> float:
    """The weight of an agreement; 0 where something is missing. `share` is the
    name's among the people."""
    weight = table().get((field, agreement))
    if weight is None:
        return 0.0
    return log2(weight.m / (weight.u * (share if weight.by_rarity else 1.0)))


def share_of(field: str, bearers: int, register_size: int, *, common: bool = False) -> float:
    """The share of people who bear a name, from the register as far as it is large enough to tell."""
    assumed = _ASSUMED_PEOPLE[field]
    share = (bearers + assumed * _ASSUMED_SHARE[field]) / (register_size + assumed)
    return min(max(share, COMMON_SURNAME_SHARE) if common else share, 1.0)


def prior_bits(register_size: int) -> float:
    return -log2(max(register_size, POPULATION))


def probability(total_bits: float) -> float:
    return 1 / (1 + 2.0 ** -max(min(total_bits, 60.0), -60.0))
