"""What is typed to search for somebody stands in no address, and yet a search has one."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from casework.lib.encryption import Key
from tests import make
from tests.exchanges import make_work
from tests.families import make as families

NAME = "Згурський"
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


@pytest.fixture
def people(bureau):
    return [make.person(bureau, f"{NAME} {given} Іванович") for given in ("Іван", "Петро")]


def _send(client: Client, page: str, typed: dict[str, str]) -> HttpResponse:
    """As a browser does: not as a form with files, which nobody looks into before its view."""
    return client.post(page, urlencode({"search": "on"} | typed), content_type="application/x-www-form-urlencoded")


def _posted(client: Client, page: str, **typed: str) -> str:
    answer = _send(client, page, typed)
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_a_posted_search_leads_to_an_address_that_does_not_tell_it(people, intake, signed_in):
    client = signed_in(intake)
    url = _posted(client, "/people/", q=f" {NAME} ", status="missing", sex="")
    query = parse_qs(urlsplit(url).query)
    assert set(query) == {"q", "status"}
    assert query["q"][0].startswith("sealed:")
    page = client.get(url)
    assert list(page.context["page_obj"]) == people
    assert f'value="{NAME}"' in page.content.decode()
    assert list(client.get(url).context["page_obj"]) == people


def test_the_next_page_and_the_order_keep_the_search_and_do_not_tell_it(bureau, intake, signed_in):
    for number in range(60):
        make.person(bureau, f"{NAME} Іван{'а' * (number % 7)} Іванович")
    client = signed_in(intake)
    page = client.get(_posted(client, "/people/", q=NAME))
    links = re.findall(r'href="(\?[^"]+)"', page.content.decode())
    assert any("page=2" in link for link in links)
    assert not any(NAME in link or "%D0%97" in link for link in links)
    second = client.get("/people/" + next(link for link in links if "page=2" in link).replace("&amp;", "&"))
    assert len(second.context["page_obj"]) == 10


def test_an_empty_search_leads_to_the_page_alone(intake, signed_in):
    assert _posted(signed_in(intake), "/people/?q=before", q="  ".strip()) == "/people/"


def test_a_search_is_read_by_whoever_made_it_alone(people, intake, caseworker, signed_in):
    url = _posted(signed_in(intake), "/people/", q=NAME)
    page = signed_in(caseworker).get(url)
    assert "This search can no longer be read. Search anew." in page.content.decode()
    assert NAME not in re.findall(r'<input[^>]+name="q"[^>]*>', page.content.decode())[0]


def test_a_search_of_long_ago_says_so(people, intake, signed_in, settings):
    client = signed_in(intake)
    url = _posted(client, "/people/", q=NAME)
    settings.FIELD_KEYS = (Key("second", b"2" * 32),)
    assert "Search anew" in client.get(url).content.decode()


def test_a_stranger_is_sent_to_sign_in_and_a_forged_form_is_refused(people, intake, signed_in, client):
    answer = _send(client, "/people/", {"q": NAME})
    assert answer.headers["Location"] == "/account/login/?next=/people/"
    strict = signed_in(intake)
    strict.handler.enforce_csrf_checks = True
    assert _send(strict, "/people/", {"q": NAME}).status_code == 403


@pytest.fixture
def exchange(bureau):
    exchange = make_work.exchange()
    make_work.listed(exchange, bureau, [f"{NAME} Іван Іванович", "Ткач Марія Іванівна"])
    return exchange


@pytest.mark.parametrize(
    "where", ["/people/", "/cases/", "/exchanges/{}/entries/", "/exchanges/{}/arrivals/", "/exchanges/{}/review/"]
)
def test_every_page_that_searches_takes_a_posted_search(people, bureau, supervisor, exchange, signed_in, where):
    families.case(bureau, people[0])
    families.case(bureau, people[1])
    client = signed_in(supervisor)
    where = where.format(exchange.reference)
    shown = client.get(where).content.decode()
    assert 'name="search" value="on"' in shown
    url = _posted(client, where, q=NAME)
    assert NAME not in url
    assert f'value="{NAME}"' in client.get(url).content.decode()


@pytest.mark.parametrize(("page", "field"), [("/audit/", "subject"), ("/reports/readings/", "code")])
def test_an_auditor_who_types_a_name_has_it_in_no_address(auditor, signed_in, page, field):
    """What they should type is a code; what they do type is known to the form alone."""
    client = signed_in(auditor)
    assert 'name="search" value="on"' in client.get(page).content.decode()
    url = _posted(client, page, **{field: NAME, "actor": NAME, "day": "2026-05-23"})
    query = parse_qs(urlsplit(url).query)
    assert {name: said[0].startswith("sealed:") for name, said in query.items()} == {
        field: True,
        "actor": True,
        "day": False,
    }
    form = client.get(url).context["form"]
    assert (form[field].value(), form["actor"].value()) == (NAME, NAME)


def test_the_admin_searches_the_same_way(people, supervisor, signed_in):
    client = signed_in(supervisor)
    page = client.get("/admin/people/person/").content.decode()
    assert re.search(r'<form id="changelist-search" method="post"[^>]*>\s*<input[^>]+csrf', page)
    url = _posted(client, "/admin/people/person/", q=NAME, status__exact="missing")
    assert NAME not in url
    found = client.get(url).content.decode()
    assert people[0].reference in found
    assert f'value="{NAME}"' in found
    assert f"q={NAME}" not in found


def test_no_form_puts_what_is_typed_into_an_address():
    """A form that is sent by GET has choices, days and keys only: its fields are these."""
    chosen = {"action", "agreement", "day", "kind", "number", "state", "status", "whose", "year"}
    chosen |= {"columns", "shown", "to"}
    typed = []
    for path in TEMPLATES.rglob("*.html"):
        for head, form in re.findall(r"<form\b([^>]*)>(.*?)</form>", path.read_text(), re.S):
            if "method=" in head and 'method="get"' not in head:
                continue
            fields = {name for pair in re.findall(r'form\.(\w+)|\bname="(\w+)"', form) for name in pair}
            typed += [(path.name, name) for name in sorted(fields - chosen - {""})]
    assert typed == []
