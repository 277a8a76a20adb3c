"""Putting down what was done and read. How events are chained is in `chains`, how they are checked in `verify`."""

import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from casework.audit.chains import append
from casework.audit.checkpoints import sign
from casework.audit.models import AuditCheckpoint, AuditEvent, AuditHead, Submission
from casework.audit.reading import Reads, collecting
from casework.audit.verify import find_first_fault

__all__ = [
    "Done",
    "accept_submission",
    "find_first_fault",
    "finish_submission",
    "record",
    "record_all",
    "record_alone",
    "record_parts",
    "record_reads",
    "sign_checkpoint",
    "sign_due_checkpoint",
    "subject_text",
]

READ = "read"
MOST_IN_AN_EVENT = 1000  # records; of a longer list each thousand is an event

CHECKPOINT_EVERY = timedelta(hours=1)

Part = TypeVar("Part")


class Program:
    """Stands in for a user where the audit keeps itself: as `accounts.models.SYSTEM`, which is above this part."""

    pk = None
    organisation = None

    def get_username(self) -> str:
        return "system"


@dataclass(frozen=True)
class Done:
    """One thing that was done: the verb, its subject, and what else to remember of it (nothing personal).

    What the data names, by a code or as `listfile:7`, is found with the event.
    """

    action: str
    subject: models.Model | str
    data: dict[str, Any] = field(default_factory=dict)


def record(action: str, subject: models.Model | str, *, by: Any, **data: Any) -> None:
    """Append one event inside the transaction of the write that it records."""
    record_all([Done(action, subject, data)], by=by)


def record_all(events: Iterable[Done], *, by: Any) -> None:
    """Append several events at the cost of three queries.

    `by` is the user who acts, an AnonymousUser, or `accounts.models.SYSTEM`. Outside a transaction nothing is
    recorded: the write and its record must stand or fall together.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("record the event in the transaction of the write")
    now, who, own, slugs = timezone.now(), _who(by), _slug(by), dict[Any, str]()
    rows = [
        AuditEvent(
            at=now,
            action=e.action,
            subject=subject_text(e.subject),
            data=_as_json(e.data),
            organisation=own or _holder(e.subject, slugs),
            **who,
        )
        for e in events
    ]
    if rows:
        append(rows)


def record_alone(action: str, subject: models.Model | str, *, by: Any, **data: Any) -> None:
    """Append one event that goes with no write (a refusal, a failed sign-in), committed at once."""
    with transaction.atomic(durable=True):
        record(action, subject, by=by, **data)


def record_reads(reads: Reads, subject: str, *, by: Any) -> None:
    """Put down, committed before anything of it is shown, whose records were read; `subject` is where."""
    if not (found := reads.subjects()):
        return
    parts = [found[start : start + MOST_IN_AN_EVENT] for start in range(0, len(found), MOST_IN_AN_EVENT)]
    with transaction.atomic(durable=True):
        record_all([Done(READ, subject, {"of": part}) for part in parts], by=by)


def record_parts(parts: Iterable[Part], subject: str, *, by: Any) -> Iterator[Part]:
    """Give on each part of a file only when what was read for it is put down."""
    remaining = iter(parts)
    while True:
        with collecting() as reads:
            try:
                part = next(remaining)
            except StopIteration:
                return
        record_reads(reads, subject, by=by)
        yield part


@transaction.atomic
def sign_checkpoint() -> AuditCheckpoint:
    """Sign where every chain ends now, the record of the signing included."""
    latest = AuditCheckpoint.objects.order_by("-number").first()
    number = latest.number + 1 if latest else 1
    record("sign_checkpoint", "audit", by=Program(), checkpoint=number)
    checkpoint = sign(number, timezone.now(), AuditHead.objects.all())
    checkpoint.save(force_insert=True)
    return checkpoint


def sign_due_checkpoint() -> None:
    """Sign a checkpoint where the latest is an hour old; at most one, however many workers there are."""
    latest = AuditCheckpoint.objects.order_by("-number").first()
    if latest is None or latest.at <= timezone.now() - CHECKPOINT_EVERY:
        with suppress(IntegrityError):  # another worker was first
            sign_checkpoint()


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


def _who(by: Any) -> dict[str, str]:
    return {"actor_id": str(by.pk or ""), "actor": by.get_username()}


def _slug(by: Any) -> str:
    organisation = getattr(by, "organisation", None)
    return organisation.slug if organisation else ""


def _holder(subject: Any, slugs: dict[Any, str]) -> str:
    """The organisation whose record it is: where the program acts by itself, the auditor of no other reads of it.

    `slugs` are those that are known by now. Empty where the subject is nobody's, or the program itself.
    """
    while not hasattr(subject, "organisation_id"):
        if hasattr(subject, "slug") and subject._meta.model_name == "organisation":
            return str(subject.slug)
        owners = getattr(subject, "whose", ())
        if not owners:
            return ""
        subject = getattr(subject, "case" if "case" in owners else owners[0])
    if subject.organisation_id is not None and subject.organisation_id not in slugs:
        slugs[subject.organisation_id] = subject.organisation.slug
    return slugs.get(subject.organisation_id, "")


def _as_json(data: dict[str, Any]) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
