"""Comparing the registers of organisations, so that each hears whom to ask, and nothing more."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import SYSTEM
from casework.audit.actions import Done, record_all
from casework.matching.description import Description
from casework.matching.engine import candidates
from casework.matching.models import PossibleMatch
from casework.people.models import Person
from casework.people.statuses import NameKind

AT_ONCE = 100
LIKELY = 0.9  # below this the question would be asked too often to be answered


def compare_registers() -> int:
    """Compare people who are new or changed with those of other organisations; how many possible matches are new.

    May run at any time: people are taken in the order of their keys, a hundred at once, each in one transaction.
    """
    found = 0
    organisations = Person.objects.order_by().values_list("organisation", flat=True)
    for organisation in organisations.filter(compared_at=None).distinct():
        people = Person.objects.filter(compared_at=None, organisation=organisation).with_names().order_by("pk")
        found += _compare(list(people[:AT_ONCE]), organisation)
    return found


@transaction.atomic
def _compare(people: Sequence[Person], organisation: int) -> int:
    others = Person.objects.exclude(organisation=organisation)
    if not others.exists():
        Person.objects.filter(compared_at=None, organisation=organisation).update(compared_at=timezone.now())
        return 0
    Person.objects.filter(pk__in=[person.pk for person in people]).update(compared_at=timezone.now())
    pairs = {
        (min(person.pk, one.person_id), max(person.pk, one.person_id)): one.score
        for person, proposed in zip(people, candidates([_describe(p) for p in people], among=others), strict=True)
        for one in proposed
        if one.score >= LIKELY
    }
    known = set(PossibleMatch.objects.filter(one__in=[a for a, _b in pairs]).values_list("one", "other"))
    new = [
        PossibleMatch(one_id=a, other_id=b, score=score) for (a, b), score in pairs.items() if (a, b) not in known
    ]
    PossibleMatch.objects.bulk_create(new, ignore_conflicts=True)
    references = {person.pk: person for person in people}
    record_all(
        [Done("find_possible_match", references.get(match.one_id) or references[match.other_id]) for match in new],
        by=SYSTEM,
    )
    return len(new)


def _describe(person: Person) -> Description:
    name = next(name for name in person.names.all() if name.kind == NameKind.PRIMARY)
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
    )
