"""One description against another: each field's agreement, its weight and its reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler

from casework.matching.dates import compare_births
from casework.matching.description import Description
from casework.matching.places import compare_places
from casework.matching.ranks import rank_of, steps_apart
from casework.matching.reasons import Reason
from casework.matching.weights import SWAPPED_PARTS_BITS, bits
from casework.names.equivalents import given_groups, given_sex, sex_of_forms, without_case
from casework.names.folding import fold
from casework.names.similarity import (
    compare_given_names,
    compare_patronymics,
    compare_surnames,
    is_equal,
)

_DISAGREEING = frozenset({"different", "faint", "confusable", "same_year", "near_year", "near"})
# A disagreement in one of these is never outweighed without a person looking at it.
_DECISIVE = frozenset({"given", "patronymic", "born", "sex"})
_TELLING_BIRTHS = frozenset({"equal", "swapped", "one_digit", "within_month"})
_SILENT = frozenset({"missing", "faint", "different"})
_NAME = frozenset({"surname", "given", "patronymic"})
_AS_SPELLED = frozenset({"equal", "transliterated", "spelling"})
_SHARED_HALF = _AS_SPELLED | {"equivalent", "gendered", "vowel", "half", "one_letter"}
# In what is said besides, a difference leaves a doubt where no date of birth tells. Not in the place of capture:
# of that the register and a list often know different things.
_DOUBTFUL = frozenset({"category", "rank", "unit", "place_of_birth"})
_TELLING = frozenset({"unit", "place_of_birth", "place_of_capture"})
_YEARS = frozenset({"within_month", "within_year", "year_of_placeholder"})
_NEARLY_EQUAL = 0.9
_PROMOTIONS = 2


class Shares(NamedTuple):
    """Of all people, how many bear each part of the name that is looked for. `surname`: whoever can be meant by
    its consonants; `spelled`: whose surname is read the same; `halves`: each half of a double surname, and its
    share."""

    surname: float
    given: float
    patronymic: float
    spelled: float | None = None
    halves: tuple[tuple[str, float], ...] = ()
    turned: "Shares | None" = None  # with surname and given name in each other's place

    def of_surname(self, kind: str, registered: str) -> float:
        """The share of those who agree with the surname in this way."""
        if kind == "half" and self.halves:
            shared = [
                share for half, share in self.halves if compare_surnames(half, registered).kind in _SHARED_HALF
            ]
            return max(shared or (share for _half, share in self.halves))
        return self.surname if self.spelled is None or kind not in _AS_SPELLED else self.spelled


@dataclass(frozen=True, slots=True)
class Comparison:
    """`bits`: the sum of the weights, without the prior."""

    bits: float
    agreements: tuple[tuple[str, str, float], ...]  # field, kind, bits
    swapped: bool = False

    @property
    def is_contradicted(self) -> bool:
        return any(field in _DECISIVE and kind in _DISAGREEING for field, kind, _bits in self.agreements)

    @property
    def has_birth_date(self) -> bool:
        """Both sides tell a full day of birth, or nearly."""
        return any(field == "born" and kind in _TELLING_BIRTHS for field, kind, _bits in self.agreements)

    @property
    def has_birth_year(self) -> bool:
        """Both sides tell the year of birth, and no more."""
        return any(field == "born" and kind in _YEARS for field, kind, _bits in self.agreements)

    @property
    def is_doubted(self) -> bool:
        """Something that is said besides name and birth differs; or of the given name there is an initial, as a
        brother's may be, and nothing besides tells who is meant."""
        if any(field in _DOUBTFUL and kind == "different" for field, kind, _bits in self.agreements):
            return True
        tells = any(field in _TELLING and kind == "equal" for field, kind, _bits in self.agreements)
        return ("given", "initial") in ((field, kind) for field, kind, _bits in self.agreements) and not (
            tells or self.has_birth_year
        )

    @property
    def name_bits(self) -> float:
        """The part of the sum that is the name's."""
        return sum(weight for field, _kind, weight in self.agreements if field in _NAME)

    @property
    def equal_parts(self) -> int:
        """Of the name, those that are spelled the same."""
        return sum(kind == "equal" and field in _NAME for field, kind, _bits in self.agreements)

    @property
    def names_somebody(self) -> bool:
        """Surname and given name both speak for it: without them no agreement elsewhere is enough. A surname
        may be hardly recognised where the whole date of birth agrees."""
        kinds = {field: kind for field, kind, _bits in self.agreements}
        silent = {"missing", "different"} if self.has_birth_date else _SILENT
        return kinds["surname"] not in silent and kinds["given"] not in _SILENT

    def reasons(self, listed: Description, registered: Description) -> tuple[Reason, ...]:
        found = [
            Reason(
                kind,
                field,
                None if kind == "missing" else kind not in _DISAGREEING,
                {"bits": round(weight, 2), "listed": _said(listed, field), "registered": _said(registered, field)},
            )
            for field, kind, weight in self.agreements
        ]
        if self.swapped:
            found.append(Reason("swapped", "order", None, {"bits": SWAPPED_PARTS_BITS}))
        return tuple(found)


