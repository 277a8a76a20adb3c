"""Sealing: a text opens in the place for which it was sealed, and nowhere else."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.lib.encryption import (
    Key,
    NotAuthentic,
    blind_index,
    key_of,
    read_keys,
    seal,
    seal_bytes,
    unseal,
    unseal_bytes,
)

NEW, OLD = Key("new", b"n" * 32), Key("old", b"o" * 32)
HERE = "families_relative.phone:R-1"


@given(st.text())
def test_what_is_sealed_opens_to_the_letter(text):
    assert unseal(seal(text, HERE, [NEW]), HERE, [NEW]) == text


@pytest.mark.parametrize("elsewhere", ["families_relative.phone:R-2", "families_relative.email:R-1"])
def test_moved_to_another_row_or_column_it_does_not_open(elsewhere):
    with pytest.raises(NotAuthentic, match="sealed elsewhere"):
        unseal(seal("+380501234567", HERE, [NEW]), elsewhere, [NEW])


def test_every_altered_byte_is_seen():
    sealed = seal("+380501234567", HERE, [NEW])
    head, _colon, body = sealed.rpartition(":")
    content = base64.urlsafe_b64decode(body)
    for place in range(len(content)):
        altered = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        with pytest.raises(NotAuthentic):
            unseal(f"{head}:{base64.urlsafe_b64encode(altered).decode()}", HERE, [NEW])


@pytest.mark.parametrize(
    "said", ["", "+380501234567", "sealed:new", "sealed:new:", "sealed:new:%%%", "sealed::AAAA"]
)
def test_what_was_written_past_the_program_does_not_open(said):
    with pytest.raises(NotAuthentic):
        unseal(said, HERE, [NEW])


def test_the_newest_key_seals_and_the_older_still_open():
    sealed = seal("+380501234567", HERE, [OLD])
    assert unseal(sealed, HERE, [NEW, OLD]) == "+380501234567"
    assert (key_of(sealed), key_of(seal("x", HERE, [NEW, OLD]))) == ("old", "new")


def test_a_key_that_is_gone_is_named():
    with pytest.raises(NotAuthentic, match="“old”, which is not among FIELD_KEYS"):
        unseal(seal("x", HERE, [OLD]), HERE, [NEW])


def test_a_key_of_the_same_id_with_another_secret_opens_nothing():
    with pytest.raises(NotAuthentic):
        unseal(seal("x", HERE, [OLD]), HERE, [Key("old", b"x" * 32)])


def test_one_text_is_never_sealed_alike_and_a_short_word_is_not_told_by_its_length():
    assert seal("good", HERE, [NEW]) != seal("good", HERE, [NEW])
    lengths = {len(seal(word, HERE, [NEW])) for word in ("good", "seriously_wounded", "unknown")}
    assert len(lengths) == 1


def test_an_index_is_the_same_for_the_same_text_and_key_alone():
    assert blind_index("+380501234567", NEW) == blind_index("+380501234567", NEW)
    assert (
        len({blind_index("+380501234567", NEW), blind_index("+380501234567", OLD), blind_index("+38", NEW)}) == 3
    )


def test_a_file_opens_with_its_own_secret_in_its_own_place():
    sealed = seal_bytes(b"letter", "A-1 original", NEW.secret)
    assert unseal_bytes(sealed, "A-1 original", NEW.secret) == b"letter"
    for place, secret in (("A-2 original", NEW.secret), ("A-1 shown", NEW.secret), ("A-1 original", OLD.secret)):
        with pytest.raises(NotAuthentic):
            unseal_bytes(sealed, place, secret)
    with pytest.raises(NotAuthentic):
        unseal_bytes(b"", "A-1 original", NEW.secret)


def test_keys_are_read_in_their_order():
    text = ",".join(f"{key.id}:{base64.b64encode(key.secret).decode()}" for key in (NEW, OLD))
    assert read_keys(text) == (NEW, OLD)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        "new",
        "new:",
        "new:c2hvcnQ=",
        "New:" + "A" * 43 + "=",
        ":" + "A" * 43 + "=",
        "new:not base64",
        "a:" + "A" * 43 + "=,a:" + "B" * 43 + "=",
    ],
)
def test_keys_that_are_none_are_refused(text):
    with pytest.raises(ValueError, match="key"):
        read_keys(text)


def test_a_fault_in_the_keys_does_not_tell_them():
    with pytest.raises(ValueError, match="key 1") as error:
        read_keys("new:c2VjcmV0IG9mIGEga2V5")
    assert "c2Vj" not in str(error.value)
    assert "n" * 32 not in repr(NEW)
