"""How many people there are, for everybody to read: no cell tells of fewer than five."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.db.models import CharField, Count, F, OuterRef, QuerySet, Subquery, Value, Window
from django.db.models.functions import RowNumber, TruncMonth
from django.utils.translation import gettext_lazy as _

from casework.access import Permission
from casework.people.models import Detention, Person, StatusChange
from casework.people.statuses import PersonStatus
from casework.reports.levels import Level
from casework.reports.names import ReportName
from casework.reports.report import Filters, Report, Row
from casework.reports.scope import Scope
from casework.reports.suppression import Shown, suppress

COLUMNS = ("table", "category", "region", "status", "month", "count")
ALL, UNKNOWN, LEFT_OUT = "all", "unknown", "under 5"


@dataclass(frozen=True)
class ByStatus:
    """People by status, category and region (of the last place of detention that is known), as all may read it.

    `lines` are pairs of category and region. `shown` has a row for each, and a last one of totals; in each a cell
    for each of `statuses`, and a last one of the total. None is what is left out: nothing else may be added up
    from the people counted here and shown beside it, or it could be worked out.
    """

    statuses: list[str]
    lines: list[tuple[str, str]]
    shown: Shown

    @property
    def totals(self) -> dict[str, int | None]:
        """How many people of each status, and ALL; of nobody, nothing."""
        return dict(zip([*self.statuses, ALL], self.shown[-1], strict=True)) if self.shown else {}

    def rows(self) -> Iterator[Row]:
        for line, cells in zip([*self.lines, (ALL, ALL)], self.shown, strict=bool(self.shown)):
            for status, count in zip([*self.statuses, ALL], cells, strict=True):
                yield ["people", *line, status, None, _shown(count)]


def _records(scope: Scope, filters: Filters) -> list[Row]:
    """The second table sums to a total of the first: where that is left out, so is all of the second."""
    held = scope.people().filter(organisation=scope.organisation)
    found = by_status(held)
    home = found.totals.get(PersonStatus.RETURNED) is not None
    return [*found.rows(), *(_by_month(held) if home else [])]


def by_status(people: QuerySet[Person]) -> ByStatus:
    """One statement, so that nobody changes between the two counts of it; each reads its tables once."""
    everybody = people.order_by().values_list("category", Value(None, CharField()), "status").annotate(Count("pk"))
    last = Window(RowNumber(), "person", [F("from_earliest").desc(nulls_last=True), F("pk").desc()])
    latest = Detention.objects.filter(place__isnull=False).order_by().annotate(last=last).filter(last=1)
    held = Detention.objects.filter(pk__in=latest.values("pk"), person__in=people.order_by().values("pk"))
    held = held.exclude(place__region="").order_by()
    placed = held.values_list("person__category", "place__region", "person__status").annotate(Count("pk"))
    counts: Counter[tuple[str, str, str]] = Counter()
    for category, region, status, count in everybody.union(placed, all=True):
        counts[category or UNKNOWN, region or UNKNOWN, status] += count
        if region is not None:
            counts[category or UNKNOWN, UNKNOWN, status] -= count
    counts = +counts
    lines = sorted({key[:2] for key in counts})
    statuses = [status for status in PersonStatus.values if any(key[2] == status for key in counts)]
    shown = suppress([[counts[*line, status] for status in statuses] for line in lines]) if lines else []
    return ByStatus(statuses, lines, shown)


def _by_month(people: QuerySet[Person]) -> Iterator[Row]:
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
