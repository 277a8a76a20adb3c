"""Looking through the register for records of one human being, and remembering what was decided of them."""

import hashlib
import json
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import require_own, require_permission
from casework.accounts.models import SYSTEM, User
from casework.audit.actions import Done, record, record_all
from casework.lib.errors import Refused, Stale
from casework.matching.description import Description
from casework.matching.engine import candidates
from casework.matching.models import Decision, Duplicate, PossibleMatch
from casework.people.models import Person, PersonName
from casework.people.statuses import NameKind

AT_ONCE = 100
LIKELY = 0.9  # below this the question would be asked too often to be answered
_SELF = 1  # among the people of the same register everybody finds themselves first
_FIRST = 5

Pairs = dict[tuple[int, int], float]


def compare_registers() -> int:
    """Compare people who are new or changed with all others; how many pairs are new.

    Those of one organisation are possible duplicates, for it to look at; of two, each is told whom to ask. May run
    at any time: people are taken in the order of their keys, a hundred at once, each in one transaction.
    """
    found = 0
    organisations = Person.objects.order_by().values_list("organisation", flat=True)
    for organisation in organisations.filter(compared_at=None).distinct():
        people = Person.objects.filter(compared_at=None, organisation=organisation).with_names().order_by("pk")
        found += _compare(list(people[:AT_ONCE]), organisation)
    return found


@transaction.atomic
def _compare(people: Sequence[Person], organisation: int) -> int:
    Person.objects.filter(pk__in=[person.pk for person in people]).update(compared_at=timezone.now())
    named = [person for person in people if _names(person)]  # the erased and the merged have none
    references = {person.pk: person.reference for person in named}
    duplicates = _likely(named, Person.objects.filter(organisation=organisation).standing())
    others = Person.objects.exclude(organisation=organisation)
    new = [*_keep_duplicates(named, duplicates, organisation)]
    events = [Done("find_duplicate", f"person:{_either(pair, references)}") for pair in new]
    if others.exists():
        matches = _keep_matches(_likely(named, others))
        events += [Done("find_possible_match", f"person:{_either(pair, references)}") for pair in matches]
    record_all(events, by=SYSTEM)
    return len(events)


def _likely(people: Sequence[Person], among: QuerySet[Person]) -> Pairs:
    found = candidates([describe(person) for person in people], among=among, limit=_FIRST + _SELF)
    return {
        (min(person.pk, one.person_id), max(person.pk, one.person_id)): one.score
        for person, proposed in zip(people, found, strict=True)
        for one in proposed
        if one.score >= LIKELY and one.person_id != person.pk
    }


def _keep_matches(pairs: Pairs) -> list[tuple[int, int]]:
    known = set(PossibleMatch.objects.filter(one__in=[a for a, _b in pairs]).values_list("one", "other"))
    new = [pair for pair in pairs if pair not in known]
    PossibleMatch.objects.bulk_create(
        [PossibleMatch(one_id=a, other_id=b, score=pairs[a, b]) for a, b in new], ignore_conflicts=True
    )
    return new


def _keep_duplicates(people: Sequence[Person], pairs: Pairs, organisation: int) -> list[tuple[int, int]]:
    """Keep the pairs of these people as they are now: a decision on what the two said then stands, no other."""
    keys = [person.pk for person in people]
    theirs = Duplicate.objects.filter(Q(one__in=keys) | Q(other__in=keys))
    known = {(pair.one_id, pair.other_id): pair for pair in theirs.select_for_update()}
    said = _said_by({pk for pair in known.values() if pair.decision for pk in (pair.one_id, pair.other_id)})
    settled = {
        pair
        for pair, one in known.items()
        if one.decision and one.decided_on == _hash_of(said, one.one_id, one.other_id)
    }
    gone = [one.pk for pair, one in known.items() if pair not in settled]
    Duplicate.objects.filter(pk__in=gone).delete()
    Duplicate.objects.bulk_create(
        [
            Duplicate(organisation_id=organisation, one_id=a, other_id=b, score=score)
            for (a, b), score in pairs.items()
            if (a, b) not in settled
        ],
        ignore_conflicts=True,
    )
    return [pair for pair in pairs if pair not in known]


@transaction.atomic
def decide_duplicate(duplicate: Duplicate, *, decision: str, seen: str, by: User) -> Duplicate:
    """Remember that the two are different people, or that nobody can tell. `seen`: the hash of what was shown."""
    require_permission(by, Permission.MERGE_PEOPLE)
    require_own(by, duplicate.organisation_id)
    open_to = Duplicate.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=duplicate.pk)
    if (found := open_to.first()) is None:
        raise Refused(_("One of the two records is restricted: only those on its list can decide this."))
    duplicate = found
    if seen != pair_hash(duplicate.one_id, duplicate.other_id):
        raise Stale(_("One of the two records was changed while you had them open. Look at them again."))
    decided = {"decided_by": by, "decided_at": timezone.now(), "decided_on": seen}
    Duplicate.objects.filter(pk=duplicate.pk).update(decision=Decision(decision), **decided)
    duplicate.refresh_from_db()
    record("decide_duplicate", duplicate.one, by=by, other=duplicate.other.reference, decision=decision)
    return duplicate


def pair_hash(one: int, other: int) -> str:
    """SHA-256 over what two records say of who somebody is, in the order of their keys."""
    return _hash_of(_said_by({one, other}), one, other)


# Not the place of capture: a decision that two are different people is not in doubt each time news of it comes.
_FACTS = ("date_of_birth", "sex", "category", "rank", "unit", "place_of_birth")


def _said_by(people: Iterable[int]) -> dict[int, list[object]]:
    """By person what their record says: their names, and what is weighed beside them."""
    keys = set(people)
    said: dict[int, list[object]] = {
        key: list(facts) for key, *facts in Person.objects.filter(pk__in=keys).values_list("pk", *_FACTS)
    }
    names = PersonName.objects.filter(person__in=keys).order_by("surname", "given", "patronymic")
    for key, *parts in names.values_list("person", "surname", "given", "patronymic"):
        said[key].append(parts)
    return said


def _hash_of(said: dict[int, list[object]], one: int, other: int) -> str:
    parts = [said.get(one, []), said.get(other, [])]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _either(pair: tuple[int, int], references: dict[int, str]) -> str:
    return references.get(pair[0]) or references[pair[1]]


def _names(person: Person) -> list[PersonName]:
    return list(person.names.all())


def describe(person: Person) -> Description:
    names = _names(person)
    name = next((name for name in names if name.kind == NameKind.PRIMARY), names[0])
    return Description(
        surname=name.surname,
        given=name.given,
        patronymic=name.patronymic,
        born=person.born,
        sex=person.sex,
        category=person.category,
        rank=person.rank,
        unit=person.unit,
        place_of_birth=person.place_of_birth,
        place_of_capture=person.place_of_capture,
    )
