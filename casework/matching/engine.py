"""Who on the register a description can mean: found by keys, weighed field by field, best first."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, Literal

from django.db.models import Count, QuerySet, Subquery

from casework.lib.partial_dates import DateNotUnderstood, PartialDate
from casework.matching.comparison import Comparison, Shares, compare, is_exact
from casework.matching.description import Description
from casework.matching.reasons import Reason
from casework.matching.weights import (
    LEAST_PROBABILITY,
    MATCH_MARGIN_BITS,
    MATCH_PROBABILITY,
    MATCH_PROBABILITY_WITHOUT_DATE,
    OTHER_NAME_BITS,
    prior_bits,
    probability,
    share_of,
)
from casework.names.equivalents import is_common_surname
from casework.names.keys import birth_query_keys, given_key, patronymic_key, query_keys, surname_key
from casework.people.models import NameKey, Person

__all__ = ["Candidate", "Description", "candidates"]

BATCH = 400  # descriptions that share their queries
_PARAMETERS = 20_000  # in one query; SQLite takes 32,766 unless built otherwise
_MOST_CONSIDERED = 250  # people weighed for one description, those with most keys in common first
_BIRTH_KEY_WORTH = 3  # keys of a name come in swarms, a day of birth alone


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person whom a description can mean.

    `score` is the probability that it does, 0 to 1. `decision` is "match" on a first candidate for whom
    no person need look, else "review". `exact`: full name, patronymic and full birth date are equal.
    """

    person_id: int
    score: float
    reasons: tuple[Reason, ...]
    decision: Literal["match", "review"]
    exact: bool


@dataclass(frozen=True, slots=True)
class _Weighed:
    person_id: int
    bits: float
    comparison: Comparison
    registered: Description
    exact: bool


Record = list[Description]  # one person, once for each of their names, the main name first


def candidates(
    descriptions: Sequence[Description], *, among: QuerySet[Person], limit: int = 5
) -> list[list[Candidate]]:
    """For each description the people of `among` whom it can mean, best first, at most `limit`.

    The number of queries is the same for 1 description and for BATCH; more are taken in batches.
    """
    found: list[list[Candidate]] = []
    for start in range(0, len(descriptions), BATCH):
        found += _batch(descriptions[start : start + BATCH], among, limit)
    return found


def _batch(descriptions: Sequence[Description], among: QuerySet[Person], limit: int) -> list[list[Candidate]]:
    considered = _retrieve(descriptions)
    records = _records(among, set().union(*considered))
    size = _register_size()
    prior = prior_bits(size)
    return [
        _ranked(described, ids, records, shares, prior)[:limit]
        for described, ids, shares in zip(descriptions, considered, _shares(descriptions, size), strict=True)
    ]


def _retrieve(descriptions: Sequence[Description]) -> list[set[int]]:
    """For each description the people with most keys in common."""
    keys = [
        query_keys(described.surname, described.given, described.patronymic) | birth_query_keys(described.born)
        for described in descriptions
    ]
    holders: dict[str, list[int]] = defaultdict(list)
    for chunk in _chunks(sorted(set().union(*keys))):
        rows = NameKey.objects.filter(key__in=chunk).values_list("key", "name__person_id")
        for key, person_id in rows.iterator(chunk_size=10_000):
            holders[key].append(person_id)
    return [_most_in_common(own, holders) for own in keys]


def _most_in_common(keys: Iterable[str], holders: Mapping[str, list[int]]) -> set[int]:
    shared: Counter[int] = Counter()
    for key in keys:
        worth = _BIRTH_KEY_WORTH if key.startswith("d:") else 1
        for person_id in holders.get(key, ()):
            shared[person_id] += worth
    if len(shared) <= _MOST_CONSIDERED:
        return set(shared)
    # Ties by number, so that the same question has the same answer.
    ordered = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
    return {person_id for person_id, _count in ordered[:_MOST_CONSIDERED]}


_FIELDS = ("sex", "category", "rank", "unit", "place_of_birth")


