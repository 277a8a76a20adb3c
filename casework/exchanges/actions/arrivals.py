"""Who came off the bus: entries that arrived or did not, and people who were on no list."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import require_permission
from casework.accounts.models import User
from casework.audit.actions import Done, record, record_all
from casework.exchanges.actions.candidates import store_candidates
from casework.exchanges.actions.entries import locked_entries
from casework.exchanges.actions.returns import people_linked, report_returns, return_reason, withdraw_returns
from casework.exchanges.models import Entry, Exchange
from casework.exchanges.statuses import ARRIVAL, Arrival, EntryStatus, IdentityCheck
from casework.lib.errors import Refused
from casework.lib.references import new_reference
from casework.people.actions.register import read_date

NOT_COUNTED = (EntryStatus.DUPLICATE, EntryStatus.WITHDRAWN)


@transaction.atomic
def record_arrivals(entries: Iterable[Entry], *, arrival: str, at: datetime | None = None, by: User) -> int:
    """Set the arrival of entries of one exchange, all or none; returns how many it changed.

    Whoever is linked and arrived is reported returned; taken back, they are again what they were.
    """
    require_permission(by, Permission.RECORD_ARRIVAL)
    locked = locked_entries(entries, by)
    changing = [entry for entry in locked if entry.arrival != arrival]
    for entry in changing:
        _require_open(entry)
        ARRIVAL.step(entry.arrival, arrival, by.permissions)
    if not changing:
        return 0
    before = {entry.pk: entry.arrival for entry in changing}
    arrived = arrival == Arrival.ARRIVED
    Entry.objects.filter(pk__in=before).update(
        arrival=arrival, arrived_at=(at or timezone.now()) if arrived else None
    )
    linked = people_linked(changing)
    if arrived:
        report_returns(linked.values(), reason=return_reason(changing[0]), by=by)
    else:
        left = {entry: person for entry, person in linked.items() if entry.arrival == Arrival.ARRIVED}
        withdraw_returns(left, reason=_("The arrival was recorded by mistake."), by=by)
    record_all(
        [Done("record_arrival", entry, {"old": before[entry.pk], "new": arrival}) for entry in changing], by=by
    )
    return len(changing)


def _require_open(entry: Entry) -> None:
    if entry.identity == IdentityCheck.VERIFIED:
        raise Refused(
            _("The identity of %s was verified, so they did arrive. If that is wrong, dispute the identity first.")
            % entry.reference
        )
    if entry.status in NOT_COUNTED:
        raise Refused(
            _("%(entry)s is “%(status)s”: record the arrival on the entry that stays.")
            % {"entry": entry.reference, "status": entry.get_status_display()}
        )


@transaction.atomic
def record_unlisted_arrival(
    exchange: Exchange, *, date_of_birth: str = "", at: datetime | None = None, by: User, **fields: Any
) -> Entry:
    """An Entry for one who arrived and was on no list; `fields` are fields of Entry. It is then to be linked."""
    require_permission(by, Permission.RECORD_ARRIVAL)
    if by.organisation is None:
        raise Refused(_("You belong to no organisation: nobody could work on this entry."))
    if not (fields.get("surname") or fields.get("given")):
        raise Refused(_("A name needs a surname or a given name."))
    born = read_date(date_of_birth) if date_of_birth else None
    entry = Entry.objects.create(
        reference=new_reference(Entry, "E"),
        exchange=exchange,
        organisation=by.organisation,
        raw={name: value for name, value in {**fields, "date_of_birth": date_of_birth}.items() if value},
        arrival=Arrival.ARRIVED,
        arrived_at=at or timezone.now(),
        date_of_birth=str(born or ""),
        born_earliest=born.earliest if born else None,
        born_latest=born.latest if born else None,
        **fields,
    )
    record("record_unlisted_arrival", entry, by=by)
    store_candidates([entry], by=by)
    return entry
