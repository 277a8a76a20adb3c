"""What a user may read on a case."""

from casework.accounts.models import User
from casework.families.models import Case, Referral
from casework.families.statuses import CASE_FIELDS, PERSON_FIELDS, TOLD, ReferableField
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
        if (
            case.person.status in FATES
            and case.status not in TOLD
            and case.organisation_id != user.organisation_id
        ):
            # Nobody else knows what became of a person before the family does.
            shown.discard(ReferableField.STATUS)
    return frozenset(shown)


def named_cases(user: User) -> set[int]:
    """The keys of the cases referred to the user's organisation with the name of their person."""
    received = Referral.objects.in_force().filter(recipient=user.organisation_id).values_list("case", "fields")
    return {case for case, fields in received if ReferableField.IDENTITY in fields}
