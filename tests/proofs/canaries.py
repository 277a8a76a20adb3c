"""Unique text for every field of every record: wherever it turns up, it says whose it is and of which kind."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, product

from django.db import connection, models

_LATIN, _CYRILLIC = "bvdklmnprst", "бвдклмнпрст"  # letters that are transliterated one for one
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_WORD = re.compile(r"(?:zqx|взжб|vzzhb)([bvdklmnprst]{5}|[бвдклмнпрст]{5})")
_TELEPHONE = re.compile(r"509(\d{6})")
_DAY = re.compile(r"\b(\d\d)\.(\d\d)\.(19[01]\d)\b|\b(19[01]\d)-(\d\d)-(\d\d)\b")
_CODE = re.compile(r"\b[a-z]-[2-9a-z]{4}-[2-9a-z]{4}\b")
_KEY = re.compile(r"\b(?:41\d{6}|\d{17,19})\b")  # the latter of rows that are sealed by their key
_TAG = re.compile(r"<[^>]*>")
_FIRST_DAY = date(1900, 1, 1)
FIRST_KEY, KEYS_OF_A_MODEL = 41_000_000, 10_000


@dataclass(frozen=True)
class Canary:
    """Whose record it stands in, of which groups of fields it is, and in which field exactly."""

    of: str
    groups: frozenset[str]
    what: str
    is_code: bool = False

    def __str__(self) -> str:
        return f"{self.what} of {self.of}"


class Canaries:
    def __init__(self, start: int = 0) -> None:
        """Words are drawn in order from the one of that number, so that two worlds can have the same or others."""
        self.known: dict[str, Canary] = {}
        self._bodies = ("".join(letters) for letters in islice(product(_LATIN, repeat=5), start, None))
        self._numbers = iter(range(1, 7000))

    def word(self, of: str, groups: str | Iterable[str], what: str) -> str:
        """A word in Latin letters, capitalised as a name is."""
        return "Zqx" + self._put(next(self._bodies), of, groups, what)

    def cyrillic(self, of: str, groups: str | Iterable[str], what: str) -> str:
        body = self._put(next(self._bodies), of, groups, what)
        return "Взжб" + body.translate(str.maketrans(_LATIN, _CYRILLIC))

    def telephone(self, of: str, groups: str | Iterable[str], what: str) -> str:
        return "+380509" + self._put(f"{next(self._numbers):06}", of, groups, what)

    def day(self, of: str, groups: str | Iterable[str], what: str) -> str:
        day = _FIRST_DAY + timedelta(days=next(self._numbers))
        self._put(day.isoformat(), of, groups, what)
        return f"{day:%d.%m.%Y}"

    def key(self, record: models.Model, of: str, groups: str | Iterable[str]) -> None:
        """The key of a record, and the code by which it is spoken of, give away that it exists."""
        name = record._meta.model_name
        for value in (record.pk, getattr(record, "reference", "")):
            if value:
                self._put(str(value).casefold(), of, groups, f"{name} {value}", is_code=True)

    def met(self, text: str, of: str, group: str) -> None:
        """What stands in `text` stands from now in a record of its own as well, of that group."""
        for token, canary in self.found_in(text).items():
            self.known[token] = Canary(of, canary.groups | {group}, canary.what, canary.is_code)

    def found_in(self, text: str) -> dict[str, Canary]:
        """The canaries in a page or file, by what they read as there."""
        text = text.casefold()
        plain = _TAG.sub("", text)  # a name whose differences are marked is cut up by tags
        found = {m.group(1).translate(_TO_LATIN) for m in (*_WORD.finditer(text), *_WORD.finditer(plain))}
        found |= set(_CODE.findall(text)) | set(_KEY.findall(text))
        if "509" in text:
            found |= set(_TELEPHONE.findall(re.sub(r"[\s()\u00a0-]", "", plain)))
        for day, month, year, *iso in _DAY.findall(plain):
            found.add("-".join(iso) if iso[0] else f"{year}-{month}-{day}")
        return {token: self.known[token] for token in found if token in self.known}

    def _put(self, token: str, of: str, groups: str | Iterable[str], what: str, *, is_code: bool = False) -> str:
        named = frozenset([groups] if isinstance(groups, str) else groups)
        self.known[token] = Canary(of, named, what, is_code)
        return token


def keys_apart(every: Iterable[type[models.Model]]) -> None:
    """From now each table numbers its records in a range of its own, so that no key can be taken for another's."""
    with connection.cursor() as cursor:
        for place, model in enumerate(model for model in every if isinstance(model._meta.pk, models.AutoField)):
            start = FIRST_KEY + place * KEYS_OF_A_MODEL
            table, pk = model._meta.db_table, model._meta.pk
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, start])
            else:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', pk.column, start]
                )
