"""Families and their news, made through actions. People are invented."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from casework.access import Role
from casework.accounts.models import SYSTEM, Organisation, User
from casework.families import actions as families
from casework.families.models import Case, Relative
from casework.notifications import actions
from casework.notifications.models import Notification
from casework.people import actions as people
from casework.people.models import Person, StatusChange
from tests import make


def case(person: Person, *relatives: str, organisation: Organisation | None = None, **fields: Any) -> Case:
    """A case of the person with a relative for each name, in this order to inform."""
    case = families.open_case(person, organisation=organisation or person.organisation, by=SYSTEM, **fields)
    for number, name in enumerate(relatives):
        families.add_relative(
            case,
            relationship="mother" if number == 0 else "brother",
            name=name,
            phone=f"+38050123450{number}",
            by=SYSTEM,
        )
    return case


def relative(name: str) -> Relative:
    return Relative.objects.get(name=name)


def returned(person: Person, *, linked_by: User, by: User) -> StatusChange:
    people.report_return(person, reason="An entry that arrived was linked.", by=linked_by)
    return people.confirm_return(person, linked_by=linked_by, reason="Identity verified.", by=by)


def deceased(person: Person, *, by: User, approved_by: User) -> StatusChange:
    evidence = make.evidence(person, about="death", content="A witness saw it.", source="A witness")
    people.change_status(person, to="death_reported", reason="A witness.", evidence=evidence, by=by)
    proposed = people.change_status(person, to="deceased", reason="DNA.", evidence=evidence, by=by)
    return people.approve_death(proposed, by=approved_by)


def located(person: Person, *, by: Any = SYSTEM) -> StatusChange:
    evidence = make.evidence(person, about="whereabouts", content="They called.", source="Themselves")
    return people.change_status(person, to="located", reason="They called.", evidence=evidence, by=by)


def news(person: Person, *, linked_by: User, by: User) -> list[Notification]:
    """The person has returned, and their news is prepared."""
    returned(person, linked_by=linked_by, by=by)
    actions.prepare_news()
    return list(Notification.objects.filter(person=person).order_by("order"))


def approved(notification: Notification, *, by: User) -> Notification:
    notification.refresh_from_db()
    return actions.approve_notification(notification, version=notification.version, by=by)


def attempt(notification: Notification, *, by: User, **fields: Any) -> Notification:
    """An attempt: told by a call, unless `fields` say otherwise."""
    said = {"channel": "call", "number_used": "+380501234500", "outcome": "told", "words": "Thank you."} | fields
    actions.record_attempt(notification, **said, by=by)
    notification.refresh_from_db()
    return notification


def supervisor(organisation: Organisation, username: str) -> User:
    return make.user(username, organisation, Role.SUPERVISOR)


def tomorrow() -> Any:
    return timezone.now() + timedelta(days=1)
