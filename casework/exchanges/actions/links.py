"""The decision on an Entry: whom it means, that it means nobody on the register, or that it stands there twice."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import Actor, require_permission
from casework.accounts.models import User
from casework.audit.actions import Done, record, record_all
from casework.exchanges.actions.candidates import (
    PROPOSED,
    live_candidates,
    restore_candidate,
    searchable,
)
from casework.exchanges.actions.entries import locked_entry, require_undecided, require_version, write_decision
from casework.exchanges.actions.returns import (
    lock_people,
    people_linked,
    report_returns,
    return_reason,
    withdraw_returns,
)
from casework.exchanges.models import Candidate, Entry, Exchange, Link
from casework.exchanges.statuses import ENTRY, IDENTITY, Arrival, EntryStatus, IdentityCheck
from casework.lib.errors import Refused
from casework.matching import engine
from casework.people import actions as people
from casework.people.actions.register import require_standing
from casework.people.models import Person

ENGINE = "engine"
BY_HAND = "by hand"
S = EntryStatus


@transaction.atomic
def link_entry(entry: Entry, person: Person, *, version: int | None = None, by: User) -> Link:
    """The entry is the person. One who arrived is from now on reported returned."""
    require_permission(by, Permission.LINK_ENTRY)
    entry = locked_entry(entry, by)
    require_undecided(entry, version)
    if not searchable(entry.organisation, by).filter(pk=person.pk).exists():
        raise Refused(_("This person is not on the register that you can see: choose another."))
    found = {one.person_id: one for one in live_candidates(entry, by=by, limit=PROPOSED)}
    return write_links([(entry, person, found.get(person.pk))], by)[0]


def write_links(rows: Sequence[tuple[Entry, Person, engine.Candidate | None]], by: User) -> list[Link]:
    """Write links of locked entries: a few queries, however many they are."""
    for entry, _person, _found in rows:
        ENTRY.step(entry.status, S.LINKED, by.permissions)
        if entry.identity == IdentityCheck.DISPUTED:
            IDENTITY.step(entry.identity, IdentityCheck.PENDING, by.permissions)
    locked = lock_people(person.pk for _entry, person, _found in rows)
    for person in locked.values():
        require_standing(person)
    _require_unlinked(rows)
    try:
        with transaction.atomic():
            links = Link.objects.bulk_create(
                Link(
                    entry=entry,
                    exchange_id=entry.exchange_id,
                    person=person,
                    score=found.score if found else None,
                    reasons=[reason.as_dict() for reason in found.reasons] if found else [],
                    proposed_by=ENGINE if found else BY_HAND,
                    confirmed_by=by,
                )
                for entry, person, found in rows
            )
    except IntegrityError as error:
        raise Refused(_("Somebody linked this entry or this person meanwhile: nothing was changed.")) from error
    entries = [entry for entry, _person, _found in rows]
    write_decision(entries, S.LINKED, by, identity=IdentityCheck.PENDING)
    arrived = [locked[person.pk] for entry, person, _found in rows if entry.arrival == Arrival.ARRIVED]
    if arrived:
        report_returns(arrived, reason=return_reason(entries[0]), by=by)
    record_all(
        [
            Done("link_entry", entry, {"person": person.reference, "proposed_by": link.proposed_by})
            for (entry, person, _found), link in zip(rows, links, strict=True)
        ],
        by=by,
    )
    return links


def _require_unlinked(rows: Sequence[tuple[Entry, Person, object]]) -> None:
    """A person stands in one exchange once."""
    exchange = rows[0][0].exchange_id
    taken = Link.objects.live().filter(exchange=exchange, person__in=[person for _entry, person, _found in rows])
    first = taken.select_related("person", "entry__list_file").first()
    if first is None:
        return
    if first.entry.organisation_id != rows[0][0].organisation_id:
        raise Refused(
            _("Another organisation has linked %s in this exchange already. Ask who holds the person.")
            % first.person.reference
        )
    raise Refused(
        _(
            "%(person)s is already linked in this exchange, to entry %(entry)s (%(name)s). If both entries are one"
            " human being, mark this one as a duplicate; if the other link is wrong, undo it first."
        )
        % {"person": first.person.reference, "entry": first.entry.reference, "name": first.entry.name}
    )


@transaction.atomic
def undo_link(entry: Entry, *, reason: str, by: Actor) -> Entry:
    """The entry is to be decided again; the link stays on the record as undone. Not once it was verified."""
    entry = locked_entry(entry, by)
    if entry.identity == IdentityCheck.VERIFIED:
        raise Refused(
            _("The identity was verified: only a verification officer takes that back, by disputing the identity.")
        )
    if entry.status != S.LINKED:
        raise Refused(_("This entry is not linked: there is nothing to undo."))
    ENTRY.step(entry.status, S.RECEIVED, by.permissions)
    take_back_link(entry, reason, by)
    return entry


def take_back_link(entry: Entry, reason: str, by: Actor, **fields: str) -> Link:
    """End the live link of a locked entry, whoever's right it is, with what it meant for the person."""
    if not reason.strip():
        raise Refused(_("Give the reason: whoever reads this later must understand it."))
    linked = people_linked([entry])
    link = entry.links.live().get()
    Link.objects.filter(pk=link.pk).update(undone_at=timezone.now(), undone_by=by.pk, undone_reason=reason)
    if entry.arrival == Arrival.ARRIVED:
        withdraw_returns(linked, reason=reason, by=by)
    write_decision([entry], S.RECEIVED, by, **fields)
    record("undo_link", entry, by=by, person=link.person.reference)
    entry.refresh_from_db()
    return link


