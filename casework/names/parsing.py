"""A name in one cell, cut into surname, given name and patronymic, whatever their order.

Every way to give each word a part is scored by what the words look like; the best wins. What is
usual in lists breaks a tie: surname first, and the patronymic right after the given name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from casework.names.equivalents import (
    diminutive_groups,
    given_groups,
    is_known_patronymic,
    is_like_patronymic,
    is_nearly_patronymic,
)
from casework.names.folding import fold
from casework.names.scripts import clean, repair_lookalikes, script_of


@dataclass(frozen=True, slots=True)
class NameParts:
    """Parts as they were written, but for repaired look-alikes; "" where a part is missing."""

    surname: str = ""
    given: str = ""
    patronymic: str = ""


# How strongly a sign speaks for a part, in units of one another: capitals and a comma were put there to
# tell, a dictionary knows, an ending suggests, an order is only usual.
_CAPITALS = 6.0
_DICTIONARY = 3.0
_ENDING = 2.0
_USUAL_ORDER = 1.0
_IMPOSSIBLE = -50.0

_OGHLY = re.compile(r"^(?:огли|оглы|оглу|кизи|кызы|гизи|o[gğ]h?l[uiyı]|[kqg][iıy]z[iyı])$", re.IGNORECASE)
_HYPHEN = re.compile(r"\s*[-‐‑‒–—]\s*")
_ALTERNATIVE = re.compile(r"\s*(?:[/;|]|<br\s*/?>)\s*", re.IGNORECASE)
_ASIDE = re.compile(r"[(\[«\"“].*?(?:[)\]»\"”]|$)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*\.?")
_RUN_TOGETHER = re.compile(r"(?<=[а-яіїєґёa-z]{2})(?=[А-ЯІЇЄҐЁA-Z][а-яіїєґёa-z])")
_SURNAME_ENDING = re.compile(
    r"(?:enk[oiua]|[wcst]?k[oiaua]|[aeoi]va?|in|ina|sk[ia]|skaia|ck[ia]|qi?k|iuk|uk|a[kr]|ec|iw|ilo|un|ian|dze|wvili|iak)$"
)


def split_full_name(text: str) -> NameParts:
    """The parts of a full name, order unknown: `ШЕВЧЕНКО Тарас Григорович`, `Taras Shevchenko`,
    `Шевченко, Тарас`, `Шевченко Т. Г.`, `Мамедов Ельчин Алі огли`. Never fails; all parts are "" when
    the text has no letters. Of two versions of a name in one cell the first is taken."""
    return _split(text)


@lru_cache(maxsize=50_000)
def _split(text: str) -> NameParts:
    plain = repair_lookalikes(clean(_ASIDE.sub(" ", text) if _WORD.search(_ASIDE.sub(" ", text)) else text))
    first = next((part for part in _ALTERNATIVE.split(plain) if _WORD.search(part)), "")
    first = _HYPHEN.sub("-", first)
    before, comma, after = first.partition(",")
    if comma and _WORD.search(before) and _WORD.search(after):
        return _after_comma(before, after)
    return _best(_words(first))


def is_initial(word: str) -> bool:
    """`Т.`, `Т` or a digraph with a dot (`Дж.`, `Yu.`)."""
    bare = word.rstrip(".")
    return len(bare) == 1 or (word.endswith(".") and len(bare) == 2)


def _words(text: str) -> tuple[str, ...]:
    found = [word.strip("-") for word in _WORD.findall(text)]
    if len(found) == 1:
        found = _RUN_TOGETHER.split(found[0])
    words: list[str] = []
    for word in found:
        if words and _OGHLY.match(word):
            words[-1] = f"{words[-1]} {word}"
        elif word:
            words.append(word)
    return tuple(words)


def _after_comma(before: str, after: str) -> NameParts:
    """`Surname, Given Patronymic`; where the given name stands before the comma, as in any order."""
    surname, rest = " ".join(_words(before)), _words(after)
    if given_groups(surname) and not any(given_groups(word) for word in rest):
        return _best((*_words(before), *rest))
    given_parts = max(
        _assignments(rest, with_surname=False), key=lambda parts: _score(parts, rest), default=NameParts()
    )
    return NameParts(surname, given_parts.given, given_parts.patronymic)


def _best(words: tuple[str, ...]) -> NameParts:
    return max(_assignments(words), key=lambda parts: _score(parts, words), default=NameParts())


def _assignments(words: tuple[str, ...], *, with_surname: bool = True) -> Iterable[NameParts]:
    """Every way to choose one word for the given name and one, or none, for the patronymic; the others
    are the surname. Of more than six words only the first six can be chosen (no name has more)."""
    positions: list[int | None] = [*range(min(len(words), 6)), None]
    for given, patronymic in permutations([*positions, None], 2):
        rest = [word for number, word in enumerate(words) if number not in (given, patronymic)]
        if rest and not with_surname:
            continue
        yield NameParts(
            " ".join(rest),
            "" if given is None else words[given],
            "" if patronymic is None else words[patronymic],
        )


def _score(parts: NameParts, words: tuple[str, ...]) -> float:
    return (
        _surname_score(parts.surname, words)
        + _given_score(parts.given)
        + _patronymic_score(parts.patronymic)
        + _order_score(parts, words)
    )


def _surname_score(surname: str, words: tuple[str, ...]) -> float:
    parts = surname.split(" ") if surname else []
    score = 0.0 if parts else -_DICTIONARY
    for word in parts:
        if is_initial(word) or _has_oghly(word):
            score += _IMPOSSIBLE
        elif _stands_in_capitals(word, words):
            score += _CAPITALS
        score += _ENDING / 2 if _SURNAME_ENDING.search(fold(word)) else 0
    return score - _USUAL_ORDER * max(len(parts) - 1, 0) * 2


def _given_score(given: str) -> float:
    if not given:
        return -_ENDING
    if is_initial(given):
        return _ENDING
    if given_groups(given) or all(map(given_groups, given.split("-"))):
        return _DICTIONARY
    if diminutive_groups(given):
        return _ENDING
    return -_DICTIONARY if is_like_patronymic(given) or _has_oghly(given) else 0.0


def _patronymic_score(patronymic: str) -> float:
    if not patronymic:
        return 0.0
    if _has_oghly(patronymic):
        return _CAPITALS
    if is_initial(patronymic):
        return _ENDING
    if is_known_patronymic(patronymic):
        return _DICTIONARY + _ENDING / 2
    if is_like_patronymic(patronymic):
        return _ENDING
    return _USUAL_ORDER if is_nearly_patronymic(patronymic) else -_CAPITALS


def _order_score(parts: NameParts, words: tuple[str, ...]) -> float:
    """Usual: the given name before its patronymic and next to it; in Cyrillic the surname first, in
    Latin last; a patronymic never first of several words."""
    place = {word: number for number, word in enumerate(words)}
    surname = place.get(parts.surname.split(" ")[0], 0)
    given, patronymic = place.get(parts.given, -1), place.get(parts.patronymic, -1)
    score = 0.0
    if parts.given and parts.patronymic:
        score += _USUAL_ORDER if patronymic == given + 1 else -_USUAL_ORDER / 2
        score -= _ENDING if patronymic == 0 else 0.0
    if parts.surname and parts.given:
        surname_first = script_of(parts.surname) != "latin"
        score += _USUAL_ORDER / 2 if (surname < given) == surname_first else 0.0
    return score


def _stands_in_capitals(word: str, words: tuple[str, ...]) -> bool:
    long = [other for other in words if not is_initial(other)]
    return word.isupper() and not all(other.isupper() for other in long)


def _has_oghly(word: str) -> bool:
    return bool(_OGHLY.match(re.split(r"[ -]", word)[-1])) and len(re.split(r"[ -]", word)) > 1
