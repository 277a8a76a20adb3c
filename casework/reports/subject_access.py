"""All that is held on one person, for themselves or who acts for them by law; without what concerns others.

Fields of other people (a source, a relative, who of the staff did it) are withheld altogether, free text is
redacted. Of what other organisations hold, each gives its own account.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.families.models import Case
from casework.lib.csv_export import csv_lines
from casework.people.models import PERSONAL, Person
from casework.reports.redaction import WITHHELD, Others

_OF_PERSON = ("reference", "name", *PERSONAL, "status", "status_since", "category", "health", "registered_at")
_Tell = Callable[[Model, str], str]


@dataclass(frozen=True)
class Fact:
    name: str
    label: Any
    text: str


@dataclass(frozen=True)
class Section:
    name: str
    title: Any
    records: tuple[tuple[Fact, ...], ...]


def sections_of(person: Person) -> list[Section]:
    """Section by section, each record of it with what it says."""
    tell = _Teller(Others(person))
    cases = list(Case.objects.held_by(person.organisation).filter(person=person))
    return [
        section for section in (*_of_register(person, tell), *_of_work(person, cases, tell)) if section.records
    ]


class _Teller:
    """Makes facts of a record: `plain` fields as they are, `free` text redacted, `withheld` not at all."""

    def __init__(self, others: Others) -> None:
        self.others = others

    def __call__(
        self,
        name: str,
        title: Any,
        records: Iterable[Model],
        plain: Iterable[str],
        free: Iterable[str] = (),
        withheld: Iterable[str] = (),
    ) -> Section:
        told: dict[str, _Tell] = dict.fromkeys(plain, _text)
        told |= dict.fromkeys(free, self._redacted) | dict.fromkeys(withheld, _gone)
        return Section(name, title, tuple(self._facts(record, told) for record in records))

    def _facts(self, record: Model, told: dict[str, _Tell]) -> tuple[Fact, ...]:
        found = (Fact(name, _label(record, name), tell(record, name)) for name, tell in told.items())
        return tuple(fact for fact in found if fact.text)

    def _redacted(self, record: Model, name: str) -> str:
        return self.others.out_of(_text(record, name))


def _label(record: Model, name: str) -> Any:
    """A person's name is not called like that of a place."""
    return _("Name") if name == "name" else record._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def _text(record: Model, name: str) -> str:
    shown = getattr(record, f"get_{name}_display", None)
    value = shown() if shown else getattr(record, name)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "; ".join(f"{key}: {said}" for key, said in value.items() if said)
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _gone(record: Model, name: str) -> str:
    """That there is something, and no more."""
    return WITHHELD if getattr(record, name) else ""


def _of_register(person: Person, tell: _Teller) -> list[Section]:
    free = ("circumstances", "distinguishing_marks")
    plain = [name for name in _OF_PERSON if name not in free]
    return [
        tell("person", _("Register"), [person], plain, free),
        tell("names", _("Names"), person.names.all(), ("kind", "surname", "given", "patronymic"), ("source",)),
        tell(
            "numbers", _("Numbers of other bodies"), person.registry_numbers.all(), ("body", "number"), ("note",)
        ),
        tell(
            "status_changes",
            _("Status"),
            person.status_changes.all(),
            ("from_status", "to_status", "confirmed_by", "at", "effective_at", "refused_at"),
            ("reason",),
            ("by",),
        ),
        tell(
            "evidence",
            _("Evidence"),
            person.evidence.all(),
            ("about", "reliability", "credibility", "happened", "reported_on"),
            ("content",),
            ("source", "origin"),
        ),
        tell(
            "detentions",
            _("Detention"),
            person.detentions.all(),
            ("place", "from_date", "to_date"),
            ("place_as_told",),
        ),
        tell(
            "documents",
            _("Documents (a copy on request)"),
            person.attachments.filter(destroyed_at=None),
            ("reference", "kind", "added_at", "withdrawn_at", "portrait_since"),
            ("remark",),
            ("added_by",),
        ),
        tell("restrictions", _("Restriction of the record"), person.restrictions.all(), ("at", "lifted_at")),
        tell("holds", _("Holds"), person.holds.all(), ("at", "until", "lifted_at"), ("reason",)),
    ]


def _of_work(person: Person, cases: list[Case], tell: _Teller) -> list[Section]:
    def of_cases(name: str) -> list[Any]:
        return [record for case in cases for record in getattr(case, name).all()]

    case = ("reference", "status", "opened_on", "closed_on")
    links = list(person.links.live().filter(entry__organisation=person.organisation_id).select_related("entry"))
    verifications = person.verifications.filter(entry__organisation=person.organisation_id)
    return [
        tell("cases", _("Cases"), cases, case, ("request", "closing_reason"), ("assigned_to",)),
        tell(
            "relatives", _("Relatives"), of_cases("case_relatives"), ("relationship", "proof"), (), ("relative",)
        ),
        tell(
            "contacts", _("Contacts"), of_cases("contact_attempts"), ("at", "channel", "outcome"), (), ("words",)
        ),
        tell("notes", _("Notes"), of_cases("notes"), ("at",), ("text",), ("by",)),
        tell("follow_ups", _("Follow-ups"), of_cases("follow_ups"), ("due_on", "done_at"), ("what", "outcome")),
        tell(
            "consents",
            _("Consents"),
            of_cases("consents"),
            ("giver", "purpose", "recipient", "given", "given_on", "withdrawn_on"),
            ("how",),
            ("relative",),
        ),
        tell(
            "referrals",
            _("Shared with others"),
            of_cases("referrals"),
            ("recipient", "fields", "activity", "until", "at", "accepted_at", "revoked_at"),
            ("purpose",),
        ),
        tell(
            "entries",
            _("Lines of lists"),
            [link.entry for link in links],
            ("reference", "exchange", "arrival"),
            ("raw",),
        ),
        tell(
            "verifications",
            _("Verification"),
            verifications,
            ("outcome", "identified_by", "condition", "place", "at"),
            ("identified_detail", "condition_note", "reason"),
            ("by",),
        ),
        tell(
            "news",
            _("News to relatives"),
            person.notifications.filter(case__in=cases),
            ("tells", "relationship", "status", "delivered_at"),
            (),
            ("relative",),
        ),
    ]


def as_json(sections: Iterable[Section]) -> bytes:
    said = {s.name: [{fact.name: fact.text for fact in record} for record in s.records] for s in sections}
    return json.dumps(said, ensure_ascii=False, indent=2).encode()


def as_csv(sections: Iterable[Section]) -> bytes:
    """One line for each fact: which part, which record of it, what, and what it says."""
    lines = (
        (section.name, number, fact.name, fact.text)
        for section in sections
        for number, record in enumerate(section.records, 1)
        for fact in record
    )
    return "".join(csv_lines(("part", "record", "field", "text"), lines)).encode()
