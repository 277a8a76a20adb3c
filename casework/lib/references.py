"""Reference codes that nobody has yet."""

from django.db import models

from casework.lib.codes import new_code


def new_reference(model: type[models.Model], kind: str) -> str:
    """A code of the given kind that no record of `model` has."""
    return new_references(model, kind, 1)[0]


def new_references(model: type[models.Model], kind: str, count: int) -> list[str]:
    """As many different codes that no record of `model` has: of a million, one draw in 3,400 is taken."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {new_code(kind) for _ in range(count - len(found))}
        taken = model._default_manager.filter(reference__in=drawn).values_list("reference", flat=True)
        found |= drawn - set(taken)
    return sorted(found)
