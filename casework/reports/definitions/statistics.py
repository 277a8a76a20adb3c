"""How many people there are, for everybody to read: no cell tells of fewer than five."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Count, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext_lazy as _

from casework.access import Permission
from casework.people.models import Detention, StatusChange
from casework.people.statuses import PersonStatus
from casework.reports.levels import Level
from casework.reports.names import ReportName
from casework.reports.report import Filters, Report, Row
from casework.reports.scope import Scope
from casework.reports.suppression import suppress

COLUMNS = ("table", "category", "region", "status", "month", "count")
ALL, UNKNOWN, LEFT_OUT = "all", "unknown", "under 5"


def _records(scope: Scope, filters: Filters) -> list[Row]:
    """The second table sums to a total of the first: where that is left out, so is all of the second."""
    held = scope.people().filter(organisation=scope.organisation)
    by_status = list(_by_status(held))
    told = [ALL, ALL, PersonStatus.RETURNED.value]
    home = any(row[1:4] == told and row[5] != LEFT_OUT for row in by_status)
    return [*by_status, *(_by_month(held) if home else [])]


def totals_by_status(people: Any) -> dict[str, int | None]:
    """How many people of each status, and ALL, as the report shows them; None for what it leaves out."""
    lines = [row for row in _by_status(people) if row[1:3] == [ALL, ALL]]
    return {row[3]: None if row[5] == LEFT_OUT else row[5] for row in lines}


def _by_status(people: Any) -> Iterator[list[Any]]:
    """Statuses across, categories and regions (of the last place of detention that is known) down."""
    held_at = Detention.objects.filter(person=OuterRef("pk"), place__isnull=False)
    last = held_at.order_by(F("from_earliest").desc(nulls_last=True), "-pk").values("place__region")[:1]
    counted = (
        people.annotate(region=Coalesce(Subquery(last), Value("")))
        .order_by()
        .values_list("category", "region", "status")
        .annotate(Count("pk"))
    )
    counts: Counter[tuple[str, str, str]] = Counter()
    for category, region, status, count in counted:
        counts[category or UNKNOWN, region or UNKNOWN, status] += count
    lines = sorted({key[:2] for key in counts})
    statuses = [status for status in PersonStatus.values if any(key[2] == status for key in counts)]
    shown = suppress([[counts[*line, status] for status in statuses] for line in lines]) if lines else []
    for (category, region), cells in zip([*lines, (ALL, ALL)], shown, strict=bool(shown)):
        for status, count in zip([*statuses, ALL], cells, strict=True):
            yield ["people", category, region, status, None, _shown(count)]


def _by_month(people: Any) -> Iterator[Row]:
    """The months in which people were confirmed home, each person once: the last time."""
    changes = StatusChange.objects.filter(
        person=OuterRef("pk"), to_status=PersonStatus.RETURNED, effective_at__isnull=False
    )
    month = TruncMonth(Subquery(changes.order_by("-effective_at").values("effective_at")[:1]))
    home = people.filter(status=PersonStatus.RETURNED).annotate(month=month)
    counted = home.order_by().values_list("month").annotate(Count("pk")).order_by("month")
    months = [(found.strftime("%Y-%m") if found else UNKNOWN, count) for found, count in counted]
    shown = suppress([[count for _month, count in months]])[0] if months else []
    for name, count in zip([*(name for name, _count in months), ALL], shown, strict=bool(shown)):
        yield ["returns", None, None, None, name, _shown(count)]


def _shown(count: int | None) -> int | str:
    return LEFT_OUT if count is None else count


def _row(record: Row, scope: Scope) -> Row:
    return record


STATISTICS = Report(
    name=ReportName.STATISTICS,
    holds=_(
        "How many people there are by status, category and region, and how many came home in each month. Counts"
        " under five are left out, and others with them, so that nobody can work them out."
    ),
    permission=Permission.VIEW_PEOPLE,
    levels=dict.fromkeys(COLUMNS, Level.R0),
    filters=forms.Form,
    records=_records,
    row=_row,
)
