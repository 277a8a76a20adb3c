"""Lists as they arrive: a file into sheets, columns proposed, rows read, every change and every error named."""

from casework.lists.columns import Columns, header_texts, propose_columns
from casework.lists.files import read_file
from casework.lists.readings import Change, Reading, ReadRow, RowError, SkippedRow, errors_csv
from casework.lists.rows import read_rows
from casework.lists.sheets import MAX_BYTES, Sheet, SourceRow, UnreadableFile
from casework.lists.words import FIELDS

__all__ = [
    "FIELDS",
    "MAX_BYTES",
    "Change",
    "Columns",
    "ReadRow",
    "Reading",
    "RowError",
    "Sheet",
    "SkippedRow",
    "SourceRow",
    "UnreadableFile",
    "errors_csv",
    "header_texts",
    "propose_columns",
    "read_file",
    "read_rows",
]
