"""Invented people for measuring: a register with namesakes, brothers, fathers and sons, seeded.

Given names and patronymics are real words with usual frequencies; surnames are put together from syllables
and real endings, with the few very common ones that everybody knows. Nobody here exists.
"""

import csv
import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

import casework.names

_DATA = Path(casework.names.__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Human:
    """Each part as (Ukrainian, Russian)."""

    surname: tuple[str, str]
    given: tuple[str, str]
    patronymic: tuple[str, str]
    born: date
    sex: str
    category: str
    unit: str
    place: str


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Population:
    """Draws humans; the same seed draws the same ones."""

    def __init__(self, seed: int, surnames: int = 30_000) -> None:
        self.random = random.Random(seed)
        self._given = {sex: self._given_names(sex) for sex in "mf"}
        self._fathers = self._patronymics()
        self._surnames = self._make_surnames(surnames)
        self._places = [self._stem().title() + end for end in ("ка", "івка", "ське", "град", "ани") * 80]

    def people(self, number: int) -> list[Human]:
        """A fifth are relatives or namesakes of one who was drawn before."""
        people: list[Human] = []
        while len(people) < number:
            if people and self.random.random() < 0.2:
                people.append(self.relation(self.random.choice(people)))
            else:
                people.append(self.stranger())
        return people

    def stranger(self) -> Human:
        sex = "f" if self.random.random() < 0.07 else "m"
        return Human(
            _feminine(self._drawn(self._surnames)) if sex == "f" else self._drawn(self._surnames),
            self._drawn(self._given[sex]),
            self._patronymic(sex),
            self._birthday(),
            sex,
            "civilian" if self.random.random() < 0.3 else "pow",
            f"А{self.random.randint(1000, 4999)}",
            self.random.choice(self._places),
        )

    def relation(self, human: Human) -> Human:
        """A brother, a twin, a son or father, or a namesake with another day of birth."""
        other = self.stranger()
        while other.sex != human.sex or other.given == human.given:
            other = self.stranger()
        kind = self.random.random()
        if kind < 0.35:
            return replace(other, surname=human.surname, patronymic=human.patronymic)
        if kind < 0.4:
            return replace(human, given=other.given, unit=other.unit)
        if kind < 0.7:
            apart = timedelta(days=self.random.randint(7_000, 12_000))
            born = human.born + apart if human.born.year < 1975 else human.born - apart
            return replace(other, surname=human.surname, born=born)
        return replace(other, surname=human.surname, given=human.given, patronymic=human.patronymic)

    def _drawn(self, weighted: tuple[list, list[float]]) -> tuple[str, str]:
        return self.random.choices(weighted[0], cum_weights=weighted[1])[0]

    def _birthday(self) -> date:
        return date(1960, 1, 1) + timedelta(days=int(self.random.betavariate(2, 2) * 16_600))

    def _patronymic(self, sex: str) -> tuple[str, str]:
        if self.random.random() < 0.01:
            return "", ""
        return self._drawn(self._fathers[sex])

    def _given_names(self, sex: str) -> tuple[list, list[float]]:
        pairs = [(row["uk"], row["ru"].split("|")[0]) for row in _rows("given_names.csv") if row["sex"] == sex]
        self.random.shuffle(pairs)
        usual = "Олександр Сергій Володимир Андрій Олексій Микола Юрій Іван Олег Віктор Дмитро Василь Роман Ігор"
        pairs.sort(key=lambda pair: pair[0] not in usual.split())
        return pairs, _zipf(len(pairs), 0.9)

    def _patronymics(self) -> dict[str, tuple[list, list[float]]]:
        drawn = {}
        for sex in "mf":
            pairs = [(row["uk"], row["ru"].split("|")[0]) for row in _rows("patronymics.csv") if row["sex"] == sex]
            self.random.shuffle(pairs)
            drawn[sex] = pairs, _zipf(len(pairs), 0.8)
        return drawn

    def _make_surnames(self, number: int) -> tuple[list, list[float]]:
        common = [row["surname"] for row in _rows("common_surnames.csv")]
        made = {surname: None for surname in common}
        while len(made) < number:
            stem = self._stem()
            end = self.random.choices(_ENDINGS, weights=_ENDING_WEIGHTS)[0]
            made[(stem + end).capitalize()] = None
            if self.random.random() < 0.015:
                made[f"{(stem + end).capitalize()}-{self.random.choice(common)}"] = None
        return [(surname, russian(surname)) for surname in made], _zipf(len(made), 0.75)

    def _stem(self) -> str:
        syllables = self.random.choices((1, 2, 3), weights=(2, 6, 2))[0]
        parts = [self.random.choice(_ONSETS) + self.random.choice(_VOWELS) for _ in range(syllables)]
        return "".join(parts) + self.random.choice(_CODAS)


_ONSETS = (
    "б", "в", "г", "д", "ж", "з", "к", "л", "м", "н", "п", "р", "с", "т", "х", "ч", "ш", "бр", "вл", "гр", "др",
    "зв", "кл", "кр", "мл", "пл", "пр", "ск", "сл", "ст", "тр", "хв", "шв", "щ", "ц", "ґ", "ф",
)  # fmt: skip
_VOWELS = ("а", "а", "о", "о", "у", "и", "і", "е", "я", "ю", "є")
_CODAS = (
    "б", "в", "г", "д", "ж", "з", "й", "к", "л", "м", "н", "п", "р", "с", "т", "х", "ч", "ш", "ль", "нь", "рн",
    "нд", "рт", "ск", "вч",
)  # fmt: skip
_ENDINGS = ("енко", "чук", "ук", "ський", "ів", "ко", "ак", "ець", "ий", "ов", "ін", "ова", "ик", "юк", "ило", "")
_ENDING_WEIGHTS = (22, 6, 8, 12, 4, 5, 5, 4, 4, 14, 4, 0, 5, 3, 2, 4)


def _zipf(number: int, power: float) -> list[float]:
    return list(accumulate(1 / (rank + 8) ** power for rank in range(number)))


def _feminine(surname: tuple[str, str]) -> tuple[str, str]:
    uk, ru = surname
    if uk.endswith(("ський", "цький")):
        return uk[:-2] + "а", ru[:-2] + "ая"
    if uk.endswith(("ов", "ін", "єв", "ев")):
        return uk + "а", ru + "а"
    return surname


_TO_RUSSIAN = (
    ("ський", "ский"), ("цький", "цкий"), ("ська", "ская"), ("ьйо", "ьё"), ("йо", "ё"), ("ьо", "ё"), ("ий", "ый"),
    ("щ", "щ"), ("ʼ", "ъ"),
)  # fmt: skip


def russian(surname: str) -> str:
    """As Russian papers usually write a Ukrainian surname."""
    text = surname
    for uk, ru in _TO_RUSSIAN:
        text = text.replace(uk, ru)
    keep = text.endswith(("ский", "цкий"))
    body = text[:-2] if keep else text
    body = body[:-2] + "ов" if surname.endswith("ів") else body
    body = body.replace("и", "ы").translate(str.maketrans("іїєґІЇЄҐ", "ииегИИЕГ"))
    for soft in ("гы", "кы", "хы", "жы", "шы", "чы", "щы"):
        body = body.replace(soft, soft[0] + "и")
    return body + ("ий" if keep else "")
