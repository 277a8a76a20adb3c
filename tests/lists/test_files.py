"""Files as they arrive. All people here are invented."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.lists import MAX_BYTES, read_file
from tests.lists.make_files import CELLS, TEXT, cells, read_or_refused, refusal


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.encode("cp1251"),
    ],
    ids=["utf-8", "bom", "utf-16-le-bom", "utf-16-be-bom", "utf-16-le", "utf-16-be", "utf-32", "cp1251"],
)
def test_a_text_list_reads_the_same_in_every_usual_encoding(content: bytes) -> None:
    assert cells(content) == CELLS


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_delimiter_is_found(delimiter: str, end: str) -> None:
    assert cells(TEXT.replace(";", delimiter).replace("\r\n", end).encode()) == CELLS


def test_the_delimiter_is_the_one_that_cuts_evenly_not_the_first_comma() -> None:
    text = (
        "Список, складений 23.05.2025, уточнений\nПІБ;Народж.;Примітка\n"
        "Іваненко, Петро;1976;а, б\nКоваль, Олег;1980;в"
    )
    assert cells(text.encode())[2] == ("Іваненко, Петро", "1976", "а, б")


def test_a_delimiter_that_the_file_declares_is_taken() -> None:
    assert cells("sep=|\nПІБ|a,b\nКоваль|c,d".encode())[2] == ("Коваль", "c,d")


def test_a_line_break_in_quotation_marks_stays_in_its_cell() -> None:
    rows = cells('ПІБ;"Дата\nнародження"\n"Коваль\nОлег";"18.1.1970\n29.3.1965"\n'.encode())
    assert rows == [("ПІБ", "Дата\nнародження"), ("Коваль\nОлег", "18.1.1970\n29.3.1965")]


def test_blank_lines_keep_their_place_in_the_count() -> None:
    rows = read_file("\n\nПІБ;Рік\n\nКоваль;1980".encode(), "a.csv")[0].rows
    assert [(row.number, row.is_empty) for row in rows] == [
        (1, True),
        (2, True),
        (3, False),
        (4, True),
        (5, False),
    ]


def test_a_call_sign_in_quotation_marks_at_the_start_of_a_cell_swallows_nobody() -> None:
    rows = cells('ПІБ;Рік\n"Сокіл" Коваль Олег;1980\nІваненко Петро;1981\n'.encode())
    assert rows[1:] == [('"Сокіл" Коваль Олег', "1980"), ("Іваненко Петро", "1981")]


def test_a_quotation_mark_that_is_not_closed_is_refused_before_it_swallows_rows() -> None:
    text = 'ПІБ;Рік\n"Коваль Олег;1980\nІваненко Петро;1981\nСич;1;2\n'
    assert refusal(text.encode()) == (
        "A quotation mark near line 4 is opened and not closed. Correct it, or save the list as XLSX."
    )


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a photograph (JPEG)"),
        (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
        (b"{\\rtf1\\ansi}", "a text document (RTF)"),
        (b"Rar!\x1a\x07", "an archive (RAR)"),
        (b"\n <!DOCTYPE html><html><table>", "a web page or XML, whatever its name says"),
        ("<html><table><tr><td>Коваль".encode("utf-16"), "a web page or XML, whatever its name says"),
        (b'<?xml version="1.0"?><Workbook>', "a web page or XML, whatever its name says"),
    ],
)
def test_another_kind_of_file_is_named_whatever_its_name_says(content: bytes, name: str) -> None:
    assert refusal(content, "list.xls") == (
        f"This file is {name}, not a list. Save the list as XLSX or CSV and upload that."
    )


@pytest.mark.parametrize(
    ("entries", "name"),
    [
        ({"word/document.xml": b"<w/>"}, "a text document (DOCX or ODT)"),
        ({"ppt/presentation.xml": b"<p/>"}, "a presentation (PPTX)"),
        ({"xl/workbook.bin": b"-"}, "a binary workbook (XLSB)"),
        ({"photo.jpg": b"-"}, "an archive (ZIP)"),
    ],
)
def test_an_archive_that_is_no_workbook_is_named(entries: dict[str, bytes], name: str) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for entry, data in entries.items():
            archive.writestr(entry, data)
    assert refusal(content.getvalue(), "list.xlsx").startswith(f"This file is {name}, not a list.")


def test_an_old_word_document_is_told_apart() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le")
    assert "a text document (DOC)" in refusal(ole)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n \n", b"\xff\xfe", b";;;\n;;\n", b"\0\0\0\0"])
def test_an_empty_file_is_said_to_be_empty(content: bytes) -> None:
    assert refusal(content) == "This file is empty. Check that the list was saved, and upload it again."


def test_a_file_of_more_than_20_megabytes_is_not_opened() -> None:
    assert refusal(b"a" * (MAX_BYTES + 1)) == (
        "This file is larger than 20 MB. Split the list and upload the parts."
    )


def test_more_rows_than_a_list_can_have_are_refused() -> None:
    assert refusal(b"a;b\n" * 100_001).startswith("This list has more than 100000 rows.")


def test_more_columns_than_a_list_can_have_are_refused() -> None:
    assert refusal(b"a;" * 200 + b"a").startswith("This list has more than 200 columns.")


@pytest.mark.parametrize("content", [b"\x01\x02;a\n", bytes(range(256)), b"a;b\nc\x07;d\n", b"a\0b;\0\0c\n\0"])
def test_bytes_that_are_no_text_are_refused(content: bytes) -> None:
    assert refusal(content)


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866"])
def test_letters_of_another_encoding_are_refused_instead_of_read_as_nonsense(encoding: str) -> None:
    text = "Фамилия;Дата рождения\nПетренко Иван Иванович;14.10.1976\nКоваль Олег Петрович;01.02.1980\n"
    assert refusal(text.encode(encoding)).startswith("The letters of this file cannot be read")


@pytest.mark.parametrize("wrong", ["cp1251", "latin-1"])
def test_letters_that_were_garbled_before_are_refused(wrong: str) -> None:
    garbled = "ПІБ;Рік\nКоваль Олег;1980\n".encode().decode(wrong, "replace").replace("\ufffd", "")
    assert refusal(garbled.encode()).startswith("The letters of this file cannot be read")


def test_utf_8_with_one_broken_byte_is_refused_instead_of_read_as_cp1251() -> None:
    good = ("ПІБ;Рік\n" + "Коваль Олег;1980\n" * 20).encode()
    assert refusal(good[:60] + b"\xff" + good[60:]).startswith("The letters of this file cannot be read")


def test_letters_lost_in_saving_are_refused() -> None:
    assert refusal("ПІБ\nКова\ufffdь".encode()).startswith("Letters in this file were already lost")


STARTS = st.sampled_from(
    [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf", b"sep=;\n"]
)


@given(STARTS, st.binary(max_size=600) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused(start: bytes, content: bytes) -> None:
    read_or_refused(start + content)


def test_a_list_on_disk_reads_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("Коваль Олег Петрович\nСич Іван\n", encoding="utf-8")
    sheet = read_file(path.read_bytes(), path.name)[0]
    assert (sheet.name, [row.cells for row in sheet.rows]) == (
        "list.txt",
        [("Коваль Олег Петрович",), ("Сич Іван",)],
    )
