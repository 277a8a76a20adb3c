"""News that no longer stands: retracted where it was not told, corrected where it was."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import Actor
from casework.accounts.models import SYSTEM, User, user_or_none
from casework.audit.actions import Done, record_all
from casework.families import actions as families
from casework.families.models import Case
from casework.families.statuses import AT_WORK, CaseStatus
from casework.lib.errors import Refused
from casework.notifications.actions._locks import lock_notification
from casework.notifications.models import Notification
from casework.notifications.statuses import NOTIFICATION, NotificationStatus


@transaction.atomic
def retract_notification(notification: Notification, *, reason: str, by: Actor) -> Notification:
    """Take one notification back for good. What was told already is to be corrected by a call, due today."""
    notification = lock_notification(notification, by)
    NOTIFICATION.step(notification.status, NotificationStatus.RETRACTED, by.permissions)
    if not reason.strip():
        raise Refused(_("Give the reason: whoever reads this later must understand it."))
    retract_all([notification], reason=reason.strip(), by=by)
    if notification.status == NotificationStatus.DELIVERED:
        call_to_correct(notification)
    settle_cases(notification, by=by)
    notification.refresh_from_db()
    return notification


def retract_all(notifications: Iterable[Notification], *, reason: str, by: Actor) -> None:
    """Retract notifications that the caller has locked."""
    notifications = list(notifications)
    Notification.objects.filter(pk__in=[n.pk for n in notifications]).update(
        status=NotificationStatus.RETRACTED,
        retracted_by=user_or_none(by),
        retracted_reason=reason[:300],
        next_try_at=None,
        version=F("version") + 1,
    )
    record_all([Done("retract_notification", n, {"old": n.status}) for n in notifications], by=by)


def call_to_correct(notification: Notification) -> None:
    """What was told is no longer true: somebody who knows the family calls them today."""
    what = _(
        "What was told to %(name)s (%(code)s) is no longer so: agree with your supervisor what to say, and call."
    )
    if notification.case.status not in AT_WORK:
        reactivate(notification.case, _("What was told is no longer so."))
    what %= {"name": notification.relative.name[:80], "code": notification.reference}
    if (owner := _who_calls(notification)) is None:
        families.add_note(notification.case, text=what, by=SYSTEM)
    else:
        families.add_follow_up(notification.case, what=what, due_on=timezone.localdate(), owner=owner, by=SYSTEM)


def _who_calls(notification: Notification) -> User | None:
    """Who has the case, or who told the news, or else any colleague who may tell news now."""
    colleagues = User.objects.filter(organisation=notification.case.organisation_id, is_active=True).order_by("pk")
    known = [
        user for user in (notification.case.assigned_to, notification.delivered_by) if user and user.is_active
    ]
    may_call = (user for user in [*known, *colleagues] if user.holds(Permission.DELIVER_NOTIFICATION))
    return next(may_call, None)


def settle_cases(notification: Notification, *, by: Actor) -> None:
    """Move on the cases whose relatives have all heard, or of whom nobody is to hear any more."""
    cases = Case.objects.filter(
        person=notification.person_id,
        status__in=[CaseStatus.NEWS_PENDING, CaseStatus.NEWS_GIVEN],
        case_relatives__relative=notification.relative_id,
    )
    for case in cases.select_for_update():
        news = Notification.objects.filter(
            status_change=notification.status_change_id, relative__case_relatives__case=case
        )
        if news.outstanding().exists():
            continue
        if news.exclude(status=NotificationStatus.RETRACTED).exists():
            families.note_news_given(case, by=by)
        else:
            reactivate(case, _("Every notification of this case was retracted."))


def reactivate(case: Case, reason: str) -> None:
    families.change_case_status(case, to=CaseStatus.ACTIVE, reason=reason, by=SYSTEM)
