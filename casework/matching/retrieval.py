"""Whom on the register to weigh for a description: by indexed look-ups of keys, never by a scan."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery

from casework.matching.comparison import Shares
from casework.matching.description import Description
from casework.matching.weights import share_of
from casework.names.equivalents import is_common_surname
from casework.names.keys import WORTH, given_key, patronymic_key, query_keys, surname_key
from casework.people.models import NameKey, Person, PersonName

_PARAMETERS = 20_000  # in one query; SQLite takes 32,766 unless built otherwise
_MOST_CONSIDERED = 200  # names weighed for one description
_LEAST_SHARE = 0.4  # of the worth of the best, for a name to be weighed
_DOUBTFUL = 9  # what the best is worth where some are weighed whatever they are worth themselves
_ENOUGH = 8  # so many of them
# Given names and patronymics are counted on the names that were added last: so many tell their shares well enough.
_SAMPLE = 20_000

_BIT = {kind: 1 << place for place, kind in enumerate(WORTH)}
_WORTH_OF = [sum(worth for kind, worth in WORTH.items() if mask & _BIT[kind]) for mask in range(1 << len(WORTH))]


def retrieve(descriptions: Sequence[Description], among: QuerySet[Person]) -> list[list[int]]:
    """For each description the names, by number, whose keys speak most for them."""
    asked = [
        query_keys(described.surname, described.given, described.patronymic, described.born)
        for described in descriptions
    ]
    holders: dict[str, list[int]] = defaultdict(list)
    for chunk in chunks(sorted(set().union(*asked))):
        rows = NameKey.objects.filter(key__in=chunk).values_list("key", "name_id")
        for key, name in rows.iterator(chunk_size=5_000):
            holders[key].append(name)
    chosen = [_worth_weighing(keys, holders) for keys in asked]
    return _within(among, asked, holders, chosen) if among.query.where else chosen


def _within(
    among: QuerySet[Person],
    asked: Sequence[Mapping[str, str]],
    holders: Mapping[str, list[int]],
    chosen: list[list[int]],
) -> list[list[int]]:
    """As chosen, where all are of `among`; else those of `among` alone, chosen anew. Joined to the look-up of the
    keys the question who is of `among` would be asked of everybody on the register."""
    known = _names_of(among, set().union(*chosen))
    short = [place for place, names in enumerate(chosen) if not known.issuperset(names)]
    hits = _names_of(among, {name for place in short for key in asked[place] for name in holders.get(key, ())})
    for place in short:
        left = {key: [name for name in holders.get(key, ()) if name in hits] for key in asked[place]}
        chosen[place] = _worth_weighing(asked[place], left)
    return chosen


def _names_of(among: QuerySet[Person], names: set[int]) -> set[int]:
    people = among.order_by()
    return {
        name
        for chunk in chunks(sorted(names))
        for name in people.filter(names__pk__in=chunk).values_list("names__pk", flat=True)
    }


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
    """The shares of each description's surname, given name and patronymic, on a register of `size`."""
    keys = [
        (surname_key(described.surname), given_key(described.given), patronymic_key(described.patronymic))
        for described in descriptions
    ]
    last = PersonName.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    bearers = _counted(Q(), (surname for surname, _given, _patronymic in keys))
    bearers |= _counted(Q(name__gt=last - _SAMPLE), chain.from_iterable(key[1:] for key in keys))
    sample = min(size, _SAMPLE)
    return [
        Shares(
            share_of("surname", bearers.get(surname, 0), size, common=is_common_surname(described.surname)),
            share_of("given", bearers.get(given, 0), sample),
            share_of("patronymic", bearers.get(patronymic, 0), sample),
        )
        for described, (surname, given, patronymic) in zip(descriptions, keys, strict=True)
    ]


def _counted(which: Q, keys: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for chunk in chunks(sorted(set(keys) - {""})):
        rows = NameKey.objects.filter(which, key__in=chunk).values_list("key").annotate(number=Count("*"))
        counts |= dict(rows.order_by())
    return counts


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _PARAMETERS):
        yield values[start : start + _PARAMETERS]
