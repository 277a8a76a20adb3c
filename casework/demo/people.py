"""Invented people, drawn so that the same seed draws the same ones. Nobody here exists."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from casework.demo import words
from casework.names.scripts import APOSTROPHE
from casework.people.statuses import Category, Sex

SEED = 20250523
NUMBER = 2_000
RELATED = 0.17  # of all are a brother, a child, or a namesake of another
FIRST_BIRTH, LAST_BIRTH = date(1965, 1, 1), date(2006, 12, 31)
LIST_DAY = date(2025, 5, 23)


@dataclass(frozen=True, slots=True)
class Name:
    surname: str
    given: str
    patronymic: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.surname, self.given, self.patronymic)))


@dataclass(frozen=True, slots=True)
class Human:
    """One invented person as they are; `born_said` is how the family or the file says the date of birth."""

    number: str
    uk: Name
    ru: Name
    sex: str
    category: str
    born: date
    born_said: str
    born_at: tuple[str, str]
    rank: str
    unit: str
    lost_at: str
    lost: date
    lost_said: str
    circumstances: str
    father: str
    mother_maiden: str

    @property
    def is_military(self) -> bool:
        return self.category == Category.POW


# The two whose families the journey follows.
YELIZAR = Human(
    "DEMO-1001", Name("Веретілко", "Єлизар", "Маркович"), Name("Веретелко", "Елизар", "Маркович"), Sex.MALE,
    Category.POW, date(1999, 8, 14), "14.08.1999", ("м. Черкаси", "г. Черкассы"), "солдат", "в/ч А9017",
    "Маріуполь", date(2022, 5, 17), "17.05.2022",
    "The unit surrendered on an order. A card of the ICRC came in the summer of 2022; no letter since.",
    "Марко", "Лободянська",
)  # fmt: skip
VALERII = Human(
    "DEMO-1002", Name("Чорноплес", "Валерій", "Романович"), Name("Черноплес", "Валерий", "Романович"), Sex.MALE,
    Category.POW, date(1985, 2, 3), "03.02.1985", ("с. Калинівка", "с. Калиновка"), "старший солдат", "в/ч А9044",
    "Сумська область, прикордоння", date(2025, 3, 21), "21.03.2025",
    "Did not come back from a position. A comrade saw him led away, slightly wounded in the arm.",
    "Роман", "Озерянська",
)  # fmt: skip


@lru_cache(maxsize=1)
def register() -> tuple[Human, ...]:
    """The people of the demonstration's register: the two who are followed, and those whom chance draws."""
    return (YELIZAR, VALERII, *Draw(SEED, "DEMO", 1003).people(NUMBER - 2))


@lru_cache(maxsize=1)
def strangers() -> tuple[Human, ...]:
    """People who are on no register: drawn like the others, none of them with another's surname and given name."""
    known = {(human.uk.surname, human.uk.given) for human in register()}
    drawn = Draw(SEED + 1, "", 0).people(200)
    return tuple(human for human in drawn if (human.uk.surname, human.uk.given) not in known)


