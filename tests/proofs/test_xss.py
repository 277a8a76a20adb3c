"""Proof `xss`: nothing that stands in a record, or is typed, becomes a part of a page or runs in a browser."""

import html
from collections.abc import Callable, Iterator

import pytest
from csp.middleware import CSPMiddleware
from django.shortcuts import render
from django.template import base

from casework.access import Role
from casework.exchanges.models import Entry
from casework.people.models import Person
from casework.people.views import record as views
from tests.browser.conftest import chromium  # noqa: F401
from tests.browser.site import Site, running_site
from tests.browser.walked import Visitors, all_pages
from tests.proofs.proof import Proof, planted
from tests.proofs.world import OWN
from tests.proofs.xss_chromium import Watched, check, type_into_all, walk
from tests.proofs.xss_fill import IN_A_VALUE, field_of
from tests.proofs.xss_pages import Pages, is_strict, unchecked
from tests.proofs.xss_probes import PROBES, probe
from tests.walk.pages import Page as Address

ROUNDS = len(PROBES) // IN_A_VALUE
# What no page shows: how a link was found, as whom a status was changed, what was approved (the wording says it).
NOT_SHOWN = {
    "exchanges.Link.proposed_by",
    "notifications.Notification.approved_wording",
    "people.StatusChange.approved_role",
    "people.StatusChange.by_role",
}
FIRST = 0  # the number of the first probe in the first field


FILL = "import json; from tests.proofs.xss_fill import fill; print(json.dumps(fill({turn})))"


@pytest.fixture
def pages(db, signed_in):
    with unchecked():
        yield Pages(signed_in)


def test_what_stands_in_a_record_is_text_on_every_page(proof, full, pages):
    for turn in range(ROUNDS if full else 1):
        pages.fill(turn)
        assert pages.walk(proof, everybody=full) > 60
        for entry in Entry.objects.filter(receptions__isnull=False):
            pages.read(proof, Role.SUPERVISOR, entry.get_absolute_url())
    pages.search(proof, range(len(PROBES)) if full else range(0, len(PROBES), 6))
    assert len(PROBES) == 60
    assert pages.fields_not_shown() == NOT_SHOWN


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    """One of its own: it is filled with what no other test could use."""
    with running_site(tmp_path_factory.mktemp("probed")) as site:
        yield site


@pytest.fixture(scope="module")
def addresses(site, request) -> list[Address]:
    """Every page; in the quick form one of each route, and of the lists of the admin, which are alike, a few."""
    found, _without = all_pages(site)
    if request.config.getoption("--full"):
        return found
    once = list({page.route: page for page in found}.values())
    admin = [page for page in once if page.route.startswith("admin:")]
    return [page for page in once if page not in admin] + admin[::6]


@pytest.fixture
def watched(site, chromium) -> Iterator[Callable[..., Watched]]:  # noqa: F811
    """`watched(guarded=…)` is a browser on the site."""
    opened: list[Watched] = []
    visitors = Visitors(site, chromium)

    def watch(*, guarded: bool) -> Watched:
        opened.append(Watched(site, visitors, guarded))
        return opened[-1]

    yield watch
    for one in opened:
        one.close()


@pytest.mark.prove
def test_nothing_runs_in_a_browser(proof, full, site, addresses, watched):
    """Without the policy whatever can run does, in each turn; that it has nothing to forbid is asked once."""
    written: dict[int, str] = {}
    shown: set[int] = set()
    bare, guarded = watched(guarded=False), watched(guarded=True)
    for turn in range(ROUNDS if full else 1):
        written |= {int(number): what for number, what in site.ask(FILL.format(turn=turn)).items()}
        for browser in (bare, guarded) if turn == 0 else (bare,):
            shown |= walk(proof, browser, addresses, written)
    fields = {field_of(what) for what in written.values()}
    seen = {field_of(written[number]) for number in shown if number in written}
    assert len(seen) > len(fields) * 3 // 4  # the others stand where this demonstration shows nothing
    type_into_all(proof, guarded, addresses)


# Faults


@pytest.mark.prove
@pytest.mark.parametrize(
    ("guarded", "found"), [(False, "ran: xss("), (True, "forbidden by the policy: script-src")]
)
def test_the_proof_goes_red_in_a_browser_where_texts_are_not_escaped(site, addresses, watched, guarded, found):
    red = Proof("xss")
    site.ask(FILL.format(turn=0))
    at = next(page for page in addresses if page.route == "people:detail")
    watching = watched(guarded=guarded)
    page = watching.page_of(at.who)

    def careless(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=html.unescape(answer.text()))

    page.route(f"**{at.url}", careless)
    check(red, watching, watching.open(at), at.url, {})
    assert [one for one in red.breaches if found in one] != []


# A template that is careless with a text of a record, and what is found of it.
CARELESS = {
    "<p>{}</p>": "element <",
    "<p title={}>x</p>": "a probe outside quotes",
    '<p title="{}">x</p>': "attribute",
    "<p title='{}'>x</p>": "attribute",
    "<textarea>{}</textarea>": "element <",
    "<button onclick=\"show('{}')\">x</button>": "attribute onclick",
    "<script>show('{}')</script>": "text of a script",
    "<!-- {} -->": "comment",
}


def _says(page, text):
    def view(request, template, context):
        answer = render(request, template, context)
        answer.content += page.format(text).encode()
        return answer

    return view


def test_the_proof_goes_red_on_a_careless_template(pages):
    person = pages.world.holdings[OWN].first(Person)
    pages.fill(0)
    address, everything = person.get_absolute_url(), [probe(kind, FIRST) for kind in range(len(PROBES))]
    faults = {page: (" ".join(everything), found) for page, found in CARELESS.items()}
    faults['<a href="{}">x</a>'] = ("javascript:xss(0)//q0q", "address 'javascript:")
    for page, (text, found) in faults.items():
        red = Proof("xss")
        with planted(views, "render", _says(page, text)):
            pages.read(red, Role.SUPERVISOR, address)
        field = pages.written[FIRST]
        assert [one for one in red.breaches if found in one and address in one and field in one] != [], page


def test_the_proof_goes_red_where_texts_are_not_escaped(pages):
    red = Proof("xss")
    pages.fill(0)
    with planted(base, "render_value_in_context", lambda value, context: str(value)):
        pages.read(red, Role.SUPERVISOR, pages.world.holdings[OWN].first(Person).get_absolute_url())
    assert [one for one in red.breaches if "people.Person" in one] != []


def test_the_proof_goes_red_on_a_page_without_its_policy(pages):
    red = Proof("xss")
    with planted(CSPMiddleware, "process_response", lambda self, request, response: response):
        pages.read(red, Role.SUPERVISOR, "/people/")
    assert red.breaches == ["/people/ as supervisor: its policy is ''"]


@pytest.mark.parametrize("weak", ["", "script-src 'self'", "default-src 'self'; base-uri 'none'; script-src *"])
def test_a_weak_policy_is_found(weak):
    assert not is_strict(weak)
