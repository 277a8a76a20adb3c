"""What every action checks first, whatever page it was called from."""

from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.models import System, User
from casework.lib.errors import Refused

Actor = User | System


def require_permission(by: Actor, permission: Permission) -> None:
    """Refuse where `by` does not hold `permission`: the action's own guard, whatever page it was called from."""
    if permission not in by.permissions:
        raise Refused(_("Your role does not allow this. Ask your supervisor or administrator."))


def require_still(by: Actor, permission: Permission) -> None:
    """As `require_permission`, by what the database says now: for work that takes longer than a click, between its
    parts. Whoever began it may have been disabled, moved or have lost the role meanwhile."""
    if isinstance(by, User):
        now = User.objects.filter(pk=by.pk, organisation=by.organisation_id).first()
        if now is None or permission not in now.permissions:
            raise Refused(
                _("Whoever began this may not do it any more, so it was stopped. Somebody else can begin it.")
            )


def require_own(by: Actor, organisation_id: int | None) -> None:
    """Refuse where a user, unlike the system, reaches into another organisation than their own."""
    if isinstance(by, User) and by.organisation_id != organisation_id:
        raise Refused(_("This belongs to another organisation. Ask the administrator of that organisation."))
