"""The list of exchanges: what was announced is shown as it was said. The exchanges here are invented."""

import pytest

from casework.exchanges import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(supervisor):
    """`said(day, ukraine=52, press=50)`: an exchange, and what was announced of those who came to Ukraine."""

    def say(day, counted="total", agreement=None, **counts):
        kind = "bodies" if counted == "bodies" else "exchange"
        exchange = actions.create_exchange(reference=day, kind=kind, agreement=agreement, by=supervisor)
        for announcer, count in counts.items():
            number = {"withheld": True} if count == "withheld" else {"count": count}
            words = {"announcer": announcer, "side": "ukraine", "counted": counted, "source": "Invented"}
            actions.add_statement(exchange, **words, **number, by=supervisor)
        return exchange

    return say


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({}, ""),
        ({"ukraine": 0}, "0"),
        ({"ukraine": 52, "press": 52}, "52"),
        ({"ukraine": 52, "press": 50}, "52 / 50"),
        ({"ukraine": "withheld"}, "withheld"),
        ({"ukraine": "withheld", "press": 50}, "withheld / 50"),
    ],
)
def test_unknown_nought_withheld_and_disagreement_are_told_apart(said, supervisor, signed_in, counts, text):
    said("2031-01-01", **counts)
    (shown,) = signed_in(supervisor).get("/exchanges/").context["page_obj"]
    assert shown.announced_to_ukraine == text


def test_bodies_are_counted_where_it_was_bodies(said):
    assert said("2031-01-01", counted="bodies", ukraine=1000).announced_to_ukraine == "1\u202f000"


def test_an_agreement_narrows_the_list_and_shows_what_was_announced_together(said, supervisor, signed_in):
    agreement = actions.create_agreement(slug="invented", name="Invented", agreed_count=100, by=supervisor)
    for day, counts in (("2031-01-01", {"ukraine": 52, "press": 50}), ("2031-01-02", {"ukraine": "withheld"})):
        said(day, agreement=agreement, **counts)
    said("2031-01-03", ukraine=7)
    client = signed_in(supervisor)
    page = client.get("/exchanges/", {"agreement": "invented"})
    assert [exchange.reference for exchange in page.context["page_obj"]] == ["2031-01-02", "2031-01-01"]
    assert client.get("/exchanges/agreements/invented/").context["sums"] == {"to_ukraine": 52, "to_russia": None}


def test_a_filter_that_nobody_offers_is_a_word_and_no_crash(said, supervisor, signed_in):
    said("2031-01-01")
    page = signed_in(supervisor).get("/exchanges/", {"agreement": "nowhere", "year": "x", "sort": "-secret"})
    assert page.status_code == 200
