"""People by the name that somebody types, before it is whole: by how it begins, and by whom it can mean."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from casework.lib.partial_dates import DateNotUnderstood, PartialDate
from casework.matching.engine import Candidate, Description, candidates
from casework.matching.reasons import reason_text
from casework.names.keys import birth_keys, typed_ranges
from casework.names.parsing import split_full_name
from casework.names.scripts import in_other_layout
from casework.people.models import NameKey, Person, PersonName
from casework.people.statuses import NameKind

_PART = 100  # keys that are read at once
_MOST_PARTS = 10
_MOST_BORN = 1_000  # on one day

_SAID = ("surname", "given", "patronymic", "born")
# With any of these an agreement is not so good that it comes before a name that begins as typed.
_WEAK = frozenset(
    {"missing", "initial", "diminutive", "half", "one_letter", "close", "faint", "confusable", "different"}
)


class Named(NamedTuple):
    """A person whom a typed name can mean, and why, as a fragment of a sentence."""

    person_id: int
    why: str


def describe(text: str) -> Description:
    """A typed name, with the date of birth where one was typed too."""
    words = text.split()
    numbers = [word for word in words if any(map(str.isdigit, word)) and not any(map(str.isalpha, word))]
    name = split_full_name(" ".join(word for word in words if word not in numbers))
    return Description(name.surname, name.given, name.patronymic, _date(" ".join(numbers)))


def _date(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text else None
    except DateNotUnderstood:
        return None


class Among(NamedTuple):
    """Whom to look through. Of the two parts the date of birth of those in `dated` alone is open to who asks."""

    all: QuerySet[Person]
    dated: QuerySet[Person]
    undated: QuerySet[Person] | None


def by_name(text: str, among: Among, limit: int) -> list[Named]:
    """At most `limit` people: first those whom the search for lists finds under this name, then those whose name
    begins so, then those who may be meant though it is spelled otherwise."""
    described = describe(text)
    if not (described.surname or described.given):
        return _born(described.born, among.dated, limit)
    begun = _begun(text, among.all, limit) if described.born is None else []
    if not described.given and len(begun) >= limit:
        return begun[:limit]
    meant = _candidates(described, among, limit)
    found = [*(_meant(one) for one in meant if _is_so_named(one)), *begun, *map(_meant, meant)]
    return _once(found)[:limit]


def _candidates(described: Description, among: Among, limit: int) -> list[Candidate]:
    if described.born is None:
        return candidates([described], among=among.all, limit=limit)[0]
    found = candidates([described], among=among.dated, limit=limit)[0]
    if among.undated is not None:
        found += candidates([replace(described, born=None)], among=among.undated, limit=limit)[0]
    return sorted(found, key=lambda one: (-one.score, one.person_id))


def _born(born: PartialDate | None, dated: QuerySet[Person], limit: int) -> list[Named]:
    keys = NameKey.objects.filter(key__in=birth_keys(born)).order_by("key", "name").values_list("name", flat=True)
    people = list(PersonName.objects.filter(pk__in=list(keys[:_MOST_BORN])).values_list("person", flat=True))
    found = dated.filter(pk__in=people).order_by("pk").values_list("pk", flat=True)
    return _once(Named(person, _("birth date equal")) for person in found)[:limit]


def _once(found: Iterable[Named]) -> list[Named]:
    first: dict[int, Named] = {}
    for one in found:
        first.setdefault(one.person_id, one)
    return list(first.values())


def _is_so_named(candidate: Candidate) -> bool:
    return not any(reason.field in {"surname", "given"} and reason.code in _WEAK for reason in candidate.reasons)


def _meant(candidate: Candidate) -> Named:
    agreeing = (reason for reason in candidate.reasons if reason.agrees and reason.field in _SAID)
    return Named(candidate.person_id, ", ".join(map(reason_text, agreeing)))


def _begun(text: str, among: QuerySet[Person], limit: int) -> list[Named]:
    """As it was typed; where that begins nobody's name, as the keys say it in the other alphabet."""
    for typed in (text, *in_other_layout(text)):
        found: list[Named] = []
        for first, last in typed_ranges(typed):
            if len(found) < limit:
                found = _once([*found, *_between(first, last, among, limit)])
        if found:
            return found[:limit]
    return []


def _between(first: str, last: str, among: QuerySet[Person], limit: int) -> Iterator[Named]:
    """In the order of the keys. The keys are read a part at a time, and not without end: who may see few of many
    people types a little more."""
    keys, after, wanted = NameKey.objects.filter(key__lte=last).order_by("key", "name"), Q(key__gte=first), limit
    for _part in range(_MOST_PARTS):
        part = list(keys.filter(after).values_list("key", "name")[:_PART])
        shown = _shown([name for _key, name in part], among) if part else {}
        found = [shown[name] for _key, name in part if name in shown]
        yield from found[: 2 * limit]
        wanted -= len(found)
        if wanted <= 0 or len(part) < _PART:
            return
        key, name = part[-1]
        after = Q(key__gte=key) & (Q(key__gt=key) | Q(name__gt=name))


def _shown(names: Sequence[int], among: QuerySet[Person]) -> dict[int, Named]:
    """Each by its number: a database that joins the two may begin with everybody who may be seen."""
    said = PersonName.objects.filter(pk__in=names).values_list(
        "pk", "person", "kind", "surname", "given", "patronymic"
    )
    rows = list(said)
    seen = set(among.filter(pk__in={row[1] for row in rows}).order_by().values_list("pk", flat=True))
    return {name: Named(person, _why(kind, parts)) for name, person, kind, *parts in rows if person in seen}


def _why(kind: str, parts: Iterable[str]) -> str:
    if kind == NameKind.PRIMARY:
        return _("name begins so")
    return _("another name on record: %(name)s") % {"name": " ".join(filter(None, parts))}
