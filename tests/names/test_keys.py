"""Two spellings of one name have to meet under a key. The people are invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.lib.partial_dates import PartialDate
from casework.names.keys import MOST_KEYS, birth_keys, query_keys, search_keys, typed_ranges

ANY = st.one_of(st.text(max_size=20), st.text(alphabet="абвгґєіїйщьюяʼ-. ", max_size=30))


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        (("Підгорецький", "Микола", "Пилипович"), ("Подгорецкий", "Николай", "Филиппович")),
        (("Щербаченко", "Олексій", ""), ("Schtscherbatschenko", "Oleksij", "")),
        (("Щербаченко", "Олексій", ""), ("Chtcherbatchenko", "Alexeï", "")),
        (("Szczerbaczenko", "Ołeksij", ""), ("Щербаченко", "Алексей", "")),
        (("Гончарук", "Остап", ""), ("Остап", "Гончарук", "")),
        (("Гончар-Коваль", "Остап", ""), ("Коваль", "Остап", "")),
        (("Коваль", "Остап", ""), ("Гончар-Коваль", "Остап", "")),
        (("Гончарук", "Остап", "Ілліч"), ("Гончарук", "О.", "І.")),
        (("Гончарук", "Олександр", ""), ("Гончарук", "Саша", "")),
        (("Гончарук", "Олександр", ""), ("Гончрук", "Олексндр", "")),
        (("Гончарук", "Остап", ""), ("Гонтарук", "Остап", "")),
        (("Єлачич", "Дмитро", ""), ("Єлачнч", "Дмитро", "")),
        (("Гончарук", "Микита", ""), ("Гонтарук", "Мнкита", "")),
        (("Гончарук", "Святослав", ""), ("Гончарук", "Слава", "")),
        (("Гончарук", "Олександр", ""), ("Гончарук", "Олесь", "")),
        (("Гончарук", "Іван", "Ілліч"), ("Гончарука", "Івана", "Ілліча")),
        (("Попович", "Остап", ""), ("", "Остап", "Попович")),
        (("Гончарук", "Остап", ""), ("Гончарук", "", "")),
    ],
)
def test_a_name_is_found_under_a_key_of_its_other_spelling(kept, asked):
    assert search_keys(*kept) & query_keys(*asked).keys()


def test_another_name_shares_no_key():
    assert not search_keys("Гончарук", "Остап", "Ілліч") & query_keys("Мороз", "Іван", "Петрович").keys()


BORN = PartialDate.of(date(1976, 10, 4))


def test_whoever_was_born_on_a_day_stands_under_a_key_of_it():
    said = PartialDate.parse("18.1.1970 or 29.3.1965")
    assert search_keys("Гончарук", "Остап", "", said) & birth_keys(PartialDate.of(date(1965, 3, 29)))
    assert birth_keys(PartialDate.parse("1976")) == birth_keys(None) == set()


@pytest.mark.parametrize("said", [date(1976, 10, 4), date(1976, 4, 10), date(1977, 10, 4), date(1966, 10, 4)])
def test_with_a_day_of_birth_or_nearly_the_surname_can_be_another(said):
    kept = search_keys("Гончарук", "Остап", "", BORN)
    assert kept & query_keys("Мороз", "Остап", "", PartialDate.of(said)).keys()


def test_with_a_day_of_birth_an_initial_is_enough_for_the_surname():
    kept = search_keys("Гончарук", "Остап", "", BORN)
    assert kept & query_keys("Остап", "Г.", "", BORN).keys()


@pytest.mark.parametrize("father", ["Ильич", "Іллічч", "Іллічем"])
def test_with_the_year_of_birth_given_name_and_patronymic_are_enough(father):
    kept = search_keys("Гончарук", "Остап", "Ілліч", BORN)
    assert kept & query_keys("Мороз", "Остап", father, PartialDate.parse("1976")).keys()


@given(ANY, ANY, ANY)
def test_no_name_fails_or_has_too_many_keys_or_too_long_ones(surname, given_name, patronymic):
    kept = search_keys(surname, given_name, patronymic)
    assert len(kept) <= MOST_KEYS
    assert all(len(key) <= 60 for key in kept | query_keys(surname, given_name, patronymic).keys())


def test_a_double_surname_of_a_latin_spelling_stays_within_the_number_of_keys():
    assert len(search_keys("Schtschecholjewytsch-Chwostikiw", "Wolodymyr-Bohdan", "Wiktorowytsch")) <= MOST_KEYS


def _begins(name: tuple[str, str, str], typed: str) -> bool:
    return any(first <= key <= last for first, last in typed_ranges(typed) for key in search_keys(*name))


@given(st.integers(min_value=2, max_value=40), st.permutations(("Братський", "Остап", "Ілліч")))
def test_whoever_types_a_name_letter_by_letter_is_always_on_the_way_to_it(letters, order):
    """In the orders that are usual: the surname first, or last."""
    if order.index("Братський") != 1 and order.index("Остап") < order.index("Ілліч"):
        assert _begins(("Братський", "Остап", "Ілліч"), " ".join(order)[:letters])


@pytest.mark.parametrize("letters", range(2, len("Shcherbachenko Os")))
def test_so_is_who_types_it_in_latin_letters(letters):
    assert _begins(("Щербаченко", "Остап", ""), "Shcherbachenko Os"[:letters])


@given(st.text(max_size=60))
def test_no_typed_text_fails_or_looks_in_too_many_places(text):
    assert len(typed_ranges(text)) <= 8


@pytest.mark.parametrize("text", ["DEMO-1001", "ВЧ-1234", "A1234", "Дем42"])
def test_a_number_with_letters_is_not_the_beginning_of_a_name(text):
    assert typed_ranges(text) == []


def test_a_name_with_a_year_beside_it_is():
    assert _begins(("Коваленко", "Іван", ""), "Коваленко 1976")
