"""How news reaches a relative, and the words that are chosen from a list."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.access import Permission as P
from casework.lib.transitions import Workflow, steps
from casework.people.statuses import PersonStatus


class NotificationStatus(TextChoices):
    PREPARED = "prepared", _("to be approved")
    APPROVED = "approved", _("to be told")
    DELIVERED = "delivered", _("told")
    UNREACHABLE = "unreachable", _("unreachable")
    DECLINED = "declined", _("did not want to hear")
    RETRACTED = "retracted", _("retracted")


S = NotificationStatus

NOTIFICATION = Workflow(
    subject="Notification",
    statuses=NotificationStatus,
    initial=S.PREPARED,
    transitions=(
        *steps(S.PREPARED, S.APPROVED, P.APPROVE_NOTIFICATION, requires="another than the preparer"),
        *steps(S.APPROVED, S.PREPARED, P.PREPARE_NOTIFICATION, requires="the wording was edited"),
        *steps(
            S.APPROVED,
            (S.DELIVERED, S.UNREACHABLE, S.DECLINED),
            P.DELIVER_NOTIFICATION,
            requires="an attempt",
        ),
        *steps((S.UNREACHABLE, S.DECLINED), S.APPROVED, P.DELIVER_NOTIFICATION),
        *steps(
            (S.PREPARED, S.APPROVED, S.DELIVERED, S.UNREACHABLE, S.DECLINED),
            S.RETRACTED,
            P.APPROVE_NOTIFICATION,
            requires="reason",
        ),
    ),
)

TONES = {
    S.PREPARED: "warn",
    S.APPROVED: "info",
    S.DELIVERED: "good",
    S.UNREACHABLE: "bad",
    S.DECLINED: "neutral",
    S.RETRACTED: "neutral",
}

# In these the wording is the one that was approved.
BOUND = (S.APPROVED, S.DELIVERED, S.UNREACHABLE, S.DECLINED)
ENDED = (S.DELIVERED, S.UNREACHABLE, S.DECLINED, S.RETRACTED)


class News(TextChoices):
    """The statuses in `people.statuses.NEWS`: what families are told once it is confirmed."""

    RETURNED = PersonStatus.RETURNED.value, _("return")
    DECEASED = PersonStatus.DECEASED.value, _("death")
    LOCATED = PersonStatus.LOCATED.value, _("located, not held")


class DeliveryChannel(TextChoices):
    CALL = "call", _("telephone call")
    VISIT = "visit", _("visit")
    MESSAGE = "message", _("message that asks for a call")


class DeliveryOutcome(TextChoices):
    TOLD = "told", _("told")
    NO_ANSWER = "no_answer", _("no answer")
    WRONG_NUMBER = "wrong_number", _("wrong number")
    CALL_BACK = "call_back", _("asked to call later")
    MESSAGE_LEFT = "message_left", _("asked for a call back")
    DECLINED = "declined", _("did not want to hear")
    GIVEN_UP = "given_up", _("cannot be reached")
