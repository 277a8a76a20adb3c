"""How two dates of birth agree."""

from datetime import date
from functools import lru_cache

from casework.lib.partial_dates import PartialDate, compatible

_MONTH_DAYS = 31
_YEAR_DAYS = 366


def compare_births(a: PartialDate | None, b: PartialDate | None) -> str:
    """The kind of agreement as weights.csv names it; "missing" where either is unknown."""
    if a is None or b is None:
        return "missing"
    return _compare(a, b)


@lru_cache(maxsize=20_000)
def _compare(a: PartialDate, b: PartialDate) -> str:
    if a.alternatives and b.alternatives:
        kinds = {_days(one, other) for one in a.alternatives for other in b.alternatives}
        return next(kind for kind in _BEST_FIRST if kind in kinds)
    if compatible(a, b):
        return _within(max(_width(a), _width(b)))
    return "near_year" if _years_apart(a, b) <= 1 else "different"


_BEST_FIRST = (
    "equal",
    "swapped",
    "one_digit",
    "day_and_month",
    "year_of_placeholder",
    "same_year",
    "different",
)


def _days(a: date, b: date) -> str:
    if a == b:
        return "equal"
    if a.year == b.year and (a.month, a.day) == (b.day, b.month):
        return "swapped"
    if _one_slip(a, b):
        return "one_digit"
    if (a.month, a.day) == (b.month, b.day) and (a.month, a.day) != (1, 1):
        return "day_and_month"
    if a.year == b.year:
        # 1 January is what people write where they know the year alone.
        return "year_of_placeholder" if (1, 1) in {(a.month, a.day), (b.month, b.day)} else "same_year"
    return "different"


def _one_slip(a: date, b: date) -> bool:
    """One digit differs, two neighbouring digits of the year changed places, or a unit was miscounted."""
    x, y = (day.isoformat().replace("-", "") for day in (a, b))
    differing = [place for place in range(8) if x[place] != y[place]]
    if len(differing) == 1:
        return True
    first, last = differing[0], differing[-1]
    transposed = len(differing) == 2 and last == first + 1 and x[first] + x[last] == y[last] + y[first]
    same_rest = [a.day == b.day, a.month == b.month, a.year == b.year].count(True) == 2
    return same_rest and (transposed or abs(a.year - b.year) + abs(a.month - b.month) + abs(a.day - b.day) == 1)


def _width(born: PartialDate) -> int:
    return sum((end - start).days + 1 for start, end in born.intervals)


def _within(days: int) -> str:
    return "within_month" if days <= _MONTH_DAYS else "within_year" if days <= _YEAR_DAYS else "within_years"


def _years_apart(a: PartialDate, b: PartialDate) -> int:
    return min(
        min(abs(start.year - other_end.year), abs(end.year - other_start.year))
        for start, end in a.intervals
        for other_start, other_end in b.intervals
    )
