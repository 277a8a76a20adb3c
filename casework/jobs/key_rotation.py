"""Sealing under the newest key what is sealed under older ones, so that those can be taken away."""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import transaction

from casework.accounts.actions import Actor
from casework.audit.actions import record
from casework.lib.resealing import Table, reseal_older

# Somebody may save a record, on a server that does not have the new key yet, behind the one who goes through.
MOST_ROUNDS = 3


@dataclass
class Rotated:
    rows: int = 0
    faults: list[str] = field(default_factory=list)
    left: bool = False


def rotate_keys(*, by: Actor) -> Rotated:
    """Each batch is a transaction with its record in the audit: killed half way, it goes on with what is left."""
    done = Rotated()
    for model in apps.get_models():
        table = Table.of(model)
        if table.sealed:
            _rotate(table, done, by)
    return done


def _rotate(table: Table, done: Rotated, by: Actor) -> None:
    faults: list[str] = []
    for _round in range(MOST_ROUNDS):
        faults, unwritten, after = [], 0, None
        while (batch := _rotate_batch(table, after, by)) is not None:
            done.rows += batch.written
            faults += batch.faults
            unwritten += batch.read - batch.written - len(batch.faults)
            after = batch.last
        if not unwritten:
            break
    else:
        done.left = True
    done.faults += faults


@transaction.atomic
def _rotate_batch(table: Table, after: Any, by: Actor) -> Any:
    batch = reseal_older(table, after=after)
    if batch is not None and batch.written:
        record("rotate_keys", f"table:{table.name}", by=by, rows=batch.written)
    return batch
