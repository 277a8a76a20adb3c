"""The keys under which names are found, made anew for the whole register: after a change to how names are read, or
where they were never made. Nothing that anybody said is touched, so there is nothing to audit."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection, transaction

from casework.lib.partial_dates import DateNotUnderstood, PartialDate
from casework.names.keys import search_keys
from casework.people.models import NameKey, PersonName

BATCH = 20_000  # names; a batch is there whole or not at all
_TABLE = NameKey._meta.db_table
_INSERT = f"INSERT INTO {_TABLE} (name_id, key) VALUES (%s, %s)"  # noqa: S608


def rebuild_keys(
    *, after: int = 0, fresh: bool = False, done: Callable[[int, int], None] = lambda made, last: None
) -> int:
    """Make the keys of every name anew, in the order of the names' numbers; how many names.

    `done` is told after each batch how many names have theirs, and the number of the last; `after` goes on from
    there. A name is found under its old keys until it has its new ones. With `fresh` all keys go first and the
    index is made at the end, which takes a third of the time, and nobody is found by name in the meantime.
    """
    made = 0
    with _without_indexes() if fresh else _as_it_is():
        while rows := list(_names(after)):
            after = rows[-1][0]
            with transaction.atomic():
                if not fresh:
                    NameKey.objects.filter(name__gte=rows[0][0], name__lte=after).delete()
                _write(_keys(rows))
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


def _write(rows: Iterator[tuple[int, str]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {_TABLE} (name_id, key) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        while part := list(islice(rows, 100_000)):
            cursor.executemany(_INSERT, part)


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield


@contextmanager
def _without_indexes() -> Iterator[None]:
    """An empty table without its indexes, which are made again at the end, also where it fails."""
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, _TABLE)
        found = {
            name: one["columns"]
            for name, one in constraints.items()
            if one["index"] and not one["primary_key"] and not one["unique"]
        }
        with transaction.atomic():
            cursor.execute(f"{'TRUNCATE' if connection.vendor == 'postgresql' else 'DELETE FROM'} {_TABLE}")
            for name in found:
                cursor.execute(f'DROP INDEX "{name}"')
        try:
            yield
        finally:
            for name, columns in found.items():
                quoted = ", ".join(f'"{column}"' for column in columns)
                cursor.execute(f'CREATE INDEX "{name}" ON {_TABLE} ({quoted})')
            # Counting the bearers of a name reads the index alone once the rows are known to be settled.
            settle = connection.vendor == "postgresql" and not connection.in_atomic_block
            cursor.execute(f"VACUUM ANALYZE {_TABLE}" if settle else "ANALYZE")
