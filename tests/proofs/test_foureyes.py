"""Proof `foureyes`: what takes two people is done by no one alone, by whatever way, and once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from casework.access import DUTIES, Role
from casework.accounts.actions import proposals
from casework.accounts.models import Proposal
from casework.accounts.triggers import SEPARATED
from casework.notifications.triggers import NEWS
from tests.proofs import foureyes_ways as ways
from tests.proofs.foureyes_pairs import ALL, CASES, Half, Stage, begun
from tests.proofs.proof import Proof, planted

APPROVALS, THREADS = 200, 20
FEW = (Role.SUPERVISOR, Role.AUDITOR)


def test_every_duty_has_its_case():
    assert set(CASES) == set(DUTIES)


@pytest.mark.parametrize("name", ALL)
def test_nobody_takes_both_steps(db, proof, full, name):
    stage, half = begun(name)
    prove(proof, name, stage, half, roles=list(Role.values) if full else list(FEW))


def prove(proof: Proof, name: str, stage: Stage, half: Half, *, roles: list[str]) -> None:
    ways.prove_people(proof, name, stage, half, roles=roles)
    ways.prove_commands(proof, name, stage, half)
    ways.prove_admin(proof, name, stage, half)
    ways.prove_writes(proof, name, stage, half)
    ways.prove_bound(proof, name, stage, half)


def test_many_approvals_at_once_are_carried_out_once(transactional_db, proof):
    """On SQLite, which lets one write at a time, they take turns."""
    stage, half = begun("restrict_person")
    ways.prove_once(proof, "restrict_person", stage, half, approvals=APPROVALS, threads=THREADS)


@pytest.mark.prove
@pytest.mark.parametrize("name", ALL)
def test_many_approvals_of_anything_at_once_are_carried_out_once(transactional_db, proof, name):
    stage, half = begun(name)
    ways.prove_once(proof, name, stage, half, approvals=APPROVALS, threads=THREADS)


# Without a guard the same proof goes red.


@contextmanager
def without_triggers() -> Iterator[None]:
    for triggers in (SEPARATED, NEWS):
        triggers.take_away()
    yield
    for triggers in (SEPARATED, NEWS):
        triggers.lay_down()


@pytest.mark.parametrize("name", ["grant_role", "verification", "notification"])
def test_the_proof_goes_red_where_the_database_holds_less(db, name):
    stage, half = begun(name)
    red = Proof("foureyes")
    with without_triggers():
        ways.prove_writes(red, name, stage, half)
    assert red.breaches


FAULTS: list[tuple[Any, str, Any, str]] = [
    (proposals, "require_permission", lambda by, permission: None, "auditor"),
    (proposals, "require_own", lambda by, organisation: None, "elsewhere"),
    (Proposal, "present_digest", lambda proposal: proposal.digest, "and carried out"),
]


@pytest.mark.parametrize(("target", "guard", "fault", "breach"), FAULTS, ids=[f[1] for f in FAULTS])
def test_the_proof_goes_red_without_a_guard(db, target, guard, fault, breach):
    stage, half = begun("restrict_person")
    red = Proof("foureyes")
    with planted(target, guard, fault):
        ways.prove_people(red, "restrict_person", stage, half, roles=list(FEW))
        ways.prove_bound(red, "restrict_person", stage, half)
    assert any(breach in said for said in red.breaches)


def test_the_proof_goes_red_where_a_proposal_is_decided_twice(transactional_db):
    stage, half = begun("erase_person")
    red = Proof("foureyes")
    harmless = planted(proposals, "import_string", lambda path: lambda proposal, by: True)
    with planted(proposals, "_decide", lambda proposal, status, by: None), harmless:
        ways.prove_once(red, "erase_person", stage, half, approvals=8, threads=4)
    assert any("were told" in said for said in red.breaches)


@pytest.mark.prove
def test_every_trigger_is_needed(db):
    """With any one of them taken away, and the others there, something is let through."""
    silent = set(SEPARATED.triggers) | {"news_preparer", "news_approver"}
    for name in ALL:
        with ways.tried():
            stage, half = begun(name)
            silent -= {trigger for trigger in silent if _turns_red(trigger, name, stage, half)}
    assert silent == set()


def _turns_red(trigger: str, name: str, stage: Stage, half: Half) -> bool:
    red = Proof("foureyes")
    with ways.tried():
        table = (SEPARATED.triggers | NEWS.triggers)[trigger][0]
        with connection.cursor() as cursor:
            cursor.execute(
                f"DROP TRIGGER {trigger}" + (f" ON {table}" if connection.vendor == "postgresql" else "")
            )
        ways.prove_writes(red, name, stage, half)
        ways.prove_bound(red, name, stage, half)
    return bool(red.breaches)
