"""Two organisations that may hold the same human being hear whom to ask, and nothing more."""

import pytest

from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM
from casework.audit.models import AuditEvent
from casework.matching.actions import compare_registers
from casework.matching.models import PossibleMatch
from casework.people import actions
from tests import make

pytestmark = pytest.mark.django_db
NAME, BORN = "Згурський Юхим Пилипович", "14.10.1976"


@pytest.fixture
def ours(bureau):
    return make.person(bureau, NAME, date_of_birth=BORN)


@pytest.fixture
def theirs(other_bureau):
    return make.person(other_bureau, "Згурский Ефим Филиппович", date_of_birth=BORN, rank="солдат")


def page(client, person) -> str:
    return client.get(person.get_absolute_url()).content.decode()


def test_each_is_told_whom_to_ask_and_sees_nothing_of_the_other(
    ours, theirs, caseworker, foreign_caseworker, signed_in
):
    assert compare_registers() == 1
    here, there = page(signed_in(caseworker), ours), page(signed_in(foreign_caseworker), theirs)
    assert "Possible match: Other-Bureau" in here
    assert "Possible match: Bureau" in there
    for text, other in ((here, theirs), (there, ours)):
        assert (other.reference in text, other.name in text) == (False, False)
    assert signed_in(caseworker).get(theirs.get_absolute_url()).status_code == 404
    subjects = {event.subject for event in AuditEvent.objects.filter(action="find_possible_match")}
    assert subjects == {f"person:{ours.reference}"}


def test_they_are_compared_once_and_again_when_they_change(ours, theirs):
    assert (compare_registers(), compare_registers()) == (1, 0)
    PossibleMatch.objects.all().delete()
    assert compare_registers() == 0
    actions.update_person(theirs, rank="сержант", by=SYSTEM)
    assert compare_registers() == 1


def test_a_namesake_with_another_birth_date_is_no_match(ours, other_bureau):
    make.person(other_bureau, NAME, date_of_birth="2.3.1999")
    assert compare_registers() == 0


def test_people_of_one_organisation_are_no_possible_match(ours, bureau):
    make.person(bureau, NAME, date_of_birth=BORN)
    compare_registers()
    assert PossibleMatch.objects.count() == 0


def test_of_a_restricted_record_only_its_readers_hear(
    ours, theirs, caseworker, supervisor, foreign_caseworker, signed_in
):
    compare_registers()
    proposal = actions.propose_restriction(
        ours, officer=caseworker, readers=[caseworker], reason="Threats.", by=caseworker
    )
    accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    assert "Possible match" in page(signed_in(caseworker), ours)
    assert "Possible match" not in page(signed_in(foreign_caseworker), theirs)
