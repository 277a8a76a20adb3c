"""What auditors ask of the reading of records: who saw this one, what did that user see, and what is unusual.

Here and not in the audit, which knows neither who holds a record nor whose case it is. Codes only: no names.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from casework.accounts.models import Organisation, User
from casework.attachments.models import Attachment
from casework.audit.database import CHAINS, EPOCH
from casework.audit.models import AuditEvent, AuditEventQuerySet
from casework.audit.views import ends_of
from casework.exchanges.models import Entry
from casework.families.models import Case, Relative
from casework.lib.codes import MistypedCode, read_code
from casework.names.keys import surname_key
from casework.notifications.models import Notification
from casework.people.models import NameKey, Person

READINGS = ("read", "read_attachment", "refuse")
MANY = 30  # people in an hour, or in a night
NIGHT = (22, 6)  # from this hour of the local clock until that one
# Where each kind of code says which organisation holds the record.
_HELD: dict[str, tuple[type[Model], str]] = {
    "P": (Person, "organisation"),
    "C": (Case, "organisation"),
    "R": (Relative, "organisation"),
    "E": (Entry, "organisation"),
    "N": (Notification, "case__organisation"),
    "A": (Attachment, "person__organisation"),
}


def readings_of(user: User, code: str = "") -> AuditEventQuerySet:
    """What was read, or refused, as far as the auditor may know, newest first.

    They see what was done in their own organisation; and of a record that it holds, who read it from anywhere.
    """
    events = AuditEvent.objects.filter(action__in=READINGS)
    if not code:
        return events.visible_to(user)
    events = events.mentioning([code])
    return events if _holds(user.organisation, code) else events.visible_to(user)


def _holds(organisation: Organisation | None, code: str) -> bool:
    if code[:1] not in _HELD:
        return False
    model, path = _HELD[code[:1]]
    return model._default_manager.filter(**{"reference": code, path: organisation}).exists()


def code_of(text: str) -> str:
    """The code that somebody typed, in its usual form; whatever is no code as it is."""
    try:
        return read_code(text) or text.strip()
    except MistypedCode:
        return text.strip()


@dataclass(frozen=True)
class Unusual:
    """A reader and a span of time in which they read something that an auditor may want to look at.

    `people`: how many different ones; `opened`: how many of them one by one, not in a list; `codes` where they are
    few enough to be named.
    """

    actor: str
    start: datetime
    end: datetime
    people: int
    opened: int
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    hours: list[Unusual]
    nights: list[Unusual]
    surnames: list[Unusual]


@dataclass
class _Seen:
    """People by their codes: whoever was seen at all, and whoever was opened alone."""

    people: set[str]
    opened: set[str]

    def add(self, codes: list[str]) -> None:
        self.people.update(codes)
        if len(codes) == 1:
            self.opened.update(codes)


def unusual_on(day: date, user: User) -> Found:
    """What is unusual among what the auditor's organisation read on one day of the local clock.

    One query for the events of the day, by their ids, and three for whose cases and names the people are.
    """
    start, end = ends_of(day)
    hours: dict[tuple[str, datetime], _Seen] = defaultdict(lambda: _Seen(set(), set()))
    days: dict[str, _Seen] = defaultdict(lambda: _Seen(set(), set()))
    nights: dict[str, _Seen] = defaultdict(lambda: _Seen(set(), set()))
    for actor, at, codes in _people_read(start, end, user):
        hours[actor, at.replace(minute=0, second=0, microsecond=0)].add(codes)
        days[actor].add(codes)
        if not NIGHT[1] <= at.hour < NIGHT[0]:
            nights[actor].add(codes)
    readers = {reader.username: reader for reader in User.objects.filter(username__in=days)}
    own = _own_people(readers.values())
    return Found(
        _ranked(_many(hours, own)),
        _ranked(_many({(actor, start): seen for actor, seen in nights.items()}, {}, end - start)),
        _ranked(_of_own_surname(days, readers, start, end)),
    )


def _people_read(start: datetime, end: datetime, user: User) -> Iterator[tuple[str, datetime, list[str]]]:
    """Who, when by the local clock, and the codes of people, of every event in which a user read some."""
    events = AuditEvent.objects.filter(action="read").visible_to(user).between(start, end).exclude(actor_id="")
    for event in events.only("id", "actor", "data").iterator(chunk_size=2000):
        if codes := [code for code in event.details.get("of", []) if code.startswith("P-")]:
            at = EPOCH + timedelta(microseconds=event.pk // CHAINS)
            yield event.actor, timezone.localtime(at), codes


def _own_people(readers: Iterable[User]) -> dict[str, set[str]]:
    """By reader, the codes of the people of their own cases."""
    own: dict[str, set[str]] = defaultdict(set)
    pairs = Case.objects.filter(assigned_to__in=list(readers)).values_list(
        "assigned_to__username", "person__reference"
    )
    for actor, code in pairs:
        own[actor].add(code)
    return own


def _many(
    spans: dict[tuple[str, datetime], _Seen], own: dict[str, set[str]], length: timedelta = timedelta(hours=1)
) -> Iterator[Unusual]:
    for (actor, start), seen in spans.items():
        others = seen.people - own.get(actor, set())
        if len(others) >= MANY:
            yield Unusual(actor, start, start + length, len(others), len(seen.opened & others))


def _of_own_surname(
    days: dict[str, _Seen], readers: dict[str, User], start: datetime, end: datetime
) -> Iterator[Unusual]:
    """People whom somebody of their own surname opened, in whatever spelling; in a list they cannot help it."""
    keys = {actor: surname_key(reader.last_name) for actor, reader in readers.items() if reader.last_name}
    opened = {code for actor in keys for code in days[actor].opened}
    bearers = NameKey.objects.filter(key__in=set(filter(None, keys.values())), name__person__reference__in=opened)
    named: dict[str, set[str]] = defaultdict(set)
    for key, code in bearers.values_list("key", "name__person__reference"):
        named[key].add(code)
    for actor, key in keys.items():
        if codes := tuple(sorted(named[key] & days[actor].opened)):
            yield Unusual(actor, start, end, len(codes), len(codes), codes)


def _ranked(found: Iterable[Unusual]) -> list[Unusual]:
    """What somebody opened one by one first; a list shows many at once."""
    return sorted(found, key=lambda one: (-one.opened, -one.people, one.actor, one.start))


def narrowed(events: AuditEventQuerySet, chosen: dict[str, Any]) -> AuditEventQuerySet:
    """By reader, and by the day or the span."""
    if chosen["actor"]:
        events = events.filter(actor=chosen["actor"])
    if chosen["day"]:
        events = events.between(*ends_of(chosen["day"]))
    if chosen["since"] and chosen["until"]:
        events = events.between(chosen["since"], chosen["until"])
    if chosen["before"]:
        events = events.filter(pk__lt=chosen["before"])
    return events
