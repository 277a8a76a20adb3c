"""Files made for tests, and what is read of them. All people here are invented."""

import io
import zipfile

import openpyxl
import pytest

from casework.lists import UnreadableFile, read_file

TEXT = "ПІБ;Дата народження\r\nЩербак Їжак Ґедеонович;14.10.1976\r\n"
CELLS = [("ПІБ", "Дата народження"), ("Щербак Їжак Ґедеонович", "14.10.1976")]


def cells(content: bytes, filename: str = "list.csv") -> list[tuple[object, ...]]:
    return [row.cells for row in read_file(content, filename)[0].rows]


def refusal(content: bytes, filename: str = "list.csv") -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_file(content, filename)
    return str(refused.value)


def workbook(*rows: list[object]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def rezipped(content: bytes, changed: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w", compression) as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name, old.read(name)))
        for name in changed.keys() - set(old.namelist()):
            new.writestr(name, changed[name])
    return result.getvalue()


def read_or_refused(content: bytes) -> None:
    try:
        read_file(content, "list.xlsx")
    except UnreadableFile as refused:
        assert str(refused)  # noqa: PT017 - the refusal is one of two right outcomes
