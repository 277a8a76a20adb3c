"""What linking and arriving mean for the status of people, and when that is taken back."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import ROLES, Permission, Role
from casework.accounts.actions import Actor
from casework.accounts.models import user_or_none
from casework.audit.actions import Done, record_all
from casework.exchanges.models import Entry, Link, Verification
from casework.exchanges.statuses import Arrival, EntryStatus, IdentityCheck
from casework.lib.errors import Refused
from casework.people import actions as people
from casework.people.models import Person, StatusChange
from casework.people.statuses import PERSON, PersonStatus

_REPORTED = (PersonStatus.RETURN_REPORTED, PersonStatus.RETURNED)


def lock_people(keys: Iterable[int]) -> dict[int, Person]:
    """The people by key, locked in the order of their keys so that two who lock never wait in a ring."""
    rows = Person.objects.select_for_update().filter(pk__in=set(keys)).order_by("pk")
    return {person.pk: person for person in rows}


@transaction.atomic
def report_returns(locked: Iterable[Person], *, reason: str, by: Actor) -> list[StatusChange]:
    """`people.report_return` for many at the cost of a few queries. The people are locked by the caller."""
    moving = [person for person in locked if person.status not in _REPORTED]
    role = next((r for r in Role.values if r in by.roles and Permission.REPORT_RETURN in ROLES[r]), "")
    changes = []
    for person in moving:
        step = PERSON.step(person.status, PersonStatus.RETURN_REPORTED, by.permissions)
        changes.append(
            StatusChange(
                person=person,
                from_status=step.source,
                to_status=step.target,
                reason=reason,
                by=user_or_none(by),
                by_role=role,
                effective_at=timezone.now(),
            )
        )
    StatusChange.objects.bulk_create(changes, batch_size=500)
    Person.objects.filter(pk__in=[person.pk for person in moving]).update(
        status=PersonStatus.RETURN_REPORTED, status_since=timezone.localdate()
    )
    record_all(
        [
            Done("change_status", c.person, {"change": c.pk, "old": c.from_status, "new": c.to_status})
            for c in changes
        ],
        by=by,
    )
    return changes


def withdraw_returns(people_of: dict[Entry, Person], *, reason: str, by: Actor) -> None:
    """Take back the returns that rest on these entries and on no other. The people are locked by the caller."""
    for entry, person in people_of.items():
        if rests_on(entry, person):
            _require_not_dead_before(person)
            people.withdraw_return(person, reason=reason, by=by)


def _require_not_dead_before(person: Person) -> None:
    """A death takes effect by two people only: it does not come back because a report of a return was wrong."""
    reported = person.status_changes.filter(to_status=PersonStatus.RETURN_REPORTED, effective_at__isnull=False)
    before = reported.exclude(from_status=PersonStatus.RETURNED).first()
    if before is not None and before.from_status == PersonStatus.DECEASED:
        raise Refused(
            _(
                "%s was on record as dead before this return was reported. First have a caseworker set the status"
                " to “death reported”, so that two people decide on the death anew; then do this again."
            )
            % person.reference
        )


def rests_on(entry: Entry, person: Person) -> bool:
    """Whether the person's return is known from this entry and from no other."""
    others = Link.objects.live().filter(person=person).exclude(entry=entry)
    if person.status == PersonStatus.RETURN_REPORTED:
        pending = others.filter(entry__arrival=Arrival.ARRIVED, entry__identity=IdentityCheck.PENDING)
        return not pending.exists()
    if person.status == PersonStatus.RETURNED and entry.identity == IdentityCheck.VERIFIED:
        verified = Verification.objects.filter(person=person, outcome=IdentityCheck.VERIFIED)
        latest = verified.filter(entry__identity=IdentityCheck.VERIFIED).first()
        return latest is not None and latest.entry_id == entry.pk
    return False


def people_linked(entries: Iterable[Entry]) -> dict[Entry, Person]:
    """The person of each linked entry among `entries`, locked."""
    linked = {entry.pk: entry for entry in entries if entry.status == EntryStatus.LINKED}
    links = Link.objects.live().filter(entry__in=linked).values_list("entry", "person")
    person_of = dict(links)
    locked = lock_people(person_of.values())
    return {linked[entry]: locked[person] for entry, person in person_of.items()}


def return_reason(entry: Entry) -> str:
    return _("An entry of exchange %s that arrived was linked to the person.") % entry.exchange