@transaction.atomic
def mark_not_on_register(entry: Entry, *, version: int | None = None, by: User) -> Entry:
    """Nobody on the register is this entry."""
    entry = _undecided(entry, version, by)
    return _decide(entry, S.NOT_ON_REGISTER, by)


@transaction.atomic
def mark_duplicate(entry: Entry, of: Entry, *, version: int | None = None, by: User) -> Entry:
    """The entry is the same human being as `of`, which stays."""
    entry = _undecided(entry, version, by)
    of = locked_entry(of, by)
    if of.pk == entry.pk or of.exchange_id != entry.exchange_id:
        raise Refused(_("Choose another entry of the same exchange."))
    if of.status in (S.DUPLICATE, S.WITHDRAWN):
        raise Refused(_("%s does not count itself: choose the entry that stays.") % of.reference)
    if entry.duplicates.filter(status=S.DUPLICATE).exists():
        raise Refused(_("Other entries are marked as duplicates of this one: mark the other one instead."))
    if entry.arrival == Arrival.ARRIVED and of.arrival != Arrival.ARRIVED:
        raise Refused(
            _("This entry arrived and %s did not: record the arrival there first, or it would be lost.")
            % of.reference
        )
    return _decide(entry, S.DUPLICATE, by, duplicate_of=of)


def _undecided(entry: Entry, version: int | None, by: User) -> Entry:
    require_permission(by, Permission.LINK_ENTRY)
    entry = locked_entry(entry, by)
    require_undecided(entry, version)
    return entry


def _decide(entry: Entry, status: str, by: User, **fields: Entry) -> Entry:
    ENTRY.step(entry.status, status, by.permissions)
    write_decision([entry], status, by, **fields)
    record("decide_entry", entry, by=by, status=str(status), **{name: e.reference for name, e in fields.items()})
    entry.refresh_from_db()
    return entry


@transaction.atomic
def register_from_entry(entry: Entry, *, version: int | None = None, by: User) -> Link:
    """A new Person with what the entry says, linked to it; for one who was not on the register."""
    require_permission(by, Permission.REGISTER_PERSON)
    require_permission(by, Permission.LINK_ENTRY)
    entry = locked_entry(entry, by)
    require_version(entry, version)
    if entry.status == S.NOT_ON_REGISTER:
        ENTRY.step(entry.status, S.RECEIVED, by.permissions)
        write_decision([entry], S.RECEIVED, by)
        entry.refresh_from_db()
    require_undecided(entry)
    fields = ("date_of_birth", "category", "sex", "rank", "unit", "place_of_birth", "place_of_capture")
    person = people.register_person(
        organisation=entry.organisation,
        surname=entry.surname,
        given=entry.given,
        patronymic=entry.patronymic,
        name_source=_("Entry %(entry)s of exchange %(exchange)s")
        % {"entry": entry.reference, "exchange": entry.exchange},
        by=by,
        **{field: getattr(entry, field) for field in fields},
    )
    return write_links([(entry, person, None)], by)[0]


@transaction.atomic
def undo_decision(entry: Entry, *, reason: str = "", by: User) -> Entry:
    """The entry is to be decided again, whatever was decided."""
    entry = locked_entry(entry, by)
    if entry.status == S.RECEIVED:
        raise Refused(_("Nothing was decided about this entry: there is nothing to undo."))
    if entry.status == S.LINKED:
        return undo_link(entry, reason=reason or _("The decision was taken back."), by=by)
    ENTRY.step(entry.status, S.RECEIVED, by.permissions)
    write_decision([entry], S.RECEIVED, by, duplicate_of=None)
    record("undo_decision", entry, by=by, old=entry.status)
    entry.refresh_from_db()
    return entry


@transaction.atomic
def undo_last_decision(exchange: Exchange, *, by: User) -> Entry:
    """Take back what `by` decided last in the exchange, a rejected candidate included.

    Of what is about somebody who was restricted since, not even that is told.
    """
    require_permission(by, Permission.LINK_ENTRY)
    mine = Entry.objects.writable_by(by).filter(exchange=exchange, decided_by=by)
    entry = mine.exclude(status=S.WITHDRAWN).order_by("-decided_at").first()
    rejected = Candidate.objects.visible_to(by).filter(
        entry__exchange=exchange, rejected_by=by, entry__status=S.RECEIVED
    )
    candidate = rejected.order_by("-rejected_at").select_related("entry").first()
    if (
        candidate
        and candidate.rejected_at
        and (entry is None or entry.decided_at is None or candidate.rejected_at > entry.decided_at)
    ):
        return restore_candidate(candidate, by=by).entry
    if entry is None:
        raise Refused(_("You have decided nothing in this exchange yet."))
    return undo_decision(entry, by=by)
