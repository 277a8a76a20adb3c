"""Files as they arrive. All people here are invented."""

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.lists import MAX_BYTES, UnreadableFile, read_file
from casework.lists.workbooks import MAX_UNPACKED

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


def test_an_encrypted_workbook_is_told_apart() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert refusal(ole, "list.xlsx") == (
        "This workbook is protected by a password. Open it, save it without the password and upload that."
    )


def test_an_old_word_document_is_told_apart() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le")
    assert "a text document (DOC)" in refusal(ole)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n \n", b"\xff\xfe", b";;;\n;;\n", b"\0\0\0\0"])
def test_an_empty_file_is_said_to_be_empty(content: bytes) -> None:
    assert refusal(content) == "This file is empty. Check that the list was saved, and upload it again."


def test_an_empty_workbook_is_said_to_be_empty() -> None:
    assert refusal(saved(workbook())).startswith("This file is empty.")


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


def test_a_workbook_gives_each_cell_as_what_it_is() -> None:
    book = workbook(["ПІБ", "Дата", "№", "Код", "Так", "Час"])
    book.active.append(["Коваль Олег", datetime.datetime(1976, 10, 14), 7, "0012", True, 1.5])
    assert cells(saved(book), "list.xlsx")[1] == ("Коваль Олег", datetime.date(1976, 10, 14), 7, "0012", True, 1.5)


def test_whole_numbers_have_no_point() -> None:
    value = cells(saved(workbook(["id"], [3.0], [1234567890])), "a.xlsx")
    assert [repr(row[0]) for row in value] == ["'id'", "3", "1234567890"]


def test_a_merged_cell_has_its_value_in_the_first_cell_and_rows_keep_their_numbers() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B3"] = "Список осіб"
    sheet.merge_cells("B3:D3")
    sheet["B5"], sheet["C5"] = "ПІБ", "Рік"
    rows = read_file(saved(book), "a.xlsx")[0].rows
    assert [(row.number, row.cells) for row in rows if not row.is_empty] == [
        (3, (None, "Список осіб", None)),
        (5, (None, "ПІБ", "Рік")),
    ]


def test_hidden_rows_and_hidden_sheets_are_people_too() -> None:
    book = workbook(["ПІБ"], ["Коваль Олег"], ["Сич Петро"])
    book.active.row_dimensions[2].hidden = True
    second = book.create_sheet("Другий")
    second.append(["Ткач Іван"])
    second.sheet_state = "hidden"
    book.create_sheet("Порожній")
    sheets = read_file(saved(book), "a.xlsx")
    assert [(sheet.name, [row.cells[0] for row in sheet.rows]) for sheet in sheets] == [
        ("Sheet", ["ПІБ", "Коваль Олег", "Сич Петро"]),
        ("Другий", ["Ткач Іван"]),
    ]


