"""Whatever people try, in whatever order: nobody is told what is not confirmed, approved and unchanged."""

from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from casework.access import Role
from casework.audit.actions import find_first_fault
from casework.lib.errors import Refused
from casework.notifications import actions
from casework.notifications.models import DeliveryAttempt, Notification
from casework.people import actions as people
from casework.people.models import Person, StatusChange
from tests import make
from tests.notifications import make as news

WHO = st.sampled_from(["officer", "other-officer", "worker", "other-worker", "head", "other-head"])
WHICH = st.integers(min_value=0, max_value=3)


class AnyOrder(RuleBasedStateMachine):
    """A person with two relatives, six people who work on the news, and every step in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize()
    def family(self) -> None:
        bureau = make.organisation("bureau")
        roles = {
            "officer": [Role.VERIFICATION_OFFICER, Role.SUPERVISOR],
            "worker": [Role.CASEWORKER],
            "head": [Role.SUPERVISOR],
        }
        self.users = {
            name: make.user(name, bureau, *roles[name.removeprefix("other-")])
            for name in ("officer", "other-officer", "worker", "other-worker", "head", "other-head")
        }
        self.person = make.person(bureau, "Уявний Єлизар")
        news.case(self.person, "Наталя", "Богдан")
        self.told: dict[int, str] = {}

    def pick(self, which: int) -> Notification | None:
        found = list(Notification.objects.order_by("-pk")[:4])
        return found[which % len(found)] if found else None

    @rule(who=WHO)
    def report(self, who: str) -> None:
        with suppress(Refused):
            people.report_return(self.person, reason="Linked.", by=self.users[who])

    @rule(who=WHO, linker=WHO)
    def verify(self, who: str, linker: str) -> None:
        with suppress(Refused):
            people.confirm_return(
                self.person, linked_by=self.users[linker], reason="Verified.", by=self.users[who]
            )

    @rule(who=WHO)
    def dispute(self, who: str) -> None:
        with suppress(Refused):
            people.withdraw_return(self.person, reason="Another man.", by=self.users[who])

    @rule()
    def prepare(self) -> None:
        actions.prepare_news()

    @rule(who=WHO, which=WHICH, wording=st.sampled_from(["Один.", "Два.", "", "{x}"]), age=st.integers(0, 1))
    def edit(self, who: str, which: int, wording: str, age: int) -> None:
        if notification := self.pick(which):
            with suppress(Refused):
                actions.update_wording(
                    notification, wording=wording, version=notification.version - age, by=self.users[who]
                )

    @rule(who=WHO, which=WHICH, age=st.sampled_from([0, 0, 0, 1]))
    def approve(self, who: str, which: int, age: int) -> None:
        if notification := self.pick(which):
            with suppress(Refused):
                actions.approve_notification(notification, version=notification.version - age, by=self.users[who])

    @rule(
        who=WHO,
        which=WHICH,
        channel=st.sampled_from(["call", "call", "visit", "message"]),
        outcome=st.sampled_from(["told", "told", "no_answer", "declined", "given_up", "message_left"]),
    )
    def attempt(self, who: str, which: int, channel: str, outcome: str) -> None:
        if notification := self.pick(which):
            with suppress(Refused):
                actions.record_attempt(
                    notification, channel=channel, number_used="1648", outcome=outcome, by=self.users[who]
                )
                self.remember(notification, outcome)

    def remember(self, notification: Notification, outcome: str) -> None:
        """At the very moment of telling the person has returned, by the last step of their status."""
        if outcome == "told":
            assert notification.pk not in self.told
            assert Person.objects.get().status == "returned"
            last = StatusChange.objects.filter(effective_at__isnull=False).order_by("-pk").first()
            assert last == notification.status_change
            self.told[notification.pk] = Notification.objects.get(pk=notification.pk).wording

    @rule(who=WHO, which=WHICH)
    def retract(self, who: str, which: int) -> None:
        if notification := self.pick(which):
            with suppress(Refused):
                actions.retract_notification(notification, reason="Not so.", by=self.users[who])

    @rule(who=WHO, which=WHICH)
    def reopen(self, who: str, which: int) -> None:
        if notification := self.pick(which):
            with suppress(Refused):
                actions.reopen_notification(notification, by=self.users[who])

    @invariant()
    def what_was_told_was_confirmed_approved_and_unchanged(self) -> None:
        for n in Notification.objects.select_related("status_change"):
            change = n.status_change
            assert (change.to_status, change.by == change.linked_by) == (n.tells, False)
            assert change.effective_at is not None
            if n.status in ("approved", "delivered", "unreachable", "declined"):
                assert (n.wording, n.approved_by == n.prepared_by) == (n.approved_wording, False)
            tellings = DeliveryAttempt.objects.filter(notification=n, outcome="told").exclude(channel="message")
            assert tellings.count() == (n.pk in self.told)
            assert n.status in ("delivered", "retracted") if n.pk in self.told else n.status != "delivered"
            assert n.wording == self.told.get(n.pk, n.wording)

    @invariant()
    def the_audit_is_whole(self) -> None:
        assert find_first_fault() is None


@pytest.mark.django_db
def test_in_any_order_only_what_is_confirmed_approved_and_unchanged_is_told():
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(max_examples=12, stateful_step_count=30, deadline=None, database=None),
    )
