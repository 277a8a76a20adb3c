"""Proof `xss`: nothing that stands in a record, or is typed, becomes a part of a page."""

import pytest
from csp.middleware import CSPMiddleware
from django.shortcuts import render
from django.template import base

from casework.access import Role
from casework.people.models import Person
from casework.people.views import record as views
from tests.proofs.proof import Proof, planted
from tests.proofs.world import OWN
from tests.proofs.xss_fill import IN_A_VALUE
from tests.proofs.xss_pages import Pages, is_strict, unchecked
from tests.proofs.xss_probes import PROBES, probe

ROUNDS = len(PROBES) // IN_A_VALUE
FIRST = 0  # the number of the first probe in the first field


@pytest.fixture
def pages(db, signed_in):
    with unchecked():
        yield Pages(signed_in)


def test_what_stands_in_a_record_is_text_on_every_page(proof, full, pages):
    for turn in range(ROUNDS if full else 1):
        pages.fill(turn)
        assert pages.walk(proof, everybody=full) > 60
    pages.search(proof, range(len(PROBES)) if full else range(0, len(PROBES), 6))
    assert len(PROBES) == 60


# Faults

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
