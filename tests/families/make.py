"""Families for tests, through the actions. All of them are invented."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from casework.accounts.models import SYSTEM, Organisation, User
from casework.families import actions
from casework.families.models import Case, CaseRelative, Referral
from casework.people.models import Person
from tests import make


def case(organisation: Organisation, person: Person | None = None, **fields: Any) -> Case:
    person = person or make.person(organisation)
    return actions.open_case(person, organisation=organisation, **fields, by=SYSTEM)


def relative(case: Case, name: str = "Марія Коваленко", **fields: Any) -> CaseRelative:
    said = {"name": name, "relationship": "mother", "phone": "+380501234567"} | fields
    return actions.add_relative(case, **said, by=SYSTEM)


def referral(case: Case, recipient: Organisation, by: User, *fields: str, **others: Any) -> Referral:
    """A referral that waits for an answer, of a case whose first relative agreed to it."""
    first = case.case_relatives.first() or relative(case)
    actions.record_consent(case, relative=first.relative, purpose="referral", given=True, by=SYSTEM)
    until = others.pop("until", timezone.localdate() + timedelta(days=30))
    return actions.refer_case(
        case,
        recipient=recipient,
        fields=fields or ("identity",),
        purpose="Search abroad",
        until=until,
        **{"harm": "no"} | others,
        by=by,
    )
