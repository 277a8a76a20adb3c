"""What a report is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from casework.access import Permission
from casework.reports.scope import Scope

Row = Sequence[Any]
Filters = dict[str, Any]
AT_ONCE = 1000


@dataclass(frozen=True)
class Report:
    """A table that can be taken out as CSV.

    `columns` are stable English names. `records(scope, filters)` finds what the rows are made of, `row(record,
    scope)` makes one. `filters` is the form of what can be chosen; each of its fields may be left empty.
    """

    name: str
    title: Any
    holds: Any
    permission: Permission
    columns: tuple[str, ...]
    filters: type[forms.Form]
    records: Callable[[Scope, Filters], QuerySet[Any] | Sequence[Any]]
    row: Callable[[Any, Scope], Row]

    def rows(self, scope: Scope, filters: Filters) -> Iterator[Row]:
        """Every row, with no more than AT_ONCE of them in memory."""
        found = self.records(scope, filters)
        records = found.iterator(chunk_size=AT_ONCE) if isinstance(found, QuerySet) else found
        return (self.row(record, scope) for record in records)

    def look(self, scope: Scope, filters: Filters, most: int) -> tuple[int, list[Row]]:
        """How many rows there are, and the first of them."""
        found = self.records(scope, filters)
        count = found.count() if isinstance(found, QuerySet) else len(found)
        return count, [self.row(record, scope) for record in found[:most]]


def chosen(filters: Filters) -> dict[str, str]:
    """The filters that were set, as texts for the log."""
    return {name: str(value) for name, value in filters.items() if value not in (None, "", False)}


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def moment(value: datetime | None) -> str | None:
    """Local time, to the second, with its distance from UTC."""
    return timezone.localtime(value).isoformat(timespec="seconds") if value else None


def days_until_today(since: date | None) -> int | None:
    return (timezone.localdate() - since).days if since else None
