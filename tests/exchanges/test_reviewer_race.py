"""Two people at the same moment: one acts, the other is told and changes nothing. People are invented."""

from typing import Any

import pytest

from casework.audit.actions import find_first_fault
from casework.exchanges import actions
from casework.exchanges.models import Link, Verification
from casework.exchanges.statuses import Arrival, EntryStatus, IdentityCheck
from casework.people.statuses import PersonStatus
from tests import make
from tests.exchanges import make_work
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(bureau):
    return make.person(bureau), make.person(bureau)


@pytest.fixture(params=["first", "second"])
def in_order(request):
    """Which of the two begins, where they have to take turns."""
    return reversed if request.param == "second" else iter


def one_and_refusal(outcomes) -> tuple[Any, str]:
    refusals = [outcome for outcome in outcomes if isinstance(outcome, str)]
    done = [outcome for outcome in outcomes if not isinstance(outcome, str)]
    assert (len(done), len(refusals)) == (1, 1), outcomes
    return done[0], refusals[0]


def test_two_who_link_one_entry_to_different_people(bureau, people, caseworker, supervisor, in_order):
    entry = make_work.entry(make_work.exchange(), bureau)
    acts = [
        lambda: actions.link_entry(entry, people[0], by=caseworker),
        lambda: actions.link_entry(entry, people[1], by=supervisor),
    ]
    link, refusal = one_and_refusal(at_once(acts, in_order))
    assert f"{link.confirmed_by} linked this entry at" in refusal
    assert list(Link.objects.all()) == [link]
    assert find_first_fault() is None


def test_two_who_link_one_person_to_different_entries(bureau, people, caseworker, supervisor, in_order):
    first, second = make_work.listed(make_work.exchange(), bureau, ["Коваленко Іван Петрович"] * 2)
    acts = [
        lambda: actions.link_entry(first, people[0], by=caseworker),
        lambda: actions.link_entry(second, people[0], by=supervisor),
    ]
    link, refusal = one_and_refusal(at_once(acts, in_order))
    assert f"{people[0].reference} is already linked in this exchange, to entry {link.entry.reference}" in refusal
    assert list(Link.objects.all()) == [link]


def test_one_links_while_another_finds_nobody(bureau, people, caseworker, supervisor, in_order):
    entry = make_work.entry(make_work.exchange(), bureau)
    acts = [
        lambda: actions.link_entry(entry, people[0], by=caseworker),
        lambda: actions.mark_not_on_register(entry, by=supervisor),
    ]
    done, refusal = one_and_refusal(at_once(acts, in_order))
    entry.refresh_from_db()
    linked = isinstance(done, Link)
    assert "nothing was changed" in refusal
    assert entry.status == (EntryStatus.LINKED if linked else EntryStatus.NOT_ON_REGISTER)
    assert Link.objects.count() == int(linked)


def test_one_undoes_the_link_while_another_verifies(bureau, people, caseworker, officer, in_order):
    entry = make_work.linked(make_work.entry(make_work.exchange(), bureau), caseworker, people[0])
    make_work.arrived(entry, officer)
    acts = [
        lambda: actions.undo_link(entry, reason="Another man.", by=caseworker),
        lambda: actions.verify_person(entry, identified_by="dna", by=officer),
    ]
    done, _refusal = one_and_refusal(at_once(acts, in_order))
    entry.refresh_from_db()
    people[0].refresh_from_db()
    if isinstance(done, Verification):
        assert (entry.identity, people[0].status) == (IdentityCheck.VERIFIED, PersonStatus.RETURNED)
    else:
        assert (entry.status, people[0].status) == (EntryStatus.RECEIVED, PersonStatus.MISSING)


def test_a_link_and_an_arrival_at_once_report_the_return_whichever_is_first(
    bureau, people, caseworker, officer, in_order
):
    entry = make_work.entry(make_work.exchange(), bureau)
    acts = [
        lambda: actions.link_entry(entry, people[0], by=caseworker),
        lambda: actions.record_arrivals([entry], arrival=Arrival.ARRIVED, by=officer),
    ]
    outcomes = at_once(acts, in_order)
    assert not [outcome for outcome in outcomes if isinstance(outcome, str)]
    people[0].refresh_from_db()
    assert (people[0].status, people[0].status_changes.count()) == (PersonStatus.RETURN_REPORTED, 1)
    assert find_first_fault() is None
