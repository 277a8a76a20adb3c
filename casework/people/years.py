"""The years of a person as a strip: missing, captive, returned, with what was heard of them as dots.

Positions are texts in percent of the width, so that the strip fits any screen and no style stands in the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from casework.people.models import Person, StatusChange
from casework.people.statuses import PERSON_TONES, PersonStatus

MOST_LABELS = 6


@dataclass(frozen=True)
class Band:
    status: str
    tone: str
    start: date
    end: date
    x: str
    width: str


@dataclass(frozen=True)
class Years:
    """`ticks` are the beginnings of years, `dots` the days of evidence: each with its place."""

    bands: list[Band]
    ticks: list[tuple[int, str]]
    dots: list[tuple[date, str]]


def years_of(person: Person, taken: Iterable[StatusChange], heard: Iterable[date]) -> Years | None:
    """From the day on which the person went missing, or was registered, until today; None for less than a day."""
    today = timezone.localdate()
    in_effect = sorted((step.effective_at, step.pk, step.to_status) for step in taken if step.effective_at)
    steps = [(timezone.localdate(at), status) for at, _key, status in in_effect]
    start = min(
        [person.captured_earliest or timezone.localdate(person.registered_at), *(day for day, _status in steps)]
    )
    if start >= today:
        return None
    steps = [(start, PersonStatus.MISSING.value), *steps]
    ends = [day for day, _status in steps[1:]] + [today]
    bands = [
        Band(
            str(PersonStatus(status).label),
            PERSON_TONES[status],
            day,
            end,
            _percent(day, start, today),
            _percent(start + (end - day), start, today),
        )
        for (day, status), end in zip(steps, ends, strict=True)
        if end > day
    ]
    dots = [(day, _percent(day, start, today)) for day in sorted(set(heard)) if start <= day <= today]
    return Years(bands, _ticks(start, today), dots)


def _ticks(start: date, end: date) -> list[tuple[int, str]]:
    """The years that begin in the span, as many as can be read on a narrow screen."""
    years = range(start.year + 1, end.year + 1)
    step = -(-len(years) // MOST_LABELS) or 1
    # The last weeks have no room for another label.
    last = end - timedelta(days=(end - start).days // 12)
    return [(year, _percent(date(year, 1, 1), start, end)) for year in years[::step] if date(year, 1, 1) <= last]


def _percent(day: date, start: date, end: date) -> str:
    return f"{100 * (day - start).days / (end - start).days:.2f}%"
