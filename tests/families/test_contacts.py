from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from casework.families import actions
from casework.families.models import Case
from casework.lib.errors import Refused
from tests.families import make

pytestmark = pytest.mark.django_db

KYIV = ZoneInfo("Europe/Kyiv")


@pytest.fixture
def case(bureau):
    case = make.case(bureau, opened_on=timezone.localdate() - timedelta(days=100))
    make.relative(case)
    return case


def contact(case, by, **fields):
    return actions.record_contact(
        case, **({"relative": case.relatives.get(), "outcome": "reached"} | fields), by=by
    )


def test_a_conversation_sets_the_last_contact_and_an_attempt_does_not(case, caseworker):
    contact(case, caseworker, outcome="no_answer")
    case.refresh_from_db()
    assert case.last_contact_on is None
    contact(case, caseworker)
    case.refresh_from_db()
    assert case.last_contact_on == timezone.localdate()


def test_a_conversation_recorded_late_does_not_set_the_last_contact_back(case, caseworker):
    contact(case, caseworker)
    contact(case, caseworker, at=timezone.now() - timedelta(days=9))
    case.refresh_from_db()
    assert case.last_contact_on == timezone.localdate()


@time_machine.travel(datetime(2026, 3, 10, 23, 30, tzinfo=ZoneInfo("UTC")), tick=False)
def test_the_day_of_a_contact_is_the_day_in_kyiv(bureau, caseworker):
    case = make.case(bureau)
    make.relative(case)
    contact(case, caseworker)
    case.refresh_from_db()
    assert str(case.last_contact_on) == "2026-03-11"


def test_a_call_keeps_the_number_that_was_used(case, caseworker):
    assert contact(case, caseworker).number_used == "+380501234567"
    assert contact(case, caseworker, number_used="+380631111111").number_used == "+380631111111"
    assert contact(case, caseworker, channel="visit").number_used == ""


def test_a_contact_with_a_next_step_makes_a_follow_up_for_whoever_has_the_case(
    case, caseworker, second_caseworker
):
    Case.objects.filter(pk=case.pk).update(assigned_to=second_caseworker)
    day = timezone.localdate() + timedelta(days=3)
    contact(case, caseworker, outcome="call_back", follow_up_on=day, follow_up="Call in the evening")
    assert list(case.follow_ups.values_list("what", "due_on", "owner")) == [
        ("Call in the evening", day, second_caseworker.pk)
    ]


def test_a_contact_with_a_stranger_to_the_case_is_refused_whole(case, bureau, caseworker):
    stranger = make.relative(make.case(bureau)).relative
    with pytest.raises(Refused, match="not on the case"):
        contact(case, caseworker, relative=stranger, follow_up_on=timezone.localdate())
    assert (case.contact_attempts.count(), case.follow_ups.count()) == (0, 0)


def test_a_contact_cannot_lie_in_the_future(case, caseworker):
    with pytest.raises(Refused, match="future"):
        contact(case, caseworker, at=timezone.now() + timedelta(hours=1))
    assert case.contact_attempts.count() == 0


def test_a_message_is_not_a_conversation(case, caseworker):
    with pytest.raises(Refused, match="not a conversation"):
        contact(case, caseworker, channel="message")
    case.refresh_from_db()
    assert case.last_contact_on is None


def test_telling_news_counts_as_contact(case, caseworker):
    actions.note_contact(case, at=timezone.now(), by=caseworker)
    case.refresh_from_db()
    assert case.last_contact_on == timezone.localdate()


def test_families_unheard_for_over_thirty_days_are_found(bureau, caseworker):
    today = timezone.localdate()
    expected = set()
    for opened, last, unheard in [
        (31, None, True),
        (30, None, False),
        (90, 31, True),
        (90, 30, False),
        (90, 0, False),
    ]:
        case = make.case(bureau, opened_on=today - timedelta(days=opened))
        if last is not None:
            make.relative(case)
            contact(case, caseworker, at=timezone.localtime() - timedelta(days=last))
        if unheard:
            expected.add(case)
    ended = make.case(bureau, opened_on=today - timedelta(days=90))
    actions.change_case_status(ended, to="closed", reason="Moved.", by=caseworker)
    assert set(Case.objects.unheard()) == expected


def test_a_follow_up_is_done_once(case, caseworker, second_caseworker):
    follow_up = actions.add_follow_up(case, what="Ask for the letter", due_on=timezone.localdate(), by=caseworker)
    done = actions.complete_follow_up(follow_up, outcome="They have it.", by=caseworker)
    with pytest.raises(Refused, match="already done"):
        actions.complete_follow_up(follow_up, outcome="Again.", by=second_caseworker)
    follow_up.refresh_from_db()
    assert (follow_up.outcome, follow_up.done_by, done.is_overdue) == ("They have it.", caseworker, False)


def test_a_follow_up_has_an_owner_who_can_see_the_case(case, caseworker, foreign_caseworker, auditor):
    for stranger in (foreign_caseworker, auditor):
        with pytest.raises(Refused, match="cannot work on this case"):
            actions.add_follow_up(case, what="x", due_on=timezone.localdate(), owner=stranger, by=caseworker)
    assert case.follow_ups.count() == 0


def test_nothing_new_is_planned_on_a_case_that_has_ended(case, caseworker):
    actions.change_case_status(case, to="closed", reason="Moved.", by=caseworker)
    with pytest.raises(Refused, match="has ended"):
        actions.add_follow_up(case, what="x", due_on=timezone.localdate(), by=caseworker)


def test_an_empty_note_is_refused(case, caseworker):
    with pytest.raises(Refused, match="empty"):
        actions.add_note(case, text="  \n", by=caseworker)


def test_a_later_answer_takes_the_place_of_an_earlier_consent(case, caseworker):
    mother = case.relatives.get()
    first = actions.record_consent(case, relative=mother, purpose="publication", given=True, by=caseworker)
    actions.record_consent(case, relative=mother, purpose="publication", given=False, by=caseworker)
    first.refresh_from_db()
    assert [consent.in_force for consent in case.consents.all()] == [False, False]
    assert first.withdrawn_on == timezone.localdate()


def test_a_consent_is_withdrawn_once_and_a_refusal_never(case, caseworker):
    mother = case.relatives.get()
    agreed = actions.record_consent(case, relative=mother, purpose="tracing", given=True, by=caseworker)
    refused = actions.record_consent(case, relative=mother, purpose="publication", given=False, by=caseworker)
    assert actions.withdraw_consent(agreed, by=caseworker).in_force is False
    for consent in (agreed, refused):
        with pytest.raises(Refused, match="not in force"):
            actions.withdraw_consent(consent, by=caseworker)


def test_nobody_is_asked_in_the_future(case, caseworker):
    with pytest.raises(Refused, match="has not come"):
        actions.record_consent(
            case,
            relative=case.relatives.get(),
            purpose="tracing",
            given=True,
            given_on=timezone.localdate() + timedelta(days=1),
            by=caseworker,
        )
