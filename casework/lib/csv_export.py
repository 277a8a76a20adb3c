"""CSV that spreadsheet programs open safely: UTF-8 with BOM, no cell that is a formula."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

BOM = "\ufeff"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Echo:
    def write(self, value: str) -> str:
        return value


def safe_cell(value: Any) -> str:
    """The text of one cell; text that a spreadsheet program would take for a formula gets an apostrophe before it.

    Numbers and dates are no text and stay as they are; None is an empty cell.
    """
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, str) and text.lstrip(" \u00a0").startswith(_FORMULA_STARTS):
        return "'" + text
    return text


def csv_lines(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The lines of the file one by one, the BOM before the first."""
    writer = csv.writer(_Echo())
    yield BOM + writer.writerow(list(header))
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])
