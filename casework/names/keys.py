"""Keys under which a name is kept and looked for.

Two names meet when they share a key, so a key must survive what a list does to a name: another alphabet,
another spelling habit, a lost half of a double surname, one consonant heard wrong. A key also has to be
rare enough that few others stand under it: the surname therefore never stands alone where there is a
given name. Kinds of key:

- `n:` consonants of the surname, whole or less one, with the group of the given name
- `i:` consonants of the surname, with the initial of the given name
- `s:` consonants of the surname; tells how frequent it is, and finds where there is nothing else
- `g:` and `p:` the group of the given name, and the father's name; they tell how frequent these are
- `d:` a day of birth
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice

from casework.lib.partial_dates import PartialDate
from casework.names.equivalents import (
    diminutive_groups,
    given_groups,
    given_initials,
    likely_given_groups,
    patronymic_roots,
    surname_forms,
)
from casework.names.folding import first_letters, folds, skeleton
from casework.names.parsing import is_initial

MOST_KEYS = 24
_MOST_SKELETONS = 4
_MOST_GROUPS = 4
_LONGEST_SKELETON = 24
_SHORTEST_HALF = 3  # letters: what is shorter is a particle, not half of a surname


def search_keys(surname: str, given: str, patronymic: str) -> set[str]:
    """The keys to keep with a name: at most MOST_KEYS, the most telling ones."""
    whole, shortened = _keys(surname, given)
    counted = filter(None, (given_key(given), patronymic_key(patronymic)))
    return set(islice(dict.fromkeys(chain(counted, whole, shortened)), MOST_KEYS))


def query_keys(surname: str, given: str, patronymic: str) -> set[str]:
    """The keys under which to look for a name as it came. Where the given name may stand in the surname's
    place, or a surname like Попович was taken for a patronymic, that is looked for too."""
    keys = set(chain(*_keys(surname, given)))
    if given:
        keys = {key for key in keys if not key.startswith("s:")}
    if _may_be_swapped(surname, given):
        keys |= {key for key in chain(*_keys(given, surname)) if key.startswith("n:")}
    if patronymic and not surname:
        keys |= set(chain(*_keys(patronymic, given)))
    return keys


def birth_keys(born: PartialDate | None) -> set[str]:
    """The keys to keep with a date of birth: one for each day that it can be, none where only a year or a
    month is known."""
    return {f"d:{day.isoformat()}" for day in born.alternatives} if born else set()


def birth_query_keys(born: PartialDate | None) -> set[str]:
    """Keys for the days that were said, and for each with day and month changed over."""
    days = born.alternatives if born else ()
    swapped = [day.replace(day=day.month, month=day.day) for day in days if day.day <= 12]
    return {f"d:{day.isoformat()}" for day in (*days, *swapped)}


def surname_key(surname: str) -> str:
    """The key whose number of names tells how frequent a surname is; "" without a surname."""
    return next((f"s:{found}" for found in surname_skeletons(surname)), "")


def given_key(given: str) -> str:
    """As surname_key; "" for an initial too."""
    groups, _initials = _given_marks(given)
    return f"g:{groups[0]}" if groups else ""


def patronymic_key(patronymic: str) -> str:
    if is_initial(patronymic):
        return ""
    return next((f"p:{root}"[:_LONGEST_SKELETON] for root in sorted(patronymic_roots(patronymic)) if root), "")


@lru_cache(maxsize=100_000)
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


def _keys(surname: str, given: str) -> tuple[list[str], Iterable[str]]:
    """Keys of the whole skeletons, and keys of those less one letter."""
    skeletons = surname_skeletons(surname)
    groups, initials = _given_marks(given)
    whole = [f"n:{found}|{group}" for found in skeletons for group in groups]
    whole += [f"i:{found}|{initial}" for found in skeletons for initial in initials]
    whole += [f"s:{found}" for found in skeletons]
    shortened = (f"n:{short}|{group}" for found in skeletons for short in _less_one(found) for group in groups)
    return whole, shortened


def _less_one(found: str) -> Iterator[str]:
    if len(found) > 1:
        yield from (found[:place] + found[place + 1 :] for place in range(len(found)))


@lru_cache(maxsize=100_000)
def _given_marks(given: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The groups of a given name (or of each half of a double one), its consonants where it is in no
    table; and the letters it can begin with."""
    if is_initial(given):
        return (), tuple(sorted(first_letters(given)))
    found = dict.fromkeys(
        group for part in [given, *given.replace("-", " ").split()] for group in sorted(likely_given_groups(part))
    )
    initials = dict.fromkeys(sorted(first_letters(given)))
    for group in given_groups(given) | diminutive_groups(given):
        initials |= dict.fromkeys(sorted(given_initials(group)))
    unknown = dict.fromkeys(skeleton(folded)[:_LONGEST_SKELETON] for folded in folds(given))
    return tuple(islice(found or unknown, _MOST_GROUPS)), tuple(initials)


def _may_be_swapped(surname: str, given: str) -> bool:
    return bool(surname and given and not is_initial(given)) and (
        not given_groups(given) or bool(given_groups(surname))
    )
