"""Two records of one organisation that may be of one human being are found, and what was decided is remembered."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM
from casework.audit.models import AuditEvent
from casework.lib.errors import Refused, Stale
from casework.matching.actions import compare_registers, decide_duplicate, pair_hash
from casework.matching.models import Duplicate
from casework.people import actions
from casework.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db
NAME, BORN = "Згурський Юхим Пилипович", "14.10.1976"


@pytest.fixture
def one(bureau):
    return make.person(bureau, NAME, date_of_birth=BORN)


@pytest.fixture
def other(bureau):
    return make.person(bureau, "Згурский Ефим Филиппович", date_of_birth=BORN, rank="солдат")


@pytest.fixture
def pair(one, other):
    compare_registers()
    return Duplicate.objects.get()


def decide(pair, decision, by):
    return decide_duplicate(pair, decision=decision, seen=pair_hash(pair.one_id, pair.other_id), by=by)


def test_they_are_found_once_in_another_alphabet_too(pair, one, other):
    assert (pair.one, pair.other, pair.decision) == (one, other, "")
    assert compare_registers() == 0
    subjects = [event.subject for event in AuditEvent.objects.filter(action="find_duplicate")]
    assert subjects == [f"person:{one.reference}"]


def test_namesakes_with_other_birth_dates_are_not_found(one, bureau):
    make.person(bureau, NAME, date_of_birth="2.3.1999")
    assert compare_registers() == 0


def test_different_people_are_not_proposed_again_until_one_record_changes(pair, one, caseworker):
    decide(pair, "different", caseworker)
    Person.objects.update(compared_at=None)
    assert compare_registers() == 0
    assert Duplicate.objects.to_decide().count() == 0
    actions.update_person(one, unit="А1234", by=SYSTEM)
    compare_registers()
    assert [found.decision for found in Duplicate.objects.to_decide()] == [""]


def test_another_spelling_is_a_change_too(pair, other, caseworker):
    decide(pair, "different", caseworker)
    actions.add_name(other, surname="Zhurskyi", given="Yukhym", by=SYSTEM)
    compare_registers()
    assert Duplicate.objects.to_decide().count() == 1


def test_a_change_that_says_nothing_of_who_they_are_opens_nothing(pair, one, caseworker):
    decide(pair, "different", caseworker)
    actions.update_person(one, circumstances="Taken near the mill.", by=SYSTEM)
    compare_registers()
    assert Duplicate.objects.to_decide().count() == 0


def test_a_pair_that_is_one_no_more_goes(pair, one):
    actions.update_person(one, date_of_birth="2.3.1999", by=SYSTEM)
    compare_registers()
    assert Duplicate.objects.count() == 0


def test_of_whom_nobody_is_sure_stands_behind_the_others(pair, bureau, caseworker):
    decide(pair, "not_sure", caseworker)
    make.person(bureau, "Підгорецький Олексій Романович", date_of_birth="1.2.1980")
    make.person(bureau, "Підгорецький Олексій Романович", date_of_birth="1.2.1980")
    compare_registers()
    assert [found.decision for found in Duplicate.objects.to_decide()] == ["", "not_sure"]


def test_what_was_not_shown_is_not_decided(pair, one, caseworker):
    seen = pair_hash(pair.one_id, pair.other_id)
    actions.update_person(one, rank="сержант", by=SYSTEM)
    with pytest.raises(Stale):
        decide_duplicate(pair, decision="different", seen=seen, by=caseworker)
    pair.refresh_from_db()
    assert pair.decision == ""


def test_who_may_decide(pair, intake, foreign_caseworker, officer):
    for user in (intake, foreign_caseworker, officer):
        with pytest.raises(Refused):
            decide(pair, "different", user)
    pair.refresh_from_db()
    assert pair.decision == ""


def test_of_a_restricted_record_only_its_readers_see_and_decide(pair, one, caseworker, supervisor, steward):
    proposal = actions.propose_restriction(
        one, officer=caseworker, readers=[caseworker], reason="Threats.", by=caseworker
    )
    accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    assert Duplicate.objects.visible_to(caseworker).count() == 1
    assert Duplicate.objects.visible_to(steward).count() == 0
    with pytest.raises(Refused):
        decide(pair, "different", steward)


def test_a_decision_has_its_author_in_the_database(pair):
    with pytest.raises(IntegrityError), make.rolled_back():
        Duplicate.objects.filter(pk=pair.pk).update(decision="different")


def test_forty_pairs_cost_the_queries_of_one(bureau):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            compare_registers()
        return len(found)

    for name in ["Підгорецький Олексій"] * 2:
        make.person(bureau, name, date_of_birth=BORN)
    few = queries()
    for letter in "абвгдежзиклмнопрстуф":
        for name in [f"Горо{letter}ицький Іван"] * 2:
            make.person(bureau, name, date_of_birth=BORN)
    assert queries() == few
