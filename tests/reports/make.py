"""Cases, referrals and news for tests of what is read of them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from casework.accounts.models import SYSTEM, Organisation, User
from casework.families.models import Case, CaseRelative, Referral, Relative
from casework.lib.codes import new_code
from casework.notifications.models import Notification
from casework.people import actions as people
from casework.people.models import Person, StatusChange
from tests import make


def case(person: Person, **fields: Any) -> Case:
    return Case.objects.create(
        reference=new_code("C"), person=person, **{"organisation": person.organisation} | fields
    )


def relative(case: Case, name: str = "Наталія Вигадана", order: int = 1) -> CaseRelative:
    relative = Relative.objects.create(reference=new_code("R"), organisation=case.organisation, name=name)
    return CaseRelative.objects.create(case=case, relative=relative, relationship="mother", order=order)


def refer(case: Case, *, to: Organisation, by: User, fields: tuple[str, ...], accepted: bool = True) -> Referral:
    return Referral.objects.create(
        case=case,
        recipient=to,
        fields=["identity", *fields],
        names_person=True,
        purpose="Search",
        until=timezone.localdate() + timedelta(days=30),
        harm="no",
        by=by,
        accepted_at=timezone.now() if accepted else None,
    )


def returned(person: Person, *, linked_by: User, verified_by: User) -> StatusChange:
    people.report_return(person, reason="Linked.", by=SYSTEM)
    return people.confirm_return(person, linked_by=linked_by, reason="Verified.", by=verified_by)


def notification(
    bureau: Organisation, *, caseworker: User, officer: User, relative: str = "Наталія Вигадана", **fields: Any
) -> Notification:
    """News of the return of a new person, for the mother who asked."""
    person = make.person(bureau)
    change = returned(person, linked_by=caseworker, verified_by=officer)
    asked = _relative_of(fields.pop("case", None) or case(person), relative)
    values = {"wording": "He is home.", "prepared_by": officer, "order": asked.order} | fields
    return Notification.objects.create(
        reference=new_code("N"),
        person=person,
        case=asked.case,
        relative=asked.relative,
        relationship=asked.relationship,
        status_change=change,
        tells="returned",
        language="uk",
        **values,
    )


def _relative_of(case: Case, name: str) -> CaseRelative:
    return relative(case, name)
