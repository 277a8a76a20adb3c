"""Every step of a notification by every role: what the table allows happens, and nothing else."""

from contextlib import suppress
from itertools import product

import pytest
from django.db import transaction

from casework.lib.errors import Refused
from casework.notifications import actions
from casework.notifications.statuses import NOTIFICATION, NotificationStatus
from tests import make
from tests.notifications.steps import CALL, bring_to

pytestmark = pytest.mark.django_db


ROLES = ["intake", "caseworker", "supervisor", "officer", "steward", "auditor", "administrator"]


@pytest.mark.parametrize("old", NotificationStatus.values)
def test_the_steps_are_those_of_the_table(mother, caseworker, supervisor, request, old):
    """Every new status by every role; each by somebody who took no step before."""
    bring_to(old, mother, caseworker, supervisor)
    actors = [
        make.user(f"another {role}", mother.case.organisation, *request.getfixturevalue(role).roles)
        for role in ROLES
    ]
    for by, new in product(actors, NotificationStatus.values):
        transition = NOTIFICATION.find(old, new)
        allowed = transition is not None and transition.permission in by.permissions
        before = transaction.savepoint()
        with suppress(Refused):
            _steps(mother, by)[new]()
        mother.refresh_from_db()
        assert (by.username, new, mother.status) == (by.username, new, new if allowed or old == new else old)
        transaction.savepoint_rollback(before)
        mother.refresh_from_db()


def _steps(notification, by) -> dict:
    def attempt(outcome):
        return lambda: actions.record_attempt(notification, **CALL | {"outcome": outcome}, by=by)

    def to_approved():
        if notification.status == "prepared":
            actions.approve_notification(notification, version=notification.version, by=by)
        else:
            actions.reopen_notification(notification, by=by)

    return {
        "prepared": lambda: actions.update_wording(
            notification, wording="Слова.", version=notification.version, by=by
        ),
        "approved": to_approved,
        "delivered": attempt("told"),
        "unreachable": attempt("given_up"),
        "declined": attempt("declined"),
        "retracted": lambda: actions.retract_notification(notification, reason="A reason.", by=by),
    }
