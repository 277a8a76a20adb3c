from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from casework.demo import event


def run(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("demo", *options, f"--write-list={path}", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration, filled once for all tests of a module; and what the command said."""
    path = tmp_path_factory.mktemp("demo") / "var" / event.FILE_NAME
    with django_db_blocker.unblock(), transaction.atomic():
        yield run(path), path
        transaction.set_rollback(True)
