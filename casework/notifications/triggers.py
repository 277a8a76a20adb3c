"""What check constraints cannot say, because it looks at other tables: held by triggers on both databases.

- News begins prepared, for a relative of the case, about the person of the case.
- The StatusChange it tells is in effect, of this person and of this kind, and stays so while the news stands.
- Any step but a retraction is taken only while the person still has the status that is told.
- Steps are those of the workflow's table; an approved wording comes in with the approval and stays as it was,
  until the person is erased.

They are laid down after every `migrate` instead of in a migration: SQLite loses a table's triggers when a
migration makes the table anew, and refuses to make anew any table that a trigger names.
"""

from typing import Any

from django.db import connections

from casework.notifications.statuses import NOTIFICATION
from casework.people.statuses import ERASED

_TABLE = "notifications_notification"
_CHANGES = "people_statuschange"
_STEPS = ", ".join(f"'{t.source}>{t.target}'" for t in NOTIFICATION.transitions)

_NOT_CONFIRMED = """NOT EXISTS (
    SELECT 1 FROM people_statuschange c WHERE c.id = NEW.status_change_id AND c.person_id = NEW.person_id
    AND c.to_status = NEW.tells AND c.effective_at IS NOT NULL AND c.refused_at IS NULL)"""
_NOT_SO_NOW = "NOT EXISTS (SELECT 1 FROM people_person p WHERE p.id = NEW.person_id AND p.status = NEW.tells)"
_ERASED = "EXISTS (SELECT 1 FROM people_person p WHERE p.id = NEW.person_id AND p.erased_at IS NOT NULL)"
_NOT_THEIR_RELATIVE = """NOT EXISTS (
    SELECT 1 FROM families_caserelative r JOIN families_case k ON k.id = r.case_id
    WHERE r.case_id = NEW.case_id AND r.relative_id = NEW.relative_id AND k.person_id = NEW.person_id)"""

# Name: (table, event, when it is refused, what the database says).
TRIGGERS = {
    "news_begins": (_TABLE, "INSERT", "NEW.status <> 'prepared'", "news begins prepared"),
    "news_confirmed": (_TABLE, "INSERT", _NOT_CONFIRMED, "this news is not confirmed"),
    "news_so_now": (_TABLE, "INSERT", _NOT_SO_NOW, "the person does not have this status"),
    "news_to_family": (_TABLE, "INSERT", _NOT_THEIR_RELATIVE, "not a relative of the case of this person"),
    "news_stays_confirmed": (_TABLE, "UPDATE", _NOT_CONFIRMED, "this news is not confirmed"),
    "news_still_so": (
        _TABLE,
        "UPDATE",
        f"NEW.status <> OLD.status AND NEW.status <> 'retracted' AND {_NOT_SO_NOW}",
        "the person does not have this status any more",
    ),
    "news_step": (
        _TABLE,
        "UPDATE",
        f"NEW.status <> OLD.status AND OLD.status || '>' || NEW.status NOT IN ({_STEPS})",
        "the workflow has no such step",
    ),
    "news_wording": (
        _TABLE,
        "UPDATE",
        "NEW.approved_wording <> OLD.approved_wording AND NEW.approved_wording <> ''"
        " AND NOT (OLD.status = 'prepared' AND NEW.status = 'approved')"
        f" AND NOT (NEW.approved_wording = '{ERASED}' AND {_ERASED})",
        "an approved wording stays as it was approved",
    ),
    "news_subject": (
        _TABLE,
        "UPDATE",
        "NEW.relative_id <> OLD.relative_id OR NEW.case_id <> OLD.case_id"
        " OR NEW.status_change_id <> OLD.status_change_id OR NEW.tells <> OLD.tells",
        "news stays for whom and of what it was prepared",
    ),
    "news_rests_on": (
        _CHANGES,
        "UPDATE",
        "(NEW.to_status <> OLD.to_status OR NEW.effective_at IS NULL OR NEW.refused_at IS NOT NULL)"
        " AND EXISTS (SELECT 1 FROM notifications_notification n"
        " WHERE n.status_change_id = OLD.id AND n.status <> 'retracted')",
        "news rests on this status change",
    ),
}


def create_triggers(*, using: str = "default", **kwargs: Any) -> None:
    """Lay down every trigger as it is defined here, where the tables are."""
    connection = connections[using]
    if not {_TABLE, _CHANGES} <= set(connection.introspection.table_names()):
        return
    drop_triggers(using=using)
    create = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    with connection.cursor() as cursor:
        for name, (table, event, condition, sentence) in TRIGGERS.items():
            create(cursor, name, table, event, condition, sentence)


def drop_triggers(*, using: str = "default", **kwargs: Any) -> None:
    """Take them away, so that migrations may make their tables anew."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name, (table, *_rest) in TRIGGERS.items():
            if table in tables:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def _on_sqlite(cursor: Any, name: str, table: str, event: str, condition: str, sentence: str) -> None:
    cursor.execute(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    )


def _on_postgresql(cursor: Any, name: str, table: str, event: str, condition: str, sentence: str) -> None:
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {condition} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';"
        " END IF; RETURN NEW; END $$"
    )
    cursor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
