"""How two spellings of one part of a name agree: the kind of agreement, and its degree.

Kinds, from strongest to weakest: equal; transliterated (equal once both are in one alphabet); spelling (equal but
for letters that folding takes as one); equivalent (Микола, Николай); inflected (Олександру); gendered (Чорний,
Чорна); vowel (equal but for one that changes between the languages); half (one half of a double name); short
(Олекс. of Олександрович); diminutive; one_letter; close; initial; missing; faint (some letters in common);
confusable (two names that exist and differ by a letter or two); different.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from casework.names.equivalents import (
    diminutive_groups,
    given_forms,
    given_groups,
    given_initials,
    inflected_given_groups,
    inflected_patronymic_roots,
    patronymic_forms,
    patronymic_initials,
    patronymic_roots,
    surname_forms,
    surname_stems,
)
from casework.names.folding import first_letters, folds, skeleton
from casework.names.parsing import is_initial
from casework.names.scripts import clean, script_of
from casework.names.transliteration import latin

# How alike the letters are by the better of two measures, 0 to 1.
_CLOSE = 0.86
_FAINT = 0.72
_SHORTEST_FOR_ONE_LETTER = 3  # letters, and the longer one has more


@dataclass(frozen=True, slots=True)
class Agreement:
    kind: str
    similarity: float  # 0..1; 0 for missing, which says nothing


MISSING = Agreement("missing", 0.0)


def is_equal(a: str, b: str) -> bool:
    """Equal but for case and the kind of apostrophe, or after exact transliteration. Two empty parts are
    not equal: nothing is known of them."""
    return bool(a and b) and (_plain(a) == _plain(b) or _is_transliteration(a, b))


def compare_surnames(a: str, b: str) -> Agreement:
    return _symmetric(_surnames, a, b)


def compare_given_names(a: str, b: str) -> Agreement:
    return _symmetric(_given_names, a, b)


def compare_patronymics(a: str, b: str) -> Agreement:
    return _symmetric(_patronymics, a, b)


def _symmetric(compare: Callable[[str, str], Agreement], a: str, b: str) -> Agreement:
    if not (folds(a) and folds(b)):
        return MISSING
    return compare(a, b) if a <= b else compare(b, a)


@lru_cache(maxsize=30_000)
def _surnames(a: str, b: str) -> Agreement:
    same = _same(a, b)
    if same:
        return same
    if surname_forms(a) & surname_forms(b):
        return Agreement("equivalent", 0.97)
    if surname_stems(a) & surname_stems(b):
        return Agreement("gendered", 0.95)
    if is_initial(a) or is_initial(b):
        return _initial(a, b, first_letters)
    if _share_a_half(a, b):
        return Agreement("half", 0.9)
    if any(_differ_by_a_vowel(x, y) for x in folds(a) for y in folds(b)):
        return Agreement("vowel", 0.93)
    return _by_letters(folds(a), folds(b))


def _share_a_half(a: str, b: str) -> bool:
    """One of them is double, and a half of it is the other, or a half of the other, but for a letter."""
    if not (_DOUBLE.search(a) or _DOUBLE.search(b)):
        return False
    halves_a, halves_b = (
        [half for part in _PARTED.split(name) for half in surname_stems(part)] for name in (a, b)
    )
    pairs = [(x, y) for x in (*_halves(a), *halves_a) for y in (*_halves(b), *halves_b)]
    return any(x == y or (min(len(x), len(y)) > 4 and OSA.distance(x, y, score_cutoff=1) <= 1) for x, y in pairs)


_DOUBLE = re.compile(r"\w[- ]\w")
_PARTED = re.compile(r"[- ]")


def _differ_by_a_vowel(x: str, y: str) -> bool:
    """By one of those that change between the languages, or by ear: Підгорний and Подгорный, Соловйов and
    Соловьев."""
    differing = [{p, q} for p, q in zip(x, y, strict=False) if p != q] if len(x) == len(y) else []
    return len(x) > _SHORTEST_FOR_ONE_LETTER and len(differing) == 1 and differing[0] in _CHANGING_VOWELS


_CHANGING_VOWELS = ({"i", "o"}, {"e", "o"}, {"e", "i"}, {"a", "o"})


@lru_cache(maxsize=30_000)
def _given_names(a: str, b: str) -> Agreement:
    same = _same(a, b)
    if same:
        return same
    if is_initial(a) or is_initial(b):
        return _initial(a, b, _given_first_letters)
    full_a, full_b = given_groups(a), given_groups(b)
    if full_a & full_b:
        return Agreement("equivalent", 0.97)
    if _in_case(a, full_a, b, full_b, inflected_given_groups):
        return Agreement("inflected", 0.95)
    if (full_a | diminutive_groups(a)) & (full_b | diminutive_groups(b)):
        return Agreement("diminutive", 0.8)
    if _halves(a) & _halves(b):
        return Agreement("half", 0.9)
    if full_a and full_b:
        return _both_known(_by_letters(folds(a), folds(b)))
    return _by_letters(_forms(a, full_a, given_forms), _forms(b, full_b, given_forms))


@lru_cache(maxsize=30_000)
def _patronymics(a: str, b: str) -> Agreement:
    same = _same(a, b)
    if same:
        return same
    if is_initial(a) or is_initial(b):
        return _initial(a, b, patronymic_initials)
    roots_a, roots_b = _fathers(a), _fathers(b)
    if roots_a & roots_b:
        return Agreement("equivalent", 0.97)
    if a.endswith(".") or b.endswith("."):
        return _short_patronymic(a, roots_a, b, roots_b)
    if _in_case(a, _known(roots_a), b, _known(roots_b), inflected_patronymic_roots):
        return Agreement("inflected", 0.95)
    if _are_known(roots_a) and _are_known(roots_b):
        return _both_known(_by_letters(folds(a), folds(b)))
    return _by_letters(_forms(a, roots_a, patronymic_forms), _forms(b, roots_b, patronymic_forms))


def _in_case(
    a: str,
    groups_a: frozenset[str],
    b: str,
    groups_b: frozenset[str],
    inflected: Callable[[str], frozenset[str]],
) -> bool:
    """Whether one, in no table itself, is a case of the other: Олександру."""
    in_case_a = groups_a or inflected(a)
    in_case_b = groups_b or inflected(b)
    return not (groups_a and groups_b) and bool(in_case_a & in_case_b)


def _short_patronymic(a: str, roots_a: frozenset[str], b: str, roots_b: frozenset[str]) -> Agreement:
    """Олекс. and Олександрович."""
    if not a.endswith("."):
        a, roots_a, b, roots_b = b, roots_b, a, roots_a
    long = _forms(b, roots_b, patronymic_forms)
    begins = any(form.startswith(start) for start in folds(a) for form in long)
    return Agreement("short", 0.8) if begins else Agreement("different", 0.0)


def _known(roots: frozenset[str]) -> frozenset[str]:
    return frozenset(root for root in roots if patronymic_forms(root))


def _both_known(by_letters: Agreement) -> Agreement:
    """Two names that exist are two names, however near their letters."""
    near = by_letters.kind in {"one_letter", "close"}
    return Agreement("confusable" if near else "different", by_letters.similarity / 2)


def _forms(name: str, groups: Iterable[str], forms: Callable[[str], frozenset[str]]) -> tuple[str, ...]:
    """The folds of a name, with those of all forms of it: a misspelled Нколай is to be held against
    Николай where the other side says Микола."""
    return (*folds(name), *sorted(frozenset[str]().union(*map(forms, groups))))


def _same(a: str, b: str) -> Agreement | None:
    if _plain(a) == _plain(b):
        return Agreement("equal", 1.0)
    if not set(folds(a)) & set(folds(b)):
        return None
    return Agreement("spelling" if script_of(a) == script_of(b) else "transliterated", 0.98)


def _plain(name: str) -> str:
    return clean(name).casefold()


def _is_transliteration(a: str, b: str) -> bool:
    return script_of(a) != script_of(b) and any(
        latin(a, lang).casefold() == latin(b, lang).casefold() for lang in ("uk", "ru")
    )


def _by_letters(folds_a: Sequence[str], folds_b: Sequence[str]) -> Agreement:
    pairs = [(x, y) for x in folds_a for y in folds_b]
    # A reading with я and ю as one letter each, so that losing one counts as one slip.
    pairs += [
        (_in_letters(x), _in_letters(y)) for x, y in pairs if "ia" in x or "iu" in x or "ia" in y or "iu" in y
    ]
    # тс and дс are folded as ц, of which one letter may be a slip: Стспан is Степан.
    pairs += [(whole, y) for x, y in pairs for whole in _apart(x, y)]
    pairs += [(x, whole) for x, y in pairs for whole in _apart(y, x)]
    distance, likeness = 99, 0.0
    for x, y in pairs:
        longest = max(len(x), len(y))
        apart = OSA.distance(x, y)
        distance = min(distance, apart)
        # Jaro–Winkler trusts a common beginning too much where one name is far shorter (Коваль, Ковальчук).
        shared = 1.0 if abs(len(x) - len(y)) <= 2 else 0.9
        likeness = max(likeness, 1 - apart / longest, JaroWinkler.similarity(x, y) * shared)
    shortest, longest = sorted((len(folds_a[0]), len(folds_b[0])))
    if distance <= 1 and shortest >= _SHORTEST_FOR_ONE_LETTER and longest > _SHORTEST_FOR_ONE_LETTER:
        return Agreement("one_letter", max(likeness, _CLOSE))
    if likeness >= _CLOSE or (shortest > 5 and _share_skeleton(folds_a, folds_b)):
        return Agreement("close", likeness)
    return Agreement("faint" if likeness >= _FAINT else "different", likeness)


def _apart(folded: str, other: str) -> Sequence[str]:
    if "c" not in folded or "c" in other:
        return ()
    return folded.replace("c", "ts"), folded.replace("c", "ds")


def _in_letters(folded: str) -> str:
    """A fold with я and ю as one letter each, so that losing one counts as one slip."""
    return folded.replace("ia", "y").replace("iu", "x")


def _share_skeleton(folds_a: Sequence[str], folds_b: Sequence[str]) -> bool:
    common = {skeleton(x) for x in folds_a} & {skeleton(y) for y in folds_b}
    return any(len(found) > 2 for found in common)


def _initial(a: str, b: str, letters: Callable[[str], frozenset[str]]) -> Agreement:
    agree = letters(a) & letters(b)
    return Agreement("initial", 0.7) if agree else Agreement("different", 0.0)


def _given_first_letters(name: str) -> frozenset[str]:
    return first_letters(name).union(*map(given_initials, given_groups(name)))


def _fathers(patronymic: str) -> frozenset[str]:
    """The father's name, also where it is given plainly (`Алі` for `Алі огли`)."""
    plain = patronymic.split(" ")[0]
    return patronymic_roots(patronymic) | given_groups(plain)


def _are_known(roots: Iterable[str]) -> bool:
    return any(map(patronymic_forms, roots))


def _halves(name: str) -> frozenset[str]:
    parts = _PARTED.split(name)
    return frozenset(folded for part in parts if len(part) > 2 for folded in folds(part))
