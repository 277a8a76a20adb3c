"""What came of the rows of a sheet."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

from casework.lib.partial_dates import PartialDate


@dataclass(frozen=True, slots=True)
class Change:
    field: str
    before: str
    after: str
    reason: str | Promise


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One person as read. `raw` is each filled cell as received, by its header or, without one, its letter.

    `values` holds `surname`, `given_name`, `patronymic` (never `full_name`), `call_sign` and the other fields of
    the columns; a field of which nothing was said is absent.
    """

    sheet: str
    number: int
    raw: dict[str, str]
    values: dict[str, str]
    born: PartialDate | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class RowError:
    """`column` is the column's letter, "" where the whole row is meant."""

    sheet: str
    number: int
    column: str
    field: str
    value: str
    reason: str | Promise


@dataclass(frozen=True, slots=True)
class SkippedRow:
    sheet: str
    number: int
    text: str
    reason: str | Promise


@dataclass(frozen=True, slots=True)
class Reading:
    """Every row of the sheet is in exactly one of the three."""

    rows: tuple[ReadRow, ...]
    errors: tuple[RowError, ...]
    skipped: tuple[SkippedRow, ...]


def errors_csv(reading: Reading) -> Iterator[list[str]]:
    """The rows that cannot be read, for a CSV file; the header first."""
    yield ["sheet", "row", "column", "field", "value", "reason"]
    for error in reading.errors:
        yield [error.sheet, str(error.number), error.column, error.field, error.value, str(error.reason)]