def compare(listed: Description, registered: Description, shares: Shares) -> Comparison:
    """The best reading of the two: as they stand, or with the parts of the name in each other's place where
    they may stand so."""
    others = list(_others(listed, registered))
    plain = _summed([*_names(listed, registered, shares), *others])
    turned = turned_name(listed) if registered.surname and registered.given else None
    if turned is None:
        return plain
    swapped = _summed([*_names(turned, registered, shares.turned or shares), *others], SWAPPED_PARTS_BITS)
    return swapped if swapped.bits > plain.bits else plain


def is_exact(listed: Description, registered: Description) -> bool:
    """All three parts equal, and the full date of birth."""
    day = listed.born.exact if listed.born else None
    return (
        day is not None
        and registered.born is not None
        and day == registered.born.exact
        and is_equal(listed.surname, registered.surname)
        and is_equal(listed.given, registered.given)
        and is_equal(listed.patronymic, registered.patronymic)
    )


def _summed(agreements: list[tuple[str, str, float]], penalty: float = 0.0) -> Comparison:
    total = sum(weight for _field, _kind, weight in agreements) + penalty
    return Comparison(total, tuple(agreements), swapped=penalty != 0)


def _names(a: Description, b: Description, shares: Shares) -> Iterator[tuple[str, str, float]]:
    surname = compare_surnames(a.surname, b.surname).kind
    yield "surname", surname, bits("surname", surname, shares.of_surname(surname, b.surname))
    given = compare_given_names(*_nominative(a, b)).kind
    yield "given", given, bits("given", given, shares.given)
    patronymic = compare_patronymics(a.patronymic, b.patronymic).kind
    yield "patronymic", patronymic, bits("patronymic", patronymic, shares.patronymic)


def _nominative(a: Description, b: Description) -> tuple[str, str]:
    """Both given names, the one of a man in a case as it is at home: Олександра Антиповича."""
    return without_case(a.given, a.patronymic), without_case(b.given, b.patronymic)


def _others(a: Description, b: Description) -> Iterator[tuple[str, str, float]]:
    born = compare_births(a.born, b.born)
    yield "born", born, bits("born", born)
    if kind := _same(_sex(a), _sex(b)):
        yield "sex", kind, bits("sex", kind)
    if kind := _same(a.category, b.category):
        yield "category", kind, bits("category", kind)
    for field, said, known, compared in (
        ("rank", a.rank, b.rank, _ranks),
        ("unit", a.unit, b.unit, _units),
        ("place_of_birth", a.place_of_birth, b.place_of_birth, compare_places),
        ("place_of_capture", a.place_of_capture, b.place_of_capture, compare_places),
    ):
        if said and known and (kind := compared(said, known)):
            yield field, kind, bits(field, kind)


def _ranks(a: str, b: str) -> str:
    """Equal in either language: рядовой is солдат. Near: what a promotion or two make of one another."""
    if rank_of(a) == rank_of(b):
        return "equal"
    return "near" if steps_apart(a, b) <= _PROMOTIONS else "different"


def _same(a: str, b: str) -> str:
    return "" if not (a and b) else "equal" if a == b else "different"


def _sex(described: Description) -> str:
    return described.sex or _sex_of_name(described.surname, described.given, described.patronymic)


@lru_cache(maxsize=20_000)
def _sex_of_name(surname: str, given: str, patronymic: str) -> str:
    """By the patronymic's ending and the given name, "" where the two contradict each other; by the surname's
    ending where they tell nothing."""
    told = {sex for sex in (sex_of_forms("", patronymic), given_sex(without_case(given, patronymic))) if sex}
    if not told:
        return sex_of_forms(surname, "")
    return told.pop() if len(told) == 1 else ""


_NUMBER = re.compile(r"\d+")
_OF_MILITARY_UNIT = 4  # digits


@lru_cache(maxsize=20_000)
def _units(a: str, b: str) -> str:
    """By the number of the military unit (в/ч and four or five digits) where both sides have one, else by the
    number of a brigade or regiment; of which one tells the one and the other the other, nothing. Units without
    numbers are compared as words."""
    (military_a, formation_a), (military_b, formation_b) = _numbers(a), _numbers(b)
    for numbers_a, numbers_b in ((military_a, military_b), (formation_a, formation_b)):
        if numbers_a and numbers_b:
            return "equal" if numbers_a & numbers_b else "different"
    if (military_a or formation_a) and (military_b or formation_b):
        return ""
    return "close" if JaroWinkler.similarity(fold(a), fold(b)) >= _NEARLY_EQUAL else "different"


@lru_cache(maxsize=20_000)
def _numbers(unit: str) -> tuple[frozenset[str], frozenset[str]]:
    found = frozenset(_NUMBER.findall(unit))
    military = frozenset(number for number in found if len(number) >= _OF_MILITARY_UNIT)
    return military, found - military


def turned_name(listed: Description) -> Description | None:
    """The other reading of a name, if it may have one: given name and surname changed over, or a surname
    that looks like a patronymic (Попович) put where it belongs."""
    if listed.patronymic and not listed.surname:
        return Description(listed.patronymic, listed.given)
    if not (listed.surname and listed.given):
        return None
    if given_groups(listed.surname) or not given_groups(listed.given):
        return Description(listed.given, listed.surname, listed.patronymic)
    return None


def _said(described: Description, field: str) -> str:
    if field == "sex":
        return _sex(described)
    value = getattr(described, field)
    return str(value) if value else ""
