"""How events are chained, and how many may append at the same moment without waiting for each other.

Whoever appends takes a chain that nobody else holds, the one that this thread used last if it can, and keeps it
until the end of the transaction. Where the chain ends is remembered: as long as nobody else used it, an append is
one statement on PostgreSQL, and three on SQLite, which hold only if the chain still ends there.
"""

import hashlib
import json
import re
import threading
from collections.abc import Iterable, Sequence
from datetime import UTC

from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Mod

from casework.audit.database import CHAINS, append_on_postgresql, moment_id
from casework.audit.models import AuditEvent, AuditHead, AuditMention

CODE = r"[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{4}"
_SUBJECT_WITH_CODE = re.compile(rf"^[a-z]+:({CODE})$")
_NAMED_IN_DATA = re.compile(rf'"({CODE}|[a-z]+:[0-9]+)"')


class _Latest(threading.local):
    """The end, as this thread left it, of the chain that it used last."""

    head: AuditHead | None = None


_latest = _Latest()


def event_hash(event: AuditEvent) -> str:
    """SHA-256, in hex, over all fields of the event and the hash of the one before."""
    parts = [
        event.previous_hash,
        event.id,
        event.chain,
        event.sequence,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor,
        event.organisation,
        event.action,
        event.subject,
        event.data,
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def short_subject(subject: str) -> str:
    """A record is found by its code alone, which names its model too; whatever has none, by model and key."""
    match = _SUBJECT_WITH_CODE.match(subject)
    return match[1] if match else subject


def mentions(event: AuditEvent) -> set[str]:
    """Whatever the event is about: its subject, and every record that its details name."""
    return {short_subject(event.subject), *_NAMED_IN_DATA.findall(event.data)}


def append(events: Sequence[AuditEvent]) -> None:
    """Chain the events and store them with their mentions, in the transaction that is open."""
    head = _latest.head
    after = _chained(head, events) if head else None
    if head is None or after is None or not _stored(head, after, events):
        head = _free_head(head.pk if head else 0)
        after = _chained(head, events)
        _stored(head, after, events)
    _latest.head = after


def _chained(head: AuditHead, events: Iterable[AuditEvent]) -> AuditHead:
    """Fill in what follows from the place of each event after `head`; where the chain ends then."""
    sequence, last, previous = head.sequence, head.last, head.hash
    for event in events:
        sequence += 1
        # The clock may stand still or go back; the order of a chain does not.
        last = max(moment_id(event.at), last - head.pk + CHAINS) + head.pk
        event.id, event.chain, event.sequence, event.previous_hash = last, head.pk, sequence, previous
        event.hash = previous = event_hash(event)
    return AuditHead(id=head.pk, sequence=sequence, last=last, hash=previous)


def _stored(before: AuditHead, after: AuditHead, events: Sequence[AuditEvent]) -> bool:
    """Store the events if the chain ends at `before` and nobody else holds it; False where that is not so."""
    if connection.vendor == "postgresql":
        return append_on_postgresql([(event, mentions(event)) for event in events])
    head = AuditHead.objects.filter(pk=before.pk, hash=before.hash)
    if not head.update(sequence=after.sequence, last=after.last, hash=after.hash):
        return False
    AuditEvent.objects.bulk_create(events)
    AuditMention.objects.bulk_create(
        AuditMention(event=event.id, subject=subject) for event in events for subject in sorted(mentions(event))
    )
    return True


def _free_head(preferred: int) -> AuditHead:
    """The end of a chain that nobody else holds, locked; where all are held, of the preferred one in its turn."""
    heads = AuditHead.objects.annotate(away=Mod(F("id") - Value(preferred) + Value(CHAINS), Value(CHAINS)))
    free = heads.order_by("away").select_for_update(skip_locked=True).first()
    return free or AuditHead.objects.select_for_update().get(pk=preferred)
