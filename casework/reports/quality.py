"""How well the engine does, by what people decided: where it was confirmed, overruled, or confirmed and undone."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil, sqrt
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import User
from casework.exchanges.models import Candidate, Entry, EntryQuerySet, Link
from casework.exchanges.models.links import percent_of
from casework.exchanges.statuses import EntryStatus
from casework.matching.models import Duplicate
from casework.merging.models import Merge
from casework.people.models import closed_to

CONFIRMED, OVERRULED, UNDONE = "confirmed", "overruled", "undone"
# What the engine said of an entry, and what that is called.
SAID = {
    "match": _("match: nobody need look"),
    "review": _("review: somebody must choose"),
    "none": _("nobody on the register"),
    "": _("not kept at the time"),
}
BANDS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 0.998)  # lower ends
FEWEST = 5  # of fewer decisions no share is told: it would say nothing
SHOWN = 50
_MONTHS, _LISTS = 24, 100
_Z = 1.96


@dataclass(frozen=True)
class Share:
    """Of so many decisions those that confirmed the engine, and where the true share is, 19 times in 20."""

    confirmed: int
    total: int

    @property
    def is_known(self) -> bool:
        return self.total >= FEWEST

    @property
    def percent(self) -> int:
        return percent_of(self.confirmed / self.total)

    @property
    def least(self) -> int:
        return percent_of(self._bound(-1))

    @property
    def most(self) -> int:
        return ceil(round(self._bound(1) * 100, 6))

    def _bound(self, side: int) -> float:
        """Wilson's interval, which holds for few decisions and for shares near 0 and 1 too."""
        n, share = self.total, self.confirmed / self.total
        middle = share + _Z * _Z / (2 * n)
        spread = _Z * sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
        return min(1.0, max(0.0, (middle + side * spread) / (1 + _Z * _Z / n)))


@dataclass(frozen=True)
class Row:
    """One line of a table: what it is of, how often which came of it, and the share confirmed."""

    label: Any
    counts: Counter[str]

    @property
    def confirmed(self) -> int:
        return self.counts[CONFIRMED]

    @property
    def overruled(self) -> int:
        return self.counts[OVERRULED]

    @property
    def undone(self) -> int:
        return self.counts[UNDONE]

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def share(self) -> Share:
        return Share(self.confirmed, self.total)


@dataclass(frozen=True)
class Quality:
    """Each table by what the engine said; `by_list` and `by_month` of those that it proposed as a match."""

    said: list[Row]
    by_list: list[Row]
    by_month: list[Row]
    bands: list[Row]
    overruled: list[Any]
    duplicates: dict[str, int]

    @property
    def is_unknown(self) -> bool:
        return not any(row.total for row in self.said)


def quality_of(user: User) -> Quality:
    """From the decided entries that the user may see: six queries, whatever they hold."""
    decided = _decided(Entry.objects.visible_to(user), user)
    by_list = _grouped(decided, "list_file__exchange__reference", "list_file__name", "said")
    return Quality(
        said=[Row(SAID[key], counts) for key, counts in _ordered(_sums(by_list, 2), list(SAID))],
        by_list=[
            Row(f"{key[0]} · {key[1]}", counts)
            for key, counts in sorted(_sums(_of_matches(by_list, 2), 0, 1).items(), reverse=True)
            if key[0]
        ][:_LISTS],
        by_month=_by_month(decided),
        bands=_bands(decided),
        overruled=list(_overruled(decided)),
        duplicates=_duplicates(user),
    )


