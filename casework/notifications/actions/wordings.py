"""The words: of one notification, and of the templates from which they are prepared."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import Actor, require_permission
from casework.accounts.models import User, user_or_none
from casework.audit.actions import record
from casework.lib.errors import Refused
from casework.lib.versions import update_version
from casework.notifications.actions._locks import lock_notification, require_still_so
from casework.notifications.models import Notification, NotificationTemplate
from casework.notifications.statuses import NOTIFICATION, NotificationStatus
from casework.notifications.wording import check_template, check_wording, digest

S = NotificationStatus


@transaction.atomic
def update_wording(
    notification: Notification, *, wording: str, version: int | None = None, by: Actor
) -> Notification:
    """Change what will be said. Whoever does is now the preparer, and an approval is void."""
    require_permission(by, Permission.PREPARE_NOTIFICATION)
    notification = lock_notification(notification, by)
    if notification.status not in (S.PREPARED, S.APPROVED):
        raise Refused(_("This notification is over: its wording stays as it was told."))
    require_still_so(notification)
    wording = check_wording(wording)
    voided = notification.status == S.APPROVED
    changes: dict[str, Any] = {"wording": wording, "prepared_by": user_or_none(by), "prepared_at": timezone.now()}
    if voided:
        changes |= {"status": S.PREPARED, "approved_by": None, "approved_at": None, "approved_wording": ""}
    update_version(notification, version, changes)
    record("update_wording", notification, by=by, voided_approval=voided, wording_sha256=digest(wording))
    return notification


@transaction.atomic
def approve_notification(notification: Notification, *, version: int, by: User) -> Notification:
    """A second person agrees to the exact wording of `version`, which they have read."""
    require_permission(by, Permission.APPROVE_NOTIFICATION)
    notification = lock_notification(notification, by)
    if notification.status != S.PREPARED:
        raise Refused(
            _("The status is “%s”: there is nothing to approve. Reload the page.")
            % notification.get_status_display()
        )
    NOTIFICATION.step(notification.status, S.APPROVED, by.permissions)
    if notification.may_not_be_approved_by(by):
        raise Refused(
            _("You confirmed this news or wrote this wording yourself: somebody else must approve what is told.")
        )
    require_still_so(notification)
    wording = notification.wording
    changes = {
        "status": S.APPROVED,
        "approved_by": by,
        "approved_at": timezone.now(),
        "approved_wording": wording,
    }
    update_version(notification, version, changes)
    record("approve_notification", notification, by=by, wording_sha256=digest(wording))
    return notification


@transaction.atomic
def update_template(
    template: NotificationTemplate, *, body: str, version: int | None = None, by: Actor
) -> NotificationTemplate:
    """Change the wording from which notifications are prepared from now on; those prepared keep theirs."""
    require_permission(by, Permission.EDIT_TEMPLATES)
    update_version(template, version, {"body": check_template(body)})
    record("update_template", template, by=by, tells=template.tells, language=template.language)
    return template
