"""Columns proposed by headers, or by what stands in them. All people here are invented."""

import pytest

from casework.lists import Columns, Sheet, propose_columns, read_rows
from casework.lists.columns import field_of
from casework.lists.words import HEADERS, is_rank, key
from tests.lists.make_rows import sheet


@pytest.mark.parametrize(
    ("header", "field"),
    [
        *((text, "full_name") for text in ("ПІБ", "П.І.Б.", "п. і. б.", "ПIБ", "Прізвище, ім'я, по батькові")),
        *((text, "full_name") for text in ("Прізвище ім’я по батькові", "Прізвище та ім'я", "ФИО", "Ф.И.О.")),
        *(
            (text, "full_name")
            for text in ("Фамилия, имя, отчество", "Full name", "full_name", "NAME", "ПІБ / ФИО")
        ),
        *(
            (text, "surname")
            for text in ("Прізвище", "ПРІЗВИЩЕ", "Фамилия", "Surname", "Last name", "Family name")
        ),
        *((text, "given_name") for text in ("Ім'я", "Імʼя", "Iм'я", "Ім`я", "Имя", "Given name", "given_name")),
        *((text, "patronymic") for text in ("По батькові", "по-батькові", "Отчество", "Patronymic")),
        *((text, "date_of_birth") for text in ("Дата народження", "Дата  народження", "Дата\nнародження", "Д.Н.")),
        *((text, "date_of_birth") for text in ("Дата рожд.", "Рік народження", "год рождения", "DOB", "Р.н.")),
        *((text, "date_of_birth") for text in ("Дата народження (дд.мм.рррр)", "Date of birth", "date_of_birth")),
        *((text, "rank") for text in ("Звання", "Військове звання", "В/звання", "Воинское звание", "Rank")),
        *((text, "unit") for text in ("в/ч", "В/Ч", "Підрозділ", "Военная часть", "Воинская часть", "Unit")),
        *((text, "place_of_birth") for text in ("Місце народження", "Место рождения", "Place of birth")),
        *((text, "place_of_capture") for text in ("Місце полону", "place_of_capture")),
        *((text, "sex") for text in ("Стать", "Пол", "Sex")),
        *((text, "category") for text in ("Категорія", "Категорія (військовий/цивільний)", "Category")),
        *((text, "numbering") for text in ("№", "№ з/п", "№ п/п", "n/n", "No", "No.")),
        *((text, "id") for text in ("id", "ID")),
        ("query_id", "query_id"),
    ],
)
def test_a_header_is_known_however_it_is_written(header: str, field: str) -> None:
    assert field_of(header) == field


@pytest.mark.parametrize(
    "header", ["ПІБ матері", "Дата народження дитини", "Прізвище / Дата", "Примітка", "", "%"]
)
def test_a_header_about_something_else_means_nothing(header: str) -> None:
    assert field_of(header) is None


def test_the_header_is_found_below_title_rows() -> None:
    found = propose_columns(
        sheet(
            (None, "СПИСОК", None, None),
            ("станом на 23.05.2025", None, None, None),
            (None, None, None, None),
            ("№ з/п", "П.І.Б.", "Дата народження", "Примітка"),
            (1, "Коваль Олег Петрович", "14.10.1976", "поранений"),
        )
    )
    assert found == Columns(4, {"full_name": 1, "date_of_birth": 2}, ("Примітка",))


def test_a_header_over_two_rows_is_read_from_both() -> None:
    found = propose_columns(
        sheet(
            ("№", "ПІБ", None, None, "Дата народження"),
            (None, "Прізвище", "Ім'я", "По батькові", None),
            (1, "Коваль", "Олег", "Петрович", "1976"),
        )
    )
    assert (found.header_row, found.fields) == (
        2,
        {"surname": 1, "given_name": 2, "patronymic": 3, "date_of_birth": 4},
    )


def test_of_two_columns_with_one_meaning_the_first_is_read_and_the_other_named() -> None:
    found = propose_columns(sheet(("ПІБ", "Дата народження", "дата народж."), ("Коваль Олег", "1976", "1977")))
    assert (found.fields, found.unused) == ({"full_name": 0, "date_of_birth": 1}, ("дата народж.",))
    assert [str(note) for note in found.notes] == [
        "Two columns seem to be the same; only the first is read. Left out: дата народж. (C)"
    ]


def test_parts_of_a_name_go_before_the_full_name() -> None:
    found = propose_columns(sheet(("ПІБ", "Прізвище", "Ім'я"), ("Коваль Олег", "Коваль", "Олег")))
    assert (found.fields, found.unused) == ({"surname": 1, "given_name": 2}, ("ПІБ",))


def test_a_list_without_a_surname_says_so() -> None:
    found = propose_columns(sheet(("Ім'я", "Дата народження"), ("Олег", "1976")))
    assert not found.has_name
    assert [str(note) for note in found.notes] == [
        "There is no column for the surname. Choose the column that holds it."
    ]


def test_without_a_header_the_columns_are_guessed_from_what_stands_in_them() -> None:
    found = propose_columns(
        sheet(
            (1, "Коваль Олег Петрович", "солдат", "14.10.1976", "А1234"),
            (2, "СИЧ Іван", "ст. солдат", "1980", "А1234"),
            (3, "Ткач І. П.", "лейтенант", "01.02.1985", "3057"),
        )
    )
    assert (found.header_row, found.fields) == (None, {"full_name": 1, "rank": 2, "date_of_birth": 3})
    assert [str(note) for note in found.notes] == [
        "No header was found: the columns were guessed from what stands in them. Check each one."
    ]


def test_without_a_header_three_columns_of_a_name_are_told_by_the_patronymics() -> None:
    found = propose_columns(sheet(("Коваль", "Олег", "Петрович"), ("Сич", "Іван", "Олегович")))
    assert found.fields == {"patronymic": 2, "surname": 0, "given_name": 1}


def test_lines_of_a_text_are_a_column_of_names() -> None:
    found = propose_columns(sheet(("1. Коваль Олег Петрович 14.10.1976",), ("2. Сич Іван Олегович, 1980 р.н.",)))
    assert found.fields == {"full_name": 0}


def test_an_empty_sheet_and_a_sheet_of_nonsense_have_no_columns() -> None:
    assert propose_columns(Sheet("x", ())).fields == {}
    assert propose_columns(sheet((1, 2.5), (None, True))).fields == {}


def test_every_known_header_is_written_as_it_is_folded() -> None:
    assert [word for word in HEADERS if key(word) != word] == []


@pytest.mark.parametrize(
    "text", ["солдат", "ст. солдат", "старший солдат", "Ст.солд.", "гвардии рядовой", "к-н", "п/п-к"]
)
def test_a_rank_is_known_by_its_name_and_its_abbreviation(text: str) -> None:
    assert is_rank(text)


@pytest.mark.parametrize("text", ["солдатенко", "водій", "", "солдат Коваль"])
def test_another_word_is_no_rank(text: str) -> None:
    assert not is_rank(text)


def test_where_some_rows_have_the_full_name_alone_both_kinds_are_read() -> None:
    of_parts, of_one_cell = ("", "Коваль", "Олег"), ("Згурський Юхим", "", "")
    mixed = sheet(("ПІБ", "Прізвище", "Ім'я"), of_parts, of_one_cell)
    found = propose_columns(mixed)
    assert (found.fields, found.unused) == ({"full_name": 0, "surname": 1, "given_name": 2}, ())
    read = read_rows(mixed, found).rows
    assert [(row.values["surname"], row.values["given_name"]) for row in read] == [
        ("Коваль", "Олег"),
        ("Згурський", "Юхим"),
    ]
