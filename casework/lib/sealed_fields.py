"""Fields whose text stands sealed in the database.

A record opens a field when it is read, with the place that the text must have been sealed for: table, column and
row. The row is named by its reference code, or by its key where it has none; so that key is drawn before the
record is written (`row_key`). Past the record there is no way: `values()` gives a Sealed, which refuses to become
a text; a filter is a FieldError; an update by a query is a TypeError. `versions.update_row` writes one record.
"""

import secrets
import time
from threading import Lock
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact, IsNull
from django.db.models.query_utils import DeferredAttribute
from phonenumber_field.modelfields import PhoneNumberField

from casework.lib.encryption import blind_index, seal, unseal

_EPOCH_MS = 1_577_836_800_000  # 2020-01-01
_IN_ONE_MS = 1 << 22
_drawing = Lock()
_last = 0


def row_key() -> int:
    """A key for a new row, known before it is written: 63 bits, later is greater, never the same twice.

    41 bits of milliseconds since 2020, then 22 that begin at random, so that two processes do not meet.
    """
    global _last
    with _drawing:
        drawn = (time.time_ns() // 1_000_000 - _EPOCH_MS) * _IN_ONE_MS + secrets.randbelow(_IN_ONE_MS)
        _last = max(drawn, _last + 1)
        return _last


class Sealed:
    """A sealed text as the database has it. It opens only through the record in which it stands."""

    __slots__ = ("token",)

    def __init__(self, token: str) -> None:
        self.token = token

    def __repr__(self) -> str:
        return "<sealed>"

    def _refuse(self, *args: Any) -> NoReturn:
        raise TypeError("A sealed field is read from its record: values(), values_list() and annotations cannot.")

    def __eq__(self, other: object) -> bool:
        """Whether the ciphertext is the same: two of one text are not."""
        return self.token == other.token if isinstance(other, Sealed) else self._refuse()

    __str__ = __bool__ = __lt__ = __len__ = __iter__ = __hash__ = _refuse


def place_of(record: models.Model, field: Any) -> str:
    """Where the field of this record is sealed for."""
    return place(record._meta.db_table, field.column, getattr(record, "reference", None) or record.pk)


def place(table: str, column: str, row: Any) -> str:
    return f"{table}.{column}:{row}"


class SealedAttribute(DeferredAttribute):
    """Opens the text of one record when it is first read."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            text = unseal(value.token, place_of(instance, self.field), settings.FIELD_KEYS)
            value = instance.__dict__[self.field.attname] = self.field.to_python(text)
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        plain = value if isinstance(value, Sealed) else self.field.to_python(value)
        instance.__dict__[self.field.attname] = plain


class _SealedField(models.Field):
    """What makes a field of text a sealed one. An empty text stays empty: that nothing is known is no secret."""

    descriptor_class = SealedAttribute

    def get_internal_type(self) -> str:
        return "TextField"

    def from_db_value(self, value: str | None, *args: Any) -> Sealed | str | None:
        return Sealed(value) if value else value

    def text(self, value: Any) -> str | None:
        """The text that is sealed for a value."""
        return super().get_prep_value(value)

    def sealed(self, record: models.Model, value: Any) -> Any:
        """What is written for `value` in this record."""
        text = self.text(value)
        return Sealed(seal(text, place_of(record, self), settings.FIELD_KEYS)) if text else text

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return self.sealed(model_instance, getattr(model_instance, self.attname))

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return value.token
        if value:
            raise TypeError(f"{self} is sealed: write it through its record, or with versions.update_row.")
        return value

    def get_placeholder(self, value: Any, *args: Any) -> str:
        if hasattr(value, "as_sql"):
            raise TypeError(f"{self} is sealed: an expression cannot write it.")
        return "%s"

    def get_lookup(self, lookup_name: str) -> Any:
        return {"exact": _IsEmpty, "isnull": IsNull}.get(lookup_name)

    def get_transform(self, lookup_name: str) -> None:
        return None


class _IsEmpty(Exact):
    """All that can be asked of a sealed field: whether it is empty."""

    def get_prep_lookup(self) -> str:
        if self.rhs != "":
            raise FieldError(f"{self.lhs.output_field} is sealed: its text cannot be searched for.")
        return ""


class SealedCharField(_SealedField, models.CharField):
    pass


class SealedTextField(_SealedField, models.TextField):
    pass


class SealedEmailField(_SealedField, models.EmailField):
    pass


class SealedPhoneField(_SealedField, PhoneNumberField):
    pass


class BlindIndexField(models.CharField):
    """By what a sealed field is found: see `encryption.blind_index`. Written whenever that field is."""

    def __init__(self, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(**kwargs | {"max_length": 32, "blank": True, "editable": False, "db_index": True})

    def deconstruct(self) -> Any:
        name, path, _args, _kwargs = super().deconstruct()
        return name, path, [self.of], {}

    def index(self, value: Any) -> str:
        """The index of a value of the sealed field, under the newest key."""
        found: list[str] = self.indexes(value)
        return found[0] if found else ""

    def indexes(self, value: Any) -> list[str]:
        """The indexes under which rows with this value may stand: one for each key, the newest first."""
        sealed: Any = self.model._meta.get_field(self.of)
        text = sealed.text(value)
        return [blind_index(text, key) for key in settings.FIELD_KEYS] if text else []

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        return self.index(getattr(model_instance, self.of))


def columns_of(record: models.Model, changes: dict[str, Any]) -> dict[str, Any]:
    """What `changes` to a record write: its fields sealed for it, and the indexes of those."""
    columns: dict[str, Any] = {}
    for name, value in changes.items():
        field = record._meta.get_field(name)
        columns[name] = field.sealed(record, value) if isinstance(field, _SealedField) else value
    for index in index_fields(type(record)):
        if index.of in changes:
            columns[index.name] = index.index(changes[index.of])
    return columns


def sealed_fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, _SealedField)]


def index_fields(model: type[models.Model]) -> list[BlindIndexField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, BlindIndexField)]
