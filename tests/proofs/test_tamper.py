"""Proof `tamper`: whatever the owner of its tables does to the audit is found, and the first bad record named."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from casework.accounts.models import SYSTEM
from casework.audit import chains, verify
from casework.audit.actions import record, sign_checkpoint
from casework.audit.checkpoints import Signed, our_keys, read
from casework.audit.database import CHAINS
from casework.audit.models import AuditEvent, AuditHead
from tests.audit.planting import unlocked
from tests.proofs.proof import Proof, planted
from tests.proofs.tamper_faults import FAULTS, FIELDS, ONCE, Bad, Chain, Fault, checkpoint_signed_by_another

pytestmark = pytest.mark.django_db
LONG, SHORT = 10_000, 120
ANOTHERS_KEY = "YW5vdGhlcidzIGtleSwgbm90IG9mIHRoaXMgc2l0ZS4="


@pytest.fixture
def chain(full) -> Iterator[Chain]:
    with _chain(LONG if full else SHORT) as chain:
        yield chain


@contextmanager
def _chain(length: int) -> Iterator[Chain]:
    """A chain beside three short ones, signed at every tenth of it; nothing stands against its owner."""
    with unlocked(), transaction.atomic():
        signed = []
        for tenth in range(10):
            _append(0, length // 10, tenth)
            _append(1 + tenth % 3, length // 100 + 1, tenth)
            signed.append(_signed())
        _append(0, length - AuditEvent.objects.filter(chain=0).count(), 10)
        yield Chain(0, list(AuditEvent.objects.filter(chain=0).order_by("pk")), signed)


def _append(number: int, count: int, tenth: int) -> None:
    """`count` events at the end of one chain, as a thread that used it last would append them."""
    chains._latest.head = AuditHead.objects.get(pk=number)
    for n in range(count):
        record("did_something", f"thing:{n}", by=SYSTEM, case=f"C-{tenth:04}-{n:04}")


def _signed() -> Signed:
    chains._latest.head = AuditHead.objects.get(pk=0)
    return read(sign_checkpoint(), our_keys())


def test_whatever_is_done_to_the_audit_is_found(chain, full, proof):
    assert verify.find_first_fault(chain.signed) is None
    for name, fault in FAULTS.items():
        for place in _places(chain, 8 if full else 3):
            _try(chain, name, fault, place, proof)
    for name, fault in ONCE.items():
        _try(chain, name, fault, 1, proof)
    _try(chain, "checkpoint of another", lambda c, p: checkpoint_signed_by_another(c, p, ANOTHERS_KEY), 1, proof)


def test_every_field_of_every_record_is_held_by_the_chain(chain, proof):
    """In memory, by the same check of one record after another: each field of each record of the chain."""
    _change_every_field(chain, proof)


def _change_every_field(chain: Chain, proof: Proof) -> None:
    end = verify.End(chain.number)
    for event in chain.events:
        for field, change in FIELDS.items():
            sound = getattr(event, field)
            setattr(event, field, change(event))
            ends = {number: verify.End(number) for number in range(CHAINS)} | {chain.number: end}
            found = verify.check(event.id, event, chains.mentions(event), ends, {})
            setattr(event, field, sound)
            named = found is not None and found.number == chain.name(event.sequence)
            proof.check(named, f"{field} of {event.number}: {found}")
        end = verify.End(event.chain, event.sequence, event.id, event.hash)


def _places(chain: Chain, count: int) -> list[int]:
    """The first and the last record, and others drawn by lot."""
    length = len(chain.events)
    return sorted({1, length, *random.Random(length).sample(range(2, length), count - 2)})


def _try(chain: Chain, name: str, fault: Fault, place: int, proof: Proof) -> None:
    """Tamper, verify, and have the database as it was."""
    with transaction.atomic():
        bad = fault(chain, place)
        found = verify.find_first_fault(chain.signed)
        proof.check(_names(found, bad), f"{name} at {place}: {found}, should be {bad}")
        transaction.set_rollback(True)


def _names(found: verify.Fault | None, bad: Bad) -> bool:
    return found is not None and (found.number in bad.numbers or found.id in bad.ids)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("event_hash", lambda event: event.hash),
        ("mentions", lambda event: {chains.short_subject(event.subject)}),
        ("check_end", lambda end, head, signed: None),
        ("signed_hashes", lambda checkpoints: {}),
    ],
)
def test_the_proof_goes_red_where_the_verifier_looks_away(name, fault):
    proof = Proof("tamper")
    with _chain(SHORT) as chain, planted(verify, name, fault):
        for name, tamper in FAULTS.items():
            _try(chain, name, tamper, len(chain.events) // 2, proof)
        _change_every_field(chain, proof)
    assert proof.breaches != []
