"""Who of an exchange may be made known: the names that can be published, and who is left out and why.

Published is a name and the day of return, the level R2 and no more. Restricted people are in nothing here, the
counts included. A name stays published only while it is what was approved and still may be: once its consent is
withdrawn, its record restricted, erased or corrected, it is in no file any more.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Organisation
from casework.exchanges import ledger
from casework.exchanges.models import Entry, Exchange
from casework.exchanges.statuses import IdentityCheck
from casework.families.models import Consent
from casework.families.statuses import ConsentPurpose, Giver
from casework.lib.alphabet import alphabetical
from casework.lib.csv_export import csv_lines
from casework.notifications.models import Notification
from casework.people.models import Person
from casework.people.statuses import PersonStatus
from casework.reports.levels import Level

LEVEL = Level.R2
COLUMNS = ("name", "returned_on")
OF_AGE = 18


class LeftOut(TextChoices):
    NOT_VERIFIED = "not_verified", _("identity not verified")
    ELSEWHERE = "elsewhere", _("the record is held by another organisation")
    NOT_RETURNED = "not_returned", _("not recorded as returned any more")
    NOT_TOLD = "not_told", _("the family is not told yet")
    NO_CONSENT = "no_consent", _("no consent to publication from the person, or who acts for them by law")
    MINOR = "minor", _("may be under 18")
    AGE_UNKNOWN = "age_unknown", _("age not known")


@dataclass(frozen=True)
class Line:
    code: str
    name: str
    returned_on: str

    @property
    def mark(self) -> str:
        """Stands for the line, person and words, and tells nobody without the key of the site who it is."""
        text = f"{self.code}|{self.name}|{self.returned_on}"
        return salted_hmac("casework.published", text, algorithm="sha256").hexdigest()


@dataclass(frozen=True)
class Draft:
    """What may be published of one exchange now."""

    lines: tuple[Line, ...]
    left_out: tuple[tuple[LeftOut, list[Entry]], ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(content_of(self.lines)).hexdigest()


def content_of(lines: Iterable[Line]) -> bytes:
    """The file, to the byte."""
    return "".join(csv_lines(COLUMNS, ((line.name, line.returned_on) for line in lines))).encode()


def draft(exchange: Exchange, organisation: Organisation) -> Draft:
    """At the same number of queries whatever it holds."""
    entries: list[Any] = list(ledger.arrived(exchange, organisation).in_order())
    people = Person.objects.in_bulk([entry.linked_to for entry in entries if entry.linked_to])
    agreed = _agreed(people, organisation)
    waiting = set(Notification.objects.outstanding().filter(person__in=people).values_list("person", flat=True))
    lines, left_out = [], defaultdict(list)
    for entry in entries:
        person = people.get(entry.linked_to)
        why = _why_left_out(entry, person, organisation, agreed, waiting)
        if why is None and person is not None:
            lines.append(Line(person.reference, person.name, _returned_on(entry, exchange)))
        else:
            left_out[why].append(entry)
    in_order = tuple(sorted(lines, key=lambda line: (alphabetical(line.name), line.code)))
    return Draft(in_order, tuple((why, left_out[why]) for why in LeftOut if why in left_out))


def standing(found: Draft, marks: Iterable[str]) -> list[Line]:
    """Of what was approved, by its marks, what may still be known."""
    approved = set(marks)
    return [line for line in found.lines if line.mark in approved]


def _why_left_out(
    entry: Any, person: Person | None, organisation: Organisation, agreed: set[int], waiting: set[int]
) -> LeftOut | None:
    if entry.identity != IdentityCheck.VERIFIED or person is None:
        return LeftOut.NOT_VERIFIED
    if person.organisation_id != organisation.pk:
        return LeftOut.ELSEWHERE
    if person.status != PersonStatus.RETURNED or person.erased_at is not None:
        return LeftOut.NOT_RETURNED
    if not entry.heard or entry.untold or person.pk in waiting:
        return LeftOut.NOT_TOLD
    if person.pk not in agreed:
        return LeftOut.NO_CONSENT
    if person.born_latest is None:
        return LeftOut.AGE_UNKNOWN
    return None if _is_of_age(person.born_latest) else LeftOut.MINOR


def _agreed(people: Iterable[int], organisation: Organisation) -> set[int]:
    """Those whose last word is yes. The person's own counts before that of who acts for them by law."""
    said = Consent.objects.filter(
        case__person__in=list(people),
        case__organisation=organisation,
        purpose=ConsentPurpose.PUBLICATION,
        giver__in=[Giver.PERSON, Giver.REPRESENTATIVE],
    )
    last: dict[tuple[int, str], bool] = {}
    for consent in said.select_related("case"):  # the latest first
        last.setdefault((consent.case.person_id, consent.giver), consent.in_force)
    return set(_who_agree(last))


def _who_agree(last: dict[tuple[int, str], bool]) -> Iterator[int]:
    for person, giver in last:
        if last.get((person, Giver.PERSON), last[person, giver]):
            yield person


def _is_of_age(born: date) -> bool:
    today = timezone.localdate()
    return (today.year - OF_AGE, today.month, today.day) >= (born.year, born.month, born.day)


def _returned_on(entry: Entry, exchange: Exchange) -> str:
    """The day of the exchange; where it is not known, that of the arrival; empty where nobody knows."""
    day = exchange.held_on or (timezone.localdate(entry.arrived_at) if entry.arrived_at else None)
    return day.isoformat() if day else ""
