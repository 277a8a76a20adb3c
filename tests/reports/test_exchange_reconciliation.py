"""What was announced beside what was kept, one row for each count and each variance."""

import pytest
from django.urls import reverse

from casework.exchanges.models import Entry, Exchange, ListFile, Statement
from casework.lib.codes import new_code
from casework.reports.registry import REPORTS
from casework.reports.scope import Scope

pytestmark = pytest.mark.django_db
REPORT = REPORTS["exchange_reconciliation"]


@pytest.fixture
def exchange(db):
    exchange = Exchange.objects.create(reference="2025-05-23", held_on="2025-05-23", status="completed")
    for announcer, count, withheld in (("ukraine", 390, False), ("russia", None, True), ("press", None, False)):
        Statement.objects.create(
            exchange=exchange,
            announcer=announcer,
            side="ukraine",
            counted="total",
            count=count,
            withheld=withheld,
            source="Invented source",
        )
    return exchange


def listed(exchange, organisation, *categories, **fields):
    list_file = ListFile.objects.create(
        exchange=exchange, organisation=organisation, name="list.csv", sha256=new_code("L")
    )
    Entry.objects.bulk_create(
        Entry(
            reference=new_code("E"),
            exchange=exchange,
            organisation=organisation,
            list_file=list_file,
            row=row,
            surname="Вигаданий",
            category=category,
            **fields,
        )
        for row, category in enumerate(categories, 1)
    )


def rows(user, **values):
    form = REPORT.filters(values)
    assert form.is_valid(), form.errors
    scope = Scope(user.organisation, user)
    return [dict(zip(REPORT.columns, row, strict=True)) for row in REPORT.rows(scope, form.cleaned_data)]


def counted(found, measure):
    return {row["category"]: row["count"] for row in found if row["measure"] == measure}


def test_each_announcement_has_its_row_and_withheld_is_not_unknown_and_neither_is_nought(exchange, supervisor):
    found = [row for row in rows(supervisor, exchange="2025-05-23") if row["measure"] == "announced"]
    said = {row["announcer"]: (row["count"], row["withheld"]) for row in found}
    assert said == {"ukraine": (390, "no"), "russia": (None, "yes"), "press": (None, "no")}
    assert {row["source"] for row in found} == {"Invented source"}
    assert {(row["held_on"], row["status"], row["side"]) for row in found} == {
        ("2025-05-23", "completed", "ukraine")
    }


def test_what_is_kept_is_counted_by_category_the_unknown_apart(exchange, supervisor, bureau):
    listed(exchange, bureau, "pow", "pow", "civilian", "")
    assert counted(rows(supervisor), "listed") == {"total": 4, "military": 2, "civilian": 1, "unknown": 1}
    assert counted(rows(supervisor), "arrived") == {"total": 0, "military": 0, "civilian": 0, "unknown": 0}


def test_each_variance_has_its_row(exchange, supervisor, bureau):
    listed(exchange, bureau, "pow", "civilian")
    found = {row["variance"]: row["count"] for row in rows(supervisor) if row["measure"] == "variance"}
    assert found == {"announced.ukraine.total": 388, "to-decide": 2, "awaited": 2}


def test_entries_of_another_organisation_are_not_counted(exchange, supervisor, bureau, other_bureau):
    listed(exchange, other_bureau, "pow", "pow")
    assert rows(supervisor) == []
    assert counted(rows(supervisor, exchange="2025-05-23"), "listed") == {"total": 0, "military": 0, "civilian": 0}


def test_one_exchange_can_be_chosen_and_an_unknown_one_is_refused(exchange, supervisor, bureau, signed_in):
    other = Exchange.objects.create(reference="2025-05-24", held_on="2025-05-24")
    listed(exchange, bureau, "pow")
    listed(other, bureau, "pow")
    assert {row["exchange"] for row in rows(supervisor)} == {"2025-05-23", "2025-05-24"}
    assert {row["exchange"] for row in rows(supervisor, exchange="2025-05-24")} == {"2025-05-24"}
    page = signed_in(supervisor).get(reverse("reports:run", args=[REPORT.name]), {"exchange": "1999-01-01"})
    assert list(page.context["filters"].errors) == ["exchange"]
    assert "rows" not in page.context


def test_an_exchange_costs_the_same_few_queries_whatever_its_lists_hold(
    exchange, supervisor, bureau, django_assert_max_num_queries
):
    for more in (3, 57):
        listed(exchange, bureau, *["pow"] * more)
        with django_assert_max_num_queries(6):
            rows(supervisor)
