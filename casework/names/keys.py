"""Keys under which a name is kept and looked for.

Two names meet when they share a key, so a key must survive what a list does to a name: another alphabet, another
spelling habit, a lost half of a double surname, one consonant heard wrong. A key also has to be rare enough that
few others stand under it: apart from `s:`, each ties together two things or three. Kinds of key:

- `n:` consonants of the surname, whole or less one, with the group of the given name (Микола and Николай are one)
- `t:` consonants of the surname, with the groups of the given name and of the father's
- `f:` the groups of the given name and of the father's, with the year of birth: whatever the surname
- `h:` the groups of the given name and of the father's, with the first consonant of the surname
- `d:` a day of birth with the group of the given name
- `e:` a day of birth with the first consonant of the surname
- `i:` consonants of the surname, with the initial of the given name
- `s:` consonants of the surname; tells how frequent it is however spelled, and finds where there is nothing else
- `l:` the folded surname; tells how frequent it is as it is spelled
- `g:` and `p:` the groups of the given name and of the father's; they tell how frequent these are
- `b` and the folded name, letters only, in the orders in which people type it: for what is being typed
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import chain, islice

from casework.lib.partial_dates import PartialDate
from casework.names.equivalents import (
    diminutive_groups,
    given_groups,
    given_initials,
    inflected_given_groups,
    likely_given_groups,
    likely_patronymic_roots,
    surname_forms,
    surname_stems,
    without_case,
)
from casework.names.folding import first_letters, fold, folds, single, skeleton
from casework.names.parsing import is_initial
from casework.names.scripts import clean, repair_lookalikes

MOST_KEYS = 26
_MOST_SKELETONS = 4
_MOST_GROUPS = 3
_MOST_GROUPS_ASKED = 8  # Слава is of more than three names
_LONGEST_SKELETON = 20
_LONGEST_GROUP = 16
_LONGEST_TYPED = 48
_SHORTEST_TYPED = 2  # letters
_MOST_RANGES = 8
_LAST = "z" * 8  # after whatever a name goes on with, in the order of any collation
_SHORTEST_HALF = 3  # letters: what is shorter is a particle, not half of a surname
_WORD = re.compile(r"[^\W\d_]+")
_YEARS_OFF = (-10, -1, 1, 10)

# How much a shared key of each kind speaks for a name, for choosing whom to weigh: one point is about three bits.
# `n` is for whole consonants, `m` for those less one.
WORTH = {"t": 6, "d": 5, "e": 4, "f": 4, "n": 4, "h": 2, "m": 2, "i": 2, "s": 1}


def search_keys(surname: str, given: str, patronymic: str, born: PartialDate | None = None) -> set[str]:
    """The keys to keep with a name: at most MOST_KEYS, the most telling ones."""
    skeletons = surname_skeletons(surname)
    groups, initials = _given_marks(given)
    father = _father(patronymic)
    counted = [key for key in (surname_key(surname), given_key(given), patronymic_key(patronymic)) if key]
    counted += spelled_surname_keys(surname)[:1]
    typed = [f"b{one}"[:_LONGEST_TYPED] for one in _typed(surname, given, patronymic)]
    dated = [f"d:{day}|{group}" for day in _days(born) for group in groups]
    dated += [f"e:{day}|{first}" for day in _days(born) for first in _firsts(skeletons)]
    tied = [f"t:{found}|{group}|{father}" for found in skeletons[:2] for group in groups if father]
    tied += [f"f:{group}|{father}|{year}" for group in groups[:1] if father for year in _years(born)]
    tied += [f"h:{group}|{father}|{first}" for group in groups[:1] if father for first in _firsts(skeletons)]
    whole = [f"n:{found}|{group}" for found in skeletons for group in groups]
    whole += [f"i:{found}|{initial}" for found in skeletons for initial in initials[:2]]
    whole += [f"s:{found}" for found in skeletons]
    shortened = (f"n:{short}|{group}" for found in skeletons for short in _less_one(found) for group in groups)
    return set(islice(dict.fromkeys(chain(counted, typed, tied, dated, whole, shortened)), MOST_KEYS))


def query_keys(surname: str, given: str, patronymic: str, born: PartialDate | None = None) -> dict[str, str]:
    """The keys under which to look for a name as it came, each with its kind in WORTH. Where the given name may
    stand in the surname's place, or a surname like Попович was taken for a patronymic, that is looked for too."""
    given = without_case(given, patronymic)
    keys = _asked(surname, given, _fathers(patronymic), born)
    if given and surname and _may_be_swapped(surname, given):
        keys = _asked("" if is_initial(given) else given, surname, _fathers(patronymic), born) | keys
    if patronymic and not surname:
        keys = _asked(patronymic, given, (), born) | keys
    return keys


