"""Asking the engine about a person in one line."""

from casework.lib.partial_dates import PartialDate
from casework.matching.engine import Candidate, Description, candidates
from casework.names.parsing import split_full_name
from casework.people.models import Person


def described(name: str, born: str = "", **fields) -> Description:
    parts = split_full_name(name)
    return Description(
        parts.surname, parts.given, parts.patronymic, PartialDate.parse(born) if born else None, **fields
    )


def found(name: str, born: str = "", **fields) -> list[Candidate]:
    return candidates([described(name, born, **fields)], among=Person.objects.all())[0]


def first(name: str, born: str = "", **fields) -> Candidate:
    return found(name, born, **fields)[0]
