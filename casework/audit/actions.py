"""Appending to the audit, and checking it."""

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.audit.models import AuditEvent, AuditHead, Submission

START = "0" * 64


@dataclass(frozen=True)
class Done:
    """One thing that was done: the verb, its subject, and what else to remember of it (nothing personal)."""

    action: str
    subject: models.Model | str
    data: dict[str, Any] = field(default_factory=dict)


def record(action: str, subject: models.Model | str, *, by: Any, **data: Any) -> None:
    """Append one event inside the transaction of the write that it records."""
    record_all([Done(action, subject, data)], by=by)


def record_all(events: Iterable[Done], *, by: Any) -> None:
    """Append several events at the cost of two queries.

    `by` is the user who acts, or `accounts.models.SYSTEM`. Outside a transaction nothing is recorded: the write
    and its record must stand or fall together.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("record the event in the transaction of the write")
    AuditHead.objects.get_or_create(pk=1)
    head = AuditHead.objects.select_for_update().get(pk=1)
    now = timezone.now()
    rows = []
    for event in events:
        row = AuditEvent(
            sequence=head.sequence + 1,
            at=now,
            actor_id=str(by.pk or ""),
            actor=by.get_username(),
            organisation=_organisation(by),
            action=event.action,
            subject=subject_text(event.subject),
            data=json.dumps(event.data, sort_keys=True, ensure_ascii=False, default=str),
            previous_hash=head.hash,
        )
        row.hash = event_hash(row)
        head.sequence, head.hash = row.sequence, row.hash
        rows.append(row)
    AuditEvent.objects.bulk_create(rows, batch_size=500)
    AuditHead.objects.filter(pk=1).update(sequence=head.sequence, hash=head.hash)


def accept_submission(key: uuid.UUID) -> None:
    """Note that the form with this key is being carried out. Raises IntegrityError where it was before."""
    Submission.objects.create(key=key)


def finish_submission(key: uuid.UUID, url: str) -> None:
    """Note where the form led, for whoever sends it again."""
    Submission.objects.filter(key=key).update(url=url)


def subject_text(subject: models.Model | str) -> str:
    """How the audit names a record: its model and its reference code, or its key where it has none."""
    if isinstance(subject, str):
        return subject
    return f"{subject._meta.model_name}:{getattr(subject, 'reference', '') or subject.pk}"


def event_hash(event: AuditEvent) -> str:
    """SHA-256, in hex, over all fields of the event and the hash of the one before."""
    parts = [
        event.previous_hash,
        event.sequence,
        event.at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor,
        event.organisation,
        event.action,
        event.subject,
        event.data,
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def find_first_fault() -> tuple[int, str] | None:
    """The sequence number of the first bad event and what is wrong with it; None when the chain is whole."""
    sequence, last_hash = 0, START
    for event in AuditEvent.objects.order_by("sequence").iterator(chunk_size=2000):
        if event.sequence != sequence + 1:
            return sequence + 1, _("it is missing")
        if event.previous_hash != last_hash:
            return event.sequence, _("it does not follow the one before it")
        if event.hash != event_hash(event):
            return event.sequence, _("its contents were altered")
        sequence, last_hash = event.sequence, event.hash
    head = AuditHead.objects.filter(pk=1).first()
    end = (head.sequence, head.hash) if head else (0, START)
    if end != (sequence, last_hash):
        return min(sequence, end[0]) + 1, _("the end of the chain was cut off or added to")
    return None


def _organisation(by: Any) -> str:
    organisation = getattr(by, "organisation", None)
    return organisation.slug if organisation else ""
