"""Organisations, users and grants: every write."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access import Permission, Role
from casework.accounts.models import Grant, Organisation, System, User
from casework.audit.actions import record
from casework.lib.errors import Refused

Actor = User | System


def require_permission(by: Actor, permission: Permission) -> None:
    """Refuse where `by` does not hold `permission`: the action's own guard, whatever page it was called from."""
    if permission not in by.permissions:
        raise Refused(_("Your role does not allow this. Ask your supervisor or administrator."))


def require_own(by: Actor, organisation_id: int | None) -> None:
    """Refuse where a user, unlike the system, reaches into another organisation than their own."""
    if isinstance(by, User) and by.organisation_id != organisation_id:
        raise Refused(_("This belongs to another organisation. Ask the administrator of that organisation."))


@transaction.atomic
def create_organisation(*, slug: str, name: str, phone: str = "", by: Actor) -> Organisation:
    """A new organisation: made where the program runs, by no administrator of another one."""
    if isinstance(by, User):
        raise Refused(_("A new organisation is made by whoever runs this server. Ask them."))
    organisation = Organisation.objects.create(slug=slug, name=name, phone=phone)
    record("create_organisation", organisation, by=by)
    return organisation


@transaction.atomic
def update_organisation(organisation: Organisation, *, by: Actor, **changes: Any) -> Organisation:
    require_permission(by, Permission.MANAGE_USERS)
    require_own(by, organisation.pk)
    Organisation.objects.filter(pk=organisation.pk).update(**changes)
    record("update_organisation", organisation, by=by, fields=sorted(changes))
    organisation.refresh_from_db()
    return organisation


@transaction.atomic
def create_user(
    *,
    username: str,
    organisation: Organisation,
    password: str | None = None,
    first_name: str = "",
    last_name: str = "",
    email: str = "",
    by: Actor,
) -> User:
    """A new user without any role. Without a password nobody can sign in as them yet."""
    require_permission(by, Permission.MANAGE_USERS)
    require_own(by, organisation.pk)
    user = User(
        username=username, organisation=organisation, first_name=first_name, last_name=last_name, email=email
    )
    user.set_password(password)
    user.save()
    record("create_user", user, by=by)
    return user


@transaction.atomic
def update_user(user: User, *, by: Actor, **changes: Any) -> User:
    require_permission(by, Permission.MANAGE_USERS)
    require_own(by, user.organisation_id)
    if isinstance(by, User) and "organisation" in changes:
        raise Refused(_("A user stays in their organisation. Make a new user in the other one."))
    User.objects.filter(pk=user.pk).update(**changes)
    record("update_user", user, by=by, fields=sorted(changes))
    user.refresh_from_db()
    return user


@transaction.atomic
def set_password(user: User, *, password: str, by: Actor) -> None:
    """Everybody sets their own; an administrator sets that of a user of their organisation."""
    if by.pk != user.pk:
        require_permission(by, Permission.MANAGE_USERS)
        require_own(by, user.organisation_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    record("set_password", user, by=by)


@transaction.atomic
def grant_role(user: User, *, role: Role | str, expires_at: datetime | None = None, by: Actor) -> Grant:
    """Give a role, or change when it expires. Nobody grants a role to themselves."""
    require_permission(by, Permission.MANAGE_USERS)
    require_own(by, user.organisation_id)
    if by.pk == user.pk:
        raise Refused(_("Nobody can grant a role to themselves. Ask another administrator."))
    grant, _created = Grant.objects.update_or_create(user=user, role=role, defaults={"expires_at": expires_at})
    record("grant_role", user, by=by, role=str(role), expires_at=expires_at)
    return grant


@transaction.atomic
def revoke_role(user: User, *, role: Role | str, by: Actor) -> None:
    require_permission(by, Permission.MANAGE_USERS)
    require_own(by, user.organisation_id)
    Grant.objects.filter(user=user, role=role).delete()
    record("revoke_role", user, by=by, role=str(role))
