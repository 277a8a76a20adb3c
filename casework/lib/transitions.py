"""Statuses as a table of permitted steps, and the diagram drawn from it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from casework.lib.errors import Refused


@dataclass(frozen=True)
class Transition:
    """One permitted step.

    `permission` is what the person who takes it must hold; `requires` and `approval` say, in words for the
    diagram and the docs, what else the action checks and who must agree.
    """

    source: str
    target: str
    permission: str
    requires: str = ""
    approval: str = ""


def steps(
    sources: tuple[str, ...] | str,
    targets: tuple[str, ...] | str,
    permission: str,
    *,
    requires: str = "",
    approval: str = "",
) -> Iterator[Transition]:
    """Every step from any of `sources` to any other of `targets`."""
    for source in (sources,) if isinstance(sources, str) else sources:
        for target in (targets,) if isinstance(targets, str) else targets:
            if source != target:
                yield Transition(str(source), str(target), str(permission), requires, approval)


@dataclass(frozen=True)
class Workflow:
    """All that may happen to the status of one kind of record."""

    subject: str
    statuses: type[TextChoices]
    initial: str
    transitions: tuple[Transition, ...]
    _by_step: dict[tuple[str, str], Transition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_step = {(t.source, t.target): t for t in self.transitions}
        if len(by_step) != len(self.transitions):
            raise ValueError(f"{self.subject}: a step stands twice in the table")
        object.__setattr__(self, "_by_step", by_step)

    def find(self, source: str, target: str) -> Transition | None:
        return self._by_step.get((source, target))

    def step(self, source: str, target: str, permissions: frozenset[str]) -> Transition:
        """The permitted step from `source` to `target` for someone who holds `permissions`.

        Raises Refused where the table has no such step, or the permission is not held.
        """
        transition = self.find(source, target)
        names = {"old": self.statuses(source).label, "new": self.statuses(target).label}
        if transition is None:
            raise Refused(
                _("The status is “%(old)s”: it cannot become “%(new)s”. Reload the page to see what can be done.")
                % names
            )
        if transition.permission not in permissions:
            raise Refused(
                _("Your role may not change the status from “%(old)s” to “%(new)s”. Ask a supervisor.") % names
            )
        return transition

    def targets(self, source: str, permissions: frozenset[str]) -> list[Transition]:
        """The steps open from `source` to someone who holds `permissions`, in the order of the statuses."""
        order = list(self.statuses.values)
        found = [t for t in self.transitions if t.source == source and t.permission in permissions]
        return sorted(found, key=lambda t: order.index(t.target))

    def mermaid(self) -> str:
        """The workflow as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for t in self.transitions:
            note = "; ".join(filter(None, (t.permission, t.requires, t.approval and f"approved by {t.approval}")))
            lines.append(f"    {t.source} --> {t.target}: {note}")
        return "\n".join(lines)
