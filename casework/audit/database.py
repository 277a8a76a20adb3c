"""What stands in the database beside the tables: triggers that refuse any change of the audit, on both databases,
and on PostgreSQL the function that appends in one step.

Laid down after every `migrate` instead of in a migration, as those of the notifications are.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, connections

if TYPE_CHECKING:
    from casework.audit.models import AuditEvent

CHAINS = 16
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
START = "0" * 64  # what stands for the hash before the first event of a chain
APPENDED_ONLY = ("audit_auditevent", "audit_auditmention", "audit_auditcheckpoint")
_COLUMNS = {
    "id": "bigint",
    "chain": "smallint",
    "sequence": "bigint",
    "at": "timestamptz",
    **dict.fromkeys(("actor_id", "actor", "organisation", "action", "subject", "data"), "text"),
    "previous_hash": "text",
    "hash": "text",
}
_NAMES = ", ".join(_COLUMNS)
_TYPES = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())

# False where somebody else holds the chain, or it does not end where the first of the events begins.
_APPEND = f"""CREATE OR REPLACE FUNCTION audit_append(events jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    opening jsonb := events -> 0;
    closing jsonb := events -> -1;
    held smallint;
BEGIN
    SELECT id INTO held FROM audit_audithead
        WHERE id = (opening ->> 'chain')::smallint AND hash = opening ->> 'previous_hash' FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE audit_audithead SET sequence = (closing ->> 'sequence')::bigint, last = (closing ->> 'id')::bigint,
        hash = closing ->> 'hash' WHERE id = held;
    INSERT INTO audit_auditevent ({_NAMES}) SELECT {_NAMES} FROM jsonb_to_recordset(events) AS e({_TYPES});
    INSERT INTO audit_auditmention (subject, event)
        SELECT unnest(mentions), id FROM jsonb_to_recordset(events) AS e(id bigint, mentions text[]);
    RETURN true;
END $$"""  # noqa: S608


def moment_id(moment: datetime) -> int:
    """The least id that an event of this moment can have."""
    return (moment - EPOCH) // timedelta(microseconds=1) * CHAINS


def append_on_postgresql(events: "Sequence[tuple[AuditEvent, set[str]]]") -> bool:
    """Append chained events, each with what it mentions: `audit_append` above, in one query."""
    rows = [
        {name: event.__dict__[name] for name in _COLUMNS} | {"at": event.at.isoformat(), "mentions": sorted(about)}
        for event, about in events
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_append(%s)", [json.dumps(rows, ensure_ascii=False)])
        return bool(cursor.fetchone()[0])


def lay_down(*, using: str = "default", plan: Any = None, **kwargs: Any) -> None:
    """The heads of the chains, wherever they are not yet; after a migration the triggers and the function too."""
    if not {*APPENDED_ONLY, "audit_audithead"} <= set(connections[using].introspection.table_names()):
        return
    with connections[using].cursor() as cursor:
        cursor.executemany(
            "INSERT INTO audit_audithead (id, sequence, last, hash) VALUES (%s, 0, 0, %s) ON CONFLICT DO NOTHING",
            [(chain, START) for chain in range(CHAINS)],
        )
    if plan is not None:  # else all tables were emptied, as tests do: the triggers are as they were
        create_triggers(using=using)


def create_triggers(*, using: str = "default") -> None:
    drop_triggers(using=using)
    create = _on_postgresql if connections[using].vendor == "postgresql" else _on_sqlite
    with connections[using].cursor() as cursor:
        create(cursor)


def drop_triggers(*, using: str = "default", **kwargs: Any) -> None:
    """Take them away, so that migrations may make their tables anew."""
    database = connections[using]
    tables = set(database.introspection.table_names()) & set(APPENDED_ONLY)
    with database.cursor() as cursor:
        for table in sorted(tables):
            for event in ("update", "delete"):
                on = f" ON {table}" if database.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on}")


def _on_sqlite(cursor: Any) -> None:
    for table in APPENDED_ONLY:
        for event in ("update", "delete"):
            cursor.execute(
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'the audit is appended only'); END"
            )


def _on_postgresql(cursor: Any) -> None:
    cursor.execute(_APPEND)
    cursor.execute(
        "CREATE OR REPLACE FUNCTION audit_appended_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'the audit is appended only' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in APPENDED_ONLY:
        for event in ("update", "delete"):
            cursor.execute(
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION audit_appended_only()"
            )
