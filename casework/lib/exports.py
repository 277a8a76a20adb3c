"""From a list on screen to the report that holds what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import QueryDict

from casework.lib.chosen_columns import COLUMNS, ChosenColumns
from casework.lib.searches import TYPED

_OF_THE_SCREEN = ("page", "sort", *TYPED)


@dataclass(frozen=True)
class Export:
    """For components/export.html: the name of the report, and its filters and columns as its address has them.

    `query` is None where a search found more than stands on the page: its words are kept in no log, so it is taken
    out by the codes of what it found.
    """

    report: str
    query: str | None


def export_of(
    query: QueryDict,
    report: str,
    page: Page[Any],
    *,
    searched: str = "",
    columns: ChosenColumns | None = None,
    always: Sequence[str] = (),
    **filters: str,
) -> Export:
    """`always` are the columns that the list shows in any case; `filters` are what its page says by itself."""
    asked = query.copy()
    for name in _OF_THE_SCREEN:
        asked.pop(name, None)
    if columns is not None and columns.chosen:
        asked.setlist(COLUMNS, [*always, *columns.chosen])
    for name, value in filters.items():
        asked[name] = value
    if searched and page.paginator.num_pages > 1:
        return Export(report, None)
    if searched:
        asked["codes"] = " ".join(record.reference for record in page)
    return Export(report, asked.urlencode())
