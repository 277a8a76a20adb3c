"""The news for families, delivered and outstanding, one row for each notification."""

from typing import Any

from django import forms
from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access import Permission
from casework.accounts.models import User
from casework.notifications.models import Notification
from casework.notifications.statuses import ENDED, News, NotificationStatus
from casework.reports.filters import OfCodes, only_codes
from casework.reports.levels import Level
from casework.reports.names import ReportName
from casework.reports.report import Filters, Report, Row, days_until_today, moment
from casework.reports.scope import Scope


class NotificationFilters(OfCodes):
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("any")), *NotificationStatus.choices]
    )
    tells = forms.ChoiceField(label=_("News"), required=False, choices=[("", _("any")), *News.choices])
    mine = forms.BooleanField(label=_("Only of my cases"), required=False)


def _records(scope: Scope, filters: Filters) -> QuerySet[Any]:
    chosen = {name: filters[name] for name in ("status", "tells") if filters.get(name)}
    if filters.get("mine"):
        chosen["case__assigned_to"] = scope.user
    return (
        only_codes(scope.notifications(), filters)
        .filter(**chosen)
        .select_related("person", "case", "relative", "prepared_by", "approved_by", "delivered_by")
        .annotate(attempts_made=Count("attempts"), last_attempt_at=Max("attempts__at"))
        .order_by("prepared_at", "pk")
    )


def _row(notification: Any, scope: Scope) -> Row:
    n: Notification = notification
    return [
        n.reference,
        n.person.reference,
        n.case.reference,
        n.relative.reference,
        n.relationship,
        n.order,
        n.tells,
        n.status,
        moment(n.prepared_at),
        _username(n.prepared_by),
        moment(n.approved_at),
        _username(n.approved_by),
        moment(n.delivered_at),
        _username(n.delivered_by),
        notification.attempts_made,
        moment(notification.last_attempt_at),
        moment(n.next_try_at),
        None if n.status in ENDED else days_until_today(timezone.localdate(n.prepared_at)),
    ]


def _username(user: User | None) -> str | None:
    return user.get_username() if user else None


NOTIFICATIONS = Report(
    name=ReportName.NOTIFICATIONS,
    holds=_(
        "Every piece of news for a relative: who prepared, approved and told it, and what is still to be told."
    ),
    permission=Permission.VIEW_NOTIFICATIONS,
    levels={
        "notification": Level.R1,
        "person": Level.R1,
        "case": Level.R1,
        "relative": Level.R1,
        "relationship": Level.R1,
        "order_to_inform": Level.R1,
        "news": Level.R1,
        "status": Level.R1,
        "prepared_at": Level.R2,
        "prepared_by": Level.R2,
        "approved_at": Level.R2,
        "approved_by": Level.R2,
        "delivered_at": Level.R2,
        "delivered_by": Level.R2,
        "attempts": Level.R1,
        "last_attempt_at": Level.R2,
        "next_try_at": Level.R2,
        "days_outstanding": Level.R1,
    },
    codes=("notification", "person", "case", "relative"),
    canary=lambda canary: {
        "notification": canary.code("N"),
        "person": canary.code("P"),
        "case": canary.code("C"),
        "relative": canary.code("R"),
    },
    filters=NotificationFilters,
    records=_records,
    row=_row,
    of_list={
        "when": ("prepared_at", "approved_at", "delivered_at", "next_try_at"),
        "attempts": ("attempts", "last_attempt_at"),
    },
)
