"""Rows read into people, and everything that was changed on the way. All people here are invented."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.lib.partial_dates import PartialDate
from casework.lists import Columns, Reading, Sheet, SourceRow, errors_csv, propose_columns, read_file, read_rows

TODAY = date(2025, 5, 23)
HEADER = ("№", "ПІБ", "Дата народження", "Звання", "в/ч", "Категорія", "Стать", "Примітка")
NAME, BORN = 1, 2


def sheet(*rows: tuple[object, ...]) -> Sheet:
    return Sheet("Аркуш1", tuple(SourceRow(n, tuple(row)) for n, row in enumerate(rows, 1)))  # type: ignore[arg-type]


def read(*rows: tuple[object, ...], header: tuple[str, ...] = HEADER, date1904: bool = False) -> Reading:
    received = sheet(header, *rows)
    return read_rows(received, propose_columns(received), date1904=date1904, today=TODAY)


def row(name: object = "Коваль Олег Петрович", born: object = None, **others: object) -> tuple[object, ...]:
    places = {"rank": 3, "unit": 4, "category": 5, "sex": 6, "note": 7}
    cells: list[object] = [1, name, born, None, None, None, None, None]
    for field, value in others.items():
        cells[places[field]] = value
    return tuple(cells)


def values(name: object = "Коваль Олег Петрович", born: object = None, **others: object) -> dict[str, str]:
    reading = read(row(name, born, **others))
    assert [str(error.reason) for error in reading.errors] == []
    return reading.rows[0].values


def changes(*arguments: object, **others: object) -> list[tuple[str, str, str, str]]:
    reading = read(row(*arguments, **others))
    return [(c.field, c.before, c.after, str(c.reason)) for c in reading.rows[0].changes]


def refusal(*arguments: object, **others: object) -> tuple[str, str, str, str]:
    reading = read(row(*arguments, **others))
    assert reading.rows == ()
    (error,) = reading.errors
    assert (error.sheet, error.number) == ("Аркуш1", 2)
    return error.column, error.field, error.value, str(error.reason)


def person(surname: str, given_name: str = "", patronymic: str = "", **others: str) -> dict[str, str]:
    parts = {"surname": surname, "given_name": given_name, "patronymic": patronymic, **others}
    return {field: text for field, text in parts.items() if text}


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


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("КОВАЛЬ ОЛЕГ ПЕТРОВИЧ", person("Коваль", "Олег", "Петрович")),
        ("КОВАЛЬ-СИЧ Олег", person("Коваль-Сич", "Олег")),
        ("коваль олег петрович", person("Коваль", "Олег", "Петрович")),
        ("МАР'ЯНЕНКО Олег", person("Марʼяненко", "Олег")),
        ("Мар’яненко Олег", person("Марʼяненко", "Олег")),
        ("Мар`яненко Олег", person("Марʼяненко", "Олег")),
        ("Мар*яненко Олег", person("Марʼяненко", "Олег")),
        ("Мар ’яненко Олег", person("Марʼяненко", "Олег")),
        ("'Коваль Олег'", person("Коваль", "Олег")),
        ("Коваль\u00a0 Олег\nПетрович ", person("Коваль", "Олег", "Петрович")),
        ("Ко\u00adваль\u200b Олег", person("Коваль", "Олег")),
        ("Кова\u0301ль Оле\u0301г", person("Коваль", "Олег")),
        ("Сии\u0306ко Андріи\u0306", person("Сийко", "Андрій")),
        ("Cич Cергiй Валерiйович", person("Сич", "Сергій", "Валерійович")),
        ("Коваль Влади мир Влади мирович", person("Коваль", "Владимир", "Владимирович")),
        ("12. Коваль Олег", person("Коваль", "Олег")),
        ("12) Коваль Олег", person("Коваль", "Олег")),
        ("12 Коваль Олег", person("Коваль", "Олег")),
        ("№ 12. Коваль Олег", person("Коваль", "Олег")),
        ("Коваль О. П.", person("Коваль", "О.", "П.")),
        ("Мамедов Ельчин Алі огли", person("Мамедов", "Ельчин", "Алі огли")),
        ("МАМЕДОВ ЕЛЬЧИН АЛІ ОГЛИ", person("Мамедов", "Ельчин", "Алі огли")),
        ("Коваль, Олег Петрович", person("Коваль", "Олег", "Петрович")),
        ("Oleh KOVAL", person("Koval", "Oleh")),
        ("Коваль", person("Коваль")),
        ("солдат Коваль Олег Петрович", person("Коваль", "Олег", "Петрович", rank="солдат")),
        ("ст. солдат КОВАЛЬ Олег", person("Коваль", "Олег", rank="ст. солдат")),
        ("гвардии рядовой Коваль Олег", person("Коваль", "Олег", rank="гвардии рядовой")),
        ("Капітан Коваль Олег", person("Коваль", "Олег", rank="Капітан")),
        ("Майор Олег Петрович", person("Майор", "Олег", "Петрович")),
        ("Сержант Олег", person("Сержант", "Олег")),
        ("Коваль Олег (Сокіл)", person("Коваль", "Олег", call_sign="Сокіл")),
        ("Коваль «Сокіл» Олег", person("Коваль", "Олег", call_sign="Сокіл")),
        ('Коваль Олег "Сокіл"', person("Коваль", "Олег", call_sign="Сокіл")),
        ("Коваль Олег (позивний «Сокіл»", person("Коваль", "Олег", call_sign="Сокіл")),
        ("Коваль Олег, позивний Сокіл", person("Коваль", "Олег", call_sign="Сокіл")),
        ("Коваль Олег (Сокіл", person("Коваль", "Олег", call_sign="Сокіл")),
        ("Коваль Олег 14.10.1976", person("Коваль", "Олег", date_of_birth="14.10.1976")),
        ("Коваль Олег, 14.10.1976 р.н.", person("Коваль", "Олег", date_of_birth="14.10.1976")),
        ("Коваль Олег (1976 р.н.)", person("Коваль", "Олег", date_of_birth="1976")),
        (
            "Коваль Олег, нар. 14 жовтня 1976 року",
            person("Коваль", "Олег", date_of_birth="нар. 14 жовтня 1976 року"),
        ),
        ("14.10.1976 Коваль Олег", person("Коваль", "Олег", date_of_birth="14.10.1976")),
        ("1. Коваль Олег Петрович 14.10.1976", person("Коваль", "Олег", "Петрович", date_of_birth="14.10.1976")),
    ],
)
def test_a_name_cell_is_read_with_all_that_people_write_into_it(cell: str, expected: dict[str, str]) -> None:
    assert values(cell) == expected


def test_each_change_of_a_name_is_reported_with_its_reason() -> None:
    assert changes("2.  ст. солдат МАР'ЯНЕНКO Олег (Сокіл) 1976 р.н.") == [
        (
            "full_name",
            "2.  ст. солдат МАР'ЯНЕНКO Олег (Сокіл) 1976 р.н.",
            "ст. солдат МАР'ЯНЕНКO Олег (Сокіл) 1976 р.н.",
            "the number before the name was left out",
        ),
        (
            "full_name",
            "ст. солдат МАР'ЯНЕНКO Олег (Сокіл) 1976 р.н.",
            "ст. солдат МАР'ЯНЕНКO Олег 1976 р.н.",
            "what stands in brackets or quotation marks was kept as call-sign",
        ),
        (
            "full_name",
            "ст. солдат МАР'ЯНЕНКO Олег 1976 р.н.",
            "ст. солдат МАР'ЯНЕНКO Олег",
            "the birth date was taken out of the name",
        ),
        (
            "full_name",
            "ст. солдат МАР'ЯНЕНКO Олег",
            "ст. солдат МАР'ЯНЕНКО Олег",
            "letters of another alphabet that look alike were replaced",
        ),
        (
            "full_name",
            "ст. солдат МАР'ЯНЕНКО Олег",
            "ст. солдат МАРʼЯНЕНКО Олег",
            "the apostrophe was written in one way",
        ),
        (
            "full_name",
            "ст. солдат МАРʼЯНЕНКО Олег",
            "МАРʼЯНЕНКО Олег",
            "the rank before the name was taken out of it",
        ),
        ("full_name", "МАРʼЯНЕНКО Олег", "Марʼяненко Олег", "capital letters were set as in names"),
        ("date_of_birth", "1976 р.н.", "1976", "the birth date was written in one way"),
    ]


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


def test_a_date_in_the_name_must_agree_with_the_date_beside_it() -> None:
    assert values("Коваль Олег 1976 р.н.", "14.10.1976")["date_of_birth"] == "14.10.1976"
    assert refusal("Коваль Олег 1977 р.н.", "14.10.1976") == (
        "B",
        "full_name",
        "Коваль Олег 1977 р.н.",
        "The name cell says “1977 р.н.”, the birth date “14.10.1976”. Check them against the source.",
    )


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


@pytest.mark.parametrize("name", [None, "невідомо", "-", "???", "…", "Х."])
def test_a_row_without_a_name_is_an_error(name: object) -> None:
    column, field, _value, reason = refusal(name, "14.10.1976", rank="солдат")
    assert (column, field, reason) == (
        "B",
        "full_name",
        "There is no name here. Add the name from the source, or remove the row.",
    )


@pytest.mark.parametrize(
    "name",
    [
        "Коваль Олег Петрович, Сич Іван Олегович",
        "Коваль Олег; Сич Іван",
        "Коваль Олег\nСич Іван",
        "Коваль Олег / Сич Іван",
        "Коваль Олег та Сич Іван",
        "Коваль Олег и Сич Иван",
        "Коваль Олег<br>Сич Іван",
        "Коваль Олег Петрович Сич Іван Олегович",
        "1. Коваль Олег 2. Сич Іван",
    ],
)
def test_two_people_in_a_cell_are_an_error_and_none_of_them_is_lost(name: str) -> None:
    assert refusal(name)[3] in {
        "There are two names in this cell. Give each person a row; of two spellings of one name leave one.",
        "There are digits in this name that are no birth date. Write the name alone.",
        "“2. Сич Іван” is not understood as a date. Write it like 14.10.1976, or 1976 alone.",
    }


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


def test_a_birth_year_without_a_name_is_an_error_and_no_row_of_numbers() -> None:
    assert refusal(None, 1976)[1] == "full_name"


def test_names_in_three_columns_are_cleaned_each_by_itself() -> None:
    header = ("Прізвище", "Ім'я", "По батькові", "id")
    reading = read(("3. КОВАЛЬ", "Cергiй", "Влади мирович", "0012"), ("ван Дейк", "Ян", "-", 7), header=header)
    assert [read_row.values for read_row in reading.rows] == [
        person("Коваль", "Сергій", "Владимирович", id="0012"),
        person("ван Дейк", "Ян", id="7"),
    ]
    assert [(c.field, c.before, c.after) for c in reading.rows[0].changes] == [
        ("surname", "3. КОВАЛЬ", "КОВАЛЬ"),
        ("surname", "КОВАЛЬ", "Коваль"),
        ("given_name", "Cергiй", "Сергій"),
        ("patronymic", "Влади мирович", "Владимирович"),
    ]


def test_given_name_and_patronymic_in_one_column_are_parted() -> None:
    reading = read(("Коваль", "Олег Петрович"), header=("Прізвище", "Ім'я та по батькові"))
    assert reading.rows[0].values == person("Коваль", "Олег", "Петрович")


def test_a_full_name_without_a_surname_is_an_error() -> None:
    assert refusal("Олег Петрович")[3] == "There is no surname in this name. Add it from the source."


def test_a_row_without_a_surname_is_an_error() -> None:
    reading = read(("", "Олег"), header=("Прізвище", "Ім'я"))
    assert [(error.column, error.field) for error in reading.errors] == [("A", "surname")]


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
