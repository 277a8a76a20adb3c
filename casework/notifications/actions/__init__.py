"""Every write to the news."""

from casework.notifications.actions.preparing import prepare_news
from casework.notifications.actions.taking_back import retract_notification
from casework.notifications.actions.telling import record_attempt, reopen_notification
from casework.notifications.actions.wordings import approve_notification, update_template, update_wording

__all__ = [
    "approve_notification",
    "prepare_news",
    "record_attempt",
    "reopen_notification",
    "retract_notification",
    "update_template",
    "update_wording",
]
