"""People by the name that somebody types, before it is whole: by how it begins, and by whom it can mean."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from casework.lib.partial_dates import DateNotUnderstood, PartialDate
from casework.matching.engine import Candidate, Description, candidates
from casework.matching.reasons import reason_text
from casework.names.keys import birth_keys, typed_ranges
from casework.names.parsing import split_full_name
from casework.names.scripts import in_other_layout
from casework.people.models import NameKey, Person
from casework.people.statuses import NameKind

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


def by_name(text: str, *, among: QuerySet[Person], dated: QuerySet[Person], limit: int) -> list[Named]:
    """At most `limit` of `among`: first those whom the search for lists finds under this name, then those whose
    name begins so, then those who may be meant though it is spelled otherwise. The date of birth of those in
    `dated` alone counts."""
    described = describe(text)
    if not (described.surname or described.given):
        return _born(described.born, dated, limit)
    meant = _candidates(described, among, dated, limit)
    found = [_meant(one) for one in meant if _is_so_named(one)]
    if len(found) < limit and described.born is None:
        found += _begun(text, among, limit)
    found += [_meant(one) for one in meant]
    return _once(found)[:limit]


def _candidates(
    described: Description, among: QuerySet[Person], dated: QuerySet[Person], limit: int
) -> list[Candidate]:
    if described.born is None:
        return candidates([described], among=among, limit=limit)[0]
    others = among.exclude(pk__in=dated.order_by().values("pk"))
    found = candidates([described], among=dated, limit=limit)[0]
    found += candidates([replace(described, born=None)], among=others, limit=limit)[0]
    return sorted(found, key=lambda one: (-one.score, one.person_id))


def _born(born: PartialDate | None, dated: QuerySet[Person], limit: int) -> list[Named]:
    rows = NameKey.objects.filter(key__in=birth_keys(born), name__person__in=dated.order_by().values("pk"))
    found = rows.order_by("key", "name").values_list("name__person", flat=True)[: 2 * limit]
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
        if found := list(islice(_beginning_so(typed, among, limit), limit)):
            return found
    return []


def _beginning_so(text: str, among: QuerySet[Person], limit: int) -> Iterator[Named]:
    for typed in typed_ranges(text):
        rows = NameKey.objects.filter(key__range=typed, name__person__in=among.order_by().values("pk"))
        names = ("name__person", "name__kind", "name__surname", "name__given", "name__patronymic")
        for person, kind, *parts in rows.order_by("key", "name").values_list(*names)[: 2 * limit]:
            other = " ".join(filter(None, parts))
            yield Named(
                person,
                _("name begins so")
                if kind == NameKind.PRIMARY
                else _("another name on record: %(name)s") % {"name": other},
            )
