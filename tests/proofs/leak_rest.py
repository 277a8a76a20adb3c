"""What lies on the disk: the whole database, its write-ahead log and the folder of files, read without the key."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from tests.proofs.leak_views import Reader

ROOT = Path(__file__).resolve().parent.parent.parent
# What stands sealed, from the issue and docs/security.md: not asked of the fields themselves.
SEALED = {
    "people.Evidence": ("content", "source", "origin"),
    "people.Person": ("health",),
    "families.Relative": ("phone", "other_phone", "email", "address", "call_back_word", "remarks"),
    "families.ContactAttempt": ("number_used",),
    "exchanges.Verification": ("condition", "condition_note"),
    "notifications.DeliveryAttempt": ("number_used",),
    "attachments.Attachment": ("remark", "file_name"),
}
OF_A_FEW_WORDS = {"people.Person.health", "exchanges.Verification.condition"}


def sealed_tokens(reader: Reader) -> dict[str, str]:
    """The canaries in what has to be sealed, as its records say it; and where each stands."""
    tokens: dict[str, str] = {}
    for label, names in SEALED.items():
        for record in apps.get_model(label).objects.all():
            for name in names:
                tokens |= dict.fromkeys(reader.found(str(getattr(record, name))), f"{label}.{name}")
    return tokens


def columns() -> Iterator[tuple[str, str, Any]]:
    """Each sealed field, and each value that its column has; also of those whose text is one of a few words."""
    with connection.cursor() as cursor:
        for label, names in SEALED.items():
            model = apps.get_model(label)
            for name in names:
                field = model._meta.get_field(name)
                cursor.execute(f'SELECT "{field.column}" FROM "{model._meta.db_table}"')
                for (value,) in cursor.fetchall():
                    yield f"{label}.{name}", str((field.choices and dict(field.flatchoices)) or ""), value


def database() -> bytes:
    """Every byte of it: of SQLite the file, of PostgreSQL each table as a dump has it."""
    connection.ensure_connection()
    raw: Any = connection.connection
    if connection.vendor == "sqlite":
        return bytes(raw.serialize())
    parts = []
    with raw.cursor() as cursor:
        for table in connection.introspection.table_names():
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                parts += [bytes(part) for part in copy]
    return b"".join(parts)


def media() -> Iterator[tuple[str, bytes]]:
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file():
            yield str(path.relative_to(settings.MEDIA_ROOT)), path.read_bytes()


def log_position() -> str:
    """Where the write-ahead log of PostgreSQL stands: a segment begins here, with nothing from before in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("SELECT pg_current_wal_insert_lsn()")
        return str(cursor.fetchone()[0])


def log_since(start: str) -> Iterator[tuple[str, bytes]]:
    """The segments of the write-ahead log of PostgreSQL since then; to be read by its owner alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_switch_wal(), pg_walfile_name(%s), pg_walfile_name(pg_current_wal_lsn())", [start]
        )
        _switched, first, last = cursor.fetchone()
        cursor.execute("SELECT name FROM pg_ls_waldir() WHERE name BETWEEN %s AND %s ORDER BY name", [first, last])
        for (name,) in cursor.fetchall():
            cursor.execute("SELECT pg_read_binary_file('pg_wal/' || %s)", [name])
            yield f"the write-ahead log {name}", bytes(cursor.fetchone()[0])


def files_of_a_killed_program(folder: Path) -> Iterator[tuple[str, bytes]]:
    """A program of its own builds the world in an SQLite file, and is killed: its write-ahead log stays."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'casework.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "DJANGO_SETTINGS_MODULE": "casework.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.proofs.leak_rest"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == -9, done.stderr
    found = {path.name: path for path in folder.rglob("*") if path.is_file()}
    assert "casework.sqlite3-wal" in found, sorted(found)
    for name, path in found.items():
        yield name, path.read_bytes()


def _build_and_be_killed() -> None:
    import signal

    import django

    django.setup()
    from django.core.management import call_command

    from tests.proofs.leak_world import build

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    build()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    _build_and_be_killed()
