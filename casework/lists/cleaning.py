"""Cleaning of what stands in a cell, step by step, each step with its reason in words.

The letter apostrophe U+02BC is the one kept: it is a letter, so that programs do not cut a name in two at it.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.names.equivalents import given_groups, is_known_patronymic
from casework.names.scripts import APOSTROPHE, repair_lookalikes

Step = tuple[str, str, str | Promise]  # before, after, reason

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_STRESS = re.compile("(?<=[\u0400-\u04ff])[\u0300\u0301\u0340\u0341]")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])\s?['’‘`´ʹ′ʼ＇]\s?(?=[^\W\d_])|(?<=[^\W\d_])[*\"”](?=[яюєїЯЮЄЇ])")
_STRAY_APOSTROPHE = re.compile(r"(?<!\w)['’‘`´ʹ′ʼ＇]+|['’‘`´ʹ′ʼ＇]+(?!\w)")
_LETTERS = re.compile(r"[^\W\d_]+")
_PARTICLE_WORDS = "огли оглы оглу кизи кызы гизи заде де да ван фон аль бен ібн ибн van von de bin ibn al"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
# Nothing to clean: what most cells of a good list look like.
_CLEAN_NAME = re.compile(r"[А-ЯІЇЄҐЁ][а-яіїєґё]+(?:[ -][А-ЯІЇЄҐЁ][а-яіїєґё]+)*")


@lru_cache(maxsize=50_000)
def clean_text(text: str) -> tuple[str, tuple[Step, ...]]:
    """Any cell: no invisible characters, single spaces, composed letters."""
    return _run(text, _TEXT_STEPS)


@lru_cache(maxsize=50_000)
def clean_name(text: str) -> tuple[str, tuple[Step, ...]]:
    """A name or a part of one, apart from its capitals, which tell a surname until the name is split."""
    if _CLEAN_NAME.fullmatch(text):
        return text, ()
    return _run(text, _TEXT_STEPS + _NAME_STEPS)


@lru_cache(maxsize=50_000)
def name_case(text: str) -> str:
    """`ПЕТРЕНКО-КОВАЛЬ` and `петренко-коваль` as `Петренко-Коваль`; a word of mixed letters stays."""
    return _LETTERS.sub(lambda word: _word_case(word[0]), text)


def join_broken(text: str) -> str:
    """`Влади мир Влади мирович` as `Владимир Владимирович`.

    Two pieces are joined only where the second begins with a small letter and no piece, but the whole, is a given
    name or a patronymic that is known.
    """
    words = text.split(" ")
    joined: list[str] = []
    for word in words:
        if joined and word.islower() and _belongs(joined[-1], word):
            joined[-1] += word
        else:
            joined.append(word)
    return " ".join(joined)


def _belongs(start: str, rest: str) -> bool:
    return _is_known(start + rest) and not _is_known(start) and not _is_known(rest) and rest not in _PARTICLES


def _is_known(word: str) -> bool:
    return bool(given_groups(word)) or is_known_patronymic(word)


def _run(text: str, steps: tuple[tuple[Callable[[str], str], str | Promise], ...]) -> tuple[str, tuple[Step, ...]]:
    taken: list[Step] = []
    for step, reason in steps:
        after = step(text)
        if after != text:
            taken.append((text, after, reason))
            text = after
    return text, tuple(taken)


def _without_invisible(text: str) -> str:
    return _INVISIBLE.sub("", text)


def _single_spaces(text: str) -> str:
    return " ".join(text.split())


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _without_stress(text: str) -> str:
    return _STRESS.sub("", text)


def _one_apostrophe(text: str) -> str:
    return _APOSTROPHE.sub(APOSTROPHE, text)


def _without_stray_apostrophes(text: str) -> str:
    return _single_spaces(_STRAY_APOSTROPHE.sub("", text))


def _word_case(word: str) -> str:
    if len(word) < 2 or not (word.isupper() or word.islower()):
        return word
    small = word.lower()
    if small in _PARTICLES:
        return small
    start, apostrophe, rest = small.partition(APOSTROPHE)
    if len(start) == 1 and rest and rest[0].isascii():  # O'Brien, D'Artagnan
        return f"{start.upper()}{apostrophe}{rest.capitalize()}"
    return small[0].upper() + small[1:]


_TEXT_STEPS: tuple[tuple[Callable[[str], str], str | Promise], ...] = (
    (_without_invisible, _("characters that cannot be seen were removed")),
    (_single_spaces, _("needless spaces were removed")),
    (_without_stress, _("stress marks were removed")),
    (_composed, _("letters were put together with their marks")),
)
_NAME_STEPS: tuple[tuple[Callable[[str], str], str | Promise], ...] = (
    (repair_lookalikes, _("letters of another alphabet that look alike were replaced")),
    (_one_apostrophe, _("the apostrophe was written in one way")),
    (_without_stray_apostrophes, _("stray apostrophes were removed")),
    (join_broken, _("pieces of a broken word were joined")),
)
