"""What a user may read on a case."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from casework.accounts.models import User
from casework.families.models import Case, Referral
from casework.families.statuses import CASE_FIELDS, PERSON_FIELDS, TOLD, ReferableField
from casework.people.models import Detention, Evidence, Person, StatusChange
from casework.people.statuses import FATES


def fields_shown(case: Case, user: User) -> frozenset[str]:
    """The groups of fields (ReferableField) of the case that are open to the user.

    An organisation reads the cases and the people that it has; of the rest, what was referred to it.
    """
    shown: set[str] = set()
    if case.organisation_id == user.organisation_id:
        shown |= {*CASE_FIELDS, ReferableField.IDENTITY}
    if case.person.organisation_id == user.organisation_id:
        shown |= PERSON_FIELDS
    if len(shown) < len(ReferableField.values):
        received = Referral.objects.in_force().filter(recipient=user.organisation_id, case__person=case.person_id)
        for referral in received:
            fields = set(referral.fields)
            shown |= fields if referral.case_id == case.pk else fields & PERSON_FIELDS
        if keeps_back(case, user):
            shown.discard(ReferableField.STATUS)
    return frozenset(shown)


def keeps_back(case: Case, user: User) -> bool:
    """Whether nobody may tell the user yet what became of the person: no other organisation knows it before the
    family does.
    """
    other = case.organisation_id != user.organisation_id
    return other and case.person.status in FATES and case.status not in TOLD


def open_of(records: QuerySet[Any], case: Case, user: User, *, put_down: str) -> QuerySet[Any]:
    """The records of a case or its person, without what would tell a fate that is kept back from the user.

    `put_down` is the field that says when each was put down.
    """
    if not keeps_back(case, user):
        return records
    return records.exclude(since_the_fate(put_down, case.person_id))


def open_evidence(case: Case, user: User) -> QuerySet[Evidence]:
    """That on which the step to a fate rests is kept back with it."""
    evidence = open_of(case.person.evidence.all(), case, user, put_down="recorded_at")
    return evidence.exclude(statuschange__to_status__in=FATES) if keeps_back(case, user) else evidence


def open_detentions(case: Case, user: User) -> QuerySet[Detention]:
    """When a stay was put down is known by its evidence alone."""
    stays = case.person.detentions.all()
    return stays.filter(evidence__in=open_evidence(case, user)) if keeps_back(case, user) else stays


def since_the_fate(put_down: str, person: Any) -> Q:
    """Of records, those that were put down since a fate of `person` took effect."""
    fates = StatusChange.objects.filter(person=person, to_status__in=FATES)
    return Q(Exists(fates.filter(effective_at__lte=OuterRef(put_down))))


def fields_open(people: Iterable[Person], user: User) -> dict[int, frozenset[str]]:
    """By key of each person, the groups of fields (of PERSON_FIELDS) that are open to the user, on any page.

    Of whom the user's organisation holds, all; of the others, what a referral in force names.
    """
    found = {person.pk: person for person in people}
    others = {key: person for key, person in found.items() if person.organisation_id != user.organisation_id}
    shared: dict[int, set[str]] = defaultdict(set)
    if others:
        received = Referral.objects.in_force().filter(recipient=user.organisation_id, case__person__in=others)
        for key, case_status, fields in received.values_list("case__person", "case__status", "fields"):
            named = set(fields) & PERSON_FIELDS
            if others[key].status in FATES and case_status not in TOLD:
                named.discard(ReferableField.STATUS)
            shared[key] |= named
    return {key: frozenset(shared[key]) if key in others else PERSON_FIELDS for key in found}


def named_cases(user: User) -> set[int]:
    """The keys of the cases referred to the user's organisation with the name of their person."""
    received = Referral.objects.in_force().filter(recipient=user.organisation_id).values_list("case", "fields")
    return {case for case, fields in received if ReferableField.IDENTITY in fields}
