"""How often each agreement occurs: `python -m tests.benchmarks.estimate_weights [--seed 1]`.

Prints rows of casework/matching/weights.csv with m and u counted on invented people: m between a row of a list
and the person it was written from, u between that row and other people. The forms of equality are counted as
one for fields that are weighed by rarity, as weights.csv takes them. Needs no database.
"""

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterable

from casework.matching.comparison import Shares, compare
from casework.matching.description import Description
from casework.matching.weights import table
from tests.benchmarks.clerk import Clerk, Record, listed, registered
from tests.benchmarks.population import Human, Population

_OTHERS = 40  # people that each row is held against
_NO_SHARES = Shares(1.0, 1.0, 1.0)

Counts = dict[str, Counter[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, default=4_000)
    options = parser.parse_args()
    people = Population(options.seed).people(options.people)
    clerk, chance = Clerk(options.seed + 1_000), random.Random(options.seed)
    records: dict[Human, Record] = {human: clerk.register(human) for human in people}
    same: Counts = defaultdict(Counter)
    different: Counts = defaultdict(Counter)
    for human in people:
        row = listed(clerk.write(human))
        _count(same, row, [registered(human, records[human])])
        others = (other for other in chance.sample(people, _OTHERS) if other != human)
        _count(different, row, (registered(other, records[other]) for other in others))
    print("field,agreement,m,u,by_rarity")
    for (field, agreement), weight in table().items():
        m = _share(same[field], _together(field, agreement))
        u = "-" if weight.by_rarity else f"{_share(different[field], {agreement}):.5f}"
        print(f"{field},{agreement},{m:.4f},{u},{'yes' if weight.by_rarity else ''}")


def _count(counts: Counts, row: Description, people: Iterable[Description]) -> None:
    for known in people:
        for field, agreement, _bits in compare(row, known, _NO_SHARES).agreements:
            if agreement != "missing":
                counts[field][agreement] += 1


def _together(field: str, agreement: str) -> set[str]:
    if not table()[field, agreement].by_rarity or agreement == "half":
        return {agreement}
    return {kind for (of, kind), weight in table().items() if of == field and weight.by_rarity and kind != "half"}


def _share(counts: Counter[str], agreements: set[str]) -> float:
    return sum(counts[agreement] for agreement in agreements) / max(counts.total(), 1)


if __name__ == "__main__":
    main()
