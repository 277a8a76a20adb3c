import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.lib.codes import ALPHABET, MistypedCode, new_code, read_code

codes = st.builds(new_code, st.sampled_from("PCRNE"))


@given(codes)
def test_a_code_is_read_as_itself_however_it_is_typed(code):
    assert read_code(code) == code
    assert read_code(code.lower()) == code
    assert read_code(code.replace("-", " ")) == code
    assert read_code(f" {code} ") == code


@given(codes, st.sampled_from([2, 3, 4, 5, 7, 8, 9, 10]), st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_recognised(code, place, wrong):
    typed = code[:place] + wrong + code[place + 1 :]
    if typed == code:
        assert read_code(typed) == code
    else:
        with pytest.raises(MistypedCode):
            read_code(typed)


@given(codes, st.sampled_from([2, 3, 4, 5, 7, 8, 9, 10]), st.sampled_from([2, 3, 4, 5, 7, 8, 9, 10]))
def test_any_two_swapped_characters_are_recognised(code, one, other):
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    typed = "".join(letters)
    if typed == code:
        assert read_code(typed) == code
    else:
        with pytest.raises(MistypedCode):
            read_code(typed)


@pytest.mark.parametrize("pair", ["0O", "1IL", "5S", "8B", "2Z", "6G", "VYU", "EF"])
def test_of_letters_that_look_alike_at_most_one_is_used(pair):
    assert sum(letter in ALPHABET for letter in pair) <= 1


@pytest.mark.parametrize("text", ["", "Коваленко", "PETRENKO", "P-123", "14.10.1976", "O’Brien"])
def test_a_name_is_not_taken_for_a_code(text):
    assert read_code(text) is None


def test_a_letter_outside_the_alphabet_is_a_mistyped_code():
    with pytest.raises(MistypedCode):
        read_code("P-7O3M-Q2XR")
