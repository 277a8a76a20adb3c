"""What lists do to a name and a date of birth: other alphabets, habits of spelling, and slips."""

import random
from dataclasses import dataclass
from datetime import date

from casework.names.transliteration import latin
from tests.benchmarks.population import Human


def _pairs(text: str) -> dict[str, str]:
    """ "ж zh х kh" as a table."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


# Cyrillic letters as other countries' papers and offices write them.
_BASE = {
    **_pairs(
        "а a б b в v г h ґ g д d е e з z и y і i ї i й i к k л l м m н n о o п p р r с s т t у u ф f ы y э e"
    ),
    **dict.fromkeys("ьъʼ", ""),
}
_HABITS = {
    "bgn": _pairs("є ye ї yi й y ю yu я ya ж zh х kh ц ts ч ch ш sh щ shch ё yo"),
    "german": _pairs("в w є je ї ji й j ю ju я ja ж sch х ch ц z ч tsch ш sch щ schtsch з s ё jo"),
    "french": _pairs("у ou є ie ї ï й ï ю iou я ia ж j х kh ц ts ч tch ш ch щ chtch ё io"),
    "polish": _pairs("в w є je ї ji й j ю ju я ja ж ż х ch ц c ч cz ш sz щ szcz л ł ё jo"),
    "scholarly": _pairs("є je ї ji й j ю ju я ja ж ž х ch ц c ч č ш š щ šč ё jo"),
    "iso9": _pairs("г g є ê ї ï й j ю û я â ж ž х h ц c ч č ш š щ ŝ и i і ì ё ë"),
}
_RUSSIAN_LATIN = _pairs("г g и i")
_LOOKALIKES = dict(zip("асеорхуіАВСЕНКМОРТХІ", "aceopxyiABCEHKMOPTXI", strict=True))
_HEARD_FOR = _pairs("а о о а е и и е і и г х б п д т з с в ф к г п р р п н м м н л д")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    full_name: str
    born: str
    category: str
    unit: str


def in_latin(text: str, habit: str, lang: str) -> str:
    if habit == "official":
        return latin(text, lang)
    table = {**_BASE, **(_RUSSIAN_LATIN if lang == "ru" else {}), **_HABITS[habit]}
    return "".join(_cased(letter, table.get(letter.lower(), letter)) for letter in text)


def _cased(letter: str, written: str) -> str:
    return written.capitalize() if letter.isupper() else written


class Clerk:
    """Writes a human down, with 0 to 3 slips."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def write(self, human: Human) -> Row:
        style = self.random.choices(("uk", "ru", "latin"), weights=(4, 4, 2))[0]
        lang = 1 if style == "ru" or (style == "latin" and self.random.random() < 0.4) else 0
        parts = [human.surname[lang], human.given[lang], human.patronymic[lang]]
        born: date | None = human.born
        said = human.born.strftime("%d.%m.%Y")
        for _slip in range(self.random.choices((0, 1, 2, 3), weights=(40, 35, 18, 7))[0]):
            if self.random.random() < 0.4:
                said = self._slip_of_date(born)
            else:
                parts = self._slip_of_name(parts)
        name = self._arranged(parts)
        if style == "latin":
            habit = self.random.choice(("official", *_HABITS))
            name = in_latin(name, habit, ("uk", "ru")[lang])
        elif self.random.random() < 0.05:
            name = "".join(_LOOKALIKES.get(c, c) if self.random.random() < 0.3 else c for c in name)
        tells = self.random.random() < 0.3
        return Row(name, said, human.category if tells else "", human.unit if self.random.random() < 0.1 else "")

    def _arranged(self, parts: list[str]) -> str:
        surname, given, patronymic = parts
        if self.random.random() < 0.3:
            surname = surname.upper()
        first = self.random.random() < 0.85
        ordered = [surname, given, patronymic] if first else [given, patronymic, surname]
        return " ".join(filter(None, ordered))

    def _slip_of_name(self, parts: list[str]) -> list[str]:
        surname, given, patronymic = parts
        kind = self.random.random()
        if kind < 0.25:
            return [surname, given, ""]
        if kind < 0.35 and len(given) > 2 and patronymic:
            return [surname, given[0] + ".", patronymic[0] + "."]
        if kind < 0.45 and "-" in surname:
            return [self.random.choice(surname.split("-")), given, patronymic]
        which = self.random.choices((0, 1, 2), weights=(5, 2, 3))[0]
        return [self._typo(part) if place == which else part for place, part in enumerate(parts)]

    def _typo(self, word: str) -> str:
        if len(word) < 4:
            return word
        place = self.random.randrange(1, len(word))
        kind = self.random.random()
        if kind < 0.25:
            return word[:place] + word[place + 1 :]
        if kind < 0.4:
            return word[:place] + word[place] + word[place:]
        if kind < 0.55 and place + 1 < len(word):
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        return word[:place] + _HEARD_FOR.get(word[place], "а") + word[place + 1 :]

    def _slip_of_date(self, born: date) -> str:
        kind = self.random.random()
        if kind < 0.3:
            return ""
        if kind < 0.45:
            return f"{born.month:02}.{born.day:02}.{born.year}" if born.day <= 12 else str(born.year)
        if kind < 0.6:
            return str(born.year)
        if kind < 0.8:
            return f"{born.day:02}.{born.month:02}.{born.year + self.random.choice((-10, -1, 1, 10))}"
        if kind < 0.9:
            day = born.day + (self.random.choice((-1, 1)) if 1 < born.day < 28 else 1 if born.day == 1 else -1)
            return f"{day:02}.{born.month:02}.{born.year}"
        return f"01.01.{born.year}"
