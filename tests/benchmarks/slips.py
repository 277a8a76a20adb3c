"""What hands, ears, keyboards, scanners and offices do to a name and a date of birth. For making lists."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import casework.names.equivalents as equivalents
from casework.names.scripts import script_of

Parts = list[str]  # surname, given name, patronymic
Chance = random.Random

_LOOKALIKES = dict(zip("асеорхуіАВСЕНКМОРТХІ", "aceopxyiABCEHKMOPTXI", strict=True))
_HEARD = {
    "а": "о", "о": "а", "е": "и", "и": "е", "і": "о", "г": "х", "х": "г", "б": "п", "д": "т", "з": "с", "в": "ф",
    "ф": "хв", "к": "г", "п": "б", "р": "л", "н": "м", "м": "н", "л": "н", "ж": "ш", "ш": "щ", "щ": "ш", "ч": "щ",
    "ц": "с", "є": "е", "я": "а", "ю": "у", "у": "в", "ы": "и", "т": "д", "с": "з",
    "v": "w", "w": "v", "y": "i", "i": "y", "h": "g", "g": "h", "k": "c", "z": "s", "s": "z", "e": "i", "a": "o",
    "o": "a", "u": "o", "b": "p", "d": "t", "t": "d", "p": "b", "m": "n", "n": "m", "c": "k", "r": "l", "l": "r",
}  # fmt: skip
_SCANNED = {
    "и": "н", "н": "и", "п": "л", "л": "п", "ш": "ш", "щ": "ш", "ц": "и", "с": "е", "е": "с", "о": "с", "б": "6",
    "з": "3", "ч": "4", "к": "х", "г": "т", "т": "г", "ь": "ъ", "м": "ш", "я": "л", "і": "1", "О": "0", "З": "3",
    "rn": "m", "m": "rn", "l": "1", "i": "l", "o": "0", "e": "c", "c": "e", "h": "b", "u": "n", "n": "u", "s": "5",
    "a": "o", "v": "y", "S": "5", "B": "8",
}  # fmt: skip
_ROWS = (
    "йцукенгшщзхї",
    "фівапролджє",
    "ячсмитьбю",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "йцукенгшщзхъ",
    "фывапролджэ",
)
_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_LAYOUT = {"uk": "йцукенгшщзхїфівапролджєячсмитьбюʼ", "ru": "йцукенгшщзхъфывапролджэячсмитьбюё"}
_APOSTROPHES = "'’‘`´ʹ′"


def slip_of_name(parts: Parts, chance: Chance, weights: dict[str, float], style: str) -> Parts:
    """One slip; the parts as they were where the one that was drawn does not apply to them."""
    if style == "latin":
        weights = {kind: weight for kind, weight in weights.items() if kind not in _CYRILLIC_ONLY}
    kind = chance.choices(list(weights), weights=list(weights.values()))[0]
    return _SLIPS[kind](list(parts), chance)


def _on_a_part(change: Callable[[str, Chance], str]) -> Callable[[Parts, Chance], Parts]:
    def slip(parts: Parts, chance: Chance) -> Parts:
        which = chance.choices((0, 1, 2), weights=(5, 2, 3))[0]
        parts[which] = change(parts[which], chance) if len(parts[which]) > 3 else parts[which]
        return parts

    return slip


def _dropped(word: str, chance: Chance) -> str:
    place = chance.randrange(1, len(word))
    return word[:place] + word[place + 1 :]


def _doubled(word: str, chance: Chance) -> str:
    place = chance.randrange(1, len(word))
    return word[:place] + word[place] + word[place:]


def _turned(word: str, chance: Chance) -> str:
    place = chance.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _replaced(table: dict[str, str]) -> Callable[[str, Chance], str]:
    def change(word: str, chance: Chance) -> str:
        places = [place for place in range(len(word)) if word[place] in table]
        if not places:
            return word
        place = chance.choice(places)
        return word[:place] + table[word[place]] + word[place + 1 :]

    return change


def _neighbour(word: str, chance: Chance) -> str:
    place = chance.randrange(1, len(word))
    row = next((row for row in _ROWS if word[place].lower() in row), "")
    if not row:
        return word
    at = row.index(word[place].lower())
    return word[:place] + chance.choice(row[max(at - 1, 0) : at] + row[at + 1 : at + 2]) + word[place + 1 :]


def _broken(word: str, chance: Chance) -> str:
    place = chance.randrange(2, len(word) - 1)
    return word[:place] + chance.choice((" ", " ", "- ")) + word[place:]


def _without_patronymic(parts: Parts, chance: Chance) -> Parts:
    return [parts[0], parts[1], ""]


def _initials(parts: Parts, chance: Chance) -> Parts:
    return [parts[0], parts[1][:1] + ".", parts[2][:1] + "." if parts[2] else ""]


def _short_patronymic(parts: Parts, chance: Chance) -> Parts:
    """Олекс. or О."""
    parts[2] = parts[2][: chance.choice((1, 3, 4, 5))] + "." if len(parts[2]) > 6 else parts[2]
    return parts


def _one_half(parts: Parts, chance: Chance) -> Parts:
    return [chance.choice(part.split("-")) if "-" in part else part for part in parts]


def _added_half(parts: Parts, chance: Chance) -> Parts:
    """A second surname that the register does not know, as after a wedding."""
    parts[0] = (
        f"{parts[0]}-{chance.choice(('Коваль', 'Мороз', 'Лисенко'))}"
        if script_of(parts[0]) == "cyrillic"
        else parts[0]
    )
    return parts


def _diminutive(parts: Parts, chance: Chance) -> Parts:
    shorts = _shorts().get(parts[1])
    return [parts[0], chance.choice(shorts), parts[2]] if shorts else parts


def _in_case(parts: Parts, chance: Chance) -> Parts:
    """As in running text: of whom, or to whom."""
    endings = chance.choice((("а", "ого", "я"), ("у", "ому", "ю")))
    return [_declined(part, endings) for part in parts]


def _declined(word: str, endings: tuple[str, str, str]) -> str:
    if len(word) < 4 or script_of(word) != "cyrillic":
        return word
    if word.endswith(("ий", "ый")):
        return word[:-2] + endings[1]
    if word[-1] in "йь":
        return word[:-1] + endings[2]
    if word[-1] in "бвгджзклмнпрстфхцчшщ":
        return word + endings[0]
    return word[:-1] + {"а": "у", "я": "ю"}[word[-1]] if word[-1] in "ая" else word


def _other_gender(parts: Parts, chance: Chance) -> Parts:
    surname = parts[0]
    if surname.endswith(("ов", "ев", "єв", "ін", "ин")):
        parts[0] = surname + "а"
    elif surname.endswith(("ова", "ева", "єва", "іна", "ина")):
        parts[0] = surname[:-1]
    elif surname.endswith(("ський", "цький")):
        parts[0] = surname[:-2] + "а"
    return parts


def _ikannia(parts: Parts, chance: Chance) -> Parts:
    surname = parts[0]
    for old, new in (
        ("ід", "од"),
        ("од", "ід"),
        ("ів", "ов"),
        ("ір", "ор"),
        ("іл", "ол"),
        ("ї", "и"),
        ("ґ", "г"),
        ("є", "е"),
    ):
        if old in surname:
            parts[0] = surname.replace(old, new, 1)
            break
    return parts


def _swapped(parts: Parts, chance: Chance) -> Parts:
    return [parts[1], parts[0], parts[2]]


def _lookalikes(parts: Parts, chance: Chance) -> Parts:
    return ["".join(_LOOKALIKES.get(c, c) if chance.random() < 0.4 else c for c in part) for part in parts]


def _stressed(parts: Parts, chance: Chance) -> Parts:
    place = next((place for place, letter in enumerate(parts[0]) if letter in "аеиоуіяюєы"), None)
    if place is not None:
        parts[0] = parts[0][: place + 1] + "\u0301" + parts[0][place + 1 :]
    return parts


def _apostrophes(parts: Parts, chance: Chance) -> Parts:
    return [part.replace("ʼ", chance.choice((*_APOSTROPHES, "", "*"))) for part in parts]


def _soft(parts: Parts, chance: Chance) -> Parts:
    parts[0] = parts[0].replace("ь", "", 1) if "ь" in parts[0] else parts[0].replace("ё", "е")
    return parts


_SLIPS: dict[str, Callable[[Parts, Chance], Parts]] = {
    "dropped": _on_a_part(_dropped),
    "doubled": _on_a_part(_doubled),
    "turned": _on_a_part(_turned),
    "heard": _on_a_part(_replaced(_HEARD)),
    "scanned": _on_a_part(_replaced(_SCANNED)),
    "neighbour": _on_a_part(_neighbour),
    "broken": _on_a_part(_broken),
    "without_patronymic": _without_patronymic,
    "initials": _initials,
    "short_patronymic": _short_patronymic,
    "one_half": _one_half,
    "added_half": _added_half,
    "diminutive": _diminutive,
    "in_case": _in_case,
    "other_gender": _other_gender,
    "ikannia": _ikannia,
    "swapped": _swapped,
    "lookalikes": _lookalikes,
    "stressed": _stressed,
    "apostrophes": _apostrophes,
    "soft": _soft,
}
SLIPS = tuple(_SLIPS)
_CYRILLIC_ONLY = {"lookalikes", "stressed", "apostrophes", "soft", "ikannia"}


def wrong_layout(text: str, chance: Chance) -> str:
    """Typed with the keyboard switched to the other alphabet: Itdxtyrj for Шевченко, Ырумсрутлщ for Shevchenko."""
    letters = _LAYOUT[chance.choice(("uk", "ru"))]
    if script_of(text) == "latin":
        table = dict(zip(_KEYS, letters, strict=True))
    elif script_of(text) == "cyrillic":
        both = {letter: key for lang in ("ru", "uk") for letter, key in zip(_LAYOUT[lang], _KEYS, strict=True)}
        table = both
    else:
        return text
    return "".join(table.get(c.lower(), c).upper() if c.isupper() else table.get(c, c) for c in text)


def slip_of_date(born: date, chance: Chance) -> str:
    """The date written down wrongly, in part or not at all."""
    kind = chance.random()
    if kind < 0.28:
        return ""
    if kind < 0.40:
        return f"{born.month:02}.{born.day:02}.{born.year}" if born.day <= 12 else str(born.year)
    if kind < 0.52:
        return str(born.year)
    if kind < 0.62:
        return f"{born.day:02}.{born.month:02}.{born.year + chance.choice((-1, 1))}"
    if kind < 0.68:
        return f"{born.day:02}.{born.month:02}.{born.year + chance.choice((-10, 10))}"
    if kind < 0.80:
        return _one_digit_off(born, chance)
    if kind < 0.86:
        return f"01.01.{born.year}"
    if kind < 0.94:
        other = born + timedelta(days=chance.randint(200, 3_000) * chance.choice((-1, 1)))
        days = [f"{born:%d.%m.%Y}", f"{other:%d.%m.%Y}"]
        chance.shuffle(days)
        return " або ".join(days)
    return f"{born.month:02}.{born.year}"


def _one_digit_off(born: date, chance: Chance) -> str:
    said = f"{born:%d.%m.%Y}"
    while True:
        place = chance.choice((0, 1, 3, 4, 8, 9))
        changed = said[:place] + chance.choice("0123456789") + said[place + 1 :]
        try:
            if changed != said and date(int(changed[6:]), int(changed[3:5]), int(changed[:2])):
                return changed
        except ValueError:
            continue


def _shorts() -> dict[str, list[str]]:
    if not _SHORTS:
        for row in equivalents._rows("given_names.csv"):
            shorts = [short for short in row["diminutives"].split("|") if short]
            for form in (row["uk"], *row["ru"].split("|")):
                if shorts:
                    _SHORTS.setdefault(form, shorts)
    return _SHORTS


_SHORTS: dict[str, list[str]] = {}
