"""What every write to a case checks first."""

from django.utils.translation import gettext as _

from casework.access import Permission, can
from casework.accounts.actions import Actor
from casework.accounts.models import Organisation, User
from casework.families.models import Case, CaseRelative, Relative
from casework.families.statuses import ENDED
from casework.lib.errors import Refused
from casework.people.actions.register import require_standing


def lock_case(case: Case, by: Actor) -> Case:
    """The case as it is now, held until the end of the transaction. Only its own organisation writes to it."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    require_own(locked.organisation, by)
    require_standing(locked.person)
    if isinstance(by, User) and not can(by, Permission.VIEW_CASES, locked, writing=True):
        raise Refused(_("This case is restricted: only those on its list can work on it."))
    return locked


def require_own(organisation: Organisation, by: Actor) -> None:
    if isinstance(by, User) and by.organisation_id != organisation.pk:
        raise Refused(_("This belongs to %s: your organisation can only read it. Ask them.") % organisation)


def require_at_work(case: Case) -> None:
    if case.status in ENDED:
        raise Refused(_("The case has ended. Take it up again first: change its status to “active”."))


def require_relative_of(case: Case, relative: Relative) -> CaseRelative:
    found = CaseRelative.objects.filter(case=case, relative=relative).first()
    if found is None:
        raise Refused(_("This relative is not on the case. Add them to it first."))
    return found


def require_colleague(user: User, organisation: Organisation, permission: Permission) -> None:
    """Refuse to put work on somebody who could not do it."""
    if user.organisation_id != organisation.pk or not user.holds(permission):
        raise Refused(_("%s cannot work on this case. Choose a caseworker of your organisation.") % user)
