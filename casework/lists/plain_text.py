"""Lists as plain text: which encoding, which delimiter, which rows."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.lists.kinds import refuse_markup
from casework.lists.sheets import Cell, UnreadableFile

_SAMPLE = 200
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# Bytes 0x80 to 0xBF of cp1251 that stand in real lists; the others are a sign of another encoding.
_USUAL_SIGNS = frozenset("\u00a0№«»‘’“”„–—…•°·§©®™±ЁёІіЇїЄєҐґЎў")


def read_text(content: bytes, most: int) -> list[list[Cell]]:
    """Rows of cells, each a text or None, one more than `most` at the most. Raises UnreadableFile."""
    text = decode(content)
    refuse_markup(text)
    declared = re.match(r"sep=(.)\r?\n", text)
    delimiter = declared[1] if declared else _delimiter(text)
    return [[cell or None for cell in record] for record in _records(text, delimiter, most)]


def decode(content: bytes) -> str:
    """The text of the bytes: by byte order mark, by null bytes (UTF-16), as UTF-8, or else as cp1251."""
    encoding = _encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as failure:
        raise _wrong_encoding() from failure
    text = text.removeprefix("\ufeff").rstrip("\x1a")
    if _CONTROL.search(text):
        raise UnreadableFile(
            _("This file is not text: it has characters that no list has. Save the list as XLSX or CSV again.")
        )
    if "\ufffd" in text:
        raise UnreadableFile(
            _("Letters in this file were already lost when it was saved (�). Ask for the original list.")
        )
    if _is_garbled(text) or (encoding == "cp1251" and _is_other_encoding(text)):
        raise _wrong_encoding()
    return text


def _wrong_encoding() -> UnreadableFile:
    return UnreadableFile(
        _(
            "The letters of this file cannot be read: its encoding is unknown."
            " Save the list as XLSX or as CSV UTF-8."
        )
    )


def _encoding(content: bytes) -> str:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return name
    even, odd = content[::2].count(0), content[1::2].count(0)
    if even or odd:
        # A delimiter or a line end is one byte and a null: first the byte in little-endian order.
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8"


def _is_garbled(text: str) -> bool:
    """UTF-8 that was once taken for cp1251 or Latin-1: turned back, most lines become valid UTF-8."""
    lines = list(islice((line for line in text.splitlines() if not line.isascii()), _SAMPLE))
    return any(2 * sum(_turns_back(line, codec) for line in lines) > len(lines) for codec in ("cp1251", "latin-1"))


def _turns_back(line: str, codec: str) -> bool:
    try:
        line.encode(codec).decode("utf-8")
    except UnicodeError:
        return False
    return True


def _is_other_encoding(text: str) -> bool:
    """KOI8 read as cp1251 turns cases over (рЕФТЕОЛП); DOS encodings leave signs in the midst of words."""
    beyond = [letter for letter in text if not letter.isascii()]
    odd = sum(letter < "А" or letter > "я" for letter in beyond if letter not in _USUAL_SIGNS)
    words = re.findall(r"[^\W\d_]{3,}", text)
    turned = sum(word[0].islower() and word[1:].isupper() for word in words)
    return odd * 20 > len(beyond) or turned * 5 > len(words)


def _delimiter(text: str) -> str:
    """The one that cuts most rows into the same number of cells; the wider of equals."""
    return max(",;\t|", key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> float:
    try:
        sample = list(islice(csv.reader(_lines(text), delimiter=delimiter), _SAMPLE))
    except csv.Error:
        return 0.0
    widths = Counter(len(record) for record in sample if record)
    width, count = max(widths.items(), key=lambda item: (item[0] - 1) * item[1], default=(1, 0))
    return (width - 1) * count


def _lines(text: str) -> Iterator[str]:
    return iter(io.StringIO(text, newline=""))


def _records(text: str, delimiter: str, most: int) -> list[list[str]]:
    records: list[list[str]] = []
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    try:
        records.extend(islice(reader, most + 1))
    except csv.Error as failure:
        return _unquoted_records(text, delimiter, reader.line_num, failure, most)
    return records


def _unquoted_records(text: str, delimiter: str, line: int, failure: csv.Error, most: int) -> list[list[str]]:
    """Rows in which a quotation mark is only a sign (a call-sign at the start of a cell).

    Where the rows do not come out even, a cell was opened and not closed, and reading on would swallow people.
    """
    plain = csv.reader(_lines(text), delimiter=delimiter, quoting=csv.QUOTE_NONE)
    try:
        records = list(islice(plain, most + 1))
    except csv.Error:
        records = []
    widths = Counter(len(record) for record in records if record)
    if len(widths) != 1:
        raise UnreadableFile(
            format_lazy(
                _(
                    "A quotation mark near line {line} is opened and not closed."
                    " Correct it, or save the list as XLSX."
                ),
                line=line,
            )
        ) from failure
    return records
