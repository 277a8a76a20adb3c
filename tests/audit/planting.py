"""Faults in the audit, planted as the owner of the database would plant them."""

from collections.abc import Iterator
from contextlib import contextmanager

from casework.audit.database import create_triggers, drop_triggers


@contextmanager
def unlocked() -> Iterator[None]:
    """While it lasts, nothing in the database stands against changing the audit."""
    drop_triggers()
    yield


@contextmanager
def locked() -> Iterator[None]:
    """While it lasts, the triggers stand as after a migration."""
    create_triggers()
    try:
        yield
    finally:
        drop_triggers()