def _asked(surname: str, given: str, fathers: Iterable[str], born: PartialDate | None) -> dict[str, str]:
    skeletons = (*surname_skeletons(surname), *_skeletons_without_case(surname))
    groups, initials = _given_marks(given, _MOST_GROUPS_ASKED)
    groups = tuple(dict.fromkeys([*groups, *sorted(inflected_given_groups(given) | diminutive_groups(given))]))
    keys = {f"n:{short}|{group}": "m" for found in skeletons for short in _less_one(found) for group in groups}
    keys |= {f"n:{found}|{group}": "n" for found in skeletons for group in groups}
    days = _days_meant(born)
    keys |= {f"d:{day}|{group}": "d" for day in days for group in groups}
    keys |= {f"e:{day}|{first}": "e" for day in days for first in _firsts(skeletons)}
    keys |= {f"f:{group}|{father}|{year}": "f" for group in groups for father in fathers for year in _years(born)}
    keys |= {
        f"h:{group}|{father}|{first}": "h"
        for group in groups
        for father in fathers
        for first in _firsts(skeletons)
    }
    keys |= {f"t:{found}|{group}|{father}": "t" for found in skeletons for group in groups for father in fathers}
    if not groups or not given_groups(given):
        keys |= {f"i:{found}|{initial}": "i" for found in skeletons for initial in initials}
    if not given:
        keys |= {f"s:{found}": "s" for found in skeletons}
    return keys


def birth_keys(born: PartialDate | None) -> set[str]:
    """The keys under which everybody born on a day stands, whatever their surname."""
    return {f"e:{day}|{first}" for day in _days(born) for first in _FIRSTS}


def typed_ranges(text: str) -> list[tuple[str, str]]:
    """Between which keys those stand whose name, in a usual order, begins with `text`; the likeliest first.

    The last word can be on its way to another one. None for what is too short to tell anybody, nor for a number
    with letters, such as `DEMO-1001`.
    """
    if any(_NUMBER_WITH_LETTERS.fullmatch(part) for part in text.split()):
        return []
    words = _WORD.findall(repair_lookalikes(clean(text)))
    begun = ["b"]
    for word in words[:-1]:
        begun = [start + read for start in begun for read in islice(folds(word), 2)] or begun
    found = dict.fromkeys(start + read for read in _still_typed(words[-1]) for start in begun) if words else {}
    starts = [one[:_LONGEST_TYPED] for one in found] if len("".join(words)) >= _SHORTEST_TYPED else []
    return [(start, start + _LAST) for start in starts[:_MOST_RANGES]]


def _still_typed(word: str) -> Iterator[str]:
    """Folds with which that of a longer word can begin: of `Брат` comes Братський, of `Shevc` Shevchenko."""
    read = folds(word)[:2]
    yield from read
    for one in read:
        yield from (one[:-1] + later for later in _BECOMES.get(one[-1], ""))
    if len(word) > 2 and word.isascii() and word[-1].casefold() in _OF_DIGRAPHS:
        yield from folds(word[:-1])[:2]


# One digit alone can be a slip in a name.
_NUMBER_WITH_LETTERS = re.compile(r"(?=.*[^\W\d_])(?:\D*\d){2}.*")
_BECOMES = {"t": "c", "d": "c", "i": "eo"}
_OF_DIGRAPHS = frozenset("cdgijkostuyz")


def _typed(surname: str, given: str, patronymic: str) -> Iterator[str]:
    last, first, father = fold(surname), fold(given), fold(patronymic)
    orders = [last + first + father, first + father + last, first + last]
    orders += [fold(half) + first + father for half in surname.replace("-", " ").split()[1:]]
    yield from (one for one in dict.fromkeys(orders) if one)


def surname_key(surname: str) -> str:
    """The key whose number of names tells how frequent a surname is; "" without a surname."""
    return next((f"s:{found}" for found in surname_skeletons(surname)), "")


