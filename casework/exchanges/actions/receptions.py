"""The reception desk: who stands at the door, how they are, and whom they saw."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.access import Permission
from casework.accounts.actions import require_permission
from casework.accounts.models import User
from casework.audit.actions import record
from casework.exchanges.actions.arrivals import record_arrivals, record_unlisted_arrival
from casework.exchanges.models import Entry, Exchange, Reception
from casework.exchanges.statuses import Arrival
from casework.people.statuses import Health


@transaction.atomic
def receive_person(
    exchange: Exchange,
    *,
    entry: Entry | None = None,
    age: int = 0,
    identified_by: str = "",
    identified_detail: str = "",
    condition: str = Health.UNKNOWN,
    condition_note: str = "",
    told: str = "",
    place: str = "",
    by: User,
    **named: Any,
) -> Reception:
    """They arrived, `age` seconds ago: the one of `entry`, or one `named` (fields of Entry) who is on no list.

    Refused only where the arrival is: whether the entry is linked by now, and rightly, does not matter here.
    """
    require_permission(by, Permission.RECORD_ARRIVAL)
    at = timezone.now() - timedelta(seconds=age)
    if entry is None:
        entry = record_unlisted_arrival(exchange, at=at, by=by, **named)
    else:
        record_arrivals([entry], arrival=Arrival.ARRIVED, at=at, by=by)
    reception: Reception = Reception.objects.create(
        entry=entry,
        identified_by=identified_by,
        identified_detail=identified_detail,
        condition=condition,
        condition_note=condition_note,
        told=told,
        place=place,
        at=at,
        by=by,
    )
    record("receive_person", entry, by=by, identified_by=str(identified_by))
    return reception
