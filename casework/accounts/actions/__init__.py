"""Organisations, users, their roles, and what takes two of them: every write."""

from casework.accounts.actions.grants import carry_out_grant, grant_role, propose_grant, revoke_role
from casework.accounts.actions.guards import Actor, require_own, require_permission, require_still
from casework.accounts.actions.proposals import approve, propose, refuse
from casework.accounts.actions.users import (
    create_organisation,
    create_user,
    set_password,
    update_organisation,
    update_user,
)

__all__ = [
    "Actor",
    "approve",
    "carry_out_grant",
    "create_organisation",
    "create_user",
    "grant_role",
    "propose",
    "propose_grant",
    "refuse",
    "require_own",
    "require_permission",
    "require_still",
    "revoke_role",
    "set_password",
    "update_organisation",
    "update_user",
]
