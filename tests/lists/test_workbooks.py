"""Workbooks and spreadsheets as they arrive, whole or broken. All people here are invented."""

import datetime
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.lists import MAX_BYTES, read_file
from casework.lists.workbooks import MAX_UNPACKED
from tests.lists.make_files import CELLS, cells, read_or_refused, refusal, rezipped, saved, workbook


def test_an_encrypted_workbook_is_told_apart() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert refusal(ole, "list.xlsx") == (
        "This workbook is protected by a password. Open it, save it without the password and upload that."
    )


def test_an_empty_workbook_is_said_to_be_empty() -> None:
    assert refusal(saved(workbook())).startswith("This file is empty.")


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
