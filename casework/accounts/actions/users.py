"""Organisations and users: every write."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions.guards import Actor, require_own, require_permission
from casework.accounts.models import Organisation, User
from casework.accounts.sign_in.actions import shut_out
from casework.audit.actions import record
from casework.lib.errors import Refused


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
        username=username,
        organisation=organisation,
        first_name=first_name,
        last_name=last_name,
        email=email,
        must_change_password=password is not None,
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
    if changes.get("is_active") is False:
        shut_out(user, by=by)  # what they had open does not go on where they are let in again
    record("update_user", user, by=by, fields=sorted(changes))
    user.refresh_from_db()
    return user


@transaction.atomic
def set_password(user: User, *, password: str, by: Actor) -> None:
    """Everybody sets their own; an administrator sets that of a user of their organisation.

    Whoever gets a password from another is signed out everywhere, and changes it when they sign in.
    """
    user.must_change_password = by.pk != user.pk
    if by.pk != user.pk:
        require_permission(by, Permission.MANAGE_USERS)
        require_own(by, user.organisation_id)
        shut_out(user, by=by)
    user.set_password(password)
    user.save(update_fields=["password", "must_change_password"])
    record("set_password", user, by=by)
