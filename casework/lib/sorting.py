"""In which order a table stands: `sort` in its address is the name of a column, with a minus for downwards."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, Func
from django.db.models.expressions import OrderBy

Sorts = Mapping[str, Sequence[F | Func]]


def ordering(sorts: Sorts, sort: str) -> list[OrderBy] | None:
    """For `order_by`; None where there is no such column. What is unknown is at the end of what goes down."""
    columns: Any = sorts.get(sort.removeprefix("-"))
    if columns is None:
        return None
    down = sort.startswith("-")
    return [one.desc(nulls_last=True) if down else one.asc(nulls_first=True) for one in columns]
