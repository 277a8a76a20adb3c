"""What a report is."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from casework.access import Permission
from casework.audit.details import name_label
from casework.lib.canaries import Canary
from casework.reports.levels import Level, pseudonym
from casework.reports.names import ReportName
from casework.reports.scope import Scope

Row = Sequence[Any]
Filters = dict[str, Any]
AT_ONCE = 1000


@dataclass(frozen=True)
class Report:
    """A table that can be taken out as CSV.

    `levels` are the columns, by their stable English names, each with the lowest level at which it stands in a
    file; the codes in the columns of `codes` give way to pseudonyms below R2. `records(scope, filters)` finds what
    the rows are made of, `row(record, scope)` makes one. `filters` is the form of what can be chosen; each of its
    fields may be left empty. `canary` says who stands in an invented row; None where rows are
    counted, so that none may be invented. `of_list` says which columns of the file say the same as a column of the
    list on screen from which one comes here, by its name in the address, where they are called otherwise.
    """

    name: ReportName
    holds: Any
    permission: Permission
    levels: Mapping[str, Level]
    filters: type[forms.Form]
    records: Callable[[Scope, Filters], QuerySet[Any] | Sequence[Any]]
    row: Callable[[Any, Scope], Row]
    codes: tuple[str, ...] = field(default=())
    canary: Callable[[Canary], Mapping[str, str]] | None = None
    of_list: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def title(self) -> Any:
        return self.name.label

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.levels)

    @property
    def columns_in_words(self) -> list[tuple[str, str, Level]]:
        return [(column, name_label(column), level) for column, level in self.levels.items()]

    @property
    def highest(self) -> Level:
        return max(self.levels.values())

    @property
    def lowest(self) -> Level:
        return min(self.levels.values())

    def offered(self, highest: Level) -> list[Level]:
        """The levels at which the file may be asked for by whoever may have `highest`."""
        return [level for level in Level if self.lowest <= level <= min(self.highest, highest)]

    def columns_at(self, level: int, only: Sequence[str] = ()) -> tuple[str, ...]:
        """Those of a file of that level; with `only`, of these those and the codes, by which it is recognised."""
        return tuple(
            column
            for column, lowest in self.levels.items()
            if lowest <= level and (not only or column in only or column in self.codes)
        )

    def columns_for(self, asked: Iterable[str]) -> tuple[str, ...]:
        """The columns of the file for those that were chosen, here or in the list on screen."""
        names = {column for name in asked for column in self.of_list.get(name, (name,))}
        return tuple(column for column in self.columns if column in names)

    def rows(
        self,
        scope: Scope,
        filters: Filters,
        level: int = Level.R4,
        recipient: str = "",
        only: Sequence[str] = (),
    ) -> Iterator[Row]:
        """Every row at that level, with no more than AT_ONCE of them in memory. `recipient` is a short name."""
        found = self.records(scope, filters)
        records = found.iterator(chunk_size=AT_ONCE) if isinstance(found, QuerySet) else found
        return (self.cut(self.row(record, scope), level, recipient, only) for record in records)

    def look(
        self,
        scope: Scope,
        filters: Filters,
        most: int,
        level: int = Level.R4,
        recipient: str = "",
        only: Sequence[str] = (),
    ) -> tuple[int, list[Row]]:
        """How many rows there are, and the first of them."""
        found = self.records(scope, filters)
        rows = [self.cut(self.row(record, scope), level, recipient, only) for record in found[:most]]
        return _number_of(found), rows

    def count(self, scope: Scope, filters: Filters) -> int:
        return _number_of(self.records(scope, filters))

    def cut(self, row: Row, level: int, recipient: str, only: Sequence[str] = ()) -> Row:
        """What of a row stands in a file of that level."""
        cells, stands = [], set(self.columns_at(level, only))
        for column, value in zip(self.columns, row, strict=True):
            if column not in stands:
                continue
            hides = level < Level.R2 and column in self.codes and value
            cells.append(pseudonym(value, recipient) if hides else value)
        return cells


def _number_of(found: "QuerySet[Any] | Sequence[Any]") -> int:
    return found.count() if isinstance(found, QuerySet) else len(found)


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
