"""What a file holds, before anyone says what its columns mean."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

Cell = str | float | int | date | datetime | bool | None

MAX_BYTES = 20 * 2**20
MAX_ROWS = 100_000  # of what is uploaded, and of any workbook
MOST_ROWS = 2_000_000  # of a text file that is read on the machine itself, which has no limit in bytes
MAX_COLUMNS = 200


class UnreadableFile(ValueError):
    """A file that is no list. Its message, translated when shown, says what happened and what to do."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row as it stands in the file; `number` counts from 1, as spreadsheet programs show it."""

    number: int
    cells: tuple[Cell, ...]

    def text(self, column: int) -> str:
        return cell_text(self.cells[column]) if column < len(self.cells) else ""

    @property
    def is_empty(self) -> bool:
        return not any(cell_text(cell).strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    rows: tuple[SourceRow, ...]


def cell_text(cell: Cell) -> str:
    """The cell as text: a date as in ISO 8601, a whole number without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def column_letter(column: int) -> str:
    """`A` for 0, `Z` for 25, `AA` for 26."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
