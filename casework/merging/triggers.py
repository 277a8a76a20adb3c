"""What check constraints cannot say of a merge, because it looks at other tables; on both databases.

- A Merge comes with an approved Proposal about this very record, and is undone with another.
- A record is merged into another where a Merge says so, and only then.
- Nothing is written to a record that was merged into another, however late it comes.

Laid down after every `migrate` instead of in a migration, as those of the notifications are.
"""

from typing import Any

from django.db import connections

from casework.merging.relations import relations

_PEOPLE = "people_person"
_MERGES = "merging_merge"


def _not_approved(kind: str, proposal: str) -> str:
    return (
        "NOT EXISTS (SELECT 1 FROM accounts_proposal p JOIN people_person m ON m.id = NEW.merged_id"  # noqa: S608
        f" WHERE p.id = NEW.{proposal} AND p.kind = '{kind}' AND p.status = 'approved'"
        " AND p.subject = 'person:' || m.reference)"
    )


_STANDING = "SELECT 1 FROM merging_merge m WHERE m.merged_id = NEW.id AND m.undone_at IS NULL"
_INTO_MERGED = (
    "EXISTS (SELECT 1 FROM people_person k WHERE k.id = NEW.merged_into_id AND k.merged_into_id IS NOT NULL)"
)

# Name: (table, event, when it is refused, what the database says).
_FIXED = {
    "merge_approved": (
        _MERGES,
        "INSERT",
        _not_approved("merge_people", "proposal_id"),
        "a merge takes two people",
    ),
    "merge_stands_at_first": (_MERGES, "INSERT", "NEW.undone_at IS NOT NULL", "a merge stands at first"),
    "merge_undone": (
        _MERGES,
        "UPDATE",
        f"NEW.undone_at IS NOT NULL AND {_not_approved('unmerge_people', 'undone_proposal_id')}",
        "undoing a merge takes two people",
    ),
    "merge_redone": (
        _MERGES,
        "UPDATE",
        "OLD.undone_at IS NOT NULL AND NEW.undone_at IS NULL",
        "a merge that was undone stays undone",
    ),
    "merge_stays": (
        _MERGES,
        "UPDATE",
        "NEW.kept_id <> OLD.kept_id OR NEW.merged_id <> OLD.merged_id OR NEW.proposal_id <> OLD.proposal_id",
        "a merge stays of whom it was",
    ),
    "person_new": (_PEOPLE, "INSERT", "NEW.merged_into_id IS NOT NULL", "a new record is merged into none"),
    "person_merged": (
        _PEOPLE,
        "UPDATE",
        "NEW.merged_into_id IS NOT NULL AND COALESCE(NEW.merged_into_id <> OLD.merged_into_id, TRUE)"
        f" AND ({_INTO_MERGED} OR NOT EXISTS ({_STANDING} AND m.kept_id = NEW.merged_into_id))",
        "no merge says so",
    ),
    "person_unmerged": (
        _PEOPLE,
        "UPDATE",
        f"NEW.merged_into_id IS NULL AND OLD.merged_into_id IS NOT NULL AND EXISTS ({_STANDING})",
        "the merge stands",
    ),
}
_TO_MERGED = "this record was merged into another"


def _guarded() -> dict[str, tuple[str, str]]:
    """By the name of a trigger, each table with a column that refers to a record and would move."""
    return {f"not_to_merged_{one.name}": (one.model._meta.db_table, one.column) for one in relations()}


def create_triggers(*, using: str = "default", plan: Any = None, **kwargs: Any) -> None:
    """Lay down every trigger as it is defined here, where all the tables are."""
    if plan is None:  # all tables were emptied, as tests do: the triggers are as they were
        return
    connection = connections[using]
    guarded = _guarded()
    needed = {_PEOPLE, _MERGES, *(table for table, _column in guarded.values())}
    if not needed <= set(connection.introspection.table_names()):
        return
    drop_triggers(using=using)
    create = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    guard = _guard_on_postgresql if connection.vendor == "postgresql" else _guard_on_sqlite
    with connection.cursor() as cursor:
        for name, (table, event, condition, sentence) in _FIXED.items():
            create(cursor, name, table, event, condition, sentence)
        for name, (table, column) in guarded.items():
            guard(cursor, name, table, column)


def drop_triggers(*, using: str = "default", **kwargs: Any) -> None:
    """Take them away, so that migrations may make their tables anew."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    on = [(name, table) for name, (table, *_rest) in _FIXED.items()]
    on += [
        (f"{name}_{event}", table) for name, (table, _c) in _guarded().items() for event in ("insert", "update")
    ]
    with connection.cursor() as cursor:
        for name, table in on:
            if table in tables:
                where = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


def _on_sqlite(cursor: Any, name: str, table: str, event: str, condition: str, sentence: str) -> None:
    cursor.execute(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    )


def _guard_on_sqlite(cursor: Any, name: str, table: str, column: str) -> None:
    merged = f"EXISTS (SELECT 1 FROM {_PEOPLE} p WHERE p.id = NEW.{column} AND p.merged_into_id IS NOT NULL)"  # noqa: S608
    _on_sqlite(cursor, f"{name}_insert", table, "INSERT", merged, _TO_MERGED)
    _on_sqlite(cursor, f"{name}_update", table, f"UPDATE OF {column}", merged, _TO_MERGED)


def _on_postgresql(cursor: Any, name: str, table: str, event: str, condition: str, sentence: str) -> None:
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {condition} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';"
        " END IF; RETURN NEW; END $$"
    )
    cursor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _guard_on_postgresql(cursor: Any, name: str, table: str, column: str) -> None:
    """It locks as the foreign key does, and earlier: whoever writes while two merge waits, and then sees it."""
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"  # noqa: S608
        " DECLARE into_ bigint; BEGIN"
        f" SELECT merged_into_id INTO into_ FROM {_PEOPLE} WHERE id = NEW.{column} FOR KEY SHARE;"
        f" IF into_ IS NOT NULL THEN RAISE EXCEPTION '{_TO_MERGED}'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )
    for event, when in (("insert", "INSERT"), ("update", f"UPDATE OF {column}")):
        cursor.execute(
            f"CREATE TRIGGER {name}_{event} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