def ods(body: str) -> bytes:
    """A spreadsheet of LibreOffice with the given table rows."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Аркуш1">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{space}:manifest:1.0"/>')
    return result.getvalue()


def ods_cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


def test_a_spreadsheet_of_libreoffice_is_read() -> None:
    rows = "".join(f"<table:table-row>{ods_cell(a)}{ods_cell(b)}</table:table-row>" for a, b in CELLS)
    trailing = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    assert cells(ods(rows + trailing), "a.ods") == CELLS


@pytest.mark.parametrize(
    "body",
    [
        '<table:table-row table:number-rows-repeated="1000000">' + ods_cell("a") + "</table:table-row>",
        "<table:table-row>" + ods_cell("a", 'table:number-columns-repeated="16384"') + "</table:table-row>",
        "<table:table-row>"
        + '<table:table-cell table:number-columns-repeated="16383"/>'
        + ods_cell("a")
        + "</table:table-row>"
        + '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
        + "<table:table-row>"
        + ods_cell("b")
        + "</table:table-row>",
    ],
)
def test_a_spreadsheet_with_cells_a_million_rows_down_is_refused_before_it_fills_the_memory(body: str) -> None:
    assert refusal(ods(body), "a.ods").startswith("This workbook has cells beyond row 100 000 or column 200.")


def test_a_spreadsheet_that_repeats_a_long_text_is_refused() -> None:
    body = '<table:table-row table:number-rows-repeated="90000">' + ods_cell("a" * 3000) + "</table:table-row>"
    assert refusal(ods(body), "a.ods").startswith("This workbook unpacks to far more than a list can hold.")


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked() -> None:
    content = rezipped(saved(workbook(["ПІБ"])), {"xl/media/big.bin": b"\0" * (MAX_UNPACKED + 1)})
    assert len(content) < MAX_BYTES
    assert refusal(content, "a.xlsx").startswith("This workbook unpacks to far more than a list can hold.")


def test_a_workbook_that_lies_about_its_size_is_refused_without_being_unpacked() -> None:
    name = b"xl/media/big.bin"
    content = bytearray(rezipped(saved(workbook(["ПІБ"])), {name.decode(): b"\0" * 5_000_000}))
    entry = content.rindex(name)
    content[entry - 22 : entry - 18] = (1000).to_bytes(4, "little")
    assert refusal(bytes(content), "a.xlsx").startswith("This file is damaged.")


def sheet_xml(data: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{data}</sheetData></worksheet>'.encode()


def with_sheet(data: str) -> bytes:
    return rezipped(saved(workbook(["ПІБ"])), {"xl/worksheets/sheet1.xml": sheet_xml(data)})


@pytest.mark.parametrize(
    "data",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>',
        '<row r="1"><c><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>',
        '<row r="1">' + "<c><v>1</v></c>" * 201 + "</row>",
    ],
)
def test_a_workbook_with_a_cell_in_its_last_corner_is_refused_before_it_fills_the_memory(data: str) -> None:
    assert refusal(with_sheet(data), "a.xlsx").startswith(
        "This workbook has cells beyond row 100 000 or column 200."
    )


def test_a_cell_that_hides_behind_odd_attributes_is_refused() -> None:
    assert refusal(with_sheet('<row r="1"><c x="<" r="XFD1048576"><v>1</v></c></row>')).startswith(
        "This file is damaged."
    )


def test_formatted_but_empty_cells_far_below_are_no_obstacle() -> None:
    data = '<row r="1"><c r="A1"><v>5</v></c></row><row r="1048576"><c r="A1048576" s="0"/></row>'
    assert cells(with_sheet(data), "a.xlsx") == [(5,)]


def test_one_long_text_shared_by_many_cells_is_refused() -> None:
    book = saved(workbook(["ПІБ"]))
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_000))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<sst xmlns="{space}" count="1" uniqueCount="1"><si><t>{"a" * 32_000}</t></si></sst>'
    content = rezipped(
        book, {"xl/worksheets/sheet1.xml": sheet_xml(rows), "xl/sharedStrings.xml": strings.encode()}
    )
    assert refusal(content, "a.xlsx").startswith("This workbook unpacks to far more than a list can hold.")


def test_a_workbook_without_any_shared_text_is_read() -> None:
    none = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="0"/>'
    data = sheet_xml('<row r="1"><c r="A1"><v>5</v></c></row>')
    content = rezipped(saved(workbook(["x"])), {"xl/worksheets/sheet1.xml": data, "xl/sharedStrings.xml": none})
    assert cells(content, "a.xlsx") == [(5,)]


def test_a_workbook_cut_short_is_said_to_be_damaged() -> None:
    assert refusal(saved(workbook(["ПІБ"]))[:-200], "a.xlsx").startswith("This file is damaged.")


def test_a_workbook_whose_sheet_is_no_xml_is_refused() -> None:
    broken = rezipped(saved(workbook(["ПІБ"])), {"xl/workbook.xml": b"<workbook><<<"})
    assert refusal(broken, "a.xlsx")


def read_or_refused(content: bytes) -> None:
    try:
        read_file(content, "list.xlsx")
    except UnreadableFile as refused:
        assert str(refused)  # noqa: PT017 - the refusal is one of two right outcomes


STARTS = st.sampled_from(
    [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf", b"sep=;\n"]
)


@given(STARTS, st.binary(max_size=600) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused(start: bytes, content: bytes) -> None:
    read_or_refused(start + content)


GOOD = saved(workbook(["ПІБ", "Рік"], ["Коваль Олег", 1980]))
PLACES = st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=20)


@given(PLACES)
@settings(max_examples=60, deadline=None)
def test_a_workbook_with_any_bytes_changed_is_read_or_refused(places: list[tuple[int, int]]) -> None:
    content = bytearray(GOOD)
    for place, value in places:
        content[place] = value
    read_or_refused(bytes(content))


SHEET = sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1"><v>1980</v></c></row>')


@given(st.integers(0, len(SHEET)), st.integers(0, 40), st.binary(max_size=20))
@settings(max_examples=60, deadline=None)
def test_a_sheet_with_any_part_replaced_is_read_or_refused(start: int, length: int, instead: bytes) -> None:
    broken = SHEET[:start] + instead + SHEET[start + length :]
    read_or_refused(rezipped(GOOD, {"xl/worksheets/sheet1.xml": broken}))


def test_a_list_on_disk_reads_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("Коваль Олег Петрович\nСич Іван\n", encoding="utf-8")
    sheet = read_file(path.read_bytes(), path.name)[0]
    assert (sheet.name, [row.cells for row in sheet.rows]) == (
        "list.txt",
        [("Коваль Олег Петрович",), ("Сич Іван",)],
    )
