"""What an administrator does about the sign-in of a colleague: end their sessions, reset their second factor."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import require_own, require_permission
from casework.accounts.models import User
from casework.accounts.sign_in.actions import end_sessions, shut_out
from casework.audit.actions import record
from casework.lib.errors import Refused


@transaction.atomic
def end_sessions_of(user: User, *, by: User) -> int:
    """Sign a colleague out wherever they are signed in."""
    require_permission(by, Permission.MANAGE_USERS)
    require_own(by, user.organisation_id)
    return end_sessions(UserSession.objects.filter(user=user).select_related("user__organisation"), by=by)


@transaction.atomic
def reset_second_factor(user: User, *, by: User) -> None:
    """For whoever lost their telephone: they set up a new one when they next sign in. Nobody resets their own."""
    require_permission(by, Permission.MANAGE_USERS)
    require_own(by, user.organisation_id)
    if by.pk == user.pk:
        raise Refused(_("Nobody resets their own second factor. Ask another administrator."))
    Authenticator.objects.filter(user=user).delete()
    shut_out(user, by=by)
    record("reset_second_factor", user, by=by)
