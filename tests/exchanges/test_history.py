"""The publicly announced history that ships with the program."""

import pytest

from casework.accounts.models import SYSTEM
from casework.exchanges import actions
from casework.exchanges.models import Agreement, Exchange, Statement
from casework.lib.errors import Refused
from tests.races import at_once

SOMEBODY_WAS_FIRST = "Somebody loaded the public history at the same moment: it is here."

pytestmark = pytest.mark.django_db


@pytest.fixture
def history(db):
    return actions.load_public_history(by=SYSTEM)


def test_every_row_is_an_exchange_and_loading_again_adds_nothing(history):
    assert history == 87 + 16
    assert actions.load_public_history(by=SYSTEM) == 0
    assert Exchange.objects.count() == 103


def test_the_three_stages_of_istanbul_are_one_agreement(history):
    agreement = Agreement.objects.get(slug="istanbul-1000")
    stages = agreement.exchanges.order_by("stage")
    assert [(e.reference, e.stage, e.kind) for e in stages] == [
        ("2025-05-23", 1, "stage"),
        ("2025-05-24", 2, "stage"),
        ("2025-05-25", 3, "stage"),
    ]
    totals = Statement.objects.filter(exchange__agreement=agreement, counted="total", side="ukraine")
    assert sorted(totals.values_list("count", flat=True)) == [303, 307, 390]
    assert agreement.agreed_count == 1000


def test_the_reference_event_has_its_counts_by_side_and_category(history):
    statements = Exchange.objects.get(reference="2025-05-23").statements.all()
    said = {(s.announcer, s.side, s.counted): s.count for s in statements}
    assert said["ukraine", "ukraine", "total"] == 390
    assert said["ukraine", "ukraine", "military"] == 270
    assert said["ukraine", "ukraine", "civilian"] == 120
    assert said["russia", "russia", "total"] == 390


def test_withheld_is_a_statement_and_unknown_is_none(history):
    withheld = Exchange.objects.get(reference="2025-06-10").statements.get()
    assert (withheld.withheld, withheld.count, withheld.side) == (True, None, "ukraine")
    both = Exchange.objects.get(reference="2025-06-09").statements.all()
    assert {(s.side, s.withheld) for s in both} == {("ukraine", True), ("russia", True)}
    assert not Exchange.objects.get(reference="2025-06-19").statements.exists()


def test_a_count_that_is_no_number_stays_in_the_remarks(history):
    exchange = Exchange.objects.get(reference="2025-07-23")
    assert "about 250" in exchange.note
    assert not exchange.statements.filter(count=250).exists()


def test_an_aborted_exchange_is_aborted_and_zero_is_a_count(history):
    assert Exchange.objects.get(reference="2024-01-24").status == "aborted"
    first = Exchange.objects.get(reference="2022-03-01")
    assert first.statements.get(side="ukraine", counted="civilian").count == 0


def test_every_statement_has_its_source(history):
    assert not Statement.objects.filter(source="").exists()


def test_the_agreement_page_sets_the_sum_against_what_was_agreed(history, supervisor, signed_in):
    page = signed_in(supervisor).get("/exchanges/agreements/istanbul-1000/")
    assert page.context["sums"] == {"to_ukraine": 1000, "to_russia": 1000}


def test_the_history_is_loaded_by_whoever_manages_exchanges(caseworker):
    with pytest.raises(Refused):
        actions.load_public_history(by=caseworker)


@pytest.mark.parametrize("path", ["/exchanges/", "/exchanges/?year=2025", "/exchanges/?sort=kind"])
def test_the_list_takes_few_queries(history, supervisor, signed_in, django_assert_max_num_queries, path):
    client = signed_in(supervisor)
    with django_assert_max_num_queries(9):
        assert client.get(path).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_who_load_it_at_once_load_it_once():
    acts = [lambda: actions.load_public_history(by=SYSTEM)] * 2
    outcomes = at_once(acts, iter)
    assert [outcome for outcome in outcomes if outcome == 103] == [103]
    assert {str(outcome) for outcome in outcomes} <= {"103", "0", SOMEBODY_WAS_FIRST}
    assert (Exchange.objects.count(), Agreement.objects.filter(slug="istanbul-1000").count()) == (103, 1)
