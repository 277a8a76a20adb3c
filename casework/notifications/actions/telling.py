"""Telling: attempt by attempt, in the order to inform, by a human being."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import require_permission
from casework.accounts.models import SYSTEM, User
from casework.audit.actions import record
from casework.families import actions as families
from casework.families.actions.guards import lock_case, require_at_work
from casework.lib.errors import Refused, Stale
from casework.lib.versions import update_version
from casework.notifications.actions._locks import lock_notification, require_still_so
from casework.notifications.actions.taking_back import settle_cases
from casework.notifications.models import DeliveryAttempt, Notification
from casework.notifications.statuses import NOTIFICATION, DeliveryChannel, DeliveryOutcome, NotificationStatus
from casework.notifications.wording import digest

S = NotificationStatus
_ENDS = {
    DeliveryOutcome.TOLD: S.DELIVERED,
    DeliveryOutcome.DECLINED: S.DECLINED,
    DeliveryOutcome.GIVEN_UP: S.UNREACHABLE,
}
_SPOKEN = (DeliveryOutcome.TOLD, DeliveryOutcome.DECLINED, DeliveryOutcome.CALL_BACK)
_BY_MESSAGE = (DeliveryOutcome.MESSAGE_LEFT, DeliveryOutcome.NO_ANSWER)


@transaction.atomic
def record_attempt(
    notification: Notification,
    *,
    channel: str,
    outcome: str,
    number_used: str = "",
    words: str = "",
    next_try_at: datetime | None = None,
    wording_sha256: str | None = None,
    by: User,
) -> DeliveryAttempt:
    """One attempt to tell, and what came of it: told, declined and given up end the notification.

    `wording_sha256`: of the words on the page from which they were read out; None where nothing was shown.
    """
    require_permission(by, Permission.DELIVER_NOTIFICATION)
    notification = lock_notification(notification, by)
    _require_approved(notification)
    require_still_so(notification)
    _require_turn(notification)
    if outcome == DeliveryOutcome.TOLD and wording_sha256 not in (None, digest(notification.wording)):
        raise Stale(
            _(
                "The words were changed and approved anew while you had this page open: nothing was recorded."
                " Open it again. If you read out the earlier words, call once more and read out these."
            )
        )
    _require_sense(channel, outcome, number_used, next_try_at)
    end = _ENDS.get(DeliveryOutcome(outcome))
    now = timezone.now()
    attempt = DeliveryAttempt.objects.create(
        notification=notification,
        by=by,
        at=now,
        channel=channel,
        number_used=number_used.strip(),
        outcome=outcome,
        words=words.strip(),
        next_try_at=None if end else next_try_at,
    )
    changes: dict[str, Any] = {"next_try_at": attempt.next_try_at}
    if end:
        NOTIFICATION.step(notification.status, end, by.permissions)
        changes["status"] = end
    if end == S.DELIVERED:
        changes |= {"delivered_by": by, "delivered_at": now}
    update_version(notification, None, changes)
    record("record_attempt", notification, by=by, channel=str(channel), outcome=str(outcome))
    if outcome in _SPOKEN:
        families.note_contact(notification.case, at=now, by=by)
    if end:
        settle_cases(notification, by=by)
    return attempt


@transaction.atomic
def reopen_notification(notification: Notification, *, by: User) -> Notification:
    """Try again to tell somebody who could not be reached, or who did not want to hear; not in an ended case."""
    require_permission(by, Permission.DELIVER_NOTIFICATION)
    notification = lock_notification(notification, by)
    if notification.status not in (S.UNREACHABLE, S.DECLINED):
        raise Refused(
            _("The status is “%s”: there is nothing to open again. Reload the page.")
            % notification.get_status_display()
        )
    require_at_work(lock_case(notification.case, by))
    require_still_so(notification)
    update_version(notification, None, {"status": S.APPROVED})
    record("reopen_notification", notification, by=by)
    families.expect_news(notification.case, by=SYSTEM)
    return notification


def _require_approved(notification: Notification) -> None:
    if notification.status == S.PREPARED:
        raise Refused(_("The wording is not approved yet: nothing may be told before."))
    if notification.status == S.DELIVERED:
        raise Refused(
            _("%(who)s told this news already, at %(when)s: nothing was recorded.")
            % {
                "who": notification.delivered_by,
                "when": timezone.localtime(notification.delivered_at).strftime("%d.%m.%Y %H:%M"),
            }
        )
    if notification.status != S.APPROVED:
        raise Refused(
            _("The status is “%s”: nothing is to be told. Reload the page.") % notification.get_status_display()
        )


def _require_turn(notification: Notification) -> None:
    """Whoever comes earlier in the order to inform is tried first."""
    waiting = notification.waits_for()
    if waiting is not None:
        raise Refused(
            _("%s comes first in the order to inform, and nobody has tried to reach them yet.") % waiting.relative
        )


def _require_sense(channel: str, outcome: str, number_used: str, next_try_at: datetime | None) -> None:
    if channel == DeliveryChannel.MESSAGE and outcome not in _BY_MESSAGE:
        raise Refused(
            _("News is told by a human voice. A message carries no name and no fate: it only asks for a call.")
        )
    if channel == DeliveryChannel.CALL and not number_used.strip():
        raise Refused(_("Enter the number that you called."))
    if outcome not in _ENDS and next_try_at is not None and next_try_at <= timezone.now():
        raise Refused(_("The next try must be later than now."))
