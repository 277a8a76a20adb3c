"""Approved word for word, told in order by a human voice, once. Each refused path would be a leak."""

from contextlib import suppress
from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction
from django.utils import timezone

from casework.accounts.models import SYSTEM
from casework.audit.models import AuditEvent
from casework.families import actions as families
from casework.families.models import Case, FollowUp
from casework.lib.errors import Refused, Stale
from casework.notifications import actions
from casework.notifications.models import DeliveryAttempt, Notification
from casework.notifications.statuses import NOTIFICATION, DeliveryOutcome, NotificationStatus
from casework.people import actions as people
from tests import make
from tests.notifications import make as news

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(bureau):
    return make.person(bureau, "Вигаданий Єлизар Петрович")


@pytest.fixture
def case(person):
    return news.case(person, "Наталя", "Богдан")


@pytest.fixture
def both(case, person, caseworker, officer):
    """The news for mother and brother, prepared."""
    return news.news(person, linked_by=caseworker, by=officer)


@pytest.fixture
def mother(both):
    return both[0]


@pytest.fixture
def brother(both):
    return both[1]


def state(notification) -> tuple:
    notification.refresh_from_db()
    return (
        notification.status,
        notification.wording,
        notification.approved_by_id,
        notification.delivered_by_id,
        notification.version,
        notification.attempts.count(),
    )


def refuses(notification, action, *args, **kwargs) -> str:
    """The sentence of the refusal; nothing was changed or recorded."""
    before, events = state(notification), AuditEvent.objects.count()
    with pytest.raises(Refused) as refusal:
        action(notification, *args, **kwargs)
    assert (state(notification), AuditEvent.objects.count()) == (before, events)
    return str(refusal.value)


CALL = {"channel": "call", "number_used": "+380501234500", "outcome": "told"}


# Approving


def test_another_than_the_preparer_approves_the_exact_wording(mother, supervisor):
    news.approved(mother, by=supervisor)
    assert (mother.approved_by, mother.status) == (None, "prepared")  # what we hold is what was read before
    mother.refresh_from_db()
    assert (mother.status, mother.approved_by, mother.approved_wording) == ("approved", supervisor, mother.wording)


def test_who_verified_the_return_does_not_approve_its_news(mother, officer):
    make.accounts.grant_role(officer, role="supervisor", by=SYSTEM)
    again = type(officer).objects.get(pk=officer.pk)
    said = refuses(mother, actions.approve_notification, version=mother.version, by=again)
    assert said.startswith("You confirmed this news or wrote this wording yourself")


def test_who_edited_the_wording_does_not_approve_it(mother, supervisor):
    actions.update_wording(mother, wording="Ваш син повернувся.", version=mother.version, by=supervisor)
    mother.refresh_from_db()
    said = refuses(mother, actions.approve_notification, version=mother.version, by=supervisor)
    assert said.startswith("You confirmed this news or wrote this wording yourself")


def test_a_wording_that_was_not_seen_is_not_approved(mother, caseworker, supervisor):
    seen = mother.version
    actions.update_wording(mother, wording="Інші слова.", version=seen, by=caseworker)
    before = state(mother)
    with pytest.raises(Stale):
        actions.approve_notification(mother, version=seen, by=supervisor)
    assert state(mother) == before


@pytest.mark.parametrize("who", ["caseworker", "intake", "officer", "steward", "auditor", "administrator"])
def test_only_supervisors_approve(mother, who, request):
    said = refuses(mother, actions.approve_notification, version=mother.version, by=request.getfixturevalue(who))
    assert said == "Your role does not allow this. Ask your supervisor or administrator."


def test_another_organisation_neither_approves_nor_edits_nor_tells_nor_retracts(mother, other_bureau):
    stranger = news.supervisor(other_bureau, "stranger")
    said = {
        refuses(mother, actions.approve_notification, version=mother.version, by=stranger),
        refuses(mother, actions.update_wording, wording="Other.", version=mother.version, by=stranger),
        refuses(mother, actions.record_attempt, **CALL, by=stranger),
        refuses(mother, actions.retract_notification, reason="Why not.", by=stranger),
        refuses(mother, actions.reopen_notification, by=stranger),
    }
    assert said == {"Another organisation tells this family: ask them."}


@pytest.mark.parametrize("status", ["approved", "delivered", "unreachable", "declined", "retracted"])
def test_what_is_not_to_be_approved_is_not_approved(mother, caseworker, supervisor, status):
    _bring_to(status, mother, caseworker, supervisor)
    refuses(mother, actions.approve_notification, version=mother.version, by=supervisor)