class Draw:
    """Draws people; `prefix` and `first` make their numbers, and an empty prefix leaves them without."""

    def __init__(self, seed: int, prefix: str, first: int) -> None:
        self.random = random.Random(seed)
        self.prefix = prefix
        self.next = first

    def people(self, count: int) -> list[Human]:
        people: list[Human] = []
        while len(people) < count:
            if people and self.random.random() < RELATED:
                people.append(self._related(self.random.choice(people)))
            else:
                people.append(self._stranger())
        return people

    def _stranger(self) -> Human:
        chance = self.random
        category = Category.POW if chance.random() < 0.75 else Category.CIVILIAN
        sex = Sex.FEMALE if chance.random() < (0.05 if category == Category.POW else 0.35) else Sex.MALE
        surname = self._surname(sex)
        given = self._usual(words.WOMEN if sex == Sex.FEMALE else words.MEN)
        father = self._usual(words.FATHERS)
        lost_at, lost, circumstances = self._loss(category)
        born = self._birthday(lost)
        has_patronymic = chance.random() > 0.01
        uk_patronymic, ru_patronymic = _patronymics(father, sex) if has_patronymic else ("", "")
        return Human(
            number=self._number(),
            uk=Name(surname[0], given[0], uk_patronymic),
            ru=Name(surname[1], given[1], ru_patronymic),
            sex=sex,
            category=category,
            born=born,
            born_said=self._said(born),
            born_at=chance.choice(words.BIRTHPLACES),
            rank=self._rank() if category == Category.POW else "",
            unit=f"в/ч А90{chance.randint(1, 60):02}" if category == Category.POW else "",
            lost_at=lost_at,
            lost=lost,
            lost_said=self._loss_said(lost),
            circumstances=circumstances,
            father=father[0] if has_patronymic else "",
            mother_maiden=self._surname(Sex.FEMALE)[0],
        )

    def _related(self, human: Human) -> Human:
        """A brother or sister, a child, or a namesake with another date of birth."""
        other = self._stranger()
        kind = self.random.random()
        if kind < 0.4:
            return self._sibling(human, other)
        if kind < 0.65:
            return self._child(human, other)
        if other.sex != human.sex:
            return other
        return replace(other, uk=human.uk, ru=human.ru, father=human.father)

    def _sibling(self, human: Human, other: Human) -> Human:
        if other.sex != human.sex or other.uk.given == human.uk.given:
            return other
        return replace(
            other,
            uk=replace(human.uk, given=other.uk.given),
            ru=replace(human.ru, given=other.ru.given),
            father=human.father,
            mother_maiden=human.mother_maiden,
            born_at=human.born_at,
        )

    def _child(self, human: Human, other: Human) -> Human:
        """A son of a man who is old enough, with the patronymic that follows."""
        father = next((row for row in words.FATHERS if row[0] == human.uk.given), None)
        born = human.born + timedelta(days=self.random.randint(7_300, 11_000))
        if father is None or other.sex != Sex.MALE or born > min(LAST_BIRTH, _adult_by(other.lost)):
            return other
        uk, ru = _patronymics(father, Sex.MALE)
        return replace(
            other,
            uk=Name(human.uk.surname, other.uk.given, uk),
            ru=Name(human.ru.surname, other.ru.given, ru),
            born=born,
            born_said=self._said(born),
            father=human.uk.given,
        )

    def _number(self) -> str:
        self.next += 1
        return f"{self.prefix}-{self.next - 1}" if self.prefix else ""

    def _surname(self, sex: str) -> tuple[str, str]:
        root_uk, root_ru = self.random.choice(words.ROOTS)
        weights = [int(ending[4]) for ending in words.ENDINGS]
        ending = self.random.choices(words.ENDINGS, weights)[0]
        uk, ru = (ending[1], ending[3]) if sex == Sex.FEMALE else (ending[0], ending[2])
        surname = (root_uk.replace("'", APOSTROPHE) + uk, root_ru + ru)
        if self.random.random() < 0.015:
            second = self._surname(sex)
            return f"{surname[0]}-{second[0]}", f"{surname[1]}-{second[1]}"
        return surname

    def _usual(self, rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
        return self.random.choices(rows, [1 / (place + 6) for place in range(len(rows))])[0]

    def _rank(self) -> str:
        return self.random.choices(words.RANKS, [rank[3] for rank in words.RANKS])[0][0]

    def _loss(self, category: str) -> tuple[str, date, str]:
        military = category == Category.POW
        place, first, last = self.random.choice(words.MILITARY_LOSSES if military else words.CIVILIAN_LOSSES)
        start, end = date(first, 3, 1), min(date(last, 12, 31), LIST_DAY - timedelta(days=40))
        day = start + timedelta(days=self.random.randint(0, (end - start).days))
        said = words.MILITARY_CIRCUMSTANCES if military else words.CIVILIAN_CIRCUMSTANCES
        return place, day, self.random.choice(said)

    def _birthday(self, lost: date) -> date:
        span = (min(LAST_BIRTH, _adult_by(lost)) - FIRST_BIRTH).days
        return FIRST_BIRTH + timedelta(days=int(self.random.betavariate(2.2, 2) * span))

    def _said(self, born: date) -> str:
        """Mostly the full date; else what is known of it, or two dates between which papers differ."""
        kind = self.random.random()
        if kind < 0.86:
            return f"{born:%d.%m.%Y}"
        if kind < 0.91:
            return f"{born.year}"
        if kind < 0.93:
            return f"{born:%m.%Y}"
        if kind < 0.95:
            return f"about {born.year + self.random.choice((-1, 0, 1))}"
        if kind < 0.98:
            other = born + timedelta(days=self.random.choice((-365, -30, -9, 9, 31, 366)))
            return f"{born:%d.%m.%Y} or {other:%d.%m.%Y}"
        return ""

    def _loss_said(self, lost: date) -> str:
        kind = self.random.random()
        if kind < 0.8:
            return f"{lost:%d.%m.%Y}"
        return f"{lost:%m.%Y}" if kind < 0.95 else f"{lost.year}"


def _patronymics(father: tuple[str, ...], sex: str) -> tuple[str, str]:
    return (father[2], father[4]) if sex == Sex.FEMALE else (father[1], father[3])


def _adult_by(day: date) -> date:
    return date(day.year - 18, 12, 31) if day.month == 12 else day.replace(year=day.year - 18, day=1)
