"""What every action on an Entry begins with: it is the actor's to change, it is locked, and nobody was first."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from casework.accounts.actions import Actor
from casework.accounts.models import User
from casework.exchanges.models import Entry
from casework.exchanges.statuses import EntryStatus
from casework.lib.errors import Refused, Stale


def locked_entry(entry: Entry, by: Actor) -> Entry:
    """The entry as it stands, locked until the transaction ends."""
    return locked_entries([entry], by)[0]


def locked_entries(entries: Iterable[Entry], by: Actor) -> list[Entry]:
    """The entries as they stand, locked in the order of their keys so that two who lock never wait in a ring."""
    keys = sorted({entry.pk for entry in entries})
    rows = list(Entry.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    if by.organisation is not None and any(row.organisation_id != by.organisation.pk for row in rows):
        raise Refused(_("This list was received by another organisation: only they can work on it."))
    if isinstance(by, User) and Entry.objects.writable_by(by).filter(pk__in=keys).count() != len(keys):
        raise Refused(_("An entry is linked to a restricted record: only those on its list can work on it."))
    return rows


def require_undecided(entry: Entry, version: int | None = None) -> None:
    """Refuse where somebody decided the entry, or decided it and took it back, since it was shown."""
    if entry.status != EntryStatus.RECEIVED:
        raise Refused(decision_text(entry))
    require_version(entry, version)


def require_version(entry: Entry, version: int | None) -> None:
    if version is not None and entry.version != version:
        raise Stale(
            _("Somebody worked on this entry while you had it open: nothing was changed. Look at it again.")
        )


def decision_text(entry: Entry) -> str:
    """Who decided the entry, what and when, as the reason why nothing was changed."""
    if entry.decided_at is None or entry.status == EntryStatus.WITHDRAWN:
        return _("This entry is “%s” by now: nothing was changed.") % entry.get_status_display()
    said = {"who": entry.decided_by, "when": _moment(entry)}
    return {
        EntryStatus.LINKED: _("%(who)s linked this entry at %(when)s: nothing was changed."),
        EntryStatus.NOT_ON_REGISTER: _(
            "%(who)s marked this entry as not on the register at %(when)s: nothing was changed."
        ),
        EntryStatus.DUPLICATE: _("%(who)s marked this entry as a duplicate at %(when)s: nothing was changed."),
    }[EntryStatus(entry.status)] % said


def _moment(entry: Entry) -> str:
    decided = timezone.localtime(entry.decided_at)
    if decided.date() == timezone.localdate():
        return time_format(decided, "TIME_FORMAT")
    return date_format(decided, "SHORT_DATETIME_FORMAT")


def write_decision(entries: list[Entry], status: str, by: Actor, **fields: Any) -> None:
    """Set the decision of locked entries in one UPDATE; taken back, it has no author."""
    undone = status == EntryStatus.RECEIVED
    Entry.objects.filter(pk__in=[entry.pk for entry in entries]).update(
        status=status,
        decided_by=None if undone else by.pk,
        decided_at=None if undone else timezone.now(),
        version=F("version") + 1,
        **fields,
    )
