"""The steps of a notification as tests take them, and what a refused step must leave as it was."""

from collections.abc import Callable
from typing import Any

import pytest

from casework.accounts.models import User
from casework.audit.models import AuditEvent
from casework.lib.errors import Refused
from casework.notifications import actions
from casework.notifications.models import Notification
from tests.notifications import make as news

CALL = {"channel": "call", "number_used": "+380501234500", "outcome": "told"}


def state(notification: Notification) -> tuple[Any, ...]:
    notification.refresh_from_db()
    return (
        notification.status,
        notification.wording,
        notification.approved_by_id,
        notification.delivered_by_id,
        notification.version,
        notification.attempts.count(),
    )


def refuses(notification: Notification, action: Callable[..., Any], **arguments: Any) -> str:
    """The sentence of the refusal; nothing was changed or recorded."""
    before, events = state(notification), AuditEvent.objects.count()
    with pytest.raises(Refused) as refusal:
        action(notification, **arguments)
    assert (state(notification), AuditEvent.objects.count()) == (before, events)
    return str(refusal.value)


def bring_to(status: str, notification: Notification, caseworker: User, supervisor: User) -> None:
    if status == "retracted":
        actions.retract_notification(notification, reason="A reason.", by=supervisor)
    elif status != "prepared":
        news.approved(notification, by=supervisor)
        outcome = {"delivered": "told", "unreachable": "given_up", "declined": "declined"}.get(status)
        if outcome:
            news.attempt(notification, by=caseworker, outcome=outcome)
    notification.refresh_from_db()
