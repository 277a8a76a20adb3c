"""Roles: proposed by one administrator, approved by somebody else; ended by one."""

from datetime import datetime

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from casework.access import EXCLUSIVE, Permission, Role
from casework.accounts.actions.guards import Actor, require_own, require_permission
from casework.accounts.actions.proposals import propose
from casework.accounts.models import Grant, Proposal, System, User
from casework.audit.actions import record
from casework.lib.errors import Refused


@transaction.atomic
def propose_grant(
    user: User, *, role: Role | str, expires_at: datetime | None = None, reason: str, by: User
) -> Proposal:
    """A role for a colleague, in force once another approves it. Nobody proposes one for themselves."""
    require_own(by, user.organisation_id)
    if by.pk == user.pk:
        raise Refused(_("Nobody can grant a role to themselves. Ask another administrator."))
    _require_compatible(user, role)
    said = {"user": user.username, "role": str(role), "expires_at": expires_at.isoformat() if expires_at else ""}
    return propose("grant_role", f"grant:{user.username} {role}", said, reason=reason, by=by)


def carry_out_grant(proposal: Proposal, *, by: User) -> Grant:
    user = User.objects.get(username=proposal.payload["user"], organisation=proposal.organisation_id)
    if by.pk == user.pk:
        raise Refused(_("Nobody can grant a role to themselves. Ask another administrator."))
    expires_at = proposal.payload["expires_at"]
    return _grant(
        user,
        proposal.payload["role"],
        expires_at=parse_datetime(expires_at) if expires_at else None,
        proposed_by=proposal.proposed_by,
        approved_by=by,
    )


@transaction.atomic
def grant_role(user: User, *, role: Role | str, expires_at: datetime | None = None, by: Actor) -> Grant:
    """Give a role, or change when it expires, for whoever runs the server. Everybody else proposes it."""
    if not isinstance(by, System):
        raise Refused(_("A role is proposed by one person and approved by another: propose it."))
    grant = _grant(user, role, expires_at=expires_at)
    record("grant_role", user, by=by, role=str(role), expires_at=expires_at)
    return grant


@transaction.atomic
def revoke_role(user: User, *, role: Role | str, by: Actor) -> None:
    """End a role now: one person is enough to take a right away."""
    require_permission(by, Permission.MANAGE_USERS)
    require_own(by, user.organisation_id)
    Grant.objects.filter(user=user, role=role, organisation=user.organisation_id).delete()
    record("revoke_role", user, by=by, role=str(role))


def _grant(user: User, role: str, **fields: object) -> Grant:
    _require_compatible(user, role)
    grant, _created = Grant.objects.update_or_create(
        user=user, role=role, organisation=user.organisation, defaults=fields
    )
    return grant


def _require_compatible(user: User, role: str) -> None:
    held = Grant.objects.filter(user=user, role__in=EXCLUSIVE).exclude(role=role).first()
    if role in EXCLUSIVE and held is not None:
        raise Refused(
            _(
                "%(user)s is %(role)s. Administrator, auditor and data steward exclude one another: end that role"
                " first."
            )
            % {"user": user, "role": held.get_role_display()}
        )
