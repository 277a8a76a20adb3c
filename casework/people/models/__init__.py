"""The register: people, their names, and what is known of them and by whose word."""

from casework.people.models.evidence import Detention, Evidence, PlaceOfDetention
from casework.people.models.people import PERSONAL, NameKey, Person, PersonName, RegistryNumber
from casework.people.models.restrictions import (
    BreakGlass,
    Restriction,
    cases_behind_glass,
    closed_to,
    proposals_closed_to,
)
from casework.people.models.status_changes import StatusChange

__all__ = [
    "PERSONAL",
    "BreakGlass",
    "Detention",
    "Evidence",
    "NameKey",
    "Person",
    "PersonName",
    "PlaceOfDetention",
    "RegistryNumber",
    "Restriction",
    "StatusChange",
    "cases_behind_glass",
    "closed_to",
    "proposals_closed_to",
]
