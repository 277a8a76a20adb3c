"""What check constraints cannot say, because it looks at other rows: held by triggers on both databases.

They are laid down after every `migrate` instead of in a migration: SQLite loses a table's triggers when a
migration makes the table anew, and refuses to make anew any table that a trigger names.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connections

LOCK = " FOR KEY SHARE"
# Table, event, when it is refused, what the database says.
Trigger = tuple[str, str, str, str]


class Triggers:
    """Triggers by their names."""

    def __init__(self, triggers: Mapping[str, Trigger]) -> None:
        self.triggers = triggers

    def lay_down(self, *, using: str = "default", **kwargs: Any) -> None:
        """Every trigger as it is defined now, where the tables are."""
        connection = connections[using]
        tables = set(connection.introspection.table_names())
        if not {table for table, *_rest in self.triggers.values()} <= tables:
            return
        self.take_away(using=using)
        create = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
        with connection.cursor() as cursor:
            for name, trigger in self.triggers.items():
                create(cursor, name, *trigger)

    def take_away(self, *, using: str = "default", **kwargs: Any) -> None:
        """So that migrations may make the tables anew."""
        connection = connections[using]
        tables = set(connection.introspection.table_names())
        with connection.cursor() as cursor:
            for name, (table, *_rest) in self.triggers.items():
                if table in tables:
                    on = f" ON {table}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def changed(*columns: str) -> str:
    """Whether an update touches one of the columns that are to stay; each a number or a text, or empty."""
    return " OR ".join(f"(NEW.{c} <> OLD.{c} OR (NEW.{c} IS NULL) <> (OLD.{c} IS NULL))" for c in columns)


def _on_sqlite(cursor: Any, name: str, table: str, event: str, condition: str, sentence: str) -> None:
    condition = condition.replace(LOCK, "")  # one writes at a time
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
