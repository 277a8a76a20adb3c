"""How the work stands in numbers: what was announced of returns, how long people wait, how soon families are told.

Of the register nothing is shown that tells of fewer than five; what was announced in public is shown as it was.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import ExtractYear, TruncMonth
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework.exchanges.models import Exchange, Statement
from casework.exchanges.statuses import CountOf, ExchangeKind, ExchangeSide, ExchangeStatus
from casework.people.models import Person
from casework.people.statuses import Category, PersonStatus
from casework.reports.definitions.statistics import ALL, UNKNOWN, ByStatus, by_status
from casework.reports.suppression import suppress

AWAY = (PersonStatus.MISSING, PersonStatus.PROBABLY_CAPTIVE, PersonStatus.CONFIRMED_CAPTIVE)
Cells = Sequence[int | None]


@dataclass(frozen=True)
class Cell:
    """A count, None where it is left out, and the length of its bar in percent of the longest."""

    count: int | None
    length: str


@dataclass(frozen=True)
class Chart:
    """A table with a bar in each line: its name, and a cell for each of `series`. `total` is the last line."""

    series: list[str]
    lines: list[tuple[str, list[Cell]]]
    total: list[Cell]

    @classmethod
    def of(cls, series: list[str], names: Sequence[str], rows: Sequence[Cells], total: Cells) -> "Chart":
        return cls(series, list(zip(names, _bars(rows), strict=True)), [Cell(count, "0%") for count in total])


@dataclass(frozen=True)
class Grid:
    """A table with a bar in each of its cells: groups of lines, and a line of totals.

    Each has a cell for each of `series`, with the name of that, and their sum. `left_out` names the lines of which
    nothing may be told.
    """

    series: list[str]
    groups: dict[str, list["GridLine"]]
    total: "GridLine"
    left_out: list[str]


@dataclass(frozen=True)
class GridLine:
    name: str
    cells: list[tuple[str, Cell]]
    total: int | None

    @property
    def is_left_out(self) -> bool:
        return self.total is None and all(cell.count is None for _name, cell in self.cells)


def _bars(rows: Sequence[Cells]) -> list[list[Cell]]:
    longest = max((count for row in rows for count in row if count), default=0) or 1
    return [[Cell(count, f"{100 * (count or 0) / longest:.1f}%") for count in row] for row in rows]


def years_of_exchanges() -> list[int]:
    """The years in which people came home, newest first."""
    held = _completed().annotate(year=ExtractYear("held_on")).values_list("year", flat=True)
    return list(held.order_by("-year").distinct())


def announced_returns(year: int) -> tuple[Chart, int]:
    """How many came to each side in each month, by the highest count announced of each exchange.

    With it, of how many exchanges one side or the other is not known: their people are in no count.
    """
    exchanges = _completed().filter(held_on__year=year)
    said = (
        Statement.objects.filter(exchange__in=exchanges, counted=CountOf.TOTAL, count__isnull=False)
        .order_by()
        .values_list("exchange", "side")
        .annotate(Max("count"), month=TruncMonth("exchange__held_on"))
    )
    counts: Counter[tuple[Any, str]] = Counter()
    sides: defaultdict[int, set[str]] = defaultdict(set)
    for exchange, side, count, month in said:
        counts[month, side] += count
        sides[exchange].add(side)
    unknown = exchanges.count() - sum(len(known) == len(ExchangeSide.values) for known in sides.values())
    months = sorted({month for month, _side in counts})
    rows = [[counts[month, side] for side in ExchangeSide.values] for month in months]
    names = [date_format(month, "F") for month in months]
    total = [sum(column) for column in zip(*rows, strict=True)] if rows else []
    return Chart.of([str(side.label) for side in ExchangeSide], names, rows, total), unknown


def _completed() -> QuerySet[Exchange]:
    return Exchange.objects.filter(status=ExchangeStatus.COMPLETED, held_on__isnull=False).exclude(
        kind=ExchangeKind.BODIES
    )


@dataclass(frozen=True)
class Register:
    """What may be shown of the people that an organisation holds. None where it would tell of fewer than five."""

    statuses: Chart
    regions: Grid | None
    waiting: Chart | None
    told: Chart | None


def register(people: QuerySet[Person]) -> Register:
    """The totals are those of the report on statistics, so that nobody can work out more from the two together.

    Where a total is left out there, its parts are left out here.
    """
    found = by_status(people)
    known = found.totals
    of_all = known.pop(ALL, None)
    statuses = [status for status in PersonStatus if status in known]
    names = [str(status.label) for status in statuses]
    counts = [[known[status]] for status in statuses]
    shown = {status for status in PersonStatus if known.get(status, 0) is not None}
    return Register(
        Chart.of([_("people")], names, counts, [of_all]),
        by_region(found) if of_all is not None else None,
        _told_anything(waiting(people)) if shown.issuperset(AWAY) else None,
        _told_anything(told(people)) if PersonStatus.RETURNED in shown else None,
    )


def _told_anything(chart: Chart) -> Chart | None:
    """None where all of it is left out."""
    cells = [*chart.total, *(cell for _name, line in chart.lines for cell in line)]
    return chart if any(cell.count is not None for cell in cells) else None


def by_region(found: ByStatus) -> Grid:
    """Status by category and region: the very cells of the report."""
    series = [str(PersonStatus(status).label) for status in found.statuses]
    categories = dict(Category.choices) | {UNKNOWN: _("category unknown")}
    *rows, totals = found.shown
    groups: dict[str, list[GridLine]] = {}
    left_out = []
    for (category, region), row, bars in zip(found.lines, rows, _bars([row[:-1] for row in rows]), strict=True):
        name = _("region unknown") if region == UNKNOWN else region
        line = GridLine(name, list(zip(series, bars, strict=True)), row[-1])
        if line.is_left_out:
            left_out.append(f"{name} ({categories[category]})")
        else:
            groups.setdefault(str(categories[category]), []).append(line)
    of_all = [(one, Cell(count, "0%")) for one, count in zip(series, totals, strict=False)]
    return Grid(series, groups, GridLine(_("Total"), of_all, totals[-1]), left_out)


def waiting(people: QuerySet[Person]) -> Chart:
    """For how long the people who are still away are missing or captured, at the least."""
    today = timezone.localdate()
    ends = [
        (_("under 3 months"), 0, 91),
        (_("3 to 6 months"), 91, 183),
        (_("6 months to 1 year"), 183, 365),
        (_("1 to 2 years"), 365, 730),
        (_("2 to 3 years"), 730, 1095),
        (_("over 3 years"), 1095, 36500),
    ]
    bands = {
        f"band_{number}": Count(
            "pk",
            filter=Q(
                captured_latest__lte=today - timedelta(days=start), captured_latest__gt=today - timedelta(days=end)
            ),
        )
        for number, (_name, start, end) in enumerate(ends)
    }
    away = people.filter(status__in=AWAY).order_by()
    counted = away.aggregate(**bands, unknown=Count("pk", filter=Q(captured_latest=None)))
    return _of_register([*(name for name, _start, _end in ends), _("unknown")], list(counted.values()))


def told(people: QuerySet[Person]) -> Chart:
    """For those who came home: how long after it was confirmed the first of their family heard it."""
    home = (
        people.filter(status=PersonStatus.RETURNED)
        .order_by()
        .annotate(
            confirmed=Max(
                "status_changes__effective_at", filter=Q(status_changes__to_status=PersonStatus.RETURNED)
            ),
            heard=Min(
                "notifications__delivered_at",
                filter=Q(notifications__status_change__to_status=PersonStatus.RETURNED),
            ),
        )
    )
    ends = [
        (_("within an hour"), timedelta(0), timedelta(hours=1)),
        (_("within a day"), timedelta(hours=1), timedelta(days=1)),
        (_("within 3 days"), timedelta(days=1), timedelta(days=3)),
        (_("within a week"), timedelta(days=3), timedelta(days=7)),
        (_("later"), timedelta(days=7), timedelta(days=36500)),
    ]
    bands = {
        f"band_{number}": Count("pk", filter=Q(heard__gte=F("confirmed") + start, heard__lt=F("confirmed") + end))
        for number, (_name, start, end) in enumerate(ends)
    }
    counted = home.aggregate(**bands, untold=Count("pk", filter=Q(heard=None)))
    return _of_register([*(name for name, _start, _end in ends), _("not told yet")], list(counted.values()))


def _of_register(names: Sequence[str], counts: Iterable[int]) -> Chart:
    shown = suppress([[count] for count in counts]) if names else [[None]]
    return Chart.of([_("people")], names, [row[:1] for row in shown[:-1]], shown[-1][:1])
