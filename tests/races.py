"""Several people at the same moment."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection, connections

from casework.lib.errors import Refused


def at_once(acts, in_order) -> list[Any]:
    """What each act returned or was refused with, all begun at the same moment.

    SQLite lets one transaction write at a time, and in memory nobody waits for another: there they take turns.
    """
    outcomes: list[Any] = []
    if connection.vendor == "sqlite":
        for act in in_order(acts):
            _attempt(act, outcomes)
        return outcomes
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        barrier.wait()
        _attempt(act, outcomes)
        connections.close_all()

    threads = [Thread(target=run, args=[act]) for act in in_order(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def _attempt(act: Callable[[], Any], outcomes: list[Any]) -> None:
    try:
        outcomes.append(act())
    except Refused as refusal:
        outcomes.append(str(refusal))
