"""Which columns of a table somebody wants to see, kept in the address as `columns`, once for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

COLUMNS = "columns"


@dataclass(frozen=True)
class ChosenColumns:
    """For components/columns.html. `name in columns` says whether that column is shown."""

    offered: Mapping[str, Any]  # the label of each, by its name
    chosen: tuple[str, ...]  # in the address; empty where all are shown
    others: list[tuple[str, str]]  # what else stands in the address, but for the page

    @property
    def shown(self) -> tuple[str, ...]:
        return self.chosen or tuple(self.offered)

    def __contains__(self, name: object) -> bool:
        return name in self.shown


def choose_columns(query: QueryDict, offered: Mapping[str, Any]) -> ChosenColumns:
    """Names that are not offered count for nothing; where none is left, all are shown."""
    asked = query.getlist(COLUMNS)
    others = [(key, value) for key, values in query.lists() if key not in (COLUMNS, "page") for value in values]
    return ChosenColumns(offered, tuple(name for name in offered if name in asked), others)