def test_a_return_that_was_disputed_meanwhile_is_not_approved(mother, person, officer, supervisor):
    people.withdraw_return(person, reason="Another man.", by=officer)
    said = refuses(mother, actions.approve_notification, version=mother.version, by=supervisor)
    assert said.startswith("What this notification tells is no longer so")


def test_a_return_that_was_disputed_and_verified_anew_is_told_by_its_own_notification(
    mother, person, caseworker, officer, supervisor
):
    news.approved(mother, by=supervisor)
    people.withdraw_return(person, reason="Another man.", by=officer)
    news.returned(person, linked_by=caseworker, by=officer)
    said = refuses(mother, actions.record_attempt, **CALL, by=caseworker)
    assert said.startswith("What this notification tells is no longer so")


# The wording


def test_an_edit_voids_the_approval(mother, caseworker, supervisor):
    news.approved(mother, by=supervisor)
    mother.refresh_from_db()
    actions.update_wording(mother, wording="Інші слова.", version=mother.version, by=caseworker)
    mother.refresh_from_db()
    assert (
        mother.status,
        mother.approved_by,
        mother.approved_at,
        mother.approved_wording,
        mother.prepared_by,
    ) == (
        "prepared",
        None,
        None,
        "",
        caseworker,
    )
    said = refuses(mother, actions.record_attempt, **CALL, by=caseworker)
    assert said == "The wording is not approved yet: nothing may be told before."


@pytest.mark.parametrize("status", ["delivered", "unreachable", "declined", "retracted"])
def test_the_wording_of_what_is_over_stays(mother, caseworker, supervisor, status):
    _bring_to(status, mother, caseworker, supervisor)
    refuses(mother, actions.update_wording, wording="Інші слова.", version=mother.version, by=caseworker)


@pytest.mark.parametrize("wording", ["", "  \n ", "Добрий день, {relative}!", "Ваш син } вдома."])
def test_an_empty_or_unfilled_wording_is_refused(mother, caseworker, wording):
    refuses(mother, actions.update_wording, wording=wording, version=mother.version, by=caseworker)


def test_an_edit_of_what_was_changed_meanwhile_is_refused(mother, caseworker, second_caseworker):
    seen = mother.version
    actions.update_wording(mother, wording="Перші слова.", version=seen, by=caseworker)
    before = state(mother)
    with pytest.raises(Stale):
        actions.update_wording(mother, wording="Другі слова.", version=seen, by=second_caseworker)
    assert state(mother) == before


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
    _bring_to(status, mother, caseworker, supervisor)
    refuses(mother, actions.reopen_notification, by=caseworker)


# Retracting


@pytest.mark.parametrize("status", ["prepared", "approved", "unreachable", "declined"])
def test_what_was_not_told_is_retracted_for_a_reason(mother, caseworker, supervisor, status):
    _bring_to(status, mother, caseworker, supervisor)
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
    _bring_to("delivered", mother, caseworker, supervisor)
    actions.retract_notification(mother, reason="Another man.", by=supervisor)
    assert list(FollowUp.objects.values_list("owner", "due_on")) == [(caseworker.pk, timezone.localdate())]


def test_a_caseworker_does_not_retract(mother, caseworker):
    refuses(mother, actions.retract_notification, reason="Another man.", by=caseworker)


def test_when_all_is_retracted_the_case_is_at_work_again(both, case, supervisor):
    for one in both:
        actions.retract_notification(one, reason="Another man.", by=supervisor)
    case.refresh_from_db()
    assert case.status == "active"


# The whole table

ROLES = ["intake", "caseworker", "supervisor", "officer", "steward", "auditor", "administrator"]


@pytest.mark.parametrize("old", NotificationStatus.values)
def test_the_steps_are_those_of_the_table(mother, caseworker, supervisor, request, old):
    """Every new status by every role; each by somebody who took no step before."""
    _bring_to(old, mother, caseworker, supervisor)
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


def _bring_to(status, notification, caseworker, supervisor) -> None:
    if status == "retracted":
        actions.retract_notification(notification, reason="A reason.", by=supervisor)
    elif status != "prepared":
        news.approved(notification, by=supervisor)
        outcome = {"delivered": "told", "unreachable": "given_up", "declined": "declined"}.get(status)
        if outcome:
            news.attempt(notification, by=caseworker, outcome=outcome)
    notification.refresh_from_db()
