"""Who may do what, on one page.

A user holds roles by grants; a role holds permissions by the table below; a view names the permission it needs.
What a user may *see* of the records is in each model's `visible_to(user)`.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Protocol, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    INTAKE = "intake", _("Intake")
    CASEWORKER = "caseworker", _("Caseworker")
    SUPERVISOR = "supervisor", _("Supervisor")
    VERIFICATION_OFFICER = "verification_officer", _("Verification officer")
    DATA_STEWARD = "data_steward", _("Data steward")
    PARTNER = "partner", _("Partner organisation")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Permission(StrEnum):
    VIEW_PEOPLE = "view_people"
    REGISTER_PERSON = "register_person"
    RECORD_EVIDENCE = "record_evidence"
    CHANGE_STATUS = "change_status"
    REPORT_RETURN = "report_return"
    REPORT_DEATH = "report_death"
    APPROVE_DEATH = "approve_death"
    IMPORT_PEOPLE = "import_people"
    VIEW_CASES = "view_cases"
    OPEN_CASE = "open_case"
    MANAGE_CASE = "manage_case"
    ASSIGN_CASE = "assign_case"
    REFER_CASE = "refer_case"
    VIEW_EXCHANGES = "view_exchanges"
    MANAGE_EXCHANGES = "manage_exchanges"
    IMPORT_LIST = "import_list"
    LINK_ENTRY = "link_entry"
    RECORD_ARRIVAL = "record_arrival"
    VERIFY_PERSON = "verify_person"
    VIEW_NOTIFICATIONS = "view_notifications"
    PREPARE_NOTIFICATION = "prepare_notification"
    APPROVE_NOTIFICATION = "approve_notification"
    DELIVER_NOTIFICATION = "deliver_notification"
    EDIT_TEMPLATES = "edit_templates"
    RUN_REPORTS = "run_reports"
    VIEW_AUDIT = "view_audit"
    MANAGE_USERS = "manage_users"


P = Permission
_READ = {P.VIEW_PEOPLE, P.VIEW_CASES, P.VIEW_EXCHANGES, P.VIEW_NOTIFICATIONS}
_INTAKE = {P.VIEW_PEOPLE, P.VIEW_CASES, P.REGISTER_PERSON, P.RECORD_EVIDENCE, P.OPEN_CASE}
_CASEWORK = (
    _READ
    | _INTAKE
    | {
        P.CHANGE_STATUS,
        P.REPORT_RETURN,
        P.REPORT_DEATH,
        P.MANAGE_CASE,
        P.REFER_CASE,
        P.LINK_ENTRY,
        P.PREPARE_NOTIFICATION,
        P.DELIVER_NOTIFICATION,
        P.RUN_REPORTS,
    }
)

ROLES: dict[str, frozenset[Permission]] = {
    Role.INTAKE: frozenset(_INTAKE),
    Role.CASEWORKER: frozenset(_CASEWORK),
    Role.SUPERVISOR: frozenset(
        _CASEWORK
        | {
            P.ASSIGN_CASE,
            P.APPROVE_DEATH,
            P.APPROVE_NOTIFICATION,
            P.MANAGE_EXCHANGES,
            P.RECORD_ARRIVAL,
            P.EDIT_TEMPLATES,
        }
    ),
    Role.VERIFICATION_OFFICER: frozenset(
        {
            P.VIEW_PEOPLE,
            P.VIEW_EXCHANGES,
            P.RECORD_EVIDENCE,
            P.RECORD_ARRIVAL,
            P.REPORT_RETURN,
            P.VERIFY_PERSON,
        }
    ),
    Role.DATA_STEWARD: frozenset(
        {
            P.VIEW_PEOPLE,
            P.VIEW_CASES,
            P.VIEW_EXCHANGES,
            P.REGISTER_PERSON,
            P.IMPORT_PEOPLE,
            P.MANAGE_EXCHANGES,
            P.IMPORT_LIST,
            P.LINK_ENTRY,
            P.REPORT_RETURN,
            P.RUN_REPORTS,
        }
    ),
    Role.PARTNER: frozenset({P.VIEW_PEOPLE, P.VIEW_CASES, P.RUN_REPORTS}),
    Role.AUDITOR: frozenset({P.VIEW_AUDIT}),
    Role.ADMINISTRATOR: frozenset({P.MANAGE_USERS}),
}


class HasPermissions(Protocol):
    """Whoever acts: a user of the site, or the system itself."""

    @property
    def permissions(self) -> frozenset[str]: ...


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """All that holders of `roles` may do."""
    return frozenset().union(*(ROLES[role] for role in roles))


def can(user: Any, permission: Permission) -> bool:
    """Whether `user`, who may be anonymous, holds `permission` now."""
    return permission in getattr(user, "permissions", frozenset())


ViewT = TypeVar("ViewT", bound=Callable[..., HttpResponseBase])


def require(permission: Permission) -> Callable[[ViewT], ViewT]:
    """Answer 403 to those who do not hold `permission`. Every view of ours wears it."""

    def decorate(view: ViewT) -> ViewT:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not can(request.user, permission):
                raise PermissionDenied(permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate
