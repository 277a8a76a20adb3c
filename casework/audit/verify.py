"""Checking the chains: every event, what it mentions, where each chain ends, and the signed checkpoints."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Exists
from django.utils.translation import gettext as _

from casework.audit.chains import event_hash, mentions
from casework.audit.checkpoints import BadCheckpoint, Signed, our_keys, read
from casework.audit.database import CHAINS, START
from casework.audit.models import AuditCheckpoint, AuditEvent, AuditHead, AuditMention

AT_ONCE = 2000


@dataclass(frozen=True)
class Fault:
    """The first bad record: its chain and its place there (`3-1204`), and what is wrong with it.

    `id` is that of the event; None where it is missing.
    """

    number: str
    problem: str
    id: int | None


@dataclass(frozen=True)
class End:
    """Where a chain ends, or ended when it was read so far."""

    chain: int
    sequence: int = 0
    last: int = 0
    hash: str = START


def find_first_fault(exported: Sequence[Signed] = (), trusted: Sequence[str] = ()) -> Fault | None:
    """The first bad event, by time, of all chains; None when they are whole and agree with every checkpoint.

    The checkpoints are those of the table, signed with our keys or those of `trusted`, and `exported` ones, whose
    signatures whoever hands them in has checked. Events may be added meanwhile.
    """
    try:
        checkpoints = [*_stored_checkpoints([*our_keys(), *trusted]), *exported]
    except BadCheckpoint as problem:
        return Fault(_("checkpoint"), str(problem), None)
    ends = {chain: End(chain) for chain in range(CHAINS)}
    signed = signed_hashes(checkpoints)
    events = AuditEvent.objects.order_by("id").iterator(chunk_size=AT_ONCE)
    for key, event, stored in _with_mentions(events):
        if (fault := check(key, event, stored, ends, signed)) is not None:
            return fault
    faults = (_fault_at_end(end, signed) for end in ends.values())
    return next(filter(None, faults), None)


def check(
    key: int, event: AuditEvent | None, stored: set[str], ends: dict[int, End], signed: dict[tuple[int, int], str]
) -> Fault | None:
    """Check the next event by `key`, its id; where it is good, `ends` says that its chain ends with it.

    `stored` are its mentions; where there is no event, those that are left of it. `signed` is as `signed_hashes`
    makes it.
    """
    end = ends[key % CHAINS]
    place = end.sequence + 1
    if event is None or (event.sequence > place and event.hash == event_hash(event)):
        return Fault(f"{end.chain}-{place}", _("it is missing"), None)
    if problem := _problem(event, stored, end, signed):
        return Fault(f"{end.chain}-{min(place, event.sequence)}", problem, event.id)
    ends[end.chain] = End(end.chain, event.sequence, event.id, event.hash)
    return None


def check_end(end: End, head: End, signed: dict[tuple[int, int], str]) -> Fault | None:
    """Whether a chain that was read up to `end` should end there, by its head and by the checkpoints."""
    missing = f"{end.chain}-{end.sequence + 1}"
    if head.sequence > end.sequence:
        return Fault(missing, _("it is missing: the end of the chain was cut off"), None)
    if head.sequence < end.sequence:
        return Fault(f"{end.chain}-{head.sequence + 1}", _("the chain should end before it"), None)
    if head != end:
        other = _("it is not the one with which the chain should end")
        return Fault(f"{end.chain}-{end.sequence}", other, end.last)
    if any(chain == end.chain and sequence > end.sequence for chain, sequence in signed):
        return Fault(missing, _("it is missing: a checkpoint knows a longer chain"), None)
    return None


def signed_hashes(checkpoints: Iterable[Signed]) -> dict[tuple[int, int], str]:
    """By chain and sequence, the hashes that events had when checkpoints were signed."""
    return {
        (chain, sequence): checkpoint.hashes[chain]
        for checkpoint in checkpoints
        for chain, sequence in enumerate(checkpoint.sequences)
        if sequence
    }


def _problem(event: AuditEvent, stored: set[str], end: End, signed: dict[tuple[int, int], str]) -> str:
    if event.hash != event_hash(event) or event.chain != end.chain:
        return _("its contents were altered")
    if event.sequence <= end.sequence:
        return _("its place is taken: it or the one before it was inserted")
    if event.previous_hash != end.hash:
        return _("it does not follow the one before it")
    if signed.get((event.chain, event.sequence), event.hash) != event.hash:
        return _("the chain was written anew: this is not the record that was signed")
    if stored != mentions(event):
        return _("what it mentions was altered")
    return ""


def _stored_checkpoints(trusted: Sequence[str]) -> Iterator[Signed]:
    for number, checkpoint in enumerate(AuditCheckpoint.objects.order_by("number"), 1):
        if checkpoint.number != number:
            raise BadCheckpoint(_("Checkpoint %s is missing.") % number)
        yield read(checkpoint, trusted)


def _with_mentions(events: Iterator[AuditEvent]) -> Iterator[tuple[int, AuditEvent | None, set[str]]]:
    """Each event by its id, with what it mentions; None with the mentions that are left of one that is gone.

    The mentions are read after the first event: they may know of events that were added since, never of fewer.
    """
    mentioned = AuditMention.objects.order_by("event").values_list("event", "subject").iterator(chunk_size=AT_ONCE)
    both: Iterator[tuple[int, Any]] = merge(((event.id, event) for event in events), mentioned, key=itemgetter(0))
    for key, found in groupby(both, key=itemgetter(0)):
        parts = [part for _key, part in found]
        event = next((part for part in parts if isinstance(part, AuditEvent)), None)
        if event is not None or not AuditEvent.objects.filter(pk=key).exists():
            yield key, event, {part for part in parts if isinstance(part, str)}


def _fault_at_end(end: End, signed: dict[tuple[int, int], str]) -> Fault | None:
    """As check_end, after whatever was added since the chain was read."""
    ends = {end.chain: end}
    while True:
        end = ends[end.chain]
        # In one statement, so that nothing is added between a look at the head and one at the events.
        since = AuditEvent.objects.filter(chain=end.chain, id__gt=end.last)
        head = AuditHead.objects.filter(pk=end.chain).annotate(more=Exists(since)).first()
        if head is None:
            return Fault(f"{end.chain}-1", _("nothing says where the chain ends"), None)
        if head.sequence <= end.sequence or not getattr(head, "more"):  # noqa: B009
            return check_end(end, End(head.pk, head.sequence, head.last, head.hash), signed)
        for event in since.order_by("id"):
            stored = set(AuditMention.objects.filter(event=event.id).values_list("subject", flat=True))
            if (fault := check(event.id, event, stored, ends, signed)) is not None:
                return fault
