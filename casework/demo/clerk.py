"""How offices write people down: other alphabets, habits and slips. Nothing that could not be read."""

import random
from dataclasses import dataclass
from datetime import date

from casework.demo import words
from casework.demo.people import Human, Name
from casework.demo.workbook import Value
from casework.names.scripts import APOSTROPHE
from casework.names.transliteration import latin

_LOOKALIKES = str.maketrans("асеорхіАВСЕНКМОРТХІ", "aceopxiABCEHKMOPTXI")
_HEARD_FOR = str.maketrans("аоеиігхбптдсзмн", "оаиеихгпбдтзснм")
_MONTH_NAMES = "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"
_MONTHS = _MONTH_NAMES.split()
_CALL_SIGNS = ("Лис", "Вітер", "Дніпро", "Чумак", "Тихий", "Граніт", "Сокіл", "Бобер")
_NOTHING = ("", "", "-", "невід.", "не встановлено")
_MILITARY = {
    "uk": ("військовий", "військовослужбовець", "вс"),
    "ru": ("военнопленный", "военный"),
    "latin": ("POW",),
}
_CIVILIAN = {
    "uk": ("цивільна особа", "цив.", "цивільний"),
    "ru": ("гражданский", "гражд."),
    "latin": ("civilian",),
}
_FIRST_DAY = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one row behind its number."""

    name: str
    born: Value
    rank: str
    unit: str
    born_at: str
    category: str

    def cells(self) -> list[Value]:
        return [self.name, self.born, self.rank, self.unit, self.born_at, self.category]


class Clerk:
    """Writes people down; the same seed writes the same."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def write(self, human: Human, *, as_military: bool, careful: bool = False) -> Line:
        """One line. A careful clerk changes the alphabet or the case of letters, and nothing else."""
        style = self.random.choices(("uk", "ru", "latin"), (62, 26, 12))[0]
        written = human.ru if style == "ru" else human.uk
        slips = 0 if careful else self.random.choices((0, 1, 2), (68, 26, 6))[0]
        born: Value = self._full(human.born)
        for _slip in range(slips):
            if self.random.random() < 0.45:
                born = self._slip_of_date(human.born)
            else:
                written = self._slip_of_name(written)
        name = self._arranged(written, style)
        name = self._in_latin(name) if style == "latin" else self._in_letters(name)
        return Line(
            name if careful else self._beside(name, human, style),
            born,
            self._rank(human.rank, style),
            human.unit.replace("А", "A") if style != "uk" else human.unit,
            self._place(human.born_at, style),
            self.random.choice((_MILITARY if as_military else _CIVILIAN)[style]),
        )

    def _arranged(self, name: Name, style: str) -> str:
        surname = name.surname.upper() if self.random.random() < 0.35 else name.surname
        if style == "latin" and self.random.random() < 0.3 and len(name.patronymic) > 2:
            return f"{name.given} {name.patronymic} {name.surname.upper()}"
        comma = "," if style == "ru" and self.random.random() < 0.06 else ""
        return " ".join(filter(None, (surname + comma, name.given, name.patronymic)))

    def _in_latin(self, name: str) -> str:
        return latin(name, "uk")

    def _in_letters(self, name: str) -> str:
        """Cyrillic as it is typed: letters of the wrong keyboard, apostrophes of all kinds."""
        name = name.replace(APOSTROPHE, self.random.choice("'’ʼ`"))
        kind = self.random.random()
        if kind < 0.07:
            return "".join(
                letter.translate(_LOOKALIKES) if self.random.random() < 0.4 else letter for letter in name
            )
        if kind < 0.1:
            return name.upper()
        return name

    def _beside(self, name: str, human: Human, style: str) -> str:
        """What else stands in the cell of the name: spaces too many, a rank, a call-sign."""
        kind = self.random.random()
        if kind < 0.03:
            return name.replace(" ", "  ", 1)
        if kind < 0.05:
            return f" {name}\N{NO-BREAK SPACE}"
        if kind < 0.065 and human.is_military and style == "uk":
            return f"{name} «{self.random.choice(_CALL_SIGNS)}»"
        if kind < 0.08 and human.is_military and style == "uk":
            return f"{human.rank} {name}"
        return name

    def _slip_of_name(self, name: Name) -> Name:
        kind = self.random.random()
        if kind < 0.35:
            return Name(name.surname, name.given)
        if kind < 0.5 and name.patronymic:
            return Name(name.surname, f"{name.given[0]}.", f"{name.patronymic[0]}.")
        if kind < 0.6 and name.patronymic in words.OTHER_PATRONYMICS:
            return Name(name.surname, name.given, words.OTHER_PATRONYMICS[name.patronymic])
        if kind < 0.65 and "-" in name.surname:
            return Name(name.surname.split("-")[0], name.given, name.patronymic)
        return Name(self._slip(name.surname), name.given, name.patronymic)

    def _slip(self, word: str) -> str:
        """A letter left out, doubled, changed with the next, or heard as another."""
        place = self.random.randrange(2, len(word) - 2)
        before, letter, after = word[:place], word[place], word[place + 1 :]
        return self.random.choice(
            (
                before + after,
                before + letter + letter + after,
                before + after[0] + letter + after[1:],
                before + letter.translate(_HEARD_FOR) + after,
            )
        )

    def _full(self, born: date) -> Value:
        """The day as it is, in one of the forms of spreadsheets and people."""
        said = f"{born:%d.%m.%Y}"
        forms: tuple[Value, ...] = (
            said, born, (born - _FIRST_DAY).days, born.isoformat(), f"{said} р.н.", f"{said} г.р.",
            f"{born.day}.{born.month}.{born.year}", f"{born.day} {_MONTHS[born.month - 1]} {born.year} р.",
        )  # fmt: skip
        return self.random.choices(forms, (60, 16, 4, 4, 4, 3, 6, 3))[0]

    def _slip_of_date(self, born: date) -> Value:
        said = f"{born:%d.%m.}"
        return self.random.choice(
            (
                self.random.choice(_NOTHING),
                f"{born.year}",
                f"{born.year} р.н.",
                f"{said}{born.year + self.random.choice((-10, -1, 1))}",
                f"{born:%d.%m.%Y} або {said}{born.year - 1}",
                f"{born.month:02}.{born.day:02}.{born.year}" if born.day <= 12 else f"{born.year}",
            )
        )

    def _rank(self, rank: str, style: str) -> str:
        found = next((row for row in words.RANKS if row[0] == rank), None)
        if found is None or self.random.random() < 0.12:
            return ""
        if style == "ru":
            return found[2]
        return found[1] if self.random.random() < 0.3 else found[0]

    def _place(self, born_at: tuple[str, str], style: str) -> str:
        if self.random.random() < 0.25:
            return self.random.choice(_NOTHING)
        return {"uk": born_at[0], "ru": born_at[1], "latin": latin(born_at[0], "uk")}[style]
