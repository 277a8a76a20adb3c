"""No page reads more of the database the more there is; and but for the places of work none reads much at all."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.access import Role
from casework.reports.registry import REPORTS
from tests.proofs.access_routes import all_routes
from tests.proofs.world import EVERYTHING, OWN, RELATIONS, World, build_world
from tests.walk.growing import grow

MOST = 12
# Statements of transactions, which databases name differently.
_OF_TRANSACTIONS = re.compile("BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK")
# One record of the administration, in a form that Django makes: read seldom, by few.
DJANGOS_FORM = re.compile(r"admin:\w+_(add|change|delete|history)")
# What is no list, with a limit of its own, and why it takes more.
PLACES_OF_WORK = {
    "desk": 16,  # all that waits for somebody, of a dozen kinds, and what changed since they were here
    "exchanges:duplicate": 19,  # the engine searches the register for the entry
    "exchanges:review": 25,  # the same, and where each reviewer stands
    "families:detail": 18,  # all that belongs to a case on one page, each kind in its own table
    "merging:merge": 25,  # the engine weighs two records; all that belongs to both is counted and hashed
    "merging:unmerge": 23,  # the same, and what came since of each kind that there is
    "merging:worklist": 24,  # the engine weighs two records
    "people:detail": 20,  # all that says who somebody is, and what comes next for them, of four kinds
}
# Lists as they are asked for besides: by what takes another way through the program.
FILTERED = {
    "exchanges:entries": ["status=linked", "arrival=arrived"],
    "families:list": ["scope=referred", "unheard=on&sort=person", "assigned=me&columns=status"],
    "notifications:list": ["status=approved", "status=delivered", "status=no_family", "mine=1&sort=-person"],
    "people:list": ["status=missing", "sort=-since", "q=Вигаданий"],
}

Question = tuple[str, str, str]  # the name of the route, who asks, and the address


@pytest.fixture
def world(db) -> Iterator[World]:
    with time_machine.travel(timezone.now(), tick=False):  # a session writes down once a minute that it is in use
        yield build_world(without=set(RELATIONS) - {OWN, EVERYTHING})


def test_no_page_takes_more_queries_than_its_limit_nor_more_the_more_there_is(world, signed_in):
    pages = list(_pages(world))
    clients = {who: signed_in(user) for who, user in world.users.items()}
    grow(world, 5)  # so that no page is empty, and none leaves out what are few
    few = _count(pages, clients)
    grow(world, 4)
    many = _count(pages, clients)
    assert len(few) > 100
    assert {page: (few[page], count) for page, count in many.items() if count > few[page]} == {}
    over = {page: count for page, count in many.items() if count > PLACES_OF_WORK.get(page[0], MOST)}
    assert over == {}
    asked = {name for name, _who, _url in many}
    assert set(PLACES_OF_WORK) <= asked


def _pages(world: World) -> Iterator[Question]:
    """Each address of the site with the records that it names, as one who may open it; and every report."""
    own = world.holdings[OWN]
    for route in all_routes():
        keys = route.keys(own)
        if keys is not None and not DJANGOS_FORM.fullmatch(route.name):
            for query in ["", *FILTERED.get(route.name, [])]:
                yield route.name, route.opener, f"{route.url(keys)}?{query}".rstrip("?")
    for who in Role.values:
        yield "desk", who, "/"
    for name in REPORTS:
        yield "reports:run", "supervisor", f"/reports/run/{name}/"


def _count(pages: list[Question], clients: dict[str, Client]) -> dict[Question, int]:
    """How many queries each page took, of what answered with a page."""
    counts = {}
    for page in pages:
        _name, who, url = page
        with CaptureQueriesContext(connection) as captured:
            answer = clients[who].get(url)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            read = [query["sql"] for query in captured.captured_queries]
            counts[page] = sum(not _OF_TRANSACTIONS.match(sql) for sql in read)
    return counts
