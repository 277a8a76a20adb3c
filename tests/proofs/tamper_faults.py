"""Ways in which the owner of the database can tamper with the audit. Each returns what the verifier must name.

What it must name is the number of the first bad record (`0-17`), or the id of that very record.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import F

from casework.audit.chains import event_hash, mentions
from casework.audit.checkpoints import Signed, sign
from casework.audit.database import CHAINS, START
from casework.audit.models import AuditCheckpoint, AuditEvent, AuditHead, AuditMention


@dataclass(frozen=True)
class Bad:
    """The records of which the verifier must name one, by number or by id."""

    numbers: tuple[str, ...]
    ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Chain:
    """The chain that is tampered with, as it was: its events in order, and the checkpoints signed meanwhile."""

    number: int
    events: list[AuditEvent]
    signed: list[Signed]

    @property
    def rows(self) -> Any:
        return AuditEvent.objects.filter(chain=self.number)

    def at(self, place: int) -> AuditEvent:
        return self.events[place - 1]

    def name(self, place: int) -> str:
        return f"{self.number}-{place}"

    def signed_after(self, place: int) -> str:
        """The first signed record from `place` on: where a chain that was written anew is found out."""
        return self.name(min(s.sequences[self.number] for s in self.signed if s.sequences[self.number] >= place))


FIELDS: dict[str, Callable[[AuditEvent], Any]] = {
    "id": lambda e: e.id + CHAINS,
    "chain": lambda e: (e.chain + 1) % CHAINS,
    "sequence": lambda e: e.sequence + 1_000_000,
    "at": lambda e: e.at + timedelta(microseconds=1),
    "actor_id": lambda e: e.actor_id + "1",
    "actor": lambda e: e.actor + "x",
    "organisation": lambda e: e.organisation + "x",
    "action": lambda e: e.action + "x",
    "subject": lambda e: e.subject + "x",
    "data": lambda e: e.data.replace("{", "{ ", 1),
    "previous_hash": lambda e: e.previous_hash[:-1] + ("1" if e.previous_hash[-1] == "0" else "0"),
    "hash": lambda e: e.hash[:-1] + ("1" if e.hash[-1] == "0" else "0"),
}


def changed(field: str) -> "Fault":
    def change(chain: Chain, place: int) -> Bad:
        event = chain.at(place)
        value = FIELDS[field](event)
        AuditEvent.objects.filter(pk=event.pk).update(**{field: value})
        return Bad((chain.name(place),), (event.pk, value) if field == "id" else (event.pk,))

    return change


def deleted(chain: Chain, place: int) -> Bad:
    AuditMention.objects.filter(event=chain.at(place).pk).delete()
    AuditEvent.objects.filter(pk=chain.at(place).pk).delete()
    return Bad((chain.name(place),))


def deleted_but_for_its_mentions(chain: Chain, place: int) -> Bad:
    AuditEvent.objects.filter(pk=chain.at(place).pk).delete()
    return Bad((chain.name(place),))


def swapped(chain: Chain, place: int) -> Bad:
    """Two neighbours, with whatever goes with them but their place."""
    place = min(place, len(chain.events) - 1)
    one, other = chain.at(place), chain.at(place + 1)
    _overwrite(one, other)
    _overwrite(other, one)
    return Bad((chain.name(place),), (one.pk, other.pk))


def swapped_and_renumbered(chain: Chain, place: int) -> Bad:
    """Two neighbours whose sequences alone are exchanged."""
    place = min(place, len(chain.events) - 1)
    AuditEvent.objects.filter(pk=chain.at(place).pk).update(sequence=place + 1)
    AuditEvent.objects.filter(pk=chain.at(place + 1).pk).update(sequence=place)
    return Bad((chain.name(place),), (chain.at(place).pk,))


def inserted(chain: Chain, place: int) -> Bad:
    """One that follows the record at `place` as it should, before the one that does."""
    before = chain.at(place)
    forged = _copy(before, id=before.pk + CHAINS, sequence=place + 1, previous_hash=before.hash, actor="forger")
    _store(forged)
    following = chain.events[place].pk if place < len(chain.events) else 0
    return Bad((chain.name(place + 1),), (forged.pk, following))


def inserted_at_the_start(chain: Chain, place: int) -> Bad:
    first = chain.at(1)
    forged = _copy(first, id=first.pk - CHAINS * (place + 1), previous_hash=START, actor="forger")
    _store(forged)
    return Bad((chain.name(1),), (forged.pk, first.pk))


def duplicated(chain: Chain, place: int) -> Bad:
    event = chain.at(place)
    double = _copy(event, id=event.pk + CHAINS)
    double.hash = event.hash
    AuditEvent.objects.bulk_create([double])
    return Bad((chain.name(place), chain.name(place + 1)), (double.pk,))


def tail_cut(chain: Chain, place: int) -> Bad:
    _drop(chain.events[place - 1 :])
    return Bad((chain.name(place),))


def tail_cut_with_the_head(chain: Chain, place: int) -> Bad:
    """Of what was signed; nobody can know of what came after the last checkpoint."""
    place = min(place, max(s.sequences[chain.number] for s in chain.signed))
    _drop(chain.events[place - 1 :])
    _set_head(chain, chain.events[: place - 1])
    return Bad((chain.name(place),))


def written_anew(chain: Chain, place: int) -> Bad:
    """The whole table by its owner: one word changed, and every hash from there on made to fit."""
    place = min(place, max(s.sequences[chain.number] for s in chain.signed))
    fresh, previous = [], chain.at(place).previous_hash
    for event in chain.events[place - 1 :]:
        made = _copy(event, previous_hash=previous, actor="forger" if event.sequence == place else event.actor)
        previous = made.hash
        fresh.append(made)
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE audit_auditevent SET actor = %s, previous_hash = %s, hash = %s WHERE id = %s",
            [(e.actor, e.previous_hash, e.hash, e.pk) for e in fresh],
        )
    _set_head(chain, fresh)
    return Bad((chain.signed_after(place),))


def written_anew_without_checkpoints(chain: Chain, place: int) -> Bad:
    """The checkpoints of the table too: those that were kept in a file know better."""
    AuditCheckpoint.objects.all().delete()
    return written_anew(chain, place)


def emptied(chain: Chain, place: int) -> Bad:
    AuditCheckpoint.objects.all().delete()
    AuditMention.objects.all().delete()
    AuditEvent.objects.all().delete()
    AuditHead.objects.update(sequence=0, last=0, hash=START)
    return Bad(tuple(f"{number}-1" for number in range(CHAINS)))


def head_moved(chain: Chain, place: int) -> Bad:
    AuditHead.objects.filter(pk=chain.number).update(sequence=F("sequence") - place)
    return Bad((chain.name(len(chain.events) - place + 1),))


def head_gone(chain: Chain, place: int) -> Bad:
    AuditHead.objects.filter(pk=chain.number).delete()
    return Bad((chain.name(1),))


def mention_deleted(chain: Chain, place: int) -> Bad:
    AuditMention.objects.filter(event=chain.at(place).pk).delete()
    return Bad((chain.name(place),))


def mention_added(chain: Chain, place: int) -> Bad:
    AuditMention.objects.create(event=chain.at(place).pk, subject="P-XXXX-XXXX")
    return Bad((chain.name(place),))


def checkpoint_altered(chain: Chain, place: int) -> Bad:
    first = AuditCheckpoint.objects.order_by("number")[0]
    AuditCheckpoint.objects.filter(pk=first.pk).update(content=first.content.replace("0", "1", 1))
    return Bad(("checkpoint",))


def checkpoint_signed_by_another(chain: Chain, place: int, key: str) -> Bad:
    first = AuditCheckpoint.objects.order_by("number")[0]
    other = sign(first.number, first.at, AuditHead.objects.all(), [key])
    values = {name: getattr(other, name) for name in ("content", "public_key", "signature")}
    AuditCheckpoint.objects.filter(pk=first.pk).update(**values)
    return Bad(("checkpoint",))


Fault = Callable[[Chain, int], Bad]
FAULTS: dict[str, Fault] = {
    **{f"changed {field}": changed(field) for field in FIELDS},
    **{
        fault.__name__.replace("_", " "): fault
        for fault in (
            *(deleted, deleted_but_for_its_mentions, swapped, swapped_and_renumbered, inserted),
            *(inserted_at_the_start, duplicated, tail_cut, tail_cut_with_the_head, written_anew),
            *(written_anew_without_checkpoints, head_moved, mention_deleted, mention_added),
        )
    },
}
ONCE: dict[str, Fault] = {"emptied": emptied, "head gone": head_gone, "checkpoint altered": checkpoint_altered}


def _copy(event: AuditEvent, **changes: Any) -> AuditEvent:
    values = {field.attname: getattr(event, field.attname) for field in AuditEvent._meta.concrete_fields}
    made = AuditEvent(**values | changes)
    made.hash = event_hash(made)
    return made


def _store(event: AuditEvent) -> None:
    AuditEvent.objects.bulk_create([event])
    AuditMention.objects.bulk_create(AuditMention(event=event.pk, subject=subject) for subject in mentions(event))


def _overwrite(event: AuditEvent, by: AuditEvent) -> None:
    said = {f.attname: getattr(by, f.attname) for f in AuditEvent._meta.concrete_fields if f.attname != "id"}
    AuditEvent.objects.filter(pk=event.pk).update(**said)


def _drop(events: Iterable[AuditEvent]) -> None:
    first = next(iter(events))
    rows = AuditEvent.objects.filter(chain=first.chain, pk__gte=first.pk)
    AuditMention.objects.filter(event__in=rows.values("pk")).delete()
    rows.delete()


def _set_head(chain: Chain, events: list[AuditEvent]) -> None:
    end = {"sequence": 0, "last": 0, "hash": START}
    if events:
        end = {"sequence": events[-1].sequence, "last": events[-1].pk, "hash": events[-1].hash}
    AuditHead.objects.filter(pk=chain.number).update(**end)
