"""Kinds of agreement. The people are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.names.similarity import (
    MISSING,
    compare_given_names,
    compare_patronymics,
    compare_surnames,
    is_equal,
)

COMPARISONS = (compare_surnames, compare_given_names, compare_patronymics)


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("Шевчук", "ШЕВЧУК", "equal"),
        ("Шевчук", "Shevchuk", "transliterated"),
        ("Шевченко", "Schewtschenko", "transliterated"),
        ("Жеваго", "Żewaho", "transliterated"),
        ("Куніцин", "Kunicyn", "transliterated"),
        ("Турчин", "Tourtchyn", "transliterated"),
        ("Щербак", "Ščerbak", "transliterated"),
        ("Підгорецький", "Пидгорецкий", "spelling"),
        ("Соловйов", "Соловьев", "equivalent"),
        ("Підлісний", "Подлисный", "vowel"),
        ("Ковальов", "Ковалев", "vowel"),
        ("Антонів", "Антонов", "equivalent"),
        ("Чорний", "Чорна", "gendered"),
        ("Зеленського", "Зеленський", "gendered"),
        ("Гончар-Коваль", "Коваль", "half"),
        ("Гончарук", "Гончапук", "one_letter"),
        ("Коваль", "Ковальчук", "faint"),
        ("Гончарук", "Мороз", "different"),
        ("Гончарук", "", "missing"),
    ],
)
def test_surnames(a, b, kind):
    assert compare_surnames(a, b).kind == kind


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("Мар'яна", "Мар’яна", "equal"),
        ("Єлизар", "Елизар", "spelling"),
        ("Олексій", "Алексей", "equivalent"),
        ("Микола", "Nikolaj", "equivalent"),
        ("Юхим", "Ефим", "equivalent"),
        ("Саша", "Олександр", "diminutive"),
        ("Саша", "Олександра", "diminutive"),
        ("М.", "Николай", "initial"),
        ("Y.", "Євген", "initial"),
        ("И.", "Йосип", "initial"),
        ("В.", "Николай", "different"),
        ("Нколай", "Микола", "one_letter"),
        ("Стспан", "Степан", "one_letter"),
        ("Фёдср", "Федір", "one_letter"),
        ("Иан", "Іван", "one_letter"),
        ("Олександр", "Олексій", "different"),
        ("Іван", "Степан", "different"),
        ("Валерій", "Валерія", "confusable"),
        ("Юрій-Богдан", "Богдан", "half"),
    ],
)
def test_given_names(a, b, kind):
    assert compare_given_names(a, b).kind == kind


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("Пилипівна", "Филипповна", "equivalent"),
        ("Миколайович", "Nikolaevich", "equivalent"),
        ("Григорович", "Hryhorovych", "transliterated"),
        ("Євгенович", "Євгенійович", "spelling"),
        ("Алі огли", "Али-оглы", "spelling"),
        ("Олександр", "Олександрович", "equivalent"),
        ("А.", "Онисимович", "initial"),
        ("Олександрович", "Олексійович", "different"),
        ("Комдратьевич", "Кіндратович", "one_letter"),
    ],
)
def test_patronymics(a, b, kind):
    assert compare_patronymics(a, b).kind == kind


def test_equal_is_equal_but_for_case_and_apostrophe_or_exactly_transliterated():
    assert is_equal("Мар'яненко", "МАР’ЯНЕНКО")
    assert is_equal("Гончарук", "Honcharuk")
    assert is_equal("Григорьев", "Grigorev")
    assert not is_equal("Гончарук", "Hontscharuk")
    assert not is_equal("Олексій", "Алексей")
    assert not is_equal("", "")


NAMES = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="абвгґєіїйщьюяʼ-. ", max_size=12),
    st.sampled_from(["Олексій", "Alexei", "Sasha", "Гончар-Коваль", "Т.", "Алі огли", "Schtscherbak"]),
)


@pytest.mark.parametrize("compare", COMPARISONS)
@given(a=NAMES, b=NAMES)
def test_comparing_is_symmetric_and_never_fails(compare, a, b):
    assert compare(a, b) == compare(b, a)
    assert 0 <= compare(a, b).similarity <= 1


@pytest.mark.parametrize("compare", COMPARISONS)
def test_nothing_is_said_by_a_missing_part(compare):
    assert compare("", "Гончарук") == compare("…", "Гончарук") == MISSING
