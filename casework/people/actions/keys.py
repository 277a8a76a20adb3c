"""The keys under which names are found, made anew for the whole register: after a change to how names are read, or
where they were never made. Nothing that anybody said is touched, so there is nothing to audit."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection, transaction

from casework.lib.partial_dates import DateNotUnderstood, PartialDate
from casework.lib.statistics import learn
from casework.names.keys import search_keys
from casework.people.models import NameKey, Person, PersonName

BATCH = 20_000  # names; a batch is there whole or not at all
_SORTING = "256MB"  # for making an index
_TABLE = NameKey._meta.db_table
_INSERT = f"INSERT INTO {_TABLE} (name_id, key) VALUES (%s, %s)"  # noqa: S608


def rebuild_keys(
    *, after: int = 0, fresh: bool = False, done: Callable[[int, int], None] = lambda made, last: None
) -> int:
    """Make the keys of every name anew, in the order of the names' numbers; how many names.

    `done` is told after each batch how many names have theirs, and the number of the last; `after` goes on from
    there. A name is found under its old keys until it has its new ones. With `fresh` all are made in one
    transaction, and the index at its end, which takes a third of the time: until then PostgreSQL lets every search
    by name wait, and SQLite finds by the old keys.
    """
    made = 0
    with _anew() if fresh else nullcontext():
        while rows := list(_names(after)):
            after = rows[-1][0]
            # No savepoint: what is frozen was emptied in the same one.
            with transaction.atomic(savepoint=False):
                if not fresh:
                    NameKey.objects.filter(name__gte=rows[0][0], name__lte=after).delete()
                _write(_keys(rows), "(FREEZE)" if fresh else "")
            made += len(rows)
            done(made, after)
    return made


def _names(after: int) -> Iterator[tuple[Any, ...]]:
    columns = (
        "surname",
        "given",
        "patronymic",
        "person__date_of_birth",
        "person__born_earliest",
        "person__born_latest",
    )
    names = PersonName.objects.filter(pk__gt=after).order_by("pk").values_list("pk", *columns)
    yield from names[:BATCH].iterator(chunk_size=BATCH)


def _keys(names: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, str]]:
    for pk, surname, given, patronymic, *born in names:
        for key in search_keys(surname, given, patronymic, _born(*born)):
            yield pk, key


def _born(said: str, earliest: date | None, latest: date | None) -> PartialDate | None:
    if earliest is None:
        return None
    if earliest == latest:
        return PartialDate.of(earliest)
    try:
        return PartialDate.parse(said)
    except DateNotUnderstood:
        return None


def _write(rows: Iterator[tuple[int, str]], options: str) -> None:
    """Frozen rows are known to be settled: counting the bearers of a name reads the index alone from the start."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {_TABLE} (name_id, key) FROM STDIN {options}") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        while part := list(islice(rows, 100_000)):
            cursor.executemany(_INSERT, part)


@contextmanager
def _anew() -> Iterator[None]:
    """An empty table without its indexes, which are made again at the end; all of it or nothing.

    PostgreSQL makes the reference to the names again too: to look up the name of each key as it is written costs
    more than the writing, and at the end all are looked up at once.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        parts = _parts_of_postgresql(cursor) if connection.vendor == "postgresql" else _indexes_of_sqlite(cursor)
        cursor.execute(f"{'TRUNCATE' if connection.vendor == 'postgresql' else 'DELETE FROM'} {_TABLE}")
        for drop, _make in parts:
            cursor.execute(drop)
        yield
        for _drop, make in reversed(parts):
            cursor.execute(make)
        cursor.execute(f"ANALYZE {_TABLE}")
        learn(Person, PersonName)


def _parts_of_postgresql(cursor: Any) -> list[tuple[str, str]]:
    """References, the primary key and indexes: how each is dropped and made."""
    # Sorting in memory; for this transaction alone.
    cursor.execute(f"SET LOCAL maintenance_work_mem = '{_SORTING}'")
    cursor.execute(
        "SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),"
        " format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))"
        " FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('f', 'p')"
        " UNION ALL SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)"
        " FROM pg_index WHERE indrelid = %s::regclass AND NOT indisunique",
        [_TABLE, _TABLE],
    )
    return cursor.fetchall()


def _indexes_of_sqlite(cursor: Any) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT 'DROP INDEX \"' || name || '\"', sql FROM sqlite_master"
        " WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
        [_TABLE],
    )
    return cursor.fetchall()
