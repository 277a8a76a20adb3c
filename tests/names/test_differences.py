import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.names.differences import mark_differences
from casework.names.scripts import clean


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Шульга", "Shulha"),
        ("Шульга", "Schulha"),
        ("Юрій", "Yurii"),
        ("Євген", "Yevhen"),
        ("Соловйов", "Solovyov"),
        ("Ілля", "Илья"),
        ("Мар'яна", "Мар’яна"),
        ("КОВАЛЬ", "Коваль"),
    ],
)
def test_spellings_of_one_name_do_not_differ(a, b):
    assert mark_differences(a, b) == ([(clean(a), False)], [(clean(b), False)])


def test_the_letters_that_differ_are_marked():
    assert mark_differences("Гончарук", "Гончарюк") == (
        [("Гончарук", False)],
        [("Гончар", False), ("ю", True), ("к", False)],
    )
    assert mark_differences("Гончарук", "Honcharik") == (
        [("Гончар", False), ("у", True), ("к", False)],
        [("Honchar", False), ("i", True), ("k", False)],
    )


def test_translated_forms_differ_in_what_is_not_the_same_letter():
    assert mark_differences("Олексій", "Алексей") == (
        [("О", True), ("лексій", False)],
        [("А", True), ("лекс", False), ("е", True), ("й", False)],
    )


def test_a_name_against_nothing_differs_whole():
    assert mark_differences("Гончарук", "") == ([("Гончарук", True)], [])
    assert mark_differences("", "") == ([], [])


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_text_fails_and_the_segments_are_the_text(a, b):
    segments_a, segments_b = mark_differences(a, b)
    assert "".join(text for text, _ in segments_a) == clean(a)
    assert "".join(text for text, _ in segments_b) == clean(b)
