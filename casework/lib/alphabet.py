"""The order of the Ukrainian alphabet, for names, in the database and in Python.

By the numbers of their letters Є, І, Ї would stand before А and Ґ after Я. PostgreSQL knows the order, as
`uk-x-icu`; for SQLite, and in Python, each of them is written as the letter before it and a last letter of all.
"""

from typing import Any

from django.db.models import Func

_LAST = "\uffff"
_AFTER = {"Ґ": "Г", "ґ": "г", "Є": "Е", "є": "е", "І": "И", "і": "и", "Ї": "И" + _LAST, "ї": "и" + _LAST}
_PLACES = {letter: before + _LAST for letter, before in _AFTER.items()}
_IN_PYTHON = str.maketrans(_PLACES)


def alphabetical(text: str) -> str:
    """What to sort `text` by."""
    return text.translate(_IN_PYTHON).casefold()


class Alphabetical(Func):
    """A column of names, to order by and for an index; nothing to show."""

    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "%(expressions)s"
        for letter, place in _PLACES.items():
            template = f"REPLACE({template}, '{letter}', '{place}')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template='(%(expressions)s COLLATE "uk-x-icu")', **context)
