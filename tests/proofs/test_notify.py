"""Proof `notify`: in any order of steps, nobody is told what is not verified, approved and unchanged."""

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from casework.notifications.actions import preparing, telling, wordings
from casework.notifications.models import Notification
from tests.proofs.notify_machine import AnyOrder
from tests.proofs.notify_world import World
from tests.proofs.proof import Proof, planted

pytestmark = pytest.mark.django_db

AT_ONCE = 100  # steps in one run
# Hypothesis later repeats parts of what it tried, which gets nowhere new: rather begin anew with another seed.
RUNS = 10
QUICK, FULL = 400, 100_000
# What 100,000 random steps must have come to, or they proved little.
REACHED = {
    f"{step} {fate}"
    for step in ("prepared", "approved", "delivered")
    for fate in ("returned", "deceased", "located")
}


@pytest.fixture
def world() -> World:
    return World()


def machine(world: World, proof: Proof) -> type[AnyOrder]:
    return type("Run", (AnyOrder,), {"world": world, "proof": proof, "reached": {}})


def run(world: World, proof: Proof, steps: int, *, begin: int, shrink: bool) -> dict[str, int]:
    """Take `steps` random steps, in runs that each begin anew; returns how often each was carried out."""
    tried = machine(world, proof)
    while proof.tried < steps:
        seed(begin + proof.tried)(tried)
        run_state_machine_as_test(
            tried,
            settings=settings(
                max_examples=min(RUNS, -(-(steps - proof.tried) // AT_ONCE)),
                stateful_step_count=AT_ONCE,
                deadline=None,
                database=None,
                phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
    return tried.reached


def test_in_any_order_only_what_is_verified_approved_and_unchanged_is_told(world, proof, full):
    begin = secrets.randbelow(2**32) if full else 5
    print(f"seed {begin}")
    reached = run(world, proof, FULL if full else QUICK, begin=begin, shrink=full)
    print(", ".join(f"{what} {count}" for what, count in sorted(reached.items())))
    assert not full or set(reached) >= REACHED


# With a guard taken away the same machine goes red, by steps that make no breach while the guard is there.


def returned(steps: AnyOrder) -> None:
    """The man whose family is three people in two cases has returned, and their news is prepared."""
    steps.link("worker", 0, 0)
    steps.arrive("officer", 0, "arrived")
    steps.verify("officer-and-head", 0)
    steps.prepare()


def told_by_an_old_page(steps: AnyOrder) -> None:
    returned(steps)
    steps.approve("head", 2, 0)
    steps.edit("worker", 2, "Три.", 0)
    steps.approve("head", 2, 0)
    steps.attempt("worker", 2, "call", "told", 4)
    steps.attempt("worker", 2, "call", "told", 0)


def approved_by_an_old_page(steps: AnyOrder) -> None:
    returned(steps)
    steps.edit("worker", 2, "Три.", 0)
    steps.approve("head", 2, 1)
    steps.approve("head", 2, 0)


def approved_by_who_confirmed_it(steps: AnyOrder) -> None:
    returned(steps)
    steps.approve("officer-and-head", 2, 0)
    steps.edit("worker", 2, "Три.", 0)
    steps.approve("officer-and-head", 2, 0)


def told_out_of_turn(steps: AnyOrder) -> None:
    returned(steps)
    for which in (0, 1, 2):
        steps.approve("head", which, 0)
    for which in (0, 1, 2):
        steps.attempt("worker", which, "call", "told", 0)


def disputed_before_it_is_told(steps: AnyOrder) -> None:
    returned(steps)
    steps.approve("head", 2, 0)
    steps.dispute("officer", 0)
    steps.prepare()
    steps.beside("retract", "head", 0, True, "active", "nobody")


def told_after_the_family_withdrew(steps: AnyOrder) -> None:
    returned(steps)
    for which in (0, 1, 2):
        steps.approve("head", which, 0)
    while steps.waiting():
        for which in (0, 1, 2):
            steps.attempt("worker", which, "call", "declined", 0)
    for to in ("active", "withdrawn"):
        for which in (0, 1, 2):
            steps.case_status("worker", which, to)
    for which in (0, 1, 2):
        steps.reopen("worker", which)


FAULTS: list[tuple[Callable[[AnyOrder], None], Any, str, Any]] = [
    (told_by_an_old_page, telling, "digest", lambda wording: AnyHash()),
    (
        approved_by_an_old_page,
        wordings,
        "update_version",
        lambda record, version, changes, real=wordings.update_version: real(record, None, changes),
    ),
    (approved_by_who_confirmed_it, Notification, "may_not_be_approved_by", lambda self, user: False),
    (told_out_of_turn, telling, "_require_turn", lambda notification: None),
    (told_after_the_family_withdrew, telling, "require_at_work", lambda case: None),
    (disputed_before_it_is_told, preparing, "_take_back", lambda person, change: None),
]


class AnyHash(str):
    """Equal to whatever hash is sent."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


def breaches(world: World, script: Callable[[AnyOrder], None]) -> list[str]:
    proof = Proof("notify")
    steps = machine(world, proof)()
    try:
        script(steps)
    except AssertionError:
        assert proof.breaches
    finally:
        steps.teardown()
    return proof.breaches


@pytest.mark.parametrize(("script", "target", "name", "fault"), FAULTS, ids=[f[2] for f in FAULTS])
def test_a_missing_guard_is_seen(world, script, target, name, fault):
    assert breaches(world, script) == []
    with planted(target, name, fault):
        assert breaches(world, script) != []
