import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.names.scripts import clean, repair_lookalikes, script_of


@pytest.mark.parametrize(
    ("written", "repaired"),
    [
        ("Сергiй Валерiйович", "Сергій Валерійович"),
        ("Cергей", "Сергей"),
        ("ТАМБOB", "ТАМБОВ"),
        ("Aнaпa", "Анапа"),
        ("Nataliіa Borshchahivkа", "Nataliia Borshchahivka"),
        ("Маріïна Ïжакевич", "Маріїна Їжакевич"),
    ],
)
def test_a_word_of_two_alphabets_goes_into_the_one_of_its_clear_letters(written, repaired):
    assert repair_lookalikes(written) == repaired


def test_a_word_of_nothing_but_lookalikes_follows_its_neighbours():
    assert repair_lookalikes("Шевченко A. B.") == "Шевченко А. В."
    assert repair_lookalikes("Shevchenko А. В.") == "Shevchenko A. B."
    assert repair_lookalikes("в/ч A1234") == "в/ч А1234"


def test_lookalikes_between_two_alphabets_and_alone_stay_as_they_are():
    assert repair_lookalikes("Ivan XOMA Шульга") == "Ivan XOMA Шульга"
    assert repair_lookalikes("XOMA") == "XOMA"


def test_both_alphabets_side_by_side_stay():
    assert repair_lookalikes("Шульга / Shulha") == "Шульга / Shulha"


def test_stress_marks_go_and_letters_with_marks_of_their_own_stay():
    assert clean("Іва́н Мака́рович") == "Іван Макарович"
    assert clean("Ки\u0456\u0308в Гоголи\u0306") == "Київ Гоголй"


def test_all_apostrophes_become_one():
    written = ["Марʼяна", "Мар'яна", "Мар’яна", "Мар‘яна", "Мар`яна", "Мар´яна"]
    assert {clean(name) for name in written} == {"Марʼяна"}


def test_invisible_characters_and_odd_spaces_go():
    assert clean("\ufeffШев\u00adчен\u200bко\u00a0 Тарас ") == "Шевченко Тарас"


def test_the_script_of_a_text():
    assert [script_of(text) for text in ("Шульга", "Shulha", "Шульгa", "1991")] == [
        "cyrillic",
        "latin",
        "mixed",
        "",
    ]


@given(st.text())
def test_any_text_can_be_repaired_and_repairing_twice_changes_nothing_more(text):
    once = repair_lookalikes(clean(text))
    assert repair_lookalikes(once) == once