def _decided(entries: EntryQuerySet, user: User) -> QuerySet[Any]:
    """Those for which the engine searched and somebody decided, each with `said`, `score` and what came of it.

    What the engine said is its first candidate of the last search before the decision; of those who are closed to
    `user` it says nothing, or it would tell that such a person is on record.
    """
    closed = closed_to(user)
    seen = Candidate.objects.exclude(Q(person__in=closed) | Q(person__merged_into__in=closed))
    firsts = seen.filter(entry=OuterRef("pk")).order_by("rank", "pk")
    firsts = firsts.annotate(stands_for=Coalesce("person__merged_into", "person"))
    live = Link.objects.live().filter(entry=OuterRef("pk"))
    found: QuerySet[Any] = entries.filter(searched_at__isnull=False).annotate(
        first=Subquery(firsts.values("stands_for")[:1]),
        score=Subquery(firsts.values("score")[:1]),
        kept=Subquery(firsts.values("decision")[:1], output_field=CharField()),
        linked=Subquery(live.values("person")[:1]),
    )
    taken_back = Link.objects.filter(entry=OuterRef("pk"), person=OuterRef("first"), undone_at__isnull=False)
    found = found.annotate(
        taken_back=Exists(taken_back),
        when=Coalesce("decided_at", Subquery(taken_back.order_by("-pk").values("confirmed_at")[:1])),
        said=Case(When(first=None, then=Value("none")), default=F("kept"), output_field=CharField()),
    )
    found = found.filter(Q(status__in=[EntryStatus.LINKED, EntryStatus.NOT_ON_REGISTER]) | Q(taken_back=True))
    nobody = Q(first=None, linked=None)
    return found.annotate(
        outcome=Case(
            When(Q(linked=F("first")) | nobody, then=Value(CONFIRMED)),
            When(taken_back=True, then=Value(UNDONE)),
            default=Value(OVERRULED),
            output_field=CharField(),
        )
    )


Groups = list[tuple[tuple[Any, ...], str, int]]


def _grouped(decided: QuerySet[Any], *by: str) -> Groups:
    rows = decided.order_by().values_list(*by, "outcome").annotate(count=Count("pk"))
    return [(tuple(key), outcome, count) for *key, outcome, count in rows]


def _of_matches(groups: Groups, place: int) -> Groups:
    return [group for group in groups if group[0][place] == "match"]


def _sums(groups: Groups, *places: int) -> dict[Any, Counter[str]]:
    """The counts by the parts of the key in `places`; by the part itself where it is one."""
    sums: dict[Any, Counter[str]] = {}
    for key, outcome, count in groups:
        chosen = tuple(key[place] for place in places)
        sums.setdefault(chosen if len(places) > 1 else chosen[0], Counter())[outcome] += count
    return sums


def _ordered(sums: dict[Any, Counter[str]], order: Iterable[Any]) -> Iterator[tuple[Any, Counter[str]]]:
    for key in order:
        if key in sums:
            yield key, sums[key]


def _by_month(decided: QuerySet[Any]) -> list[Row]:
    months = decided.filter(said="match").annotate(month=TruncMonth("when"))
    sums: dict[date | None, Counter[str]] = _sums(_grouped(months, "month"), 0)
    known = sorted(((m, counts) for m, counts in sums.items() if m is not None), reverse=True)
    return [Row(month, counts) for month, counts in known][:_MONTHS]


def _bands(decided: QuerySet[Any]) -> list[Row]:
    """Whether what is said to be so likely is so often right: the score of the first candidate, in bands."""
    band = Case(
        *(When(score__gte=least, then=Value(place)) for place, least in reversed(list(enumerate(BANDS)))),
        default=Value(0),
        output_field=IntegerField(),
    )
    sums = _sums(_grouped(decided.exclude(first=None).annotate(band=band), "band"), 0)
    ends = (*BANDS[1:], 1.0)
    return [
        Row(f"{_percent(BANDS[place])}–{_percent(ends[place])} %", counts)
        for place, counts in _ordered(sums, range(len(BANDS)))
    ]


def _percent(share: float) -> str:
    return f"{share * 100:.1f}".removesuffix(".0")


def _overruled(decided: QuerySet[Any]) -> Any:
    """What is to be learnt from: the engine was sure and wrong, then the others that it was most sure of."""
    order = Case(When(said="match", then=Value(0)), default=Value(1), output_field=IntegerField())
    wrong = decided.exclude(outcome=CONFIRMED).exclude(first=None).select_related("exchange")
    return wrong.order_by(order, "-score", "pk")[:SHOWN]


def _duplicates(user: User) -> dict[str, int]:
    """What became of the pairs that it took for one human being."""
    pairs = Duplicate.objects.visible_to(user)
    merges = Merge.objects.visible_to(user)
    return pairs.aggregate(
        different=Count("pk", filter=Q(decision="different")), not_sure=Count("pk", filter=Q(decision="not_sure"))
    ) | merges.aggregate(
        merged=Count("pk", filter=Q(undone_at=None)), undone=Count("pk", filter=Q(undone_at__isnull=False))
    )
