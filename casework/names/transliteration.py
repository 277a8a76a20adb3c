"""The Latin form that people are shown: resolution 55 of the Cabinet of Ministers of Ukraine of 27 January
2010 (which the United Nations adopted in 2012 and BGN/PCGN in 2019) for Ukrainian, ICAO Document 9303 as
Russian passports follow it for Russian. Exact: for comparing spellings see folding."""

import re

from casework.names.scripts import clean

_UKRAINIAN = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z",
    "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ь": "", "ю": "iu", "я": "ia", "ʼ": "",
}  # fmt: skip
_AT_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_RUSSIAN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ы": "y",
    "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


def latin(text: str, lang: str = "uk") -> str:
    """The text in Latin letters. `lang` is "uk" or "ru", and the letters of the other language are read
    as in that one (a Russian ы in a text that is said to be Ukrainian). What is not Cyrillic stays."""
    return _WORD.sub(lambda word: _word(word.group(), lang), clean(text))


def language_of(text: str) -> str:
    """ "uk" or "ru" by letters that only one of them has, Ukrainian where none tells; "" when there is no
    Cyrillic letter."""
    letters = set(text.casefold())
    if letters & set("ыэёъ"):
        return "ru"
    return "uk" if letters & _UKRAINIAN.keys() else ""


def _word(word: str, lang: str) -> str:
    tables = (_UKRAINIAN, _RUSSIAN) if lang == "uk" else (_RUSSIAN, _UKRAINIAN)
    out = []
    for place, letter in enumerate(word):
        small = letter.casefold()
        written = _written(word.casefold(), place, small, *tables)
        out.append(_in_case(written, letter, word) if letter != small else written)
    return "".join(out)


def _written(word: str, place: int, letter: str, own: dict[str, str], other: dict[str, str]) -> str:
    if own is _UKRAINIAN:
        if place == 0 and letter in _AT_START:
            return _AT_START[letter]
        if letter == "г" and word[place - 1 : place] == "з":
            return "gh"
    return own.get(letter, other.get(letter, letter))


def _in_case(written: str, letter: str, word: str) -> str:
    """Capitals as in the word: SHCHERBA of ЩЕРБА, Shcherba of Щерба."""
    return written.upper() if word.isupper() and len(word) > 1 else written.capitalize()
