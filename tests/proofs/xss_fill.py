"""Probes in every field of every record, written past forms and checks: so that only the pages are left to hold.

The database is thrown away afterwards, or the transaction rolled back.
"""

import json
from typing import Any

from django.apps import apps
from django.db import connection, models

from casework.accounts.triggers import SEPARATED
from casework.audit.database import drop_triggers
from casework.exchanges.models import Entry
from casework.families.models import RequestDraft
from casework.lib.sealed_fields import _SealedField
from casework.merging.triggers import take_away as take_merging_away
from casework.notifications.triggers import NEWS
from tests.proofs.xss_probes import PROBES, fitting, probe

IN_A_VALUE = 6  # probes, one after the other, as long as they fit
FREE = (models.CharField, models.TextField)

# What no text can be written into, or what the program writes by itself from what is typed elsewhere.
LEFT_OUT = {
    "what the program makes": (
        "slug reference digest decided_digest sha256 hash secret password phone_index other_phone_index key url"
        " kind shown_type original_file shown_file file_type file_secret decided_on decision confidence subject"
        " case_reference report language"
    ),
    "a name to sign in with": "username",
    "a date, which is read before it is shown": "date_of_birth date_of_capture happened from_date to_date",
    "a telephone number or an address of mail, checked again when it is read": "phone other_phone email",
}
_NAMES = {name for names in LEFT_OUT.values() for name in names.split()}
_APPS = (
    "accounts",
    "people",
    "families",
    "attachments",
    "exchanges",
    "notifications",
    "protection",
    "reports",
    "jobs",
)


def fields() -> list[tuple[type[models.Model], Any]]:
    """Every field of every record that holds what somebody typed."""
    return [
        (model, each)
        for model in apps.get_models()
        if model._meta.app_label in _APPS and model.__module__.startswith("casework.")
        for each in model._meta.concrete_fields
        if isinstance(each, FREE) and not each.choices and each.name not in _NAMES
    ]


def fill(turn: int) -> dict[int, str]:
    """Write them all; another turn writes others. Returns the number of each probe and what it stands for."""
    _let_anything_in()
    written: dict[int, str] = {}
    for model in {model: None for model, _field in fields()}:
        _fill_table(model, turn, written)
    _fill_cells(turn, written)
    return written


def field_of(what: str) -> str:
    """Of what a probe stands for, the field alone."""
    return what.partition(": ")[0]


def _let_anything_in() -> None:
    SEPARATED.take_away()
    NEWS.take_away()
    take_merging_away()
    drop_triggers()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            return
        cursor.execute(
            "SELECT conrelid::regclass, conname FROM pg_constraint"
            " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
        )
        for table, name in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


def _fill_table(model: type[models.Model], turn: int, written: dict[int, str]) -> None:
    mine = [(place, each) for place, (of, each) in enumerate(fields()) if of is model]
    rows = []
    for row, record in enumerate(model._default_manager.order_by("pk")):
        values = [_value(place, each, row + turn * IN_A_VALUE, written) for place, each in mine]
        values = [
            value[: each.max_length - 6] + f" {row}" if _is_unique(each) else value
            for value, (_place, each) in zip(values, mine, strict=True)
        ]
        rows.append(
            [*(_stored(record, each, value) for (_, each), value in zip(mine, values, strict=True)), record.pk]
        )
    columns = ", ".join(f"{connection.ops.quote_name(each.column)} = %s" for _place, each in mine)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {model._meta.db_table} SET {columns} WHERE id = %s", rows)


def _fill_cells(turn: int, written: dict[int, str]) -> None:
    """The lines of lists as they were received: what stands over a cell, and what stands in it."""
    place = len(fields())
    cell = models.TextField(name="raw")
    cell.model = Entry
    rows = []
    for row, entry in enumerate(Entry.objects.order_by("pk")):
        turned = row + turn * IN_A_VALUE
        raw = {
            over + _value(place, cell, turned + at, written): _value(place, cell, turned + at + 1, written)
            for at, over in enumerate(entry.raw)
        }
        rows.append([json.dumps(raw), entry.pk])
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {Entry._meta.db_table} SET raw = %s WHERE id = %s", rows)


def _value(place: int, each: Any, first: int, written: dict[int, str]) -> str:
    longest = getattr(each, "max_length", None)
    kinds, value = fitting(longest, _number(place, len(PROBES))), ""
    for step in range(IN_A_VALUE):
        kind = kinds[(first + step) % len(kinds)]
        number = _number(place, kind)
        more = probe(kind, number)
        if longest is not None and len(value) + len(more) > longest:
            break
        value += more
        written[number] = f"{each.model._meta.label}.{each.name}: {PROBES[kind]}"
    return value


def _is_unique(each: Any) -> bool:
    """Alone or with others."""
    constraints = each.model._meta.constraints
    return each.unique or any(each.name in getattr(one, "fields", ()) for one in constraints)


def _number(place: int, kind: int) -> int:
    return place * len(PROBES) + kind


def _stored(record: models.Model, each: Any, value: str) -> str:
    if isinstance(record, RequestDraft):  # the fields of a form, by their names
        value = json.dumps(dict.fromkeys(("surname", "given", "request", "name"), value))
    if isinstance(each, _SealedField):
        return str(each.sealed(record, value).token)
    return value
