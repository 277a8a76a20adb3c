"""Approved word for word by another than who wrote it. Each refused path would be a leak."""

import pytest

from casework.accounts.models import SYSTEM
from casework.lib.errors import Stale
from casework.notifications import actions
from casework.people import actions as people
from tests import make
from tests.notifications import make as news
from tests.notifications.steps import CALL, bring_to, refuses, state

pytestmark = pytest.mark.django_db


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


def test_who_verified_the_return_does_not_approve_it_after_another_edited_a_word(mother, officer, caseworker):
    make.accounts.grant_role(officer, role="supervisor", by=SYSTEM)
    again = type(officer).objects.get(pk=officer.pk)
    actions.update_wording(mother, wording="Ваш син повернувся.", version=mother.version, by=caseworker)
    mother.refresh_from_db()
    said = refuses(mother, actions.approve_notification, version=mother.version, by=again)
    assert said.startswith("You confirmed this news or wrote this wording yourself")
    assert list(type(mother).objects.to_approve(again)) == []


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
    bring_to(status, mother, caseworker, supervisor)
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
    bring_to(status, mother, caseworker, supervisor)
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
