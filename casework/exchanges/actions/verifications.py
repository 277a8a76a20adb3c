"""Identity and condition of those who arrived, established in person by another than who linked them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import require_permission
from casework.accounts.models import User
from casework.audit.actions import record
from casework.exchanges.actions.candidates import reject_disputed, searchable
from casework.exchanges.actions.entries import locked_entry
from casework.exchanges.actions.links import take_back_link
from casework.exchanges.actions.returns import lock_people
from casework.exchanges.models import Entry, Link, Verification
from casework.exchanges.statuses import IDENTITY, Arrival, EntryStatus, IdentityCheck
from casework.lib.errors import Refused
from casework.lib.versions import update_row
from casework.people import actions as people
from casework.people.models import Person
from casework.people.statuses import EvidenceAbout, Health, PersonStatus


@dataclass(frozen=True)
class Seen:
    """Whom the returned person saw, and what they say; without a person it stands on their own record."""

    person: Person | None
    told: str


@transaction.atomic
def verify_person(
    entry: Entry,
    *,
    identified_by: str,
    identified_detail: str = "",
    condition: str = Health.UNKNOWN,
    condition_note: str = "",
    place: str = "",
    seen: Sequence[Seen] = (),
    by: User,
) -> Verification:
    """Who arrived is who the entry was linked to: they have returned. News follows from it."""
    require_permission(by, Permission.VERIFY_PERSON)
    entry = locked_entry(entry, by)
    link = _ready_link(entry, by)
    if not identified_by:
        raise Refused(_("Say by what the identity was established."))
    locked = lock_people([link.person_id, *(one.person.pk for one in seen if one.person)])
    person = locked[link.person_id]
    _require_reported(person)
    verification = _write(
        entry,
        link,
        by,
        outcome=IdentityCheck.VERIFIED,
        identified_by=identified_by,
        identified_detail=identified_detail,
        condition=condition,
        condition_note=condition_note,
        place=place,
    )
    Entry.objects.filter(pk=entry.pk).update(identity=IdentityCheck.VERIFIED, version=F("version") + 1)
    if condition != Health.UNKNOWN:
        _write_health(person, condition)
    people.confirm_return(
        person, linked_by=link.confirmed_by, reason=_("Identity verified at exchange %s.") % entry.exchange, by=by
    )
    for one in seen:
        _record_seen(person, one, by)
    record("verify_person", entry, by=by, person=person.reference, identified_by=str(identified_by))
    return verification


@transaction.atomic
def dispute_identity(entry: Entry, *, reason: str, by: User) -> Verification:
    """Who arrived is somebody else: the link is undone and the entry is to be decided anew.

    After a verification too: the person then leaves the status of having returned, and so does the news.
    """
    require_permission(by, Permission.VERIFY_PERSON)
    entry = locked_entry(entry, by)
    link = _live_link(entry)
    IDENTITY.step(entry.identity, IdentityCheck.DISPUTED, by.permissions)
    if not reason.strip():
        raise Refused(_("Say what speaks against it: whoever links this entry anew needs to know."))
    person = lock_people([link.person_id])[link.person_id]
    verified = entry.verifications.filter(outcome=IdentityCheck.VERIFIED, person=person).first()
    verification = _write(entry, link, by, outcome=IdentityCheck.DISPUTED, reason=reason)
    if entry.identity == IdentityCheck.VERIFIED and verified and person.health == verified.condition:
        # It was the condition of somebody else.
        _write_health(person, Health.UNKNOWN)
    take_back_link(entry, reason, by, identity=IdentityCheck.DISPUTED)
    reject_disputed(entry, link, by)
    record("dispute_identity", entry, by=by, person=person.reference)
    return verification


def why_not_verified(entry: Entry, *, by: User) -> str:
    """Why `by` cannot verify the entry now; empty where they can."""
    try:
        _ready_link(entry, by)
    except Refused as refusal:
        return str(refusal)
    return ""


def _ready_link(entry: Entry, by: User) -> Link:
    link = _live_link(entry)
    IDENTITY.step(entry.identity, IdentityCheck.VERIFIED, by.permissions)
    if not searchable(entry.organisation, by).filter(pk=link.person_id).exists():
        raise Refused(_("The person is no longer shared with you: undo the link, and ask who holds them."))
    if link.confirmed_by_id == by.pk:
        raise Refused(_("You linked this entry yourself: somebody else must verify the identity."))
    return link


def _live_link(entry: Entry) -> Link:
    """The link of an entry that is ready to be looked at in person."""
    link = entry.links.live().select_related("confirmed_by").first()
    if link is None or entry.status != EntryStatus.LINKED:
        raise Refused(_("This entry is not linked to a person: link it first."))
    if entry.arrival != Arrival.ARRIVED:
        raise Refused(_("Nobody has arrived for this entry yet: record the arrival first."))
    return link


def _require_reported(person: Person) -> None:
    if person.status == PersonStatus.RETURNED:
        raise Refused(
            _(
                "%s is recorded as returned already, from another entry. If that was somebody else, dispute the"
                " identity there; if they were captured again, record that first."
            )
            % person.reference
        )
    if person.status != PersonStatus.RETURN_REPORTED:
        raise Refused(
            _("The status of %(person)s is “%(status)s” by now: settle that on their record first.")
            % {"person": person.reference, "status": person.get_status_display()}
        )


def _write(entry: Entry, link: Link, by: User, **fields: str) -> Verification:
    try:
        with transaction.atomic():
            return Verification.objects.create(
                entry=entry, person_id=link.person_id, linked_by=link.confirmed_by, by=by, **fields
            )
    except IntegrityError as error:
        raise Refused(
            _("This verification is not complete, so it was not saved. Fill in what is missing.")
        ) from error


def _write_health(person: Person, health: str) -> None:
    update_row(person, health=health, version=F("version") + 1)


def _record_seen(returned: Person, one: Seen, by: User) -> None:
    people.record_evidence(
        one.person or returned,
        about=EvidenceAbout.CAPTIVITY if one.person else EvidenceAbout.OTHER,
        content=one.told,
        source=returned.reference,
        origin=returned.reference,
        first_hand=True,
        by=by,
    )
