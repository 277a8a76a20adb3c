"""Whom on the register to weigh for a description: by indexed look-ups of keys, never by a scan."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from typing import Any

from django.db.models import Count, Q, Subquery

from casework.lib.lookups import Among
from casework.matching.comparison import Shares, turned_name
from casework.matching.description import Description
from casework.matching.weights import share_of
from casework.names.equivalents import is_common_surname
from casework.names.keys import (
    WORTH,
    given_key,
    patronymic_key,
    query_keys,
    spelled_surname_keys,
    surname_key,
)
from casework.people.models import NameKey, Person, PersonName

_PARAMETERS = 20_000  # in one query; SQLite takes 32,766 unless built otherwise
_MOST_CONSIDERED = 200  # names weighed for one description
_LEAST_SHARE = 0.4  # of the worth of the best, for a name to be weighed
_DOUBTFUL = 9  # what the best is worth where some are weighed whatever they are worth themselves
_ENOUGH = 8  # so many of them
# Given names and patronymics are counted on the names that were added last: so many tell their shares well enough.
_SAMPLE = 20_000
_BETWEEN_HALVES = re.compile(r"[- ]")

_BIT = {kind: 1 << place for place, kind in enumerate(WORTH)}
_WORTH_OF = [sum(worth for kind, worth in WORTH.items() if mask & _BIT[kind]) for mask in range(1 << len(WORTH))]


class Hits:
    """The names that share a key with each of some descriptions, by number."""

    def __init__(self, descriptions: Sequence[Description]) -> None:
        self._asked = [
            query_keys(described.surname, described.given, described.patronymic, described.born)
            for described in descriptions
        ]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for chunk in chunks(sorted(set().union(*self._asked))):
            rows = NameKey.objects.filter(Among("key", chunk)).values_list("key", "name_id")
            for key, name in rows.iterator(chunk_size=5_000):
                self._holders[key].append(name)

    def all(self, place: int) -> set[int]:
        """Every name that the description at `place` hits."""
        return {name for key in self._asked[place] for name in self._holders.get(key, ())}

    def best(self, place: int, among: Set[int] | None = None) -> list[int]:
        """Those whose keys speak most for the description at `place`; of `among` alone, where it is given."""
        keys, holders = self._asked[place], self._holders
        if among is None:
            return _worth_weighing(keys, holders)
        return _worth_weighing(
            keys, {key: [name for name in holders.get(key, ()) if name in among] for key in keys}
        )


def _worth_weighing(keys: Mapping[str, str], holders: Mapping[str, list[int]]) -> list[int]:
    masks: dict[int, int] = {}
    for key, kind in keys.items():
        bit = _BIT[kind]
        for name in holders.get(key, ()):
            masks[name] = masks.get(name, 0) | bit
    # Ties by number, so that the same question has the same answer.
    ordered = sorted((-_WORTH_OF[mask], name) for name, mask in masks.items())
    least = ordered[0][0] * _LEAST_SHARE if ordered else 0.0
    return [
        name for place, (worth, name) in enumerate(ordered[:_MOST_CONSIDERED]) if place < _ENOUGH or worth <= least
    ]


def register_size() -> int:
    """Near enough, from the first number to the last: counting a million rows costs more than the search."""
    first = Subquery(Person.objects.order_by("pk").values("pk")[:1])
    ends = Person.objects.order_by("-pk").annotate(first=first).values_list("pk", "first").first()
    return ends[0] - ends[1] + 1 if ends else 0


def shares_of(descriptions: Sequence[Description], size: int) -> list[Shares]:
    """The shares of each description's surname, given name and patronymic, on a register of `size`; and those with
    surname and given name changed over, where they can be."""
    turned = [turned_name(described) for described in descriptions]
    read = _shares_as_read([*descriptions, *filter(None, turned)], size)
    others = iter(read[len(descriptions) :])
    own = read[: len(descriptions)]
    return [
        shares._replace(turned=next(others)) if other else shares
        for shares, other in zip(own, turned, strict=True)
    ]


def _shares_as_read(descriptions: Sequence[Description], size: int) -> list[Shares]:
    keys = [
        (surname_key(described.surname), given_key(described.given), patronymic_key(described.patronymic))
        for described in descriptions
    ]
    halves = [_halves(described.surname) for described in descriptions]
    last = PersonName.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    surnames = {*(described.surname for described in descriptions), *chain.from_iterable(halves)}
    bearers = _counted(Q(), chain.from_iterable(map(_surname_keys, surnames)))
    bearers |= _counted(Q(name__gt=last - _SAMPLE), chain.from_iterable(key[1:] for key in keys))
    sample = min(size, _SAMPLE)
    return [
        Shares(
            share_of("surname", bearers.get(surname, 0), size, common=is_common_surname(described.surname)),
            share_of("given", bearers.get(given, 0), sample),
            share_of("patronymic", bearers.get(patronymic, 0), sample),
            _spelled_share(described.surname, bearers, size),
            tuple((half, _spelled_share(half, bearers, size)) for half in parts),
        )
        for described, (surname, given, patronymic), parts in zip(descriptions, keys, halves, strict=True)
    ]


def _halves(surname: str) -> list[str]:
    """Those of a double surname; a surname that is none is its only half."""
    return [half for half in _BETWEEN_HALVES.split(surname) if half]


def _surname_keys(surname: str) -> list[str]:
    return [surname_key(surname), *spelled_surname_keys(surname)]


def _spelled_share(surname: str, bearers: Mapping[str, int], size: int) -> float:
    """Where nobody is known to have it spelled so, everybody counts who can be meant: it is not taken for rare on
    a register whose keys were made before these were."""
    by_consonants, *spelled = (bearers.get(key, 0) for key in _surname_keys(surname))
    number = sum(spelled) or by_consonants
    return share_of("surname", number, size, common=is_common_surname(surname))


def _counted(which: Q, keys: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for chunk in chunks(sorted(set(keys) - {""})):
        rows = NameKey.objects.filter(which, Among("key", chunk)).values_list("key").annotate(number=Count("*"))
        counts |= dict(rows.order_by())
    return counts


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _PARAMETERS):
        yield values[start : start + _PARAMETERS]
