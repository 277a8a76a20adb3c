"""Every step of an entry, old × new × role, through the actions. People are invented."""

import itertools
from contextlib import suppress

import pytest

from casework.access import ROLES, Role
from casework.exchanges import actions
from casework.exchanges.models import Entry
from casework.exchanges.statuses import ARRIVAL, ENTRY, IDENTITY, Arrival, EntryStatus, IdentityCheck
from casework.lib.errors import Refused
from casework.lib.transitions import Workflow
from tests import make
from tests.exchanges import make_work

E, A, C = EntryStatus, Arrival, IdentityCheck


@pytest.fixture
def exchange(db):
    return make_work.exchange()


@pytest.fixture
def person(bureau):
    return make.person(bureau)


@pytest.fixture
def stays(exchange, bureau):
    return make_work.entry(exchange, bureau, "Бойко Олег Іванович")


def expected(workflow: Workflow, old: str, new: str, role: str) -> str:
    """The status afterwards, by the table alone."""
    step = workflow.find(old, new)
    return new if step and step.permission in ROLES[role] else old


def attempt(act) -> None:
    with suppress(Refused):
        act()


def products(statuses, leave_out=()):
    return [
        (old, new, role)
        for old, new, role in itertools.product(statuses.values, statuses.values, Role.values)
        if old != new and new not in leave_out
    ]


# Withdrawing belongs to the versions of lists.
@pytest.mark.parametrize(("old", "new", "role"), products(E, leave_out=[E.WITHDRAWN]))
def test_decisions_follow_the_table(old, new, role, exchange, bureau, person, stays, caseworker):
    entry = make_work.entry(exchange, bureau)
    to = {
        E.RECEIVED: lambda by: actions.undo_decision(entry, by=by),
        E.LINKED: lambda by: actions.link_entry(entry, person, by=by),
        E.NOT_ON_REGISTER: lambda by: actions.mark_not_on_register(entry, by=by),
        E.DUPLICATE: lambda by: actions.mark_duplicate(entry, stays, by=by),
    }
    if old == E.WITHDRAWN:
        Entry.objects.filter(pk=entry.pk).update(status=old)
    elif old != E.RECEIVED:
        to[E(old)](caseworker)
    attempt(lambda: to[E(new)](make.user("actor", bureau, role)))
    entry.refresh_from_db()
    assert entry.status == expected(ENTRY, old, new, role)


@pytest.mark.parametrize(("old", "new", "role"), products(A))
def test_arrivals_follow_the_table(old, new, role, stays, bureau, officer):
    actions.record_arrivals([stays], arrival=old, by=officer)
    actor = make.user("actor", bureau, role)
    attempt(lambda: actions.record_arrivals([stays], arrival=new, by=actor))
    stays.refresh_from_db()
    assert stays.arrival == expected(ARRIVAL, old, new, role)


@pytest.mark.parametrize(("old", "new", "role"), products(C))
def test_verifications_follow_the_table(old, new, role, exchange, bureau, person, caseworker, officer):
    entry = make_work.arrived(make_work.linked(make_work.entry(exchange, bureau), caseworker, person), officer)
    if old == C.VERIFIED:
        make_work.verified(entry, officer)
    elif old == C.DISPUTED:
        actions.dispute_identity(entry, reason="Another man.", by=officer)
    actor = make.user("actor", bureau, role)
    to = {
        C.PENDING: lambda: actions.link_entry(entry, person, by=actor),
        C.VERIFIED: lambda: actions.verify_person(entry, identified_by="dna", by=actor),
        C.DISPUTED: lambda: actions.dispute_identity(entry, reason="Another man.", by=actor),
    }
    attempt(to[C(new)])
    entry.refresh_from_db()
    assert entry.identity == expected(IDENTITY, old, new, role)
