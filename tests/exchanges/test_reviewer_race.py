"""Two reviewers at the same moment: one decides, the other is told. People are invented."""

from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from casework.audit.actions import find_first_fault
from casework.exchanges import actions
from casework.exchanges.models import Link
from casework.lib.errors import Refused
from tests import make
from tests.exchanges import make_work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(bureau):
    return make.person(bureau), make.person(bureau)


def at_once(*acts):
    """What each act returned or was refused with, all of them begun at the same moment."""
    barrier, outcomes = Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        barrier.wait()
        try:
            outcomes[place] = act()
        except Refused as refusal:
            outcomes[place] = str(refusal)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def only_one(outcomes) -> tuple[Link, str]:
    links = [outcome for outcome in outcomes if isinstance(outcome, Link)]
    refusals = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert (len(links), len(refusals)) == (1, 1), outcomes
    return links[0], refusals[0]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="in memory, SQLite has one writer and no waiting")
def test_two_who_link_one_entry_at_the_same_moment(bureau, people, caseworker, supervisor):
    entry = make_work.entry(make_work.exchange(), bureau)
    link, refusal = only_one(
        at_once(
            lambda: actions.link_entry(entry, people[0], by=caseworker),
            lambda: actions.link_entry(entry, people[1], by=supervisor),
        )
    )
    assert f"{link.confirmed_by} linked this entry at" in refusal
    assert list(Link.objects.all()) == [link]
    assert find_first_fault() is None
