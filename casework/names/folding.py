"""Folds: one word of any alphabet and spelling habit, read into one small alphabet.

A fold keeps what survives a spelling by ear and a change of alphabet, and drops the rest: г ґ х h g
are one letter, so are и і ї й ы y, and е є э ё; soft signs, apostrophes and doubled letters go. A
Cyrillic word has one fold. A Latin word can be spelled after several habits (English, German, French,
Polish, Czech and scholarly, Hungarian …), each reading it otherwise, so it has a few: what is common
to two words is found when any two of their folds agree.

Fold letters: a b v h d e z i k l m n o p r s t u f, and c (ц) q (ч) w (ш, щ) j (ж).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from re import Pattern
from typing import Any, NamedTuple

from casework.names.scripts import clean, script_of

_CYRILLIC = {
    **dict(zip("абвгґхдеєэёжзиіїйыклмнопрстуўфцчшщ", "abvhhhdeeeejziiiiiklmnoprstuufcqww", strict=True)),
    "ю": "iu", "я": "ia", "ь": "", "ъ": "", "ʼ": "",
}  # fmt: skip

# What every habit shares. Digraphs come before letters because the longest reading wins.
_LATIN = {
    **dict(zip("abdefghiklmnoprstuvwyz", "abdefhhiklmnoprstuvviz", strict=True)),
    "j": "i", "c": "k", "q": "k", "x": "ks", "ph": "f", "ck": "k", "kh": "h", "ye": "e", "yo": "io",
    "ya": "ia", "yu": "iu", "č": "q", "š": "w", "ž": "j", "ŝ": "w", "šč": "w", "ł": "l", "ø": "o", "đ": "d",
    "ß": "s", "ş": "w", "ç": "q", "ğ": "h", "ı": "i", "ə": "e", "æ": "e", "œ": "e", "þ": "t", "ð": "d",
}  # fmt: skip
_HABITS: dict[str, dict[str, str]] = {
    "english": {
        "zh": "j", "ts": "c", "tz": "c", "ch": "q", "tch": "q", "sh": "w", "shch": "w", "sch": "w",
        "oo": "u", "ou": "u", "tc": "c", "dzh": "dj", "tsh": "q", "shtsh": "w",
    },
    "german": {
        "sch": "w", "tsch": "q", "schtsch": "w", "stsch": "w", "ch": "h", "z": "c", "tz": "c", "ts": "c",
        "dsch": "dj", "sh": "j", "ei": "ei", "ie": "i", "x": "ks", "c": "c", "zh": "j", "tsh": "q", "schtsh": "w",
    },
    "german_s": {
        "s": "z", "ss": "s", "sch": "j", "tsch": "q", "schtsch": "w", "ch": "h", "z": "c", "ts": "c",
        "x": "ks",
    },
    "french": {
        "ch": "w", "tch": "q", "chtch": "w", "ou": "u", "gu": "h", "j": "j", "dj": "dj", "ts": "c", "kh": "h",
        "ï": "i", "sh": "w", "oï": "oi",
    },
    "polish": {
        "sz": "w", "cz": "q", "szcz": "w", "ż": "j", "rz": "j", "ch": "h", "c": "c", "ś": "s", "ć": "q",
        "ź": "z", "dz": "dz", "dż": "dj", "ck": "ck",
    },
    "scholarly": {"c": "c", "ck": "ck", "x": "h", "ch": "h", "ŭ": "u", "è": "e", "û": "iu", "â": "ia", "ů": "u"},
    "gost": {"c": "c", "cz": "c", "x": "h", "ch": "q", "sh": "w", "shh": "w", "zh": "j", "tc": "c"},
    "baltic": {"c": "c", "ck": "ck", "x": "h", "ch": "h", "ė": "e", "ų": "u", "ū": "u", "ī": "i", "ē": "e"},
    "hungarian": {
        "s": "w", "sz": "s", "cs": "q", "zs": "j", "c": "c", "gy": "d", "ly": "li", "ty": "t", "ny": "n",
        "scs": "w", "j": "i", "h": "h",
    },
    "spanish": {
        "ch": "q", "tx": "q", "x": "w", "tch": "q", "sch": "w", "gu": "h", "ll": "l", "j": "h", "zh": "j",
    },
    "dutch_nordic": {
        "sj": "w", "tj": "q", "tsj": "q", "oe": "u", "zj": "j", "sjtsj": "w", "sjtj": "w", "ch": "h",
        "ts": "c", "zh": "j",
    },
}  # fmt: skip

# A habit is tried only on words that show a sign of it; English always. "sh" and "zh" are nobody else's.
_SIGNS = {
    "german": r"w|z|j|ch|x",
    "german_s": r"s.*(?:w|j|ss|sch)|(?:w|j|ss|sch).*s|ds(?!ch|h)",
    "french": r"ou|ch|gu|j|ï",
    "polish": r"[włżśćź]|cz|sz|rz|ch|c",
    "scholarly": r"[čšžŝŭèûâůcxj]",
    "gost": r"x|c(?!h)|shh",
    "baltic": r"(?<=[^aeiouywxs])(?:as|is|us|s)$|ys$|[čc]ius$",
    "hungarian": r"sz|cs|zs|gy",
    "spanish": r"tx|gu|ll|j[aeou]",
    "dutch_nordic": r"sj|tj|zj|oe",
}
_NO_SIGN_OF_OTHERS = re.compile(r"sh|zh")
_WITH_SH = frozenset({"english", "gost", "baltic", "french", "german_s"})
# What Lithuanian and Latvian add to the names of foreign men: Zelenskis, Petrovas, Turčinovs, Petrovičius.
_BALTIC_ENDING = re.compile(r"(?<=[kc]i)s$|(?<=[čc])ius$|(?:as|is|us|ys|s)$")

_DOUBLED = re.compile(r"(.)\1+")


class _Habit(NamedTuple):
    name: str
    table: dict[str, str]
    pattern: Pattern[str]
    sign: Pattern[str]


def _habit(name: str) -> _Habit:
    table = {**_LATIN, **_HABITS[name]}
    pattern = "|".join(re.escape(key) for key in sorted(table, key=len, reverse=True))
    return _Habit(name, table, re.compile(pattern), re.compile(_SIGNS.get(name, "")))


_READERS = tuple(map(_habit, _HABITS))
_READERS_WITH_SH = tuple(habit for habit in _READERS if habit.name in _WITH_SH)


@lru_cache(maxsize=50_000)
def folds(word: str) -> tuple[str, ...]:
    """All folds of one word, the likeliest first; () when it has no letter of the two alphabets."""
    text = clean(word).casefold()
    if text.isascii() or script_of(text) == "latin":
        spelled = _without_rare_marks(text)
        readers = _READERS_WITH_SH if _NO_SIGN_OF_OTHERS.search(spelled) else _READERS
        readings = (_read(spelled, habit) for habit in readers if habit.sign.search(spelled))
        return tuple(dict.fromkeys(filter(None, readings)))
    folded = _reduced("".join(_CYRILLIC.get(letter, _LATIN.get(letter, "")) for letter in _composed(text)))
    return (folded,) if folded else ()


def readings(text: str) -> Iterator[tuple[tuple[str, str], ...]]:
    """The text in pieces, each with what it folds to, once for every habit: `Schulha` is Sch-u-l-h-a in
    German. Joined, the pieces are the text. What is no letter folds to itself, and nothing is reduced."""
    for habit in _READERS if any(map(_is_latin, text)) else _READERS[:1]:
        yield tuple(_pieces(text, habit))


def spellings() -> dict[str, Any]:
    """What a browser needs to fold what is typed in it: the letters of the two alphabets, what each habit of
    spelling reads otherwise, and what is alike."""
    return {"cyrillic": _CYRILLIC, "latin": _LATIN, "habits": list(_HABITS.values()), "alike": _ALIKE}


def _is_latin(letter: str) -> bool:
    return script_of(letter) == "latin"


def _pieces(text: str, habit: _Habit) -> Iterator[tuple[str, str]]:
    small = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    place = 0
    while place < len(text):
        found = habit.pattern.match(small, place)
        letter = small[place]
        end = found.end() if found else place + 1
        folded = habit.table[found.group()] if found else _CYRILLIC.get(letter, _fold_of_rare(letter, habit))
        yield text[place:end], folded
        place = end


def _fold_of_rare(letter: str, habit: _Habit) -> str:
    return habit.table.get(_unaccented(letter), letter)


def fold(word: str) -> str:
    """The likeliest fold of one word, "" when it has none."""
    return next(iter(folds(word)), "")


@lru_cache(maxsize=20_000)
def first_letters(word: str) -> frozenset[str]:
    """The folded letters that a word, or an initial, can begin with. An initial is cut from a spelling that
    nobody sees, so a Latin one stands for whatever the habits begin with it: Y. for Юрій and for Євген."""
    letter = clean(word).casefold()[:1]
    if letter in _CYRILLIC:
        return frozenset(_CYRILLIC[letter][:1])
    plain = _unaccented(letter)
    return frozenset(_LATIN_INITIALS.get(plain, _LATIN.get(plain, "")[:1]))


_LATIN_INITIALS = {
    "y": "ie", "j": "iej", "i": "ie", "c": "kcqhw", "s": "szwj", "z": "zcj", "k": "kh", "t": "tcq", "g": "hj",
    "x": "hkw", "q": "kq", "v": "vf", "š": "w", "ž": "j", "č": "q",
}  # fmt: skip


@lru_cache(maxsize=30_000)
def skeleton(folded: str) -> str:
    """The consonants of a fold, sounds that lists confuse most taken together; a fold with fewer than
    two consonants is kept whole, since its vowels are all it has."""
    consonants = single(folded.translate(_SKELETON))
    return consonants if len(consonants) > 1 else folded


_SKELETON = str.maketrans({**dict.fromkeys("aeiou"), "z": "s", "j": "w"})


def _read(text: str, habit: _Habit) -> str:
    """Letters that this habit does not know are read without their accents; the pattern passes over the rest."""
    known = text if text.isascii() else "".join(c if c in habit.table else _unaccented(c) for c in text)
    if habit.name == "baltic":
        known = _BALTIC_ENDING.sub("", known)
    return _reduced("".join(map(habit.table.__getitem__, habit.pattern.findall(known))))


@lru_cache(maxsize=2_000)
def _unaccented(letter: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))


def _without_rare_marks(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha() and letter != "ʼ")


def _composed(text: str) -> str:
    return "".join(letter if letter in _CYRILLIC else _unaccented(letter) for letter in text)


def _reduced(folded: str) -> str:
    """Doubled letters once, щ and its spellings alike, тс and дс as ц (-тський), and no glide before е and о
    (Єлизар, Соловйов)."""
    text = single(folded)
    for spelled, letter in _ALIKE:
        if spelled in text:
            text = text.replace(spelled, letter)
    return single(text)


_ALIKE = (("ts", "c"), ("ds", "c"), ("wq", "w"), ("wc", "w"), ("ie", "e"), ("io", "o"))


def single(text: str) -> str:
    """Letters that stand doubled once."""
    last = ""
    for letter in text:
        if letter == last:
            return _DOUBLED.sub(r"\1", text)
        last = letter
    return text
