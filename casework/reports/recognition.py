"""Telling from a file that leaked which one it was: by its hash, or by the invented row that it holds.

The row is found wherever it stands, in any order of rows and columns, and by any of its columns that is left: a
code or a pseudonym says it surely, a name with its date of birth too, a name alone only perhaps. Not recognised is
a file that was cut to rows without the invented one, or whose columns of the person were all removed; a file that
stayed in the house, and statistics, which hold no invented row, but for their hash; a name typed anew otherwise.
"""

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from casework.lib.canaries import canary_of
from casework.lists.files import read_file
from casework.lists.sheets import UnreadableFile, cell_text
from casework.reports.models import ReportLog
from casework.reports.registry import REPORTS
from casework.reports.report import Report

_NAMES = ("name", "name_latin")
BORN = "date_of_birth"


@dataclass(frozen=True)
class Recognised:
    """A line of the log; `by` are the columns by which it was told, "" the whole file by its hash."""

    log: ReportLog
    by: tuple[str, ...]

    @property
    def surely(self) -> bool:
        return not set(self.by) <= set(_NAMES)


def recognise(content: bytes, name: str) -> list[Recognised]:
    """The exports that the file can be, the sure ones first. Raises UnreadableFile."""
    logs = ReportLog.objects.filter(started_at__isnull=False).select_related("by", "organisation", "recipient")
    if whole := logs.filter(sha256=hashlib.sha256(content).hexdigest()).first():
        return [Recognised(whole, ("",))]
    rows = list(_rows(content, name))
    words = {word for row in rows for word in row.split()}
    found = [
        Recognised(log, by) for log in logs.filter(marked=True).iterator() if (by := _told_by(log, rows, words))
    ]
    return sorted(found, key=lambda one: (not one.surely, -one.log.pk))


def invented_cells(log: ReportLog, report: Report) -> dict[str, str]:
    """What the invented row of that file says of its person, by column, at the level of the file."""
    if report.canary is None:
        return {}
    said = report.canary(canary_of(log.pk))
    cut = report.cut([said.get(column) for column in report.columns], log.level, reader_of(log), log.columns)
    columns = report.columns_at(log.level, log.columns)
    return {column: text for column, text in zip(columns, cut, strict=True) if column in said}


def reader_of(log: ReportLog) -> str:
    """Whose pseudonyms stand in the file."""
    return (log.recipient or log.organisation).slug


def _told_by(log: ReportLog, rows: list[str], words: set[str]) -> tuple[str, ...]:
    report = REPORTS.get(log.report)
    said = {column: _plain(text) for column, text in invented_cells(log, report).items()} if report else {}
    by = [column for column, text in said.items() if column not in (*_NAMES, BORN) and text in words]
    for column in _NAMES:
        named = [row for row in rows if column in said and said[column] in row]
        if named:
            by.append(column)
            if BORN in said and BORN not in by and any(said[BORN] in row for row in named):
                by.append(BORN)
    return tuple(by)


def _rows(content: bytes, name: str) -> Iterator[str]:
    """Each row as one text, its cells in their order."""
    for sheet in read_file(content, name, uploaded=False):
        for row in sheet.rows:
            yield _plain(" ".join(map(cell_text, row.cells)))


def _plain(text: str) -> str:
    """Without what a spreadsheet program or a hand changes in passing: case, spaces, signs around."""
    composed = unicodedata.normalize("NFC", text).replace("’", "'").casefold()
    return " ".join(word.strip("'\"«»,;|()") for word in composed.split())


__all__ = ["Recognised", "UnreadableFile", "invented_cells", "reader_of", "recognise"]
