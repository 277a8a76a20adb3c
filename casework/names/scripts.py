"""Alphabets: which one a word is in, and the repair of words that mix two.

Texts come from radios, scans and retyped tables, where Latin letters that look like Cyrillic ones
(and the reverse) stand inside a word, stress marks cling to vowels and apostrophes have six shapes.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

Script = Literal["cyrillic", "latin", "mixed", ""]

APOSTROPHE = "\u02bc"  # the letter apostrophe: part of a word, so a name is never cut in two at it
# Inside a word, at its end, and with a space beside it where Ukrainian has one: Лук' янович, but Igor' Ivanovič.
_APOSTROPHES = re.compile(
    r"(?<=[бпвмфрлндзсткБПВМФРЛНДЗСТК])(?:\s['’‘`´ʹ′ʼ＇*]\s?|['’‘`´ʹ′ʼ＇*]\s|[\"“”])(?=[яюєїЯЮЄЇ])"
    r"|(?<=\w)['’‘`´ʹ′ʼ＇*](?=\w)|(?<=\w)['’‘`´ʹ′ʼ＇](?=\W|$)"
)
# Grave, acute and their tone-mark doubles. The breve and the diaeresis of й and ї compose before this.
_STRESS = re.compile("(?<=[\u0400-\u04ff])[\u0300\u0301\u0340\u0341]")
_STRESSED_LETTERS = str.maketrans("ѐѝЀЍ", "еиЕИ")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile(r"\s+")
_PLAIN = re.compile(r"[A-Za-zА-Яа-яІЇЄҐіїєґЁё]+(?: [A-Za-zА-Яа-яІЇЄҐіїєґЁё]+)*").fullmatch  # nothing to clean
_WORD = re.compile(r"[^\W\d_]+")

_LATIN = "ABCEHIKMOPTXYaceikopxyÏïËë"
_CYRILLIC = "АВСЕНІКМОРТХУасеікорхуЇїЁё"
_TO_CYRILLIC = str.maketrans(_LATIN + "bhmt", _CYRILLIC + "внмт")  # alike as capitals, and made small later
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_AMBIGUOUS = frozenset(_LATIN + _CYRILLIC)


@lru_cache(maxsize=20_000)
def clean(text: str) -> str:
    """The text composed (NFC), without stress marks and invisible characters, one kind of apostrophe
    (U+02BC, inside and at the end of words) and single spaces. Letters are not changed otherwise."""
    if _PLAIN(text):
        return text
    composed = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    unstressed = _STRESS.sub("", composed).translate(_STRESSED_LETTERS)
    return _SPACES.sub(" ", _APOSTROPHES.sub(APOSTROPHE, unstressed)).strip()


@lru_cache(maxsize=50_000)
def script_of(text: str) -> Script:
    """The alphabet of all letters of the text; "" when it has none of the two."""
    cyrillic = any(_is_cyrillic(letter) for letter in text)
    latin = any(_is_latin(letter) for letter in text)
    if cyrillic and latin:
        return "mixed"
    return "cyrillic" if cyrillic else "latin" if latin else ""


def repair_digits(text: str) -> str:
    """Digits that a scanner read inside a word, put back as letters: Лео1ід, 5hevchenko. A number stays."""
    return _DIGITS_IN_WORD.sub(_letters_for, text) if _HAS_DIGIT.search(text) else text


def _letters_for(found: re.Match[str]) -> str:
    word = found.group()
    table = _DIGITS["latin" if script_of(word) == "latin" else "cyrillic"]
    repaired = "".join(table.get(letter, letter) for letter in word)
    return repaired.upper() if word.isupper() else repaired


_HAS_DIGIT = re.compile(r"\d")
_DIGITS_IN_WORD = re.compile(r"(?<!\w)[^\W\d_]*(?:\d[^\W\d_]+|[^\W\d_]{2,}\d)[^\W\d_]*(?!\w)")
_DIGITS = {
    "cyrillic": {"0": "о", "1": "і", "3": "з", "4": "ч", "6": "б", "8": "в"},
    "latin": {"0": "o", "1": "l", "3": "e", "5": "s", "6": "b", "8": "b"},
}


def in_other_layout(text: str) -> tuple[str, ...]:
    """What the keys that were struck say in the other alphabet: Itdxtyrj is Шевченко. For a Latin text by the
    Ukrainian and the Russian keyboard, for a Cyrillic one by the English."""
    if script_of(text) == "latin":
        return tuple(_INITIAL.sub(r"\1.", text.translate(table)) for table in _TYPED_LATIN)
    return (text.translate(_TYPED_CYRILLIC),)


_INITIAL = re.compile(r"(?<!\w)([^\W\d_])ю(?!\w)", re.IGNORECASE)  # the dot has the key of ю


def _layout(keys: str, letters: str) -> dict[int, str]:
    shifted = keys.upper().translate(str.maketrans("[];',.`", '{}:"<>~'))
    return {ord(key): letter for key, letter in zip(keys + shifted, letters + letters.upper(), strict=True)}


_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_TYPED_LATIN = (
    _layout(_KEYS, "йцукенгшщзхїфівапролджєячсмитьбюʼ") | {ord("\\"): "ґ"},
    _layout(_KEYS, "йцукенгшщзхъфывапролджэячсмитьбюё"),
)
_TYPED_CYRILLIC = _layout("йцукенгшщзхъфывапролджэячсмитьбюё", _KEYS) | _layout("іїєʼ", "s]'`")


def repair_lookalikes(text: str) -> str:
    """Words that mix Latin and Cyrillic look-alikes, put into one alphabet: the one that most of the
    word's unmistakable letters are of. A word made only of look-alikes follows its neighbours, where
    those agree. Letters without a look-alike, and all else, stay as they are."""
    if script_of(text) != "mixed":
        return text
    words = list(_WORD.finditer(text))
    verdicts = [_own_script(word.group()) for word in words]
    repaired, end = [], 0
    for number, word in enumerate(words):
        script = verdicts[number] or _neighbours_script(verdicts, number) or _majority(word.group())
        repaired += [text[end : word.start()], _in_script(word.group(), script)]
        end = word.end()
    return "".join([*repaired, text[end:]])


def _is_cyrillic(letter: str) -> bool:
    return "\u0400" <= letter <= "\u052f"


def _is_latin(letter: str) -> bool:
    return letter.isalpha() and letter < "\u0250"


def _own_script(word: str) -> Script:
    """By the letters that have no look-alike; "" when there are none, or as many of each."""
    clear = [letter for letter in word if letter not in _AMBIGUOUS]
    balance = sum(_is_cyrillic(letter) - _is_latin(letter) for letter in clear)
    return "cyrillic" if balance > 0 else "latin" if balance < 0 else ""


def _majority(word: str) -> Script:
    if script_of(word) != "mixed":
        return script_of(word)
    balance = sum(_is_cyrillic(letter) - _is_latin(letter) for letter in word)
    return "cyrillic" if balance >= 0 else "latin"


def _neighbours_script(verdicts: list[Script], number: int) -> Script:
    near = {
        verdict
        for verdict in (next(_clear(verdicts[:number][::-1]), ""), next(_clear(verdicts[number + 1 :]), ""))
        if verdict
    }
    return near.pop() if len(near) == 1 else ""  # type: ignore[return-value]


def _clear(verdicts: list[Script]) -> Iterator[Script]:
    return (verdict for verdict in verdicts if verdict)


def _in_script(word: str, script: Script) -> str:
    if script == "cyrillic":
        return word.translate(_TO_CYRILLIC)
    return word.translate(_TO_LATIN) if script == "latin" else word
