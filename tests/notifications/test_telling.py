"""Told in order by a human voice, once, and taken back where it was wrong. Each refused path would be a leak."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.accounts.models import SYSTEM
from casework.families import actions as families
from casework.families.models import Case, FollowUp
from casework.notifications import actions
from casework.notifications.models import DeliveryAttempt, Notification
from casework.notifications.statuses import DeliveryOutcome
from tests.notifications import make as news
from tests.notifications.steps import CALL, bring_to, refuses

pytestmark = pytest.mark.django_db


# Telling


def test_told_by_a_call_is_delivered(mother, caseworker, supervisor, case):
    news.approved(mother, by=supervisor)
    news.attempt(mother, by=caseworker, words="Дякую.")
    case.refresh_from_db()
    attempt = DeliveryAttempt.objects.get()
    assert (mother.status, mother.delivered_by, mother.delivered_at) == ("delivered", caseworker, attempt.at)
    assert (attempt.by, attempt.channel, attempt.number_used, attempt.words) == (
        caseworker,
        "call",
        "+380501234500",
        "Дякую.",
    )
    assert (case.last_contact_on, case.status) == (timezone.localdate(), "news_pending")


def test_nothing_is_told_before_it_is_approved(mother, caseworker):
    for outcome in DeliveryOutcome.values:
        said = refuses(mother, actions.record_attempt, **CALL | {"outcome": outcome}, by=caseworker)
        assert said == "The wording is not approved yet: nothing may be told before."


def test_two_who_call_at_once_tell_once(mother, caseworker, second_caseworker, supervisor):
    news.approved(mother, by=supervisor)
    seen_by_both = [Notification.objects.get(pk=mother.pk) for _ in range(2)]
    actions.record_attempt(seen_by_both[0], **CALL, by=caseworker)
    said = refuses(seen_by_both[1], actions.record_attempt, **CALL, by=second_caseworker)
    assert said.startswith("caseworker told this news already")


@pytest.mark.parametrize("outcome", ["told", "declined", "given_up", "wrong_number", "call_back"])
def test_a_message_neither_tells_nor_ends(mother, caseworker, supervisor, outcome):
    news.approved(mother, by=supervisor)
    said = refuses(mother, actions.record_attempt, channel="message", outcome=outcome, by=caseworker)
    assert said == "News is told by a human voice. A message carries no name and no fate: it only asks for a call."


def test_a_message_may_ask_for_a_call(mother, caseworker, supervisor):
    news.approved(mother, by=supervisor)
    news.attempt(mother, by=caseworker, channel="message", outcome="message_left", next_try_at=news.tomorrow())
    assert mother.status == "approved"


def test_a_death_is_never_told_by_message(person, case, caseworker, supervisor):
    news.deceased(person, by=caseworker, approved_by=supervisor)
    actions.prepare_news()
    death = Notification.objects.get(order=1)
    news.approved(death, by=news.supervisor(person.organisation, "second-supervisor"))
    refuses(death, actions.record_attempt, channel="message", outcome="told", by=caseworker)


@pytest.mark.parametrize("outcome", ["no_answer", "wrong_number", "call_back", "message_left"])
def test_an_attempt_that_fails_leaves_it_to_be_told(mother, caseworker, supervisor, outcome):
    news.approved(mother, by=supervisor)
    then = news.tomorrow()
    news.attempt(mother, by=caseworker, outcome=outcome, next_try_at=then)
    assert (mother.status, mother.next_try_at) == ("approved", then)


def test_the_next_try_lies_ahead(mother, caseworker, supervisor):
    news.approved(mother, by=supervisor)
    past = timezone.now() - timedelta(minutes=1)
    said = refuses(
        mother, actions.record_attempt, **CALL | {"outcome": "no_answer"}, next_try_at=past, by=caseworker
    )
    assert said == "The next try must be later than now."


def test_a_call_names_its_number(mother, caseworker, supervisor):
    news.approved(mother, by=supervisor)
    said = refuses(mother, actions.record_attempt, channel="call", outcome="told", by=caseworker)
    assert said == "Enter the number that you called."


def test_the_mother_comes_before_the_brother(mother, brother, caseworker, supervisor):
    news.approved(brother, by=supervisor)
    first = "Наталя comes first in the order to inform, and nobody has tried to reach them yet."
    assert refuses(brother, actions.record_attempt, **CALL, by=caseworker) == first
    news.approved(mother, by=supervisor)
    assert refuses(brother, actions.record_attempt, **CALL, by=caseworker) == first
    news.attempt(mother, by=caseworker, outcome="no_answer")
    news.attempt(brother, by=caseworker)
    assert brother.status == "delivered"


def test_a_changed_order_to_inform_holds_at_once(mother, brother, case, caseworker, supervisor):
    news.approved(mother, by=supervisor)
    news.approved(brother, by=supervisor)
    families.move_relative(case.case_relatives.get(relative=brother.relative), up=True, by=caseworker)
    refuses(mother, actions.record_attempt, **CALL, by=caseworker)
    news.attempt(brother, by=caseworker)
    news.attempt(mother, by=caseworker)
    assert mother.status == "delivered"


def test_a_retracted_relative_holds_nobody_up(mother, brother, caseworker, supervisor):
    actions.retract_notification(mother, reason="She died last year.", by=supervisor)
    news.approved(brother, by=supervisor)
    news.attempt(brother, by=caseworker)
    assert brother.status == "delivered"


@pytest.mark.parametrize("who", ["intake", "officer", "steward", "auditor", "administrator"])
def test_only_those_who_work_with_families_tell(mother, supervisor, who, request):
    news.approved(mother, by=supervisor)
    refuses(mother, actions.record_attempt, **CALL, by=request.getfixturevalue(who))


def test_a_case_has_its_news_when_every_relative_has_heard_or_cannot(
    mother, brother, case, caseworker, supervisor
):
    for one in (mother, brother):
        news.approved(one, by=supervisor)
    news.attempt(mother, by=caseworker)
    case.refresh_from_db()
    assert case.status == "news_pending"
    news.attempt(brother, by=caseworker, outcome="declined")
    case.refresh_from_db()
    assert (case.status, brother.status) == ("news_given", "declined")


def test_a_case_whose_relatives_heard_through_another_case_has_its_news_too(
    person, case, caseworker, officer, supervisor
):
    other = news.case(person)
    families.add_relative(other, relative=news.relative("Наталя"), relationship="mother", by=SYSTEM)
    mother, brother = news.news(person, linked_by=caseworker, by=officer)
    news.attempt(news.approved(mother, by=supervisor), by=caseworker)
    assert dict(Case.objects.values_list("pk", "status")) == {case.pk: "news_pending", other.pk: "news_given"}
    news.attempt(news.approved(brother, by=supervisor), by=caseworker)
    assert set(Case.objects.values_list("status", flat=True)) == {"news_given"}


@pytest.mark.parametrize(("outcome", "ended"), [("given_up", "unreachable"), ("declined", "declined")])
def test_what_ended_untold_can_be_tried_again(mother, brother, case, caseworker, supervisor, outcome, ended):
    actions.retract_notification(brother, reason="Told at the hospital.", by=supervisor)
    news.approved(mother, by=supervisor)
    news.attempt(mother, by=caseworker, outcome=outcome)
    case.refresh_from_db()
    assert (mother.status, case.status) == (ended, "news_given")
    actions.reopen_notification(mother, by=caseworker)
    case.refresh_from_db()
    assert case.status == "news_pending"
    news.attempt(mother, by=caseworker)
    assert mother.status == "delivered"


@pytest.mark.parametrize("status", ["prepared", "approved", "delivered", "retracted"])
def test_nothing_else_is_opened_again(mother, caseworker, supervisor, status):
    bring_to(status, mother, caseworker, supervisor)
    refuses(mother, actions.reopen_notification, by=caseworker)


# Retracting


@pytest.mark.parametrize("status", ["prepared", "approved", "unreachable", "declined"])
def test_what_was_not_told_is_retracted_for_a_reason(mother, caseworker, supervisor, status):
    bring_to(status, mother, caseworker, supervisor)
    refuses(mother, actions.retract_notification, reason=" ", by=supervisor)
    actions.retract_notification(mother, reason="Another man.", by=supervisor)
    mother.refresh_from_db()
    assert (mother.status, mother.retracted_by, mother.retracted_reason) == (
        "retracted",
        supervisor,
        "Another man.",
    )
    assert FollowUp.objects.count() == 0
    refuses(mother, actions.record_attempt, **CALL, by=caseworker)


def test_what_was_told_is_retracted_and_corrected_by_a_call(mother, caseworker, supervisor):
    bring_to("delivered", mother, caseworker, supervisor)
    actions.retract_notification(mother, reason="Another man.", by=supervisor)
    assert list(FollowUp.objects.values_list("owner", "due_on")) == [(caseworker.pk, timezone.localdate())]


def test_a_caseworker_does_not_retract(mother, caseworker):
    refuses(mother, actions.retract_notification, reason="Another man.", by=caseworker)


def test_when_all_is_retracted_the_case_is_at_work_again(both, case, supervisor):
    for one in both:
        actions.retract_notification(one, reason="Another man.", by=supervisor)
    case.refresh_from_db()
    assert case.status == "active"


@pytest.mark.parametrize("end", ["closed", "withdrawn"])
def test_in_a_case_that_has_ended_nothing_is_to_be_told_again(both, case, caseworker, supervisor, end):
    for notification in both:
        news.approved(notification, by=supervisor)
        news.attempt(notification, by=caseworker, outcome="declined")
    families.change_case_status(case, to="active", reason="They asked for it.", by=caseworker)
    families.change_case_status(case, to=end, reason="They asked for it.", by=caseworker)
    said = refuses(both[0], actions.reopen_notification, by=caseworker)
    assert said.startswith("The case has ended. Take it up again first")
    families.change_case_status(case, to="active", by=caseworker)
    assert actions.reopen_notification(both[0], by=caseworker).status == "approved"