def _records(among: QuerySet[Person], ids: set[int]) -> dict[int, Record]:
    records: dict[int, Record] = defaultdict(list)
    for chunk in _chunks(sorted(ids)):
        rows = (
            among.filter(pk__in=chunk)
            .order_by("pk", "names__pk")
            .values_list(
                *("pk", "names__surname", "names__given", "names__patronymic"),
                *("date_of_birth", "born_earliest", "born_latest", *_FIELDS),
            )
        )
        for pk, surname, given, patronymic, said, earliest, latest, *facts in rows:
            described = Description(
                surname or "", given or "", patronymic or "", _born(said, earliest, latest), *facts
            )
            if described not in records[pk]:
                records[pk].append(described)
    return records


@lru_cache(maxsize=200_000)
def _born(said: str, earliest: date | None, latest: date | None) -> PartialDate | None:
    if earliest is None or latest is None:
        return None
    try:
        return PartialDate.of(earliest) if earliest == latest else PartialDate.parse(said)
    except DateNotUnderstood:
        return PartialDate(said, ((earliest, latest),), approximate=True)


def _register_size() -> int:
    """Near enough, from the first number to the last: counting a million rows costs more than the search."""
    first = Subquery(Person.objects.order_by("pk").values("pk")[:1])
    ends = Person.objects.order_by("-pk").annotate(first=first).values_list("pk", "first").first()
    return ends[0] - ends[1] + 1 if ends else 0


def _shares(descriptions: Sequence[Description], size: int) -> list[Shares]:
    keys = [
        (surname_key(described.surname), given_key(described.given), patronymic_key(described.patronymic))
        for described in descriptions
    ]
    bearers: dict[str, int] = {}
    for chunk in _chunks(sorted(set(chain.from_iterable(keys)))):
        counted = NameKey.objects.filter(key__in=chunk).values_list("key").annotate(number=Count("pk")).order_by()
        bearers |= dict(counted)
    return [
        Shares(
            share_of("surname", bearers.get(surname, 0), size, common=is_common_surname(described.surname)),
            share_of("given", bearers.get(given, 0), size),
            share_of("patronymic", bearers.get(patronymic, 0), size),
        )
        for described, (surname, given, patronymic) in zip(descriptions, keys, strict=True)
    ]


def _ranked(
    described: Description, ids: set[int], records: Mapping[int, Record], shares: Shares, prior: float
) -> list[Candidate]:
    weighed = [
        _weigh(described, person_id, records[person_id], shares) for person_id in ids if person_id in records
    ]
    weighed.sort(key=lambda one: (-one.bits, one.person_id))
    likely = [one for one in weighed if probability(one.bits + prior) >= LEAST_PROBABILITY]
    sure = bool(likely) and _is_sure(likely, prior)
    return [
        Candidate(
            one.person_id,
            round(probability(one.bits + prior), 6),
            one.comparison.reasons(described, one.registered),
            "match" if sure and place == 0 else "review",
            one.exact,
        )
        for place, one in enumerate(likely)
    ]


def _weigh(described: Description, person_id: int, record: Record, shares: Shares) -> _Weighed:
    """The person by the name that agrees best."""
    options = []
    for place, registered in enumerate(record):
        comparison = compare(described, registered, shares)
        total = comparison.bits + (OTHER_NAME_BITS if place else 0.0)
        options.append(_Weighed(person_id, total, comparison, registered, is_exact(described, registered)))
    return max(options, key=lambda option: (option.exact, option.bits))


def _is_sure(likely: Sequence[_Weighed], prior: float) -> bool:
    """Probable enough, well before the second, and contradicted by nothing."""
    first = likely[0]
    margin = first.bits - likely[1].bits if len(likely) > 1 else MATCH_MARGIN_BITS
    enough = MATCH_PROBABILITY if first.comparison.has_birth_date else MATCH_PROBABILITY_WITHOUT_DATE
    return (
        probability(first.bits + prior) >= enough
        and margin >= MATCH_MARGIN_BITS
        and first.comparison.names_somebody
        and not first.comparison.is_contradicted
    )


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _PARAMETERS):
        yield values[start : start + _PARAMETERS]
