"""Sealing under the newest key what is sealed under older ones, so that those can be taken away."""

from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import transaction

from casework.accounts.actions import Actor
from casework.accounts.adapter import place_of_second_factor
from casework.audit.actions import record
from casework.lib.encryption import NotAuthentic, key_of, seal, unseal
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
    for key in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        _rotate_second_factor(key, done, by)
    return done


@transaction.atomic
def _rotate_second_factor(key: int, done: Rotated, by: Actor) -> None:
    """The secrets of apps and the recovery codes, which stand sealed among the data of another library."""
    factor = Authenticator.objects.select_for_update().filter(pk=key).first()
    if factor is None:
        return
    try:
        data = _resealed(factor.data, place_of_second_factor(factor.user_id))
    except NotAuthentic as fault:
        done.faults.append(str(fault))
        return
    if data != factor.data:
        Authenticator.objects.filter(pk=key).update(data=data)
        record("rotate_keys", f"authenticator:{key}", by=by)
        done.rows += 1


def _resealed(data: Any, place: str) -> Any:
    if isinstance(data, dict):
        return {name: _resealed(value, place) for name, value in data.items()}
    if isinstance(data, list):
        return [_resealed(value, place) for value in data]
    older = isinstance(data, str) and key_of(data) not in (None, settings.FIELD_KEYS[0].id)
    return seal(unseal(data, place, settings.FIELD_KEYS), place, settings.FIELD_KEYS) if older else data


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
