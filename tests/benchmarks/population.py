"""Invented people for measuring: a register with namesakes, brothers, twins, fathers and sons, seeded.

Given names and patronymics are real words with about their real frequencies. Surnames are those that a great many
bear, and others put together the way surnames are, from a trade, a father's name or a syllable and an ending, so
that Іваненко, Іванченко and Іванюк are all there. Nobody here exists.
"""

import csv
import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

import casework.names
from tests.benchmarks.translation import feminine, russian, ukrainian

_DATA = Path(casework.names.__file__).parent / "data"
_RELATIONS = 0.2  # of all people are a relative or a namesake of another


@dataclass(frozen=True, slots=True)
class Human:
    """Each part of the name as (Ukrainian, Russian). `home` is "uk" or "ru": where the person is from."""

    surname: tuple[str, str]
    given: tuple[str, str]
    patronymic: tuple[str, str]
    born: date
    sex: str
    category: str
    rank: str
    unit: str
    place: str
    home: str
    captured: str


Pair = tuple[str, str]
Drawn = tuple[list[Pair], list[float]]


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Population:
    """Draws humans; the same seed draws the same ones."""

    def __init__(self, seed: int, surnames: int = 60_000) -> None:
        self.random = random.Random(seed)
        self._fates = random.Random(seed + 500)  # of its own, so that a seed draws the people it always drew
        self._given = {sex: _given_names(sex) for sex in "mf"}
        self._fathers = {sex: _patronymics(sex) for sex in "mf"}
        self._surnames = {"uk": self._ukrainian_surnames(surnames), "ru": self._russian_surnames(surnames // 2)}
        self._places = [self._stem().title() + end for end in ("ка", "івка", "ське", "град", "ани") * 80]

    def people(self, number: int) -> list[Human]:
        people: list[Human] = []
        while len(people) < number:
            if people and self.random.random() < _RELATIONS:
                people.append(self.relation(self.random.choice(people)))
            else:
                people.append(self.stranger())
        return people

    def stranger(self) -> Human:
        sex = "f" if self.random.random() < 0.07 else "m"
        home = "ru" if self.random.random() < 0.25 else "uk"
        surname = self._drawn(self._surnames[home])
        civilian = self.random.random() < 0.3
        return Human(
            feminine(surname) if sex == "f" else surname,
            self._double(self._drawn(self._given[sex]), sex),
            self._patronymic(sex),
            self._birthday(),
            sex,
            "civilian" if civilian else "pow",
            "" if civilian else self.random.choices(_RANKS[home], weights=_RANK_WEIGHTS)[0],
            "" if civilian else f"А{self.random.randint(1000, 4999)}" if home == "uk" else str(self._unit()),
            self.random.choice(self._places),
            home,
            self._fates.choices(FRONTS, weights=_FRONT_WEIGHTS)[0],
        )

    def relation(self, human: Human) -> Human:
        """A brother or sister, a twin, a son or father, or a namesake with another day of birth."""
        other = self.stranger()
        while other.sex != human.sex or other.given == human.given:
            other = self.stranger()
        other = replace(other, home=human.home)
        kind = self.random.random()
        if kind < 0.35:
            apart = timedelta(days=self.random.randint(330, 3_500) * self.random.choice((-1, 1)))
            return replace(other, surname=human.surname, patronymic=human.patronymic, born=human.born + apart)
        if kind < 0.4:
            return replace(human, given=other.given, unit=other.unit)
        if kind < 0.7:
            apart = timedelta(days=self.random.randint(7_000, 12_000))
            born = human.born + apart if human.born.year < 1975 else human.born - apart
            return replace(self._named_after(human, other), surname=human.surname, born=born)
        return replace(other, surname=human.surname, given=human.given, patronymic=human.patronymic)

    def _named_after(self, human: Human, other: Human) -> Human:
        """A father and a son share one name in five families."""
        return replace(other, given=human.given) if self.random.random() < 0.2 else other

    def _drawn(self, weighted: Drawn) -> Pair:
        return self.random.choices(weighted[0], cum_weights=weighted[1])[0]

    def _double(self, given: Pair, sex: str) -> Pair:
        if self.random.random() > 0.003:
            return given
        other = self._drawn(self._given[sex])
        return f"{given[0]}-{other[0]}", f"{given[1]}-{other[1]}"

    def _unit(self) -> int:
        return self.random.randint(10_000, 99_999)

    def _birthday(self) -> date:
        return date(1960, 1, 1) + timedelta(days=int(self.random.betavariate(2, 2) * 16_600))

    def _patronymic(self, sex: str) -> Pair:
        chance = self.random.random()
        if chance < 0.01:
            return "", ""
        if chance < 0.016:
            father = self.random.choice(("Алі", "Рашид", "Ельдар", "Мамед", "Вагіф", "Тофік"))
            uk, ru = ("огли", "оглы") if sex == "m" else ("кизи", "кызы")
            return f"{father} {uk}", f"{russian(father)} {ru}"
        return self._drawn(self._fathers[sex])

    def _ukrainian_surnames(self, number: int) -> Drawn:
        common = [row["surname"] for row in _rows("common_surnames.csv")]
        made: dict[str, str] = {surname: russian(surname) for surname in common}
        for row in _rows("surnames.csv"):
            made.setdefault(row["uk"], row["ru"].split("|")[0])
        while len(made) < number:
            root = self.random.choice(_ROOTS) if self.random.random() < 0.5 else self._stem()
            surname = _joined(root, self.random.choices(_ENDINGS, weights=_ENDING_WEIGHTS)[0])
            made.setdefault(surname, russian(surname))
            if self.random.random() < 0.02:
                second = self.random.choice(common)
                made[f"{surname}-{second}"] = f"{russian(surname)}-{russian(second)}"
        return list(made.items()), _zipf(len(made), 0.8)

    def _russian_surnames(self, number: int) -> Drawn:
        made = {surname: ukrainian(surname) for surname in _RUSSIAN_COMMON}
        while len(made) < number:
            root = self.random.choice(_RUSSIAN_ROOTS) if self.random.random() < 0.6 else russian(self._stem())
            end = self.random.choices(_RUSSIAN_ENDINGS, weights=(40, 15, 20, 8, 5))[0]
            surname = _joined(root, end)
            made.setdefault(surname, ukrainian(surname))
        return [(uk, ru) for ru, uk in made.items()], _zipf(len(made), 0.8)

    def _stem(self) -> str:
        syllables = self.random.choices((1, 2, 3), weights=(4, 5, 1))[0]
        parts = [self.random.choice(_ONSETS) + self.random.choice(_VOWELS) for _ in range(syllables)]
        return "".join(parts) + self.random.choice(_CODAS)


def _given_names(sex: str) -> Drawn:
    pairs = [(row["uk"], row["ru"].split("|")[0]) for row in _rows("given_names.csv") if row["sex"] == sex]
    order = {name: place for place, name in enumerate(_MEN if sex == "m" else _WOMEN)}
    pairs.sort(key=lambda pair: (order.get(pair[0], len(order)), pair[0]))
    return pairs, _zipf(len(pairs), 1.1)


def _patronymics(sex: str) -> Drawn:
    pairs = [(row["uk"], row["ru"].split("|")[0]) for row in _rows("patronymics.csv") if row["sex"] == sex]
    order = {name[:4]: place for place, name in enumerate(_MEN)}
    pairs.sort(key=lambda pair: (order.get(pair[0][:4], len(order)), pair[0]))
    return pairs, _zipf(len(pairs), 1.0)


def _joined(root: str, end: str) -> str:
    """A root and an ending, without two vowels in a row."""
    if end[:1] in "аеиіоуюяє" and root[-1] in "аеиіоуюяєьй":
        root = root[:-1]
    return (root + end).capitalize()


def _words(text: str) -> list[str]:
    return text.split()


_MEN = _words(
    "Олександр Сергій Андрій Володимир Микола Віталій Юрій Олег Віктор Дмитро Максим Роман Ігор Василь Іван "
    "Михайло Євген Олексій Артем Денис Владислав Богдан Вадим Анатолій Павло Петро Руслан Ярослав Станіслав Антон "
    "Тарас Назар Валерій Григорій Ілля Кирило Костянтин Леонід Степан Микита Данило Вячеслав Едуард Федір Борис "
    "Валентин Геннадій"
)
_WOMEN = _words(
    "Олена Тетяна Наталія Ірина Оксана Світлана Людмила Юлія Ольга Анна Катерина Марія Валентина Надія Вікторія"
)
_RANKS = {
    "uk": ("солдат", "старший солдат", "молодший сержант", "сержант", "старший сержант", "лейтенант", "капітан"),
    "ru": ("рядовой", "ефрейтор", "младший сержант", "сержант", "старший сержант", "лейтенант", "капитан"),
}
_RANK_WEIGHTS = (40, 20, 10, 12, 8, 6, 4)
# Where many were captured, the commonest first: a few places have most of them.
FRONTS = (
    "Маріуполь, Донецька обл.", "Бахмут, Донецька обл.", "Авдіївка, Донецька обл.", "Покровськ, Донецька обл.",
    "Лисичанськ, Луганська обл.", "Суджа, Курська обл.", "Роботине, Запорізька обл.", "Попасна, Луганська обл.",
    "Часів Яр, Донецька обл.", "Сєвєродонецьк, Луганська обл.", "Ізюм, Харківська обл.", "Торецьк, Донецька обл.",
    "Вовчанськ, Харківська обл.", "Вугледар, Донецька обл.", "Кринки, Херсонська обл.", "Соледар, Донецька обл.",
    "Мар'їнка, Донецька обл.", "Гостомель, Київська обл.", "Курахове, Донецька обл.", "Оріхів, Запорізька обл.",
    "Куп'янськ, Харківська обл.", "Чорнобиль, Київська обл.", "Херсон", "Селидове, Донецька обл.",
    "Кремінна, Луганська обл.", "Лиман, Донецька обл.", "Волноваха, Донецька обл.", "Суми",
)  # fmt: skip
_FRONT_WEIGHTS = [1 / (rank + 2) for rank in range(len(FRONTS))]
_ROOTS = _words(
    "Іван Петр Павл Василь Степан Гнат Яким Юхим Панас Тиміш Кирил Данил Гаврил Мартин Роман Семен Федор Харитон "
    "Коваль Бондар Мельник Ткач Швець Гончар Кравець Кушнір Стельмах Чабан Пастух Рибал Скляр Козак Писар Дяк "
    "Лимар Вовк Заєць Соловей Горобець Голуб Сорок Ведмід Карась Лис Гай Дуб Береза Верб Кучер Білоус Чорн Сив "
    "Рудь Підгір Загір Заліз Поліс Подол Волин Литвин Черкас Сірк Кіт Біл Ніженець Вільх Калин Гірк Зим Мороз "
    "Хміль Гриц Стець Юрк Лук Проц Андр Марк Левк Сидор Клим Онис Тарас Остап Олекс Олійник Шевц Різник Рогов "
    "Сторож"
)
_ENDINGS = (
    "енко", "ченко", "чук", "ук", "ський", "ецький", "ів", "ко", "ак", "ець", "ий", "ов", "ин", "ик", "юк", "ило",
    "іщук", "ай", "ійчук", "ович", "ун", "",
)  # fmt: skip
_ENDING_WEIGHTS = (18, 5, 6, 6, 10, 5, 4, 5, 4, 3, 3, 7, 3, 4, 4, 2, 2, 2, 2, 2, 1, 4)
_RUSSIAN_COMMON = _words(
    "Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев "
    "Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв "
    "Борисов Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин Фролов Александров Дмитриев Королёв Гусев Киселёв "
    "Ильин"
)
_RUSSIAN_ROOTS = _words(
    "Иван Петр Павл Степан Игнат Аким Ефим Тимоф Кирилл Данил Гаврил Мартын Роман Семён Фёдор Харитон Кузнец "
    "Гончар Плотник Рыбак Мясник Волк Медвед Зайц Сорок Голуб Воробь Лис Черн Бел Рыж Щерб Горб Глух Лог Болот "
    "Озер Берез Калин Горшк Пугач Беспал Худяк Дорон Евсе Еремей Жук Зим Карп Лапт Мельник Наум Осип Прохор Руд "
    "Сафон Терент"
)
_RUSSIAN_ENDINGS = ("ов", "ев", "ин", "ский", "ых")
_ONSETS = (
    "б", "в", "г", "д", "ж", "з", "к", "л", "м", "н", "п", "р", "с", "т", "х", "ч", "ш", "бр", "вл", "гр", "др",
    "зв", "кл", "кр", "мл", "пл", "пр", "ск", "сл", "ст", "тр", "хв", "шв", "щ", "ц", "ґ", "ф",
)  # fmt: skip
_VOWELS = ("а", "а", "о", "о", "у", "и", "і", "е", "я", "ю", "є")
_CODAS = (
    "б", "в", "г", "д", "ж", "з", "й", "к", "л", "м", "н", "п", "р", "с", "т", "х", "ч", "ш", "ль", "нь", "рн",
    "нд", "рт", "ск", "вч", "бʼят",
)  # fmt: skip


def _zipf(number: int, power: float) -> list[float]:
    return list(accumulate(1 / (rank + 8) ** power for rank in range(number)))
