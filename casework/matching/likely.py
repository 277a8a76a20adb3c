"""Whom somebody may mean who describes a person: asked before a record is made, so that none is made twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.accounts.models import User
from casework.lib.partial_dates import DateNotUnderstood, PartialDate
from casework.matching.description import Description
from casework.matching.engine import candidates
from casework.matching.reasons import Reason
from casework.matching.side_by_side import in_words
from casework.people.models import Person
from casework.people.models.people import PersonQuerySet

DESCRIBED = (
    *("surname", "given", "patronymic", "sex", "category", "rank", "unit"),
    *("place_of_birth", "place_of_capture"),
)


@dataclass(frozen=True)
class Likely:
    person: Person
    reasons: tuple[Reason, ...]

    @property
    def words(self) -> list[dict[str, Any]]:
        return in_words(self.reasons)


def likely_people(said: Mapping[str, Any], user: User, *, register: PersonQuerySet | None = None) -> list[Likely]:
    """The people of the user's register whom the fields of a form can mean, best first."""
    if register is None:
        register = Person.objects.writable_by(user)
    text = {name: str(said.get(name) or "") for name in DESCRIBED}
    found = candidates([Description(**text, born=_born(said))], among=Person.objects.writable_by(user))[0]
    people = register.in_bulk([one.person_id for one in found])
    return [Likely(people[one.person_id], one.reasons) for one in found if one.person_id in people]


def _born(said: Mapping[str, Any]) -> PartialDate | None:
    """None too where the date is still being typed."""
    try:
        return PartialDate.parse(str(said["date_of_birth"])) if said.get("date_of_birth") else None
    except DateNotUnderstood:
        return None
