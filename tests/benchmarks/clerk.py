"""Writes invented humans down: once onto the register, and onto lists with other alphabets, habits and slips."""

import random
from dataclasses import dataclass

from casework.lib.partial_dates import DateNotUnderstood, PartialDate
from casework.matching.description import Description
from casework.names.parsing import split_full_name
from tests.benchmarks.population import FRONTS, Human
from tests.benchmarks.slips import SLIPS, slip_of_date, slip_of_name, wrong_layout
from tests.benchmarks.spellings import HABITS, in_latin


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    full_name: str
    born: str
    category: str = ""
    rank: str = ""
    unit: str = ""
    place: str = ""
    style: str = ""
    slips: int = 0
    captured: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One person as the register has them: "" where it does not know."""

    surname: str
    given: str
    patronymic: str
    born: str
    captured: str = ""


@dataclass(frozen=True, slots=True)
class Mix:
    """How often what happens. `slips`: weights of 0, 1, 2, 3 slips in a row; `dates`: the share of slips that
    are of the date; `of_name`: weights of the slips of a name."""

    styles: tuple[float, float, float]  # Ukrainian, Russian, Latin
    slips: tuple[float, float, float, float]
    dates: float
    of_name: dict[str, float]
    layout: float
    no_date: float


_EVEN = dict.fromkeys(SLIPS, 1.0)
MIXES = {
    "usual": Mix(
        (3, 3, 4), (35, 35, 20, 10), 0.35, _EVEN | {"without_patronymic": 4.0, "initials": 1.5}, 0.01, 0.05,
    ),
    # Not looked at while the engine is tuned.
    "held_back": Mix(
        (2, 4, 5), (25, 35, 25, 15), 0.4,
        {kind: 0.5 + (number * 7 % 5) / 2 for number, kind in enumerate(SLIPS)} | {"without_patronymic": 3.0},
        0.02, 0.08,
    ),
}  # fmt: skip


class Clerk:
    def __init__(self, seed: int, mix: str = "usual") -> None:
        self.random = random.Random(seed)
        self._of_capture = random.Random(seed + 500)  # of its own: a seed writes what it always wrote
        self.mix = MIXES[mix]

    def register(self, human: Human) -> Record:
        """As the register has it: in the language of the person's papers, seldom incomplete."""
        lang = 1 if human.home == "ru" and self.random.random() < 0.9 else 0
        parts = [human.surname[lang], human.given[lang], human.patronymic[lang]]
        if self.random.random() < 0.03:
            parts[2] = ""
        if self.random.random() < 0.02:
            parts = [in_latin(part, "official", ("uk", "ru")[lang]) for part in parts]
        chance = self.random.random()
        born = "" if chance < 0.03 else str(human.born.year) if chance < 0.05 else f"{human.born:%d.%m.%Y}"
        return Record(*parts, born, human.captured if self._of_capture.random() < 0.6 else "")

    def write(self, human: Human) -> Row:
        """A line of a list, with 0 to 3 slips."""
        style = self.random.choices(("uk", "ru", "latin"), weights=self.mix.styles)[0]
        latin_of = "ru" if self.random.random() < 0.4 else "uk"
        lang = 1 if (style if style != "latin" else latin_of) == "ru" else 0
        parts = [human.surname[lang], human.given[lang], human.patronymic[lang]]
        said = "" if self.random.random() < self.mix.no_date else f"{human.born:%d.%m.%Y}"
        slips = self.random.choices((0, 1, 2, 3), weights=self.mix.slips)[0]
        kinds = [self.random.random() < self.mix.dates for _slip in range(slips)]
        if True in kinds:
            said = slip_of_date(human.born, self.random)
        for of_date in kinds:
            if not of_date:
                parts = slip_of_name(parts, self.random, self.mix.of_name, style)
        if style == "latin":
            style = self.random.choice(HABITS)
            parts = self._in_latin(parts, style, ("uk", "ru")[lang])
        name = self._arranged(parts, style)
        if self.random.random() < self.mix.layout:
            name = wrong_layout(name, self.random)
        return self._row(human, name, said, style, slips)

    def _in_latin(self, parts: list[str], habit: str, lang: str) -> list[str]:
        """Now and then two habits meet in one name."""
        other = self.random.choice(HABITS) if self.random.random() < 0.1 else habit
        return [in_latin(part, habit if place else other, lang) for place, part in enumerate(parts)]

    def _arranged(self, parts: list[str], style: str) -> str:
        surname, given, patronymic = parts
        chance = self.random.random()
        if chance < 0.25:
            surname = surname.upper()
        elif chance < 0.35:
            surname, given, patronymic = surname.upper(), given.upper(), patronymic.upper()
        elif chance < 0.38:
            surname, given, patronymic = surname.lower(), given.lower(), patronymic.lower()
        first = self.random.random() < (0.85 if style in {"uk", "ru"} else 0.5)
        ordered = [surname, given, patronymic] if first else [given, patronymic, surname]
        ordered = [part for part in ordered if part]
        chance = self.random.random()
        if chance < 0.01:
            return "".join(ordered)
        if chance < 0.05 and first:
            return f"{ordered[0]}, {' '.join(ordered[1:])}"
        sign = f" «{self.random.choice(_CALL_SIGNS)}»" if self.random.random() < 0.02 else ""
        return " ".join(ordered) + sign

    def _row(self, human: Human, name: str, said: str, style: str, slips: int) -> Row:
        tells = [self.random.random() < share for share in (0.4, 0.3, 0.25, 0.2)]
        unit = human.unit if self.random.random() < 0.9 else ""
        unit = f"в/ч {unit.replace('А', self.random.choice('АA'))}" if unit else ""
        place = human.place if style in {"uk", "ru"} else in_latin(human.place, "bgn", "uk")
        return Row(
            name, said, human.category if tells[0] else "", human.rank if tells[1] else "",
            unit if tells[2] else "", place if tells[3] else "", style, slips,
            self._captured(human),
        )  # fmt: skip

    def _captured(self, human: Human) -> str:
        """Seldom said, now and then another place than it was, and with or without the region."""
        chance = self._of_capture
        if chance.random() > 0.2:
            return ""
        place = human.captured if chance.random() < 0.75 else chance.choice(FRONTS)
        town, _comma, region = place.partition(", ")
        if chance.random() < 0.1 and region:
            return region
        return place if chance.random() < 0.3 else f"біля м. {town}" if chance.random() < 0.3 else town


_CALL_SIGNS = ("Сокіл", "Бджоляр", "Токар", "Сніжний", "Мурчик", "Барвінок")


def listed(row: Row) -> Description:
    """A line as the engine is asked about it."""
    name = split_full_name(row.full_name)
    return Description(
        name.surname, name.given, name.patronymic, read_date(row.born), category=row.category, rank=row.rank,
        unit=row.unit, place_of_birth=row.place, place_of_capture=row.captured,
    )  # fmt: skip


def registered(human: Human, record: Record) -> Description:
    return Description(
        record.surname, record.given, record.patronymic, read_date(record.born), sex=human.sex,
        category=human.category, rank=human.rank, unit=human.unit, place_of_birth=human.place,
        place_of_capture=record.captured,
    )  # fmt: skip


def read_date(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text else None
    except DateNotUnderstood:
        return None
