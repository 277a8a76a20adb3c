"""Rows read into people, and everything that was changed on the way. All people here are invented."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.lib.partial_dates import PartialDate
from casework.lists import Columns, errors_csv, propose_columns, read_file, read_rows
from tests.lists.make_rows import HEADER, TODAY, changes, person, read, refusal, row, sheet, values


def test_a_row_becomes_a_person_and_stays_as_it_was_received() -> None:
    reading = read(row("КОВАЛЬ Олег Петрович", "14.10.1976 р.н.", unit="в/ч А1234", sex="ч", note=" x\n"))
    (read_row,) = reading.rows
    assert (read_row.sheet, read_row.number) == ("Аркуш1", 2)
    assert read_row.raw == {
        "№": "1",
        "ПІБ": "КОВАЛЬ Олег Петрович",
        "Дата народження": "14.10.1976 р.н.",
        "в/ч": "в/ч А1234",
        "Стать": "ч",
        "Примітка": " x\n",
    }
    assert read_row.values == person(
        "Коваль", "Олег", "Петрович", date_of_birth="14.10.1976", unit="в/ч А1234", sex="m"
    )
    assert read_row.born == PartialDate.of(date(1976, 10, 14))


def test_columns_without_a_header_are_kept_by_their_letter() -> None:
    reading = read_rows(sheet(("Коваль Олег", None, "x")), Columns(None, {"full_name": 0}))
    assert reading.rows[0].raw == {"A": "Коваль Олег", "C": "x"}


def test_two_columns_with_one_header_are_kept_apart() -> None:
    reading = read(("Коваль Олег", "a", "b"), header=("ПІБ", "Примітка", "Примітка"))
    assert reading.rows[0].raw == {"ПІБ": "Коваль Олег", "Примітка (B)": "a", "Примітка (C)": "b"}


def test_a_clean_row_has_no_changes() -> None:
    assert (
        changes("Коваль Олег Петрович", "14.10.1976", rank="солдат", unit="А1234", sex="m", category="pow") == []
    )


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("14.10.1976", "14.10.1976"),
        ("1976-10-14 00:00:00", "14.10.1976"),
        (date(1976, 10, 14), "14.10.1976"),
        (datetime(1976, 10, 14, 12, 30), "14.10.1976"),
        (28047, "14.10.1976"),
        ("28047", "14.10.1976"),
        (28047.5, "14.10.1976"),
        (1976, "1976"),
        ("1976.0", "1976"),
        ("1976 р.н.", "1976"),
        ("14.10.1976 г.р.", "14.10.1976"),
        ("18.1.1970 or 29.3.1965", "18.1.1970 or 29.3.1965"),
        ("18.1.1970\n29.3.1965", "18.1.1970 29.3.1965"),
        ("46 років", "46 років (2025-05-23)"),
        ("близько 1985", "близько 1985"),
    ],
)
def test_a_birth_date_is_read_in_every_form(cell: object, said: str) -> None:
    assert values(born=cell) == person("Коваль", "Олег", "Петрович", date_of_birth=said)


def test_a_day_number_is_reported_and_counted_from_1904_where_the_file_says_so() -> None:
    assert changes(born=28047) == [
        ("date_of_birth", "28047", "14.10.1976", "the day number of a spreadsheet was read as its day")
    ]
    assert read(row(born=26585), date1904=True).rows[0].values["date_of_birth"] == "14.10.1976"


@pytest.mark.parametrize("cell", ["-", "невід.", "01.01.1900", date(1900, 1, 1), "00.00.0000", "н/в", 0])
def test_a_placeholder_is_no_date_and_is_reported(cell: object) -> None:
    (read_row,) = read(row(born=cell)).rows
    assert (read_row.born, read_row.values) == (None, person("Коваль", "Олег", "Петрович"))
    assert [(c.field, c.after, str(c.reason)) for c in read_row.changes] == [
        ("date_of_birth", "", "nothing is known: the field is left empty")
    ]


def test_placeholders_elsewhere_are_nothing_said() -> None:
    assert values(rank="-", unit="невідомо", sex="?", category="н/в") == person("Коваль", "Олег", "Петрович")


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (
            "31.02.1980",
            "“31.02.1980” is not a date that exists: month 2 of 1980 has 29 days. Check it against the source.",
        ),
        ("вчора", "“вчора” is not understood as a date. Write it like 14.10.1976, or 1976 alone."),
        ("14.10.1876", "“14.10.1876” is before 1900. Check it against the source."),
        ("14.10.2030", "“14.10.2030” lies in the future. Check it against the source."),
        (60000, "“08.04.2064” lies in the future. Check it against the source."),
    ],
)
def test_a_bad_birth_date_is_an_error_that_says_why(cell: object, reason: str) -> None:
    column, field, _value, said = refusal(born=cell)
    assert (column, field, said) == ("C", "date_of_birth", reason)


@pytest.mark.parametrize(
    ("cell", "meaning"),
    [
        *((text, "pow") for text in ("військовий", "В/С", "в/с.", "військовослужбовець", "военнопленный", "POW")),
        *((text, "civilian") for text in ("цивільний", "Цивільна особа", "цив.", "гражданский", "civilian")),
    ],
)
def test_a_category_is_told_in_three_languages(cell: str, meaning: str) -> None:
    assert values(category=cell)["category"] == meaning


@pytest.mark.parametrize(
    ("cell", "meaning"),
    [
        *((text, "m") for text in ("ч", "чол.", "Ч", "м", "М", "M", "муж.", "чоловік", "male")),
        *((text, "f") for text in ("ж", "Жін.", "F", "жен", "жіноча", "female")),
    ],
)
def test_a_sex_is_told_in_three_languages(cell: str, meaning: str) -> None:
    assert values(sex=cell)["sex"] == meaning


def test_an_unknown_word_is_an_error_that_names_its_place() -> None:
    assert refusal(category="десантник") == (
        "F",
        "category",
        "десантник",
        "“десантник” is no category that is known here. Write pow or civilian, or leave it empty.",
    )
    assert refusal(sex="так")[:3] == ("G", "sex", "так")


def test_a_row_with_several_errors_names_each_of_them() -> None:
    reading = read(row("невідомо", "31.02.1980", category="хтось"), row("Сич Іван"))
    assert [(error.number, error.field) for error in reading.errors] == [
        (2, "date_of_birth"),
        (2, "category"),
        (2, "full_name"),
    ]
    assert [read_row.number for read_row in reading.rows] == [3]


def test_rows_that_are_no_people_are_skipped_and_named() -> None:
    reading = read(
        (None,) * 8,
        row("Коваль Олег"),
        HEADER,
        (None, "Цивільні особи", None, None, None, None, None, None),
        row("Сич Іван"),
        (1, 2, 3, 4, 5, 6, 7, 8),
        (None, "Всього: 2 особи", None, None, None, None, None, None),
        ("Разом", None, 390, None, None, None, None, None),
        (None, "ИТОГО", 2, None, None, None, None, None),
        ("Total", 390, None, 270, None, 120, None, None),
        (None, 390, 270, None, None, None, None, None),
    )
    assert [(read_row.number, read_row.values["surname"]) for read_row in reading.rows] == [
        (3, "Коваль"),
        (6, "Сич"),
    ]
    assert [(skipped.number, str(skipped.reason)) for skipped in reading.skipped] == [
        (1, "header"),
        (2, "empty row"),
        (4, "the header again"),
        (5, "a heading inside the list"),
        (7, "only numbers, no person"),
        (8, "a total, no person"),
        (9, "a total, no person"),
        (10, "a total, no person"),
        (11, "a total, no person"),
        (12, "only numbers, no person"),
    ]
    assert reading.errors == ()


@pytest.mark.parametrize("name", ["Разом Людмила Петрівна", "Тотал Іван", "Разомов Іван", "Всеволод Іван"])
def test_a_name_that_begins_like_a_total_is_a_person(name: str) -> None:
    assert [error.reason for error in read(row(name)).errors] == []
    assert len(read(row(name)).rows) == 1


def test_a_person_with_a_birth_date_is_no_total() -> None:
    assert len(read(row("Всього Іван", "14.10.1976")).rows) == 1


def test_a_value_beyond_the_header_of_a_text_list_is_an_error() -> None:
    (received,) = read_file("ПІБ,Рік\nКоваль, Олег,1976\nСич Іван,1980\n".encode(), "a.csv")
    reading = read_rows(received, propose_columns(received), today=TODAY)
    assert [(error.number, error.value) for error in reading.errors] == [(2, "1976")]
    assert str(reading.errors[0].reason) == (
        "This row has more cells than the header: put quotation marks around values with a delimiter."
    )
    assert [read_row.number for read_row in reading.rows] == [3]


def test_a_value_too_long_to_be_one_is_an_error() -> None:
    assert refusal(unit="а" * 201)[3] == "This is longer than 200 characters. Shorten it."
    assert refusal("Коваль Олег " * 30)[1] == "full_name"


def test_errors_come_as_rows_for_a_file() -> None:
    reading = read(row("невідомо"))
    assert list(errors_csv(reading)) == [
        ["sheet", "row", "column", "field", "value", "reason"],
        [
            "Аркуш1",
            "2",
            "B",
            "full_name",
            "невідомо",
            "There is no name here. Add the name from the source, or remove the row.",
        ],
    ]


PIECES = (
    "Коваль ОЛЕГ Петрович солдат ст. (Сокіл « \" 1976 р.н. 14.10.1976 12. та ; \n / Всього - ' Cич огли \u0301 "
    "невідомо ч цив. 28047"
)
TEXTS = st.text(max_size=40) | st.lists(
    st.sampled_from(PIECES.split(" ")),
    max_size=6,
).map(" ".join)
CELLS = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.datetimes() | TEXTS


@given(st.lists(st.lists(CELLS, max_size=9).map(tuple), max_size=6))
def test_whatever_stands_in_the_cells_each_row_is_read_refused_or_skipped(rows: list[tuple[object, ...]]) -> None:
    received = sheet(HEADER, *rows)
    for columns in (propose_columns(received), propose_columns(sheet(*rows))):
        reading = read_rows(received, columns, today=TODAY)
        numbers = [
            *(read_row.number for read_row in reading.rows),
            *{error.number for error in reading.errors},
            *(skipped.number for skipped in reading.skipped),
        ]
        assert sorted(numbers) == list(range(1, len(rows) + 2))
        assert all(read_row.values["surname"] for read_row in reading.rows)


@pytest.mark.parametrize("said", ["Gj;fhcmrbq Vbrjkf Tdutyjdbx", "Vbrjkf Gj;fhcmrbq Tdutyjdbx"])
def test_a_name_typed_on_the_other_keyboard_is_read_as_meant_and_said_so(said) -> None:
    assert values(said) == person("Пожарський", "Микола", "Евгенович")
    reason = "it was typed with the keyboard of the other alphabet"
    assert [(field, before, why) for field, before, _after, why in changes(said)] == [("full_name", said, reason)]


def test_what_brackets_stand_for_on_the_other_keyboard_is_no_call_sign() -> None:
    assert values("Ghb[jlmrj Dbnfkbq") == person("Приходько", "Виталий")


def test_parts_of_a_name_typed_on_the_other_keyboard_are_read_together() -> None:
    reading = read(("Rjdfktyrj", "Jrcfyf", "02.03.1990"), header=("Прізвище", "Ім'я", "Дата народження"))
    (read_row,) = reading.rows
    assert read_row.values == person("Коваленко", "Оксана", date_of_birth="02.03.1990")
    assert read_row.raw["Прізвище"] == "Rjdfktyrj"
    assert [change.field for change in read_row.changes] == ["surname", "given_name"]
