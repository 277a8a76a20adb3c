"""The published examples: resolution 55 of 2010, UNGEGN 2012, BGN/PCGN 2019, ICAO 9303 in Russian passports."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.names.scripts import script_of
from casework.names.transliteration import language_of, latin

with (Path(__file__).parent / "data" / "transliteration_vectors.csv").open(encoding="utf-8", newline="") as file:
    VECTORS = [tuple(row.values()) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("standard", "lang", "source", "expected"), VECTORS)
def test_the_published_example_is_written_exactly_so(standard, lang, source, expected):
    assert latin(source, lang).casefold() == expected.casefold()


def test_the_examples_are_all_there():
    assert len(VECTORS) == 124


def test_capitals_stay_capitals_in_letters_that_become_several():
    assert latin("ЩЕРБА Юрій Ярославович") == "SHCHERBA Yurii Yaroslavovych"
    assert latin("Є. Згурський") == "Ye. Zghurskyi"


def test_parts_of_a_double_name_begin_as_words_do():
    assert latin("Коваль-Ярема") == "Koval-Yarema"


def test_the_apostrophe_and_the_soft_sign_are_dropped():
    assert latin("Мар’яна Соль") == "Mariana Sol"


def test_latin_and_figures_stay():
    assert latin("Shulha 1991, в/ч А1234") == "Shulha 1991, v/ch A1234"


def test_the_language_is_told_by_letters_that_only_one_has():
    assert [language_of(text) for text in ("Крылов", "Ілля", "Роман", "Roman")] == ["ru", "uk", "uk", ""]


@given(st.text(), st.sampled_from(["uk", "ru"]))
def test_no_text_fails_and_ukrainian_and_russian_letters_are_gone(text, lang):
    latin(text, lang)
    assert script_of(latin("".join(set(text) & set("абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэёъ")), lang)) != "cyrillic"
