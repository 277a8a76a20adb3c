"""Every step of every role, and what a step needs beyond the table."""

from itertools import product

import pytest
from django.db import IntegrityError

from casework.access import ROLES, Role, permissions_of
from casework.lib.errors import Refused
from casework.people import actions
from casework.people.models import Person, StatusChange
from casework.people.statuses import NEWS, PERSON, PERSON_TONES, PersonStatus
from tests import make

pytestmark = pytest.mark.django_db
S = PersonStatus


@pytest.mark.parametrize(("old", "new"), list(product(PersonStatus.values, repeat=2)))
def test_the_table_decides_for_every_role(old, new):
    for role in Role.values:
        step = PERSON.find(old, new)
        if step is not None and step.permission in ROLES[role]:
            assert PERSON.step(old, new, permissions_of(frozenset([role]))) is step
        else:
            with pytest.raises(Refused):
                PERSON.step(old, new, permissions_of(frozenset([role])))


@pytest.mark.parametrize("old", PersonStatus.values)
@pytest.mark.parametrize("new", PersonStatus.values)
@pytest.mark.parametrize("role", Role.values)
def test_a_step_by_hand_never_makes_news_of_a_return_or_a_death(bureau, old, new, role):
    person = make.person(bureau)
    make.in_status(person, old)
    by = make.user("somebody", bureau, role)
    step = PERSON.find(old, new)
    by_hand = (
        step is not None
        and step.permission in ROLES[role]
        and new not in (S.RETURN_REPORTED, S.RETURNED)
        and (old != S.RETURN_REPORTED or new == S.DEATH_REPORTED)
    )
    details = {"reason": "Because.", "evidence": make.evidence(person), "confirmed_by": "icrc"}
    if by_hand:
        actions.change_status(person, to=new, by=by, **details)
    else:
        with pytest.raises(Refused):
            actions.change_status(person, to=new, by=by, **details)
    person.refresh_from_db()
    assert person.status == (new if by_hand and new != S.DECEASED else old)


def test_captivity_is_confirmed_by_somebody(bureau, caseworker):
    person = make.person(bureau)
    with pytest.raises(Refused):
        actions.change_status(person, to=S.CONFIRMED_CAPTIVE, reason="A letter.", by=caseworker)
    change = actions.change_status(
        person, to=S.CONFIRMED_CAPTIVE, reason="A letter.", confirmed_by="icrc", by=caseworker
    )
    assert (change.from_status, change.to_status, change.confirmed_by) == (S.MISSING, S.CONFIRMED_CAPTIVE, "icrc")


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_step_has_a_reason(bureau, caseworker, reason):
    person = make.person(bureau)
    with pytest.raises(Refused):
        actions.change_status(
            person, to=S.PROBABLY_CAPTIVE, reason=reason, evidence=make.evidence(person), by=caseworker
        )
    assert StatusChange.objects.count() == 0


def test_evidence_about_somebody_else_is_no_ground(bureau, caseworker):
    person, other = make.person(bureau), make.person(bureau, "Інший Петро")
    with pytest.raises(Refused):
        actions.change_status(
            person, to=S.PROBABLY_CAPTIVE, reason="Seen.", evidence=make.evidence(other), by=caseworker
        )


def test_a_return_is_verified_by_another_than_the_linker(bureau, caseworker, officer):
    person = make.person(bureau)
    actions.report_return(person, reason="Arrived.", by=caseworker)
    linker_too = make.user("both", bureau, Role.CASEWORKER, Role.VERIFICATION_OFFICER)
    with pytest.raises(Refused):
        actions.confirm_return(person, linked_by=linker_too, reason="Verified.", by=linker_too)
    change = actions.confirm_return(person, linked_by=caseworker, reason="Verified.", by=officer)
    person.refresh_from_db()
    assert (person.status, change.linked_by, change.by) == (S.RETURNED, caseworker, officer)


def test_the_database_refuses_a_return_verified_by_the_linker(bureau, officer):
    person = make.person(bureau)
    for linked_by in (officer, None):
        with pytest.raises(IntegrityError), make.rolled_back():
            StatusChange.objects.create(
                person=person,
                from_status="missing",
                to_status="returned",
                reason="x",
                by=officer,
                linked_by=linked_by,
            )