def spelled_surname_keys(surname: str) -> list[str]:
    """The keys whose number of names tells how frequent a surname is as it is spelled, one for each reading; a
    name is kept with the first."""
    whole = surname.replace("-", "").replace(" ", "")
    return [f"l:{folded}"[:_LONGEST_TYPED] for folded in folds(whole)[:_MOST_SKELETONS]]


def given_key(given: str) -> str:
    """As surname_key; "" for an initial too."""
    groups, _initials = _given_marks(given)
    return f"g:{groups[0]}" if groups else ""


def patronymic_key(patronymic: str) -> str:
    father = _father(patronymic)
    return f"p:{father}" if father else ""


def _father(patronymic: str) -> str:
    return next(iter(_fathers(patronymic)), "")


@lru_cache(maxsize=20_000)
def _fathers(patronymic: str) -> tuple[str, ...]:
    if not patronymic or patronymic.endswith(".") or is_initial(patronymic):
        return ()
    return tuple(root[:_LONGEST_GROUP] for root in sorted(likely_patronymic_roots(patronymic))[:2] if root)


@lru_cache(maxsize=30_000)
def surname_skeletons(surname: str) -> tuple[str, ...]:
    """Skeletons of a surname, of its translated form and of the halves of a double one."""
    parts = surname.replace("-", " ").split()
    halves = [part for part in parts if len(part) >= _SHORTEST_HALF] if len(parts) > 1 else []
    skeletons = (
        skeleton(folded)[:_LONGEST_SKELETON]
        for part in ["".join(parts), *halves]
        for folded in chain(islice(folds(part), _MOST_SKELETONS), sorted(surname_forms(part)))
    )
    return tuple(islice(dict.fromkeys(skeletons), 2 * _MOST_SKELETONS))


@lru_cache(maxsize=30_000)
def _skeletons_without_case(surname: str) -> tuple[str, ...]:
    """Those of a surname that stands in a case whose ending has a consonant: Підгорецького."""
    bare = sorted(skeleton(stem)[:_LONGEST_SKELETON] for stem in surname_stems(surname))
    return tuple(one for one in dict.fromkeys(bare) if one not in surname_skeletons(surname))


def _firsts(skeletons: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found[0] for found in skeletons))


_FIRSTS = "aeioubvhdklmnprstfcqw"


def _less_one(found: str) -> Iterator[str]:
    if len(found) > 1:
        yield from (single(found[:place] + found[place + 1 :]) for place in range(len(found)))


@lru_cache(maxsize=20_000)
def _given_marks(given: str, most: int = _MOST_GROUPS) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The groups of a given name (or of each half of a double one), its consonants where it is in no
    table; and the letters it can begin with."""
    if not given:
        return (), ()
    if is_initial(given):
        return (), tuple(sorted(first_letters(given)))
    found = dict.fromkeys(
        group for part in given.replace("-", " ").split() for group in sorted(likely_given_groups(part))
    )
    initials = dict.fromkeys(sorted(first_letters(given)))
    for group in given_groups(given) | diminutive_groups(given):
        initials |= dict.fromkeys(sorted(given_initials(group)))
    unknown = dict.fromkeys(skeleton(folded) for folded in folds(given))
    groups = [group[:_LONGEST_GROUP] for group in found or unknown]
    return tuple(dict.fromkeys(groups[:most])), tuple(initials)


def _days(born: PartialDate | None) -> list[str]:
    return [day.isoformat() for day in born.alternatives] if born else []


def _years(born: PartialDate | None) -> list[str]:
    """Those of the days that were said, or the one year that is known."""
    if born is None:
        return []
    years = {day.year for day in born.alternatives}
    if not years and born.earliest.year == born.latest.year:
        years = {born.earliest.year}
    return sorted(map(str, years))


def _days_meant(born: PartialDate | None) -> list[str]:
    """The days that were said, with those that are often written for them: day and month changed over, the year or
    the decade one off."""
    return list(dict.fromkeys(chain(*map(_often_written_for, born.alternatives)))) if born else []


@lru_cache(maxsize=20_000)
def _often_written_for(day: date) -> tuple[str, ...]:
    written = [day]
    if day.day <= 12:
        written.append(day.replace(day=day.month, month=day.day))
    for years in _YEARS_OFF:
        if (day.month, day.day) != (2, 29):
            written.append(day.replace(year=day.year + years))
    return tuple(one.isoformat() for one in written)


def _may_be_swapped(surname: str, given: str) -> bool:
    return not given_groups(given) or bool(given_groups(surname))
