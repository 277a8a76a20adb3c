"""A name in one cell, cut into surname, given name and patronymic, whatever their order.

Every way to give each word a part is scored by what the words look like; the best wins. What is
usual in lists breaks a tie: surname first, and the patronymic right after the given name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, product
from math import inf
from typing import NamedTuple

from casework.names.equivalents import (
    diminutive_groups,
    given_groups,
    given_sex,
    inflected_given_groups,
    inflected_patronymic_roots,
    is_known_patronymic,
    is_like_patronymic,
    is_nearly_patronymic,
    is_start_of_patronymic,
    sex_of_forms,
)
from casework.names.folding import fold
from casework.names.scripts import clean, in_other_layout, repair_digits, repair_lookalikes, script_of


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
_BROKEN = 0.25
_BARE_FATHER = 0.75  # the father's name as it is: Ростислав Олег Бутій
_IMPOSSIBLE = -50.0

_OGHLY = re.compile(r"^(?:огли|оглы|оглу|кизи|кызы|гизи|o[gğh]h?l[uiyı]|[kqg][iıy][zs][iyı])$", re.IGNORECASE)
_HYPHEN = re.compile(r"\s*[-‐‑‒–—]\s*")
_ALTERNATIVE = re.compile(r"\s*(?:[/;|]|<br\s*/?>)\s*", re.IGNORECASE)
_ASIDE = re.compile(r"[(\[«\"“].*?(?:[)\]»\"”]|$)")
_ASIDE_NO_LETTER = re.compile(r"[(«“].*?(?:[)»”]|$)")  # [ and " are letters of the other keyboard
# An apostrophe lost to a space: Дем яненко. Another name has a capital, in a word after one that has.
_LOST_APOSTROPHE = re.compile(
    r"(?:(?<=[А-ЯІЇЄҐ][а-яіїєґ])|(?<=[А-ЯІЇЄҐ][а-яіїєґ]{2}))(?<=[бпвмфрлндзст]) (?=[яюєї][а-яіїєґ])"
)
# The former surname, said to be one: it is the other half of a double surname then.
_FORMERLY = re.compile(
    r"[\s,(]+(?:урожд(?:\.|[её]нн\w+)|дівоч\w+(?:\s+прізвище)?|у дівоцтві|в девичестве|до шлюбу|до брака"
    r"|née|nee|geb\.|z domu)"
    r"[\s:]+(?P<name>[^\W\d_]+(?:-[^\W\d_]+)*)\)?",
    re.IGNORECASE,
)
_SHORTENED = re.compile(r"(?<=\w{2})-(?:в?ич|ч|в?на|v?[iy]ch|v?na)(?!\w)")  # Александр-ч
_OTHER_THAN_WORDS = re.compile(r"[^\w\s.\-ʼ]|_|\d|- | -|[‐‑‒–—]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*\.?")
_SMALL = "".join(filter(str.islower, map(chr, [*range(0x61, 0x250), *range(0x430, 0x530)])))
_LARGE = "".join(filter(str.isupper, map(chr, [*range(0x41, 0x250), *range(0x400, 0x530)])))
_RUN_TOGETHER = re.compile(
    f"(?<=[{_SMALL}]{{2}})(?=[{_LARGE}]{{2}}|[{_LARGE}][{_SMALL}.])|(?<=[{_LARGE}]{{2}})(?=[{_LARGE}][{_SMALL}])"
)
_SURNAME_ENDING = re.compile(
    r"(?:enk[oiua]|[wcst]?k[oiaua]|[aeoi]va?|in|ina|sk[ia]|skaia|ck[ia]|qi?k|iuk|uk|a[kr]|ec|iw|ilo|un|ian|dze|wvili|iak)$"
)


def split_full_name(text: str) -> NameParts:
    """The parts of a full name, order unknown: `ШЕВЧЕНКО Тарас Григорович`, `Taras Shevchenko`,
    `Шевченко, Тарас`, `Шевченко Т. Г.`, `Мамедов Ельчин Алі огли`. Never fails; all parts are "" when
    the text has no letters. Of two versions of a name in one cell the first is taken."""
    return _split(text)


@lru_cache(maxsize=20_000)
def _split(text: str) -> NameParts:
    plain = repair_lookalikes(repair_digits(clean(text)))
    plain = _LOST_APOSTROPHE.sub("ʼ", plain)
    if formerly := _FORMERLY.search(plain):
        rest = _split(f"{plain[: formerly.start()]} {plain[formerly.end() :]}")
        return replace(rest, surname="-".join(filter(None, (rest.surname, formerly["name"]))))
    plain = _SHORTENED.sub(".", plain)
    if not _OTHER_THAN_WORDS.search(plain):
        words = _words(plain)
    else:
        plain = _without_asides(plain)
        first = next((part for part in _ALTERNATIVE.split(plain) if _WORD.search(part)), "")
        first = _HYPHEN.sub("-", first)
        before, comma, after = first.partition(",")
        if comma and _WORD.search(before) and _WORD.search(after):
            parts = _after_comma(before, after)
            return parts if _is_recognized((parts.given, parts.patronymic)) else _in_other_layout(text) or parts
        words = _words(first)
    if not _is_recognized(words) and (typed := _in_other_layout(text)):
        return typed
    return _best(words)


def _is_patronymic(word: str) -> bool:
    return is_known_patronymic(word) or bool(inflected_patronymic_roots(word))


def _without_asides(text: str, aside: re.Pattern[str] = _ASIDE) -> str:
    """Without call signs and remarks, unless there is nothing else."""
    bare = aside.sub(" ", text)
    return bare if _WORD.search(bare) else text


def _is_recognized(words: Iterable[str]) -> bool:
    """Whether any word is known for a given name or a patronymic. An initial is known for nothing."""
    whole = [word for word in words if not is_initial(word)]
    return any(_word_scores(word).given >= _ENDING or _word_scores(word).patronymic >= _ENDING for word in whole)


def _in_other_layout(text: str) -> NameParts | None:
    """The name, where the keyboard was switched to the other alphabet: nothing in the text was recognized, and
    typed with the other one it is, or it has signs that only a keyboard puts there. Of two such keyboards the one
    on which more of it is known."""
    typed = [
        _words(clean(one).replace(",", " ")) for one in in_other_layout(_without_asides(text, _ASIDE_NO_LETTER))
    ]
    known = [sum(map(_is_known, words)) for words in typed]
    return _best(typed[known.index(max(known))]) if any(known) or _KEYS_IN_WORD.search(text) else None


# No name has a bracket inside a word, where х and ї have their keys, nor initials that end in ю, which has that of
# the dot.
_KEYS_IN_WORD = re.compile(r"[a-z][\[\]][a-z]|(?:^|\s)[а-яіїє]ю\s+[а-яіїє]ю(?:\s|$)", re.IGNORECASE)


def _is_known(word: str) -> bool:
    """Whether it is, or ends like, a patronymic, or is a given name or two."""
    return (
        _is_patronymic(word)
        or is_like_patronymic(word)
        or (len(word) > 2 and all(map(given_groups, word.split("-"))))
    )


@lru_cache(maxsize=20_000)
def is_initial(word: str) -> bool:
    """`Т.`, `Т` or a digraph with a dot (`Дж.`, `Yu.`)."""
    bare = word.rstrip(".")
    return len(bare) == 1 or (word.endswith(".") and len(bare) == 2)


def _words(text: str) -> tuple[str, ...]:
    found = [word.strip("-") for word in _WORD.findall(text)]
    if len(found) <= 2:
        found = [piece for word in found for piece in _RUN_TOGETHER.split(word)]
        found = _cut_by_names(found[0]) if len(found) == 1 else found
    words: list[str] = []
    for word in found:
        if words and _OGHLY.match(word):
            words[-1] = f"{words[-1]} {word}"
        elif word:
            words.append(word)
    return tuple(words)


_SHORTEST_RUN = 13  # letters: a surname, a given name and a patronymic in one
_LONGEST_RUN = 50
_SHORTEST_PATRONYMIC = 5
_SHORTEST_GIVEN = 5
_SHORTEST_LEFT = 6


def _cut_by_names(word: str) -> list[str]:
    """ШЕВЧЕНКОТАРАСГРИГОРОВИЧ in three, by its known patronymic and the known given name before it, whichever of
    surname and given name is first; ШЕВЧЕНКОТАРАС in two."""
    length = len(word)
    if not _SHORTEST_RUN <= length <= _LONGEST_RUN:
        return [word]
    for start, end in combinations(range(2, length + 1), 2):
        if end - start < _SHORTEST_PATRONYMIC or not is_known_patronymic(word[start:end]):
            continue
        if end == length:
            for middle in range(2, start - 2):
                if given_groups(word[middle:start]):
                    return [word[:middle], word[middle:start], word[start:]]
        elif length - end > 2 and given_groups(word[:start]):
            return [word[:start], word[start:end], word[end:]]
    return _cut_by_given_name(word)


def _cut_by_given_name(word: str) -> list[str]:
    """Where a known given name leaves what can be a surname, and no ending of one: Максименко is whole."""
    for place in range(_SHORTEST_GIVEN, len(word) - _SHORTEST_LEFT + 1):
        left, right = fold(word[place:]), fold(word[:-place])
        if len(left) >= _SHORTEST_LEFT and left[0] not in "aeiou" and given_groups(word[:place]):
            return [word[:place], word[place:]]
        if len(right) >= _SHORTEST_LEFT and given_groups(word[-place:]):
            return [word[:-place], word[-place:]]
    return [word]


def _after_comma(before: str, after: str) -> NameParts:
    """`Surname, Given Patronymic`; where the given name stands before the comma, as in any order."""
    surname, rest = " ".join(_words(before)), _words(after)
    if given_groups(surname) and not any(given_groups(word) for word in rest):
        return _best((*_words(before), *rest))
    given_parts = _best(rest, with_surname=False)
    return NameParts(surname, given_parts.given, given_parts.patronymic)


class _Scores(NamedTuple):
    """How well a word would do for each part."""

    surname: float
    given: float
    patronymic: float


@lru_cache(maxsize=50_000)
def _word_scores(word: str) -> _Scores:
    return _Scores(_surname_score(word), _given_score(word), _patronymic_score(word))


def _best(words: tuple[str, ...], *, with_surname: bool = True) -> NameParts:
    """The best reading of the words as they stand, or with two neighbours as the halves of one broken word."""
    score, parts = _best_of(words, with_surname)
    if len(words) > 2:
        for place in range(len(words) - 1):
            joined = words[place].rstrip(".-") + words[place + 1]
            if given_groups(joined) or _is_patronymic(joined):
                merged = (*words[:place], joined, *words[place + 2 :])
                option, read = _best_of(merged, with_surname)
                score, parts = max((score, parts), (option - _BROKEN, read), key=lambda one: one[0])
    return parts


def _best_of(words: tuple[str, ...], with_surname: bool) -> tuple[float, NameParts]:
    """Of every way to choose one word for the given name and one, or none, for the patronymic; the others are the
    surname. Of more than six words only the first six can be chosen (no name has more)."""
    if not words:
        return _IMPOSSIBLE, NameParts()
    scores = [_word_scores(word) for word in words]
    surname = [
        one.surname + (_CAPITALS if _stands_in_capitals(word, words) else 0)
        for one, word in zip(scores, words, strict=True)
    ]
    latin = [script_of(word) == "latin" for word in words]
    best = -inf
    chosen: tuple[int | None, int | None] = (None, None)
    places = range(min(len(words), 6))
    # What does not look like a patronymic at all does better as part of the surname.
    fathers: list[int | None] = [place for place in places if scores[place].patronymic > 0]
    for given, patronymic in product([*places, None], [*fathers, None]):
        if given == patronymic and given is not None:
            continue
        rest = [place for place in range(len(words)) if place not in (given, patronymic)]
        if rest and not with_surname:
            continue
        score = sum(surname[place] for place in rest) - 2 * _USUAL_ORDER * max(len(rest) - 1, 0)
        score += scores[given].given if given is not None else -_ENDING
        score += scores[patronymic].patronymic if patronymic is not None else 0.0
        score += _order_score(rest, given, patronymic, latin) - (0.0 if rest else _DICTIONARY)
        if score > best:
            best, chosen = score, (given, patronymic)
    given, patronymic = chosen
    left = (word for place, word in enumerate(words) if place not in chosen)
    return best, NameParts(
        " ".join(left),
        "" if given is None else words[given],
        "" if patronymic is None else words[patronymic],
    )


def _surname_score(word: str) -> float:
    if is_initial(word) or _has_oghly(word):
        return _IMPOSSIBLE
    return _ENDING / 2 if _SURNAME_ENDING.search(fold(word)) else 0.0


def _given_score(given: str) -> float:
    if is_initial(given):
        return _ENDING
    if given.endswith("."):
        return _USUAL_ORDER if given_groups(given) else 0.0
    if given_groups(given) or all(map(given_groups, given.split("-"))):
        return _DICTIONARY
    if diminutive_groups(given):
        return _ENDING
    if inflected_given_groups(given):
        return _USUAL_ORDER
    return -_DICTIONARY if is_like_patronymic(given) or _has_oghly(given) else 0.0


def _patronymic_score(patronymic: str) -> float:
    if _has_oghly(patronymic):
        return _CAPITALS
    if is_initial(patronymic):
        return _ENDING
    if is_known_patronymic(patronymic):
        return _DICTIONARY + _ENDING / 2
    if is_like_patronymic(patronymic):
        return _ENDING
    if patronymic.endswith("."):
        return _ENDING if is_start_of_patronymic(patronymic) else _BROKEN
    if is_nearly_patronymic(patronymic):
        return _USUAL_ORDER
    return _BARE_FATHER if given_sex(patronymic) == "m" else -_CAPITALS


def _order_score(rest: list[int], given: int | None, patronymic: int | None, latin: list[bool]) -> float:
    """Usual: the given name before its patronymic and next to it; in Cyrillic the surname first, in
    Latin last; a patronymic never first of several words."""
    score = 0.0
    if given is not None and patronymic is not None:
        score += _USUAL_ORDER if patronymic == given + 1 else -_USUAL_ORDER / 2
        score -= _ENDING if patronymic == 0 else 0.0
    if rest and given is not None:
        score += _USUAL_ORDER / 2 if (rest[0] < given) != latin[rest[0]] else 0.0
    return score


def _stands_in_capitals(word: str, words: tuple[str, ...]) -> bool:
    long = [other for other in words if not is_initial(other)]
    return word.isupper() and not all(other.isupper() for other in long)


def _has_oghly(word: str) -> bool:
    return bool(_OGHLY.match(re.split(r"[ -]", word)[-1])) and len(re.split(r"[ -]", word)) > 1


def in_their_places(parts: NameParts) -> NameParts:
    """The parts each in its own column, where the patronymic stands in one that it cannot mean."""
    surname, given, patronymic = _FORMERLY.sub(r"-\g<name>", parts.surname), parts.given, parts.patronymic
    patronymic = _SHORTENED.sub(".", patronymic)
    parts = NameParts(surname, given, patronymic)
    if not given and given_groups(patronymic) and not given_groups(surname):
        return NameParts(surname, patronymic)
    if not patronymic or patronymic.endswith(".") or is_initial(patronymic) or _has_oghly(patronymic):
        return parts
    if _is_patronymic(patronymic) or is_like_patronymic(patronymic):
        return parts
    if _is_only_patronymic(given):
        return NameParts(surname, patronymic, given)
    if given and _is_only_patronymic(surname) and not given_groups(patronymic):
        return NameParts(patronymic, given, surname)
    if not given and given_groups(surname) and not given_groups(patronymic):
        return NameParts(patronymic, surname)
    return parts


def with_former(name: NameParts, aside: str, cells: Iterable[str]) -> str:
    """The surname, and as its other half what stands behind that of a woman in brackets in one of the `cells`: for
    a man it is a call sign, for her more often the surname that she had. `aside` is what was read there."""
    in_brackets = bool(aside) and any(f"({aside})" in text for text in cells)
    is_womans = sex_of_forms("", name.patronymic) == "f" or given_sex(name.given) == "f"
    return f"{name.surname}-{aside}" if in_brackets and is_womans and name.surname else name.surname


def _is_only_patronymic(word: str) -> bool:
    return bool(word) and not given_groups(word) and (is_known_patronymic(word) or is_like_patronymic(word))


def in_meant_layout(cells: tuple[str, ...]) -> tuple[str, ...]:
    """The cells of one name as they were meant where the keyboard was switched to the other alphabet; as they are
    where it was not."""
    text = " ".join(cells)
    if _is_recognized(_words(clean(text))) or not any(map(str.isalpha, text)):
        return cells
    typed = list(zip(*map(in_other_layout, cells), strict=False))
    known = [sum(map(_is_known, _words(clean(" ".join(one))))) for one in typed]
    return typed[known.index(max(known))] if any(known) else cells
