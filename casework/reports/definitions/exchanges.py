"""The ledger of exchanges as a table: one row for each count that was announced or kept, and for each variance."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.access import Permission
from casework.exchanges.ledger import OUR_SIDE, Ledger, ledgers
from casework.exchanges.models import Entry, Exchange, Statement
from casework.exchanges.statuses import CountOf
from casework.people.statuses import Category
from casework.reports.levels import Level
from casework.reports.names import ReportName
from casework.reports.report import Filters, Report, Row, chosen, day
from casework.reports.scope import Scope

COLUMNS = (
    "exchange",
    "held_on",
    "status",
    "measure",
    "side",
    "category",
    "announcer",
    "variance",
    "count",
    "withheld",
    "source",
)
# The words in which announcements count, for the categories of people; of some neither is known.
_COUNTED_AS = {"": CountOf.TOTAL, Category.POW: CountOf.MILITARY, Category.CIVILIAN: CountOf.CIVILIAN}


class ExchangeFilters(forms.Form):
    exchange = forms.ModelChoiceField(
        label=_("Exchange"),
        required=False,
        queryset=Exchange.objects.all(),
        to_field_name="reference",
        empty_label=_("all of which lists were received"),
    )


def _records(scope: Scope, filters: Filters) -> list[Row]:
    """As a list: a ledger has some dozens of rows, and few exchanges have lists."""
    exchanges = Exchange.objects.order_by("held_on", "pk")
    if chosen(filters):
        exchanges = exchanges.filter(pk=filters["exchange"].pk)
    else:
        entries = Entry.objects.held_by(scope.organisation).open_to(scope.user)
        exchanges = exchanges.filter(pk__in=entries.values("exchange"))
    found = list(exchanges)
    books = ledgers(found, scope.organisation, scope.user)
    return [
        [fields.get(column) for column in COLUMNS]
        for exchange in found
        for fields in _lines(exchange, books[exchange.pk])
    ]


def _lines(exchange: Exchange, book: Ledger) -> Iterator[dict[str, Any]]:
    about = {"exchange": exchange.reference, "held_on": day(exchange.held_on), "status": exchange.status}
    for statement in exchange.statements.all():
        yield about | _announced(statement)
    for row in book.rows:
        category = _COUNTED_AS.get(row.category, row.category)
        for stage, count in (row.counts or {}).items():
            yield about | {"measure": stage, "side": OUR_SIDE.value, "category": str(category), "count": count}
    for variance in book.variances:
        yield about | {
            "measure": "variance",
            "side": OUR_SIDE.value,
            "variance": variance.kind,
            "count": variance.count,
        }


def _announced(statement: Statement) -> dict[str, Any]:
    return {
        "measure": "announced",
        "side": statement.side,
        "category": statement.counted,
        "announcer": statement.announcer,
        "count": statement.count,
        "withheld": "yes" if statement.withheld else "no",
        "source": statement.source,
    }


def _row(record: Row, scope: Scope) -> Row:
    return record


EXCHANGE_RECONCILIATION = Report(
    name=ReportName.EXCHANGE_RECONCILIATION,
    holds=_(
        "What was announced of an exchange beside what was listed, linked, arrived, verified and told;"
        " and where the numbers do not meet."
    ),
    permission=Permission.VIEW_EXCHANGES,
    # Counts of an event that are not suppressed: nobody is in it, and yet it is no statistic for everybody.
    levels=dict.fromkeys(COLUMNS, Level.R1),
    filters=ExchangeFilters,
    records=_records,
    row=_row,
)
