"""Two records of one human being, and all that can belong to them. People are invented."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM, Organisation, User
from casework.attachments import actions as attachments
from casework.exchanges import actions as exchanges
from casework.exchanges.models import Entry
from casework.families import actions as families
from casework.matching.models import PossibleMatch
from casework.merging import actions
from casework.merging.actions.merging import seen_hash
from casework.merging.models import Merge
from casework.notifications import actions as notifications
from casework.people import actions as people
from casework.people.models import BreakGlass, Person
from casework.protection.actions import hold_person
from tests import make
from tests.exchanges import make_work
from tests.notifications import make as make_news

BORN = "14.10.1976"


def propose(kept: Person, merged: Person, *, by: User) -> Any:
    kept.refresh_from_db(), merged.refresh_from_db()
    return actions.propose_merge(kept, merged, seen=seen_hash(kept, merged), reason="One and the same.", by=by)


def approve(proposal: Any, *, by: User) -> Any:
    return accounts.approve(proposal, seen=proposal.digest, by=by)


def merge(kept: Person, merged: Person, *, by: User, approved_by: User) -> Merge:
    found: Merge = approve(propose(kept, merged, by=by), by=approved_by)
    kept.refresh_from_db(), merged.refresh_from_db()
    return found


def unmerge(merge: Merge, *, by: User, approved_by: User) -> Merge:
    found: Merge = approve(actions.propose_unmerge(merge, reason="They are two.", by=by), by=approved_by)
    return found


@dataclass(frozen=True)
class Team:
    caseworker: User
    supervisor: User
    steward: User
    officer: User


def spelling(person: Person, team: Team) -> None:
    people.add_name(person, surname="Zhurskyi", given="Yukhym", source="A letter", by=SYSTEM)


def number_of_both(person: Person, team: Team) -> None:
    people.add_registry_number(person, body="icrc", number="UKR-1", by=SYSTEM)


def number(person: Person, team: Team) -> None:
    people.add_registry_number(person, body="icrc", number=f"UKR-{person.reference}", by=SYSTEM)


def captivity(person: Person, team: Team) -> None:
    evidence = make.evidence(person)
    people.record_detention(person, place_as_told="A cellar", evidence=evidence, by=SYSTEM)
    if person.status == "missing":
        people.change_status(
            person, to="probably_captive", reason="A video.", evidence=evidence, by=team.caseworker
        )
        people.change_status(
            person, to="missing", reason="The video is of somebody else.", evidence=None, by=team.caseworker
        )
    person.refresh_from_db()


def case(person: Person, team: Team) -> None:
    found = make_news.case(person, f"Мати {person.pk}", f"Брат {person.pk}")
    families.add_note(found, text="They are worried.", by=team.caseworker)


def document(person: Person, team: Team) -> None:
    attachments.add_attachment(person, kind="other", content=make.jpeg(), file_name="a.jpg", by=SYSTEM)


def hold(person: Person, team: Team) -> None:
    hold_person(person, reason="A court.", by=team.steward)


def linked_entry(person: Person, team: Team) -> None:
    make_work.linked(_entry(person, "linked"), team.caseworker, person)


def likely_entry(person: Person, team: Team) -> None:
    """A line of a list that may be the person; it may be the other one as well."""
    make_work.search(_entry(person, "likely"))


def disputed_return(person: Person, team: Team) -> None:
    """A return that was verified, prepared as news, and was a mistake."""
    entry = make_work.linked(_entry(person, "disputed"), team.caseworker, person)
    make_work.verified(make_work.arrived(entry, team.supervisor), team.officer)
    notifications.prepare_news()
    exchanges.dispute_identity(entry, reason="It is another.", by=team.officer)
    person.refresh_from_db()


def lifted_restriction(person: Person, team: Team) -> None:
    by, other = team.caseworker, team.supervisor
    approve(
        people.propose_restriction(person, officer=by, readers=[by, other], reason="Threats.", by=by), by=other
    )
    approve(people.propose_lifting(person, reason="Over.", by=by), by=other)


def broken_glass(person: Person, team: Team) -> None:
    BreakGlass.objects.create(person=person, case_reference="C-1", user=team.caseworker, reason="A call.")


def likely_abroad(person: Person, team: Team) -> None:
    """Another organisation may hold the same human being."""
    other = Person.objects.exclude(organisation=person.organisation).first()
    if other is not None:
        one, two = sorted([person, other], key=lambda p: p.pk)
        PossibleMatch.objects.get_or_create(one=one, other=two, defaults={"score": 0.95})


STEPS: dict[str, Callable[[Person, Team], None]] = {
    step.__name__: step
    for step in (
        *(spelling, number, number_of_both, captivity, case, document, hold, linked_entry, likely_entry),
        *(disputed_return, lifted_restriction, broken_glass, likely_abroad),
    )
}


def happen(steps: Sequence[str], person: Person, team: Team) -> None:
    for step in steps:
        STEPS[step](person, team)
    notifications.prepare_news()


def _entry(person: Person, kind: str) -> Entry:
    exchange = make_work.exchange(f"{kind}-{person.reference}")
    return make_work.entry(exchange, person.organisation, person.name, date_of_birth=BORN)


def rows() -> dict[str, Any]:
    """Every row of every table in which people are, as the program reads it."""
    found: dict[str, Any] = {}
    for model in apps.get_models():
        if model._meta.app_label in _LABELS:
            for row in model._base_manager.all():
                found[f"{model.__name__}:{_key(row)}"] = _values(row)
    return found


_LABELS = ("people", "families", "attachments", "exchanges", "notifications", "protection", "matching")
# Counted up, or emptied, by every change: they say that there was one.
_COUNTED = {"version", "compared_at"}


def _key(row: models.Model) -> Any:
    """Keys of names are made anew: each is what it says."""
    return (row.name_id, row.key) if row._meta.model_name == "namekey" else row.pk  # type: ignore[attr-defined]


def _values(row: models.Model) -> dict[str, Any]:
    fields = (field for field in row._meta.concrete_fields if field.name not in _COUNTED)
    return {
        field.name: getattr(row, field.attname)
        for field in fields
        if not (row._meta.model_name == "namekey" and field.primary_key)
    }


def person(organisation: Organisation, name: str = "Згурський Юхим Пилипович", **fields: Any) -> Person:
    return make.person(organisation, name, **{"date_of_birth": BORN} | fields)
