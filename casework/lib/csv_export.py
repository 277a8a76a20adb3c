"""CSV that spreadsheet programs open safely: UTF-8 with BOM, no cell that is a formula.

A program that separates by semicolons or tabs, as where commas are decimal, sees other cells in the same file:
what stands after those inside of a text is guarded like its start.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any

BOM = "\ufeff"
_STARTS = r"=+\-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−"
# Before the start of a formula these are dropped, here by one program and there by another.
_DROPPED = (
    r"\s\"'\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
)
_FORMULA = re.compile(rf"\A(?=['\"]*[\t\r\n])|(?:\A|(?<=[;|\t\r\n\v\f]))(?=[{_DROPPED}]*[{_STARTS}])")
_NUMBER_THAT_WOULD_CHANGE = re.compile(r"\s*(?:0[0-9]+|[0-9]{16,}|[0-9.,]+[eE][0-9]+)\s*")


class _Echo:
    def write(self, value: str) -> str:
        return value


_WRITER = csv.writer(_Echo())


def without_formulas(text: str) -> str:
    """An apostrophe stands before whatever a spreadsheet program would take for a formula.

    One fewer at each of these places is the text as it was, whatever it was.
    """
    return _FORMULA.sub("'", text)


def safe_cell(value: Any) -> str:
    """The text of one cell. Digits that are text, as a telephone with its zero, get an apostrophe too.

    Numbers and dates are no text and stay as they are; None is an empty cell.
    """
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, int | float | Decimal | date | time):
        return text
    return "'" + text if _NUMBER_THAT_WOULD_CHANGE.fullmatch(text) else without_formulas(text)


def csv_line(cells: Iterable[str]) -> str:
    """One line with its end. The cells have to be safe already."""
    line: str = _WRITER.writerow(list(cells))
    return line


def csv_lines(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The lines of the file one by one, the BOM before the first."""
    yield BOM + csv_line(header)
    for row in rows:
        yield csv_line(safe_cell(value) for value in row)
