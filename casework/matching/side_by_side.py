"""Two records side by side: the rows of components/side_by_side.html, and the reasons in words."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from casework.matching.reasons import Reason, reason_text
from casework.names.differences import mark_differences

Segments = list[tuple[str, bool]]
NAMES = ("surname", "given", "patronymic")
# Kinds of agreement that speak for a candidate, and are a difference all the same.
_NEARLY = (
    *("one_letter", "close", "faint", "one_digit", "swapped", "day_and_month", "near_year", "same_year"),
    "region",
)


def in_words(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """What speaks against it first."""
    order = {False: 0, None: 1, True: 2}
    ranked = sorted(reasons, key=lambda reason: order[reason.agrees])
    return [{"text": reason_text(reason), "agrees": reason.agrees} for reason in ranked]


def compared(label: str, field: str, left: str, right: str, reason: Reason | None) -> dict[str, Any]:
    """One row; it says no agreement where one side says nothing."""
    if not (left and right):
        plain = [[(text, False)] if text else [] for text in (left, right)]
        return {"label": label, "left": plain[0], "right": plain[1], "agrees": None}
    marked = _marked(field, left, right)
    differs = any(differs for _text, differs in [*marked[0], *marked[1]])
    agrees = not differs if reason is None else bool(reason.agrees) and reason.code not in _NEARLY
    if agrees and field not in NAMES:
        marked = [(left, False)], [(right, False)]
    return {"label": label, "left": marked[0], "right": marked[1], "agrees": agrees}


def _marked(field: str, left: str, right: str) -> tuple[Segments, Segments]:
    """Both texts with their differences marked: names letter by letter, dates digit by digit, all else whole."""
    if field in NAMES:
        return mark_differences(left, right)
    if field == "born" and len(left) == len(right):
        return _by_place(left, right), _by_place(right, left)
    differs = left.casefold() != right.casefold()
    return [(left, differs)], [(right, differs)]


def _by_place(text: str, other: str) -> Segments:
    pairs = groupby(zip(text, other, strict=True), key=lambda pair: pair[0] != pair[1])
    return [("".join(letter for letter, _other in group), differs) for differs, group in pairs]
