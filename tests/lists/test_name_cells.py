"""Names as people write them into cells. All people here are invented."""

import pytest

from tests.lists.make_rows import changes, person, read, refusal, values


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


def test_a_date_in_the_name_must_agree_with_the_date_beside_it() -> None:
    assert values("Коваль Олег 1976 р.н.", "14.10.1976")["date_of_birth"] == "14.10.1976"
    assert refusal("Коваль Олег 1977 р.н.", "14.10.1976") == (
        "B",
        "full_name",
        "Коваль Олег 1977 р.н.",
        "The name cell says “1977 р.н.”, the birth date “14.10.1976”. Check them against the source.",
    )


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
