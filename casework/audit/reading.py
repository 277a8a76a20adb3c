"""Noticing what is read: every record that the database hands out while a page is made is somebody's, and counts.

A model whose rows are somebody's record is a `Recorded`. What is fetched as bare values and shown is put down by
whoever shows it, with `note`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, ClassVar, Self

from django.core.exceptions import FieldDoesNotExist
from django.db import models

Model = type[models.Model]


class Reads:
    """The records that were read, with their codes as far as they are known."""

    def __init__(self) -> None:
        self._codes: dict[Model, dict[Any, str | None]] = defaultdict(dict)

    def clear(self) -> None:
        self._codes.clear()

    def note(self, row: models.Model) -> None:
        """`row` itself, and whose it is."""
        model, values = type(row), row.__dict__
        if _has_code(model) or not _owners(model):
            self._codes[model][row.pk] = values.get("reference")
        self._note_owners(model, (values.get(column) for column, _owner in _owners(model)))

    def _note_owners(self, model: Model, keys: Iterable[Any]) -> None:
        for (_column, owner), key in zip(_owners(model), keys, strict=True):
            if key is not None:
                self._codes[owner].setdefault(key)

    def subjects(self) -> list[str]:
        """Each by its code; by model and key where it has none, as `listfile:7`."""
        while unknown := {m: keys for m in self._codes if _has_code(m) and (keys := self._without_code(m))}:
            for model, keys in unknown.items():
                self._look_up(model, keys)
        return sorted(
            str(code) if _has_code(model) else f"{model._meta.model_name}:{key}"
            for model, codes in self._codes.items()
            for key, code in codes.items()
        )

    def _without_code(self, model: Model) -> list[Any]:
        return [key for key, code in self._codes[model].items() if code is None]

    def _look_up(self, model: Model, keys: Sequence[Any]) -> None:
        """The codes of records that were only pointed to, or loaded without it; and whose they are."""
        columns = [column for column, _owner in _owners(model)]
        rows = model._base_manager.filter(pk__in=keys).values_list("pk", "reference", *columns)
        self._codes[model] |= dict.fromkeys(keys, "")  # gone since
        for key, code, *owners in rows:
            self._codes[model][key] = code
            self._note_owners(model, owners)


_reads: ContextVar[Reads | None] = ContextVar("reads", default=None)


@contextmanager
def collecting() -> Iterator[Reads]:
    """While it lasts, whatever is read is noted in the Reads that it gives."""
    reads = Reads()
    token = _reads.set(reads)
    try:
        yield reads
    finally:
        _reads.reset(token)


@contextmanager
def not_shown() -> Iterator[None]:
    """For records that are weighed or counted, and of which nothing is shown."""
    token = _reads.set(None)
    try:
        yield
    finally:
        _reads.reset(token)


def forget() -> None:
    """Nothing that was read so far will be shown."""
    if (reads := _reads.get()) is not None:
        reads.clear()


class Recorded(models.Model):
    """A model whose rows are somebody's record: that one was read is put down.

    `whose` names the foreign keys to the records to which it belongs.
    """

    whose: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        row = super().from_db(*args, **kwargs)
        if (reads := _reads.get()) is not None:
            reads.note(row)
        return row


@cache
def _has_code(model: Model) -> bool:
    try:
        model._meta.get_field("reference")
    except FieldDoesNotExist:
        return False
    return True


@cache
def _owners(model: Model) -> tuple[tuple[str, Model], ...]:
    """The columns of `whose`, and the models to which they point."""
    fields = [model._meta.get_field(name) for name in getattr(model, "whose", ())]
    return tuple((field.attname, field.related_model) for field in fields)  # type: ignore[union-attr, misc]
