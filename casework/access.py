"""Who may do what, on one page.

A user holds roles by grants; a role holds permissions by the table below; a view names the permission it needs.
What a user may *see* of the records is in each model's `visible_to(user)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
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
    APPROVE_GRANT = "approve_grant"
    VIEW_PROPOSALS = "view_proposals"
    RESTRICT_PERSON = "restrict_person"
    APPROVE_RESTRICTION = "approve_restriction"
    BREAK_GLASS = "break_glass"
    REVIEW_BREAK_GLASS = "review_break_glass"
    ERASE_PERSON = "erase_person"
    APPROVE_ERASURE = "approve_erasure"
    APPROVE_EXPORT = "approve_export"
    PUBLISH_LIST = "publish_list"
    APPROVE_PUBLICATION = "approve_publication"
    MERGE_PEOPLE = "merge_people"
    APPROVE_MERGE = "approve_merge"
    VIEW_QUALITY = "view_quality"


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
        P.VIEW_PROPOSALS,
        P.RESTRICT_PERSON,
        P.BREAK_GLASS,
        P.PUBLISH_LIST,
        P.MERGE_PEOPLE,
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
            P.APPROVE_GRANT,
            P.APPROVE_RESTRICTION,
            P.REVIEW_BREAK_GLASS,
            P.APPROVE_ERASURE,
            P.APPROVE_EXPORT,
            P.APPROVE_PUBLICATION,
            P.APPROVE_MERGE,
            P.VIEW_QUALITY,
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
            P.BREAK_GLASS,
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
            P.VIEW_PROPOSALS,
            P.ERASE_PERSON,
            P.APPROVE_EXPORT,
            P.PUBLISH_LIST,
            P.MERGE_PEOPLE,
            P.APPROVE_MERGE,
            P.VIEW_QUALITY,
        }
    ),
    Role.PARTNER: frozenset({P.VIEW_PEOPLE, P.VIEW_CASES, P.RUN_REPORTS}),
    Role.AUDITOR: frozenset({P.VIEW_AUDIT, P.REVIEW_BREAK_GLASS}),
    Role.ADMINISTRATOR: frozenset({P.MANAGE_USERS, P.APPROVE_GRANT, P.VIEW_PROPOSALS}),
}


# Whoever rules over users, watches over them, or over the data, does not do the other two as well.
EXCLUSIVE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.DATA_STEWARD})


@dataclass(frozen=True)
class Duty:
    """What one person proposes and another approves; nothing gets round it.

    `action` is the dotted path of what then carries it out, once: `action(proposal, by=approver)`. `page` names
    the address that shows what is decided, where the proposal itself does not: it takes the code of its subject.
    `closed` is the dotted path of `closed(user)`, a Q of the proposals about restricted people whom the user may
    not change: they could not approve these, and read neither whom they are about nor why.
    """

    label: Any
    propose: Permission
    approve: Permission
    action: str
    page: str = ""
    closed: str = ""


DUTIES: dict[str, Duty] = {
    "grant_role": Duty(
        _("role for a user"), P.MANAGE_USERS, P.APPROVE_GRANT, "casework.accounts.actions.carry_out_grant"
    ),
    "restrict_person": Duty(
        _("restriction of a record"),
        P.RESTRICT_PERSON,
        P.APPROVE_RESTRICTION,
        "casework.people.actions.carry_out_restriction",
    ),
    "unrestrict_person": Duty(
        _("lifting of a restriction"),
        P.RESTRICT_PERSON,
        P.APPROVE_RESTRICTION,
        "casework.people.actions.carry_out_lifting",
    ),
    "erase_person": Duty(
        _("erasure of a person"),
        P.ERASE_PERSON,
        P.APPROVE_ERASURE,
        "casework.protection.actions.carry_out_erasure",
        closed="casework.people.models.proposals_closed_to",
    ),
    "merge_people": Duty(
        _("merging of two records of one person"),
        P.MERGE_PEOPLE,
        P.APPROVE_MERGE,
        "casework.merging.actions.carry_out_merge",
        closed="casework.merging.models.proposals_closed_to",
    ),
    "unmerge_people": Duty(
        _("undoing of a merge"),
        P.MERGE_PEOPLE,
        P.APPROVE_MERGE,
        "casework.merging.actions.carry_out_unmerge",
        closed="casework.merging.models.proposals_closed_to",
    ),
    "export_report": Duty(
        _("report with many people, or in doubt"),
        P.RUN_REPORTS,
        P.APPROVE_EXPORT,
        "casework.reports.actions.carry_out_export",
    ),
    "refer_in_doubt": Duty(
        _("referral of which nobody can tell whether it does harm"),
        P.REFER_CASE,
        P.APPROVE_EXPORT,
        "casework.families.actions.carry_out_referral_in_doubt",
        closed="casework.families.models.proposals_closed_to",
    ),
    "publish_list": Duty(
        _("publication of who returned"),
        P.PUBLISH_LIST,
        P.APPROVE_PUBLICATION,
        "casework.reports.actions.carry_out_publication",
        page="reports:publication",
    ),
}


class HasPermissions(Protocol):
    """Whoever acts: a user of the site, or the system itself."""

    @property
    def permissions(self) -> frozenset[str]: ...


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """All that holders of `roles` may do."""
    return frozenset().union(*(ROLES[role] for role in roles))


def can(user: Any, permission: Permission, record: Any = None, *, writing: bool = False) -> bool:
    """Whether `user`, who may be anonymous, holds `permission` now; and reaches `record`, where one is named.

    What is reached is what the model's `visible_to(user)` gives; `writing`, what its `writable_by(user)` gives.
    """
    if permission not in getattr(user, "permissions", frozenset()):
        return False
    if record is None:
        return True
    records = type(record)._default_manager
    reached = records.writable_by(user) if writing else records.visible_to(user)
    return bool(reached.filter(pk=record.pk).exists())


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
