"""Who on the register a description can mean: found by keys, weighed field by field, best first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from django.db.models import QuerySet

from casework.lib.lookups import Among
from casework.lib.partial_dates import DateNotUnderstood, PartialDate
from casework.matching.comparison import Comparison, Shares, compare, is_exact
from casework.matching.description import Description
from casework.matching.reasons import Reason
from casework.matching.retrieval import Hits, chunks, register_size, shares_of
from casework.matching.weights import (
    LEAST_PROBABILITY,
    MATCH_MARGIN_BITS,
    MATCH_PROBABILITY,
    MATCH_PROBABILITY_BY_OTHERS,
    MATCH_PROBABILITY_OF_NAME,
    MATCH_PROBABILITY_WITHOUT_DATE,
    OTHER_NAME_BITS,
    prior_bits,
    probability,
)
from casework.names.parsing import NameParts, in_their_places
from casework.people.models import Person, PersonName
from casework.people.statuses import NameKind

__all__ = ["Candidate", "Description", "candidates"]

BATCH = 400  # descriptions that share their queries


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

    @property
    def order(self) -> tuple[bool, float]:
        """Of several names of one person the least in this order speaks for them."""
        return not self.exact, -self.bits


def candidates(
    descriptions: Sequence[Description], *, among: QuerySet[Person], limit: int = 5
) -> list[list[Candidate]]:
    """For each description the people of `among` whom it can mean, best first, at most `limit`.

    The number of queries is the same for 1 description and for BATCH; more are taken in batches.
    """
    found: list[list[Candidate]] = []
    placed = [_in_their_places(one) for one in descriptions]
    for start in range(0, len(placed), BATCH):
        found += _batch(placed[start : start + BATCH], among, limit)
    return found


def _in_their_places(described: Description) -> Description:
    said = NameParts(described.surname, described.given, described.patronymic)
    meant = in_their_places(said)
    if meant == said:
        return described
    return replace(described, surname=meant.surname, given=meant.given, patronymic=meant.patronymic)


def _batch(descriptions: Sequence[Description], among: QuerySet[Person], limit: int) -> list[list[Candidate]]:
    considered, records = _considered(descriptions, among)
    size = register_size()
    prior = prior_bits(size)
    return [
        _ranked(described, [records[name] for name in names if name in records], shares, prior, limit)
        for described, names, shares in zip(descriptions, considered, shares_of(descriptions, size), strict=True)
    ]


def _considered(
    descriptions: Sequence[Description], among: QuerySet[Person]
) -> tuple[list[list[int]], dict[int, "_Record"]]:
    """The names to weigh for each description, and what the register says of them.

    Who is of `among` is asked of the best alone, and of all that were hit where some of the best are not: together
    with the look-up of the keys it would be asked of everybody on the register.
    """
    hits, places = Hits(descriptions), range(len(descriptions))
    considered = [hits.best(place) for place in places]
    records = _records(among, set().union(*considered))
    short = [place for place in places if not records.keys() >= set(considered[place])]
    if short:
        seen = _names_of(among, set().union(*map(hits.all, short)))
        for place in short:
            considered[place] = hits.best(place, seen)
        records |= _records(among, set().union(*(considered[place] for place in short)) - records.keys())
    return considered, records


def _names_of(among: QuerySet[Person], names: set[int]) -> set[int]:
    bearers = {
        name: person
        for chunk in chunks(sorted(names))
        for name, person in PersonName.objects.filter(Among("pk", chunk)).values_list("pk", "person")
    }
    known = {
        person
        for chunk in chunks(sorted(set(bearers.values())))
        for person in among.filter(Among("pk", chunk)).order_by().values_list("pk", flat=True)
    }
    return {name for name, person in bearers.items() if person in known}


class _Record(NamedTuple):
    """One name of one person, with what else the register says of them."""

    person_id: int
    is_main: bool
    description: Description


_FIELDS = ("sex", "category", "rank", "unit", "place_of_birth", "place_of_capture")


def _records(among: QuerySet[Person], names: set[int]) -> dict[int, _Record]:
    """Names and people each by their numbers: a database that joins the two may begin with all of `among`."""
    records: dict[int, _Record] = {}
    columns = ("pk", "person", "kind", "surname", "given", "patronymic")
    for chunk in chunks(sorted(names)):
        rows = list(PersonName.objects.filter(Among("pk", chunk)).values_list(*columns))
        people = among.filter(Among("pk", {row[1] for row in rows})).order_by()
        facts = people.values_list("pk", "date_of_birth", "born_earliest", "born_latest", *_FIELDS)
        known = {pk: (_born(said, *born), rest) for pk, said, *born, rest in ((*f[:4], f[4:]) for f in facts)}
        for name, person, kind, surname, given, patronymic in rows:
            if person in known:
                born, rest = known[person]
                described = Description(surname, given, patronymic, born, *rest)
                records[name] = _Record(person, kind == NameKind.PRIMARY, described)
    return records


@lru_cache(maxsize=20_000)
def _born(said: str, earliest: date | None, latest: date | None) -> PartialDate | None:
    if earliest is None or latest is None:
        return None
    try:
        return PartialDate.of(earliest) if earliest == latest else PartialDate.parse(said)
    except DateNotUnderstood:
        return PartialDate(said, ((earliest, latest),), approximate=True)


def _ranked(
    described: Description, records: Sequence[_Record], shares: Shares, prior: float, limit: int
) -> list[Candidate]:
    weighed: dict[int, _Weighed] = {}
    for record in records:
        one = _weigh(described, record, shares)
        if one.order < weighed.setdefault(record.person_id, one).order:
            weighed[record.person_id] = one
    # Of two who weigh the same, first the one whose name is spelled so.
    ordered = sorted(
        weighed.values(), key=lambda one: (-round(one.bits, 6), -one.comparison.equal_parts, one.person_id)
    )
    likely = [one for one in ordered[: limit + 1] if probability(one.bits + prior) >= LEAST_PROBABILITY]
    sure = bool(likely) and _is_sure(likely, prior)
    return [
        Candidate(
            one.person_id,
            round(probability(one.bits + prior), 6),
            one.comparison.reasons(described, one.registered),
            "match" if sure and place == 0 else "review",
            one.exact,
        )
        for place, one in enumerate(likely[:limit])
    ]


def _weigh(described: Description, record: _Record, shares: Shares) -> _Weighed:
    comparison = compare(described, record.description, shares)
    bits = comparison.bits + (0.0 if record.is_main else OTHER_NAME_BITS)
    return _Weighed(
        record.person_id, bits, comparison, record.description, is_exact(described, record.description)
    )


def _is_sure(likely: Sequence[_Weighed], prior: float) -> bool:
    """Probable enough, well before the second, and contradicted by nothing."""
    first = likely[0]
    margin = first.bits - likely[1].bits if len(likely) > 1 else MATCH_MARGIN_BITS
    return (
        _is_probable(first, prior)
        and margin >= MATCH_MARGIN_BITS
        and first.comparison.names_somebody
        and not first.comparison.is_contradicted
    )


def _is_probable(first: _Weighed, prior: float) -> bool:
    sure = probability(first.bits + prior)
    if first.comparison.has_birth_date:
        return sure >= MATCH_PROBABILITY
    if first.comparison.is_doubted:
        return False
    of_name = probability(first.comparison.name_bits + prior)
    return sure >= MATCH_PROBABILITY_BY_OTHERS or (
        sure >= MATCH_PROBABILITY_WITHOUT_DATE and of_name >= MATCH_PROBABILITY_OF_NAME
    )
