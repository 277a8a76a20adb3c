"""Holds: what keeps a person from being erased, and reviews that keep them until a day."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import require_permission
from casework.accounts.models import User
from casework.audit.actions import record
from casework.lib.errors import Refused
from casework.people.actions.register import require_held
from casework.people.models import Person
from casework.protection.models import Hold


@transaction.atomic
def hold_person(person: Person, *, reason: str, until: date | None = None, by: User) -> Hold:
    """Nothing of the person is erased while this lasts: until `until`, or until somebody lifts it."""
    require_permission(by, Permission.ERASE_PERSON)
    person = Person.objects.select_for_update().get(pk=person.pk)
    require_held(person, by)
    if not reason.strip():
        raise Refused(_("Give the reason: whoever reviews this later must understand it."))
    if until is not None and until < timezone.localdate():
        raise Refused(_("This day has passed. Choose a later one."))
    hold: Hold = Hold.objects.create(person=person, reason=reason.strip(), until=until, by=by)
    record("hold_person", person, by=by, hold=hold.pk, until=until)
    return hold


@transaction.atomic
def lift_hold(hold: Hold, *, reason: str, by: User) -> Hold:
    require_permission(by, Permission.ERASE_PERSON)
    require_held(hold.person, by)
    if not reason.strip():
        raise Refused(_("Give the reason: whoever reviews this later must understand it."))
    lifting = {"lifted_at": timezone.now(), "lifted_by": by, "lifted_reason": reason.strip()}
    if not Hold.objects.in_force().filter(pk=hold.pk).update(**lifting):
        raise Refused(_("This hold is not in force any more: there is nothing to lift."))
    hold.refresh_from_db()
    record("lift_hold", hold.person, by=by, hold=hold.pk)
    return hold