def test_a_return_that_is_taken_back_leaves_the_status_as_it_was(bureau, caseworker, officer):
    person = make.person(bureau)
    actions.change_status(person, to=S.CONFIRMED_CAPTIVE, reason="x", confirmed_by="icrc", by=caseworker)
    actions.report_return(person, reason="Arrived.", by=caseworker)
    actions.confirm_return(person, linked_by=caseworker, reason="Verified.", by=officer)
    actions.withdraw_return(person, reason="Somebody else.", by=officer)
    person.refresh_from_db()
    assert person.status == S.CONFIRMED_CAPTIVE
    assert [c.to_status for c in person.status_changes.order_by("pk")] == [
        "confirmed_captive",
        "return_reported",
        "returned",
        "return_reported",
        "confirmed_captive",
    ]


@pytest.fixture
def reported_dead(bureau, caseworker):
    person = make.person(bureau)
    evidence = make.evidence(person, about="death")
    actions.change_status(person, to=S.DEATH_REPORTED, reason="A witness.", evidence=evidence, by=caseworker)
    return actions.change_status(person, to=S.DECEASED, reason="DNA.", evidence=evidence, by=caseworker)


def test_a_death_takes_effect_when_another_role_approves(reported_dead, supervisor):
    person = reported_dead.person
    person.refresh_from_db()
    assert (person.status, reported_dead.effective_at) == (S.DEATH_REPORTED, None)
    actions.approve_death(reported_dead, by=supervisor)
    person.refresh_from_db()
    assert person.status == S.DECEASED


def test_a_death_is_not_approved_by_its_proposer_nor_by_the_same_role(bureau, supervisor):
    person = make.person(bureau)
    evidence = make.evidence(person, about="death")
    actions.change_status(person, to=S.DEATH_REPORTED, reason="x", evidence=evidence, by=supervisor)
    change = actions.change_status(person, to=S.DECEASED, reason="x", evidence=evidence, by=supervisor)
    for who in (supervisor, make.user("second-supervisor", bureau, Role.SUPERVISOR)):
        with pytest.raises(Refused):
            actions.approve_death(change, by=who)
    person.refresh_from_db()
    assert person.status == S.DEATH_REPORTED


def test_the_database_refuses_a_death_by_one_person_or_one_role(bureau, caseworker, supervisor):
    person = make.person(bureau)
    for approved_by, role in ((None, ""), (caseworker, "supervisor"), (supervisor, "caseworker")):
        with pytest.raises(IntegrityError), make.rolled_back():
            StatusChange.objects.create(
                person=person,
                from_status="death_reported",
                to_status="deceased",
                reason="x",
                by=caseworker,
                by_role="caseworker",
                approved_by=approved_by,
                approved_role=role,
                effective_at="2025-01-01T00:00Z",
            )


def test_a_refused_death_can_be_proposed_anew(reported_dead, caseworker, supervisor):
    actions.refuse_death(reported_dead, by=supervisor)
    with pytest.raises(Refused):
        actions.approve_death(reported_dead, by=supervisor)
    evidence = reported_dead.person.evidence.get()
    again = actions.change_status(
        reported_dead.person, to=S.DECEASED, reason="x", evidence=evidence, by=caseworker
    )
    actions.approve_death(again, by=supervisor)
    assert Person.objects.get().status == S.DECEASED


def test_a_second_proposal_waits_for_the_first(reported_dead, caseworker):
    evidence = reported_dead.person.evidence.get()
    with pytest.raises(Refused):
        actions.change_status(reported_dead.person, to=S.DECEASED, reason="x", evidence=evidence, by=caseworker)


def test_a_man_who_was_buried_can_come_home(reported_dead, caseworker, supervisor, officer):
    actions.approve_death(reported_dead, by=supervisor)
    actions.report_return(reported_dead.person, reason="Arrived.", by=caseworker)
    actions.confirm_return(reported_dead.person, linked_by=caseworker, reason="Fingerprints.", by=officer)
    assert Person.objects.get().status == S.RETURNED


def test_every_status_has_a_tone_and_news_are_statuses():
    assert set(PERSON_TONES) == set(PersonStatus.values)
    assert set(NEWS) <= set(PersonStatus.values)


def test_a_proposal_from_before_another_step_is_not_approved(reported_dead, caseworker, supervisor):
    """He called home; later somebody reports a rumour: the old proposal must not kill him."""
    person = reported_dead.person
    actions.change_status(person, to=S.MISSING, reason="He called home.", by=caseworker)
    evidence = make.evidence(person, about="death", source="A rumour")
    actions.change_status(person, to=S.DEATH_REPORTED, reason="A rumour.", evidence=evidence, by=caseworker)
    with pytest.raises(Refused):
        actions.approve_death(reported_dead, by=supervisor)
    assert Person.objects.get().status == S.DEATH_REPORTED
