"""Counting what a proof tried, and putting a fault in its way to see it go red."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

MOST_SHOWN = 20


class Proof:
    """`n/N` of one proof: N things were tried, n of them held."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.tried = 0
        self.breaches: list[str] = []

    def check(self, held: bool, what: str) -> None:
        """One thing that was tried. `what` says it to whoever reads the breach: route, role, record."""
        self.tried += 1
        if not held:
            self.breaches.append(what)

    def finish(self) -> None:
        """Raises AssertionError on any breach, and where nothing was tried."""
        assert self.tried, f"{self.name}: nothing was tried"
        assert not self.breaches, "\n".join([str(self), *self.breaches[:MOST_SHOWN]])

    def __str__(self) -> str:
        return f"prove {self.name}: {self.tried - len(self.breaches)}/{self.tried}"


@contextmanager
def planted(target: Any, name: str, fault: Any) -> Iterator[None]:
    """While it lasts, `target.name` is `fault`: a guard taken away, to see the proof go red."""
    sound = target.__dict__[name]
    setattr(target, name, fault)
    try:
        yield
    finally:
        setattr(target, name, sound)
