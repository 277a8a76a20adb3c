"""Sealing anew what stands in the database: by a migration that begins to seal, and by `rotate_keys`.

Batch by batch in the order of the key, so that a million rows take no more memory than a thousand. A row that was
edited meanwhile is left as it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, migrations, models

from casework.lib.encryption import MARK, NotAuthentic, blind_index, key_of, seal, unseal
from casework.lib.sealed_fields import index_fields, place, sealed_fields

BATCH = 1000
Turn = Callable[[str, str], str]


@dataclass
class Batch:
    """The key of the last row, how many were read and written, and where what does not open stands."""

    last: Any
    read: int
    written: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """The sealed columns of a model's table. `named` is the column that names the row in what is sealed."""

    name: str
    key: str
    named: str
    sealed: Sequence[str]
    indexed: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, model: type[models.Model]) -> "Table":
        names = [field.name for field in model._meta.concrete_fields]
        key = str(model._meta.pk.column)
        return cls(
            name=model._meta.db_table,
            key=key,
            named="reference" if "reference" in names else key,
            sealed=[field.column for field in sealed_fields(model)],
            indexed=[(str(index.column), index.of) for index in index_fields(model)],
        )


def reseal(table: Table, condition: str, opened: Turn, closed: Turn, *, after: Any) -> Batch | None:
    """Open and close again the next rows that meet `condition` in a sealed column; None where there are none."""
    rows = _rows_after(table, condition, after)
    return _turn(table, rows, opened, closed) if rows else None


def reseal_older(table: Table, *, after: Any) -> Batch | None:
    """Seal under the newest key the next rows that are sealed under an older one."""
    newest = f"{MARK}{settings.FIELD_KEYS[0].id}:"
    return reseal(table, f"{{column}} <> '' AND {{column}} NOT LIKE '{newest}%%'", _unseal, _seal, after=after)


def seal_rows(app: str, model: str) -> migrations.RunPython:
    """The step of a migration that seals what stood open in a table; backwards it opens it again.

    Where the open text stood stays on the disk until the database overwrites it: run VACUUM FULL on PostgreSQL, or
    VACUUM on SQLite, after the migration.
    """
    open_ones = f"{{column}} <> '' AND {{column}} NOT LIKE '{MARK}%%'"
    return migrations.RunPython(
        partial(_migrate, app, model, open_ones, _opened_if_sealed, _seal),
        partial(_migrate, app, model, f"{{column}} LIKE '{MARK}%%'", _opened_if_sealed, lambda text, place: text),
    )


def _unseal(text: str, place: str) -> str:
    return unseal(text, place, settings.FIELD_KEYS)


def _seal(text: str, place: str) -> str:
    return seal(text, place, settings.FIELD_KEYS)


def _opened_if_sealed(text: str, place: str) -> str:
    return text if key_of(text) is None else _unseal(text, place)


def _migrate(app: str, model: str, condition: str, opened: Turn, closed: Turn, apps: Any, editor: Any) -> None:
    table, after = Table.of(apps.get_model(app, model)), None
    while (batch := reseal(table, condition, opened, closed, after=after)) is not None:
        if batch.faults:
            raise NotAuthentic("; ".join(batch.faults))
        after = batch.last


def _rows_after(table: Table, condition: str, last: Any) -> list[tuple[Any, ...]]:
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, (table.key, table.named, *table.sealed)))
    wanted = " OR ".join(f"({condition.format(column=quote(column))})" for column in table.sealed)
    after = "" if last is None else f"{quote(table.key)} > %s AND "
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {quote(table.name)} WHERE {after}({wanted})"  # noqa: S608
            f" ORDER BY {quote(table.key)} LIMIT {BATCH}",
            [] if last is None else [last],
        )
        return cursor.fetchall()


def _turn(table: Table, rows: list[tuple[Any, ...]], opened: Turn, closed: Turn) -> Batch:
    batch, changes = Batch(last=rows[-1][0], read=len(rows)), []
    for key, named, *old in rows:
        places = [place(table.name, column, named) for column in table.sealed]
        try:
            texts = [text and opened(text, where) for text, where in zip(old, places, strict=True)]
        except NotAuthentic as fault:
            batch.faults.append(str(fault))
            continue
        new = [text and closed(text, where) for text, where in zip(texts, places, strict=True)]
        plain = dict(zip(table.sealed, texts, strict=True))
        indexes = [plain[of] and blind_index(plain[of], settings.FIELD_KEYS[0]) for _index, of in table.indexed]
        changes.append([*new, *indexes, key, *old])
    batch.written = _write(table, changes)
    return batch


def _write(table: Table, changes: list[list[Any]]) -> int:
    """Each row only while it is as it was read: what somebody saved meanwhile stays."""
    quote = connection.ops.quote_name
    written = (*table.sealed, *(index for index, _of in table.indexed))
    assigned = ", ".join(f"{quote(column)} = %s" for column in written)
    unchanged = " AND ".join(f"{quote(column)} = %s" for column in (table.key, *table.sealed))
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(table.name)} SET {assigned} WHERE {unchanged}", changes)  # noqa: S608
        return int(cursor.rowcount) if changes else 0
