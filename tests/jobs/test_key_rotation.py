"""A new key is put first; `rotate_keys` seals everything under it, whatever happens meanwhile."""

import base64
import os
import re
import signal
import sqlite3
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from casework.audit.actions import find_first_fault
from casework.families.models import Relative
from casework.families.search import search_cases
from casework.jobs import key_rotation
from casework.lib import resealing
from casework.lib.encryption import Key, seal, unseal
from casework.lib.resealing import Table, seal_rows
from casework.lib.versions import update_row
from casework.people.models import Evidence
from tests import make
from tests.families import make as families

ROOT = Path(__file__).resolve().parent.parent.parent
NEW = Key("new", b"n" * 32)


@pytest.fixture
def case(bureau):
    case = families.case(bureau)
    for number in range(5):
        families.relative(case, f"Relative {number}", phone=f"+38050123450{number}", remarks=f"Remark {number}")
    make.evidence(case.person, source="A witness", origin="The cell")
    return case


@pytest.fixture
def new_key(case, settings):
    settings.FIELD_KEYS = (NEW, *settings.FIELD_KEYS)


def _run() -> str:
    said = StringIO()
    call_command("rotate_keys", stdout=said, stderr=StringIO())
    return said.getvalue()


def _tokens() -> list[str]:
    found = []
    for table in filter(lambda table: table.sealed, map(Table.of, apps.get_models())):
        with connection.cursor() as cursor:
            for column in table.sealed:
                cursor.execute(f"SELECT {column} FROM {table.name} WHERE {column} <> ''")
                found += [text for (text,) in cursor.fetchall()]
    return found


def test_everything_is_sealed_under_the_new_key_and_reads_as_before(case, new_key, settings):
    before = [(one.pk, str(one.phone), one.remarks, one.version) for one in Relative.objects.all()]
    assert _run() == "Sealed 7 rows anew: everything is under the key “new”.\n"
    settings.FIELD_KEYS = (NEW,)
    assert {token.split(":")[1] for token in _tokens()} == {"new"}
    assert [(one.pk, str(one.phone), one.remarks, one.version) for one in Relative.objects.all()] == before
    assert (Evidence.objects.get().source, Evidence.objects.get().origin) == ("A witness", "The cell")
    assert list(search_cases(type(case).objects.all(), "+380501234503", reader=case.organisation)) == [case]
    assert find_first_fault() is None


def test_the_secrets_of_second_factors_are_sealed_anew(case, caseworker, settings):
    old = settings.FIELD_KEYS
    place = f"mfa_authenticator.data:{caseworker.pk}"
    data = {"secret": seal("JBSWY3DP", place, old), "migrated_codes": [seal("a1", place, old)], "used_mask": 3}
    factor = Authenticator.objects.create(user=caseworker, type="totp", data=data)
    settings.FIELD_KEYS = (NEW, *old)
    assert _run() == "Sealed 8 rows anew: everything is under the key “new”.\n"
    factor.refresh_from_db()
    opened = [unseal(text, place, [NEW]) for text in (factor.data["secret"], *factor.data["migrated_codes"])]
    assert (opened, factor.data["used_mask"]) == (["JBSWY3DP", "a1"], 3)
    assert _run() == "Sealed 0 rows anew: everything is under the key “new”.\n"


def test_a_second_run_has_nothing_to_do(new_key):
    _run()
    tokens = _tokens()
    assert _run() == "Sealed 0 rows anew: everything is under the key “new”.\n"
    assert _tokens() == tokens


def test_what_does_not_open_is_named_and_the_rest_goes_on(new_key):
    first, second = Relative.objects.order_by("pk")[:2]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE families_relative SET phone = 'sealed:development:AAAA' WHERE id = %s", [first.pk])
    with pytest.raises(CommandError, match="Sealed 6 rows anew; 1 do not open"):
        _run()
    second.refresh_from_db()
    assert str(second.phone) == "+380501234501"


def test_a_key_that_was_taken_away_too_early_is_missed(case, settings):
    settings.FIELD_KEYS = (NEW,)
    with pytest.raises(CommandError, match="7 do not open"):
        _run()


def test_an_edit_made_meanwhile_is_not_overwritten(new_key, monkeypatch):
    """Somebody saves between the reading and the writing of a batch."""
    relative = Relative.objects.get(name="Relative 2")
    turn = resealing._turn
    rounds = []

    def saved_meanwhile(table, rows, opened, closed):
        rounds.append(table.name)
        if table.name == "families_relative" and rounds.count(table.name) == 1:
            update_row(relative, remarks="Edited meanwhile")
        return turn(table, rows, opened, closed)

    monkeypatch.setattr(resealing, "_turn", saved_meanwhile)
    _run()
    relative.refresh_from_db()
    assert (relative.remarks, str(relative.phone)) == ("Edited meanwhile", "+380501234502")
    assert {token.split(":")[1] for token in _tokens()} == {"new"}


def test_rows_that_are_saved_again_and_again_under_an_older_key_are_told(new_key, settings, monkeypatch):
    relative = Relative.objects.get(name="Relative 2")
    keys, turn = settings.FIELD_KEYS, resealing._turn

    def saved_meanwhile(table, rows, opened, closed):
        settings.FIELD_KEYS = keys[1:]
        update_row(relative, remarks="Edited on another server")
        settings.FIELD_KEYS = keys
        return turn(table, rows, opened, closed)

    monkeypatch.setattr(resealing, "_turn", saved_meanwhile)
    with pytest.raises(CommandError, match="still being saved under an older key"):
        _run()


def test_a_run_that_was_killed_is_taken_up_again(tmp_path):
    """A real process, killed between two batches; nothing is lost, and the second run ends it."""
    database = tmp_path / "killed.sqlite3"
    old, new = (f"{name}:{base64.b64encode(name[0].encode() * 32).decode()}" for name in ("old", "new"))
    environment = {
        name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "PYTHONDONTWRITEBYTECODE")
    } | {"DATABASE_URL": f"sqlite:///{database}"}

    def start(script: str, keys: str, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", script, *arguments],
            cwd=ROOT,
            env=environment | {"FIELD_KEYS": keys},
            stdout=subprocess.PIPE,
            text=True,
        )

    assert start(_FILL, old).wait() == 0
    killed = start(_SLOWLY, f"{new},{old}")
    assert killed.stdout.readline() == "a batch is done\n"
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    half = _keys_in(database)
    assert half == {"new", "old"}
    again = start(_RUN, f"{new},{old}")
    said, _ = again.communicate()
    assert again.returncode == 0
    assert re.fullmatch(r"Sealed \d+ rows anew: everything is under the key “new”\.\n", said)
    assert _keys_in(database) == {"new"}
    check = start(_READ, new)
    assert check.communicate()[0] == "True\n"


def _keys_in(database: Path) -> set[str]:
    with sqlite3.connect(database) as stored:
        return {text.split(":")[1] for (text,) in stored.execute("SELECT phone FROM families_relative")}


_START = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "casework.settings"
django.setup()
from django.core.management import call_command
from casework.families.models import Relative
"""
_FILL = (
    _START
    + """
call_command("migrate", verbosity=0)
from casework.accounts.models import Organisation
bureau = Organisation.objects.create(slug="bureau", name="Bureau")
Relative.objects.bulk_create(
    Relative(reference=f"R-{n}", organisation=bureau, name=f"R {n}", phone=f"+38050{n:07}", remarks=f"Said {n}")
    for n in range(3000)
)
"""
)
_SLOWLY = (
    _START
    + """
import time
from casework.jobs import key_rotation
batch = key_rotation._rotate_batch
def then_wait(*arguments):
    done = batch(*arguments)
    if done is not None:
        print("a batch is done", flush=True)
        time.sleep(60)
    return done
key_rotation._rotate_batch = then_wait
call_command("rotate_keys")
"""
)
_RUN = _START + 'call_command("rotate_keys")'
_READ = (
    _START
    + """
read = [(str(one.phone), one.remarks) for one in Relative.objects.order_by("pk")]
print(read == [(f"+38050{n:07}", f"Said {n}") for n in range(3000)])
"""
)


def test_a_migration_seals_what_stood_open_and_opens_it_again_backwards(case):
    opened = [("+380501234500", "Remark 0"), ("+380501234501", "Remark 1")]
    relatives = list(Relative.objects.order_by("pk")[:2])
    with connection.cursor() as cursor:
        for relative, (phone, remarks) in zip(relatives, opened, strict=True):
            cursor.execute(
                "UPDATE families_relative SET phone = %s, remarks = %s, phone_index = '' WHERE id = %s",
                [phone, remarks, relative.pk],
            )
    step = seal_rows("families", "Relative")
    step.code(apps, None)
    read = Relative.objects.order_by("pk")[:2]
    assert [(str(one.phone), one.remarks) for one in read] == opened
    assert list(search_cases(type(case).objects.all(), opened[0][0], reader=case.organisation)) == [case]
    step.code(apps, None)
    assert all(token.startswith("sealed:") for token in _tokens())
    step.reverse_code(apps, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, remarks FROM families_relative ORDER BY id")
        assert cursor.fetchall()[:2] == opened
    step.code(apps, None)
    assert str(Relative.objects.order_by("pk")[0].phone) == opened[0][0]


def test_batches_go_through_a_table_in_the_order_of_the_key(new_key, monkeypatch):
    monkeypatch.setattr(resealing, "BATCH", 2)
    assert _run() == "Sealed 7 rows anew: everything is under the key “new”.\n"
    assert key_rotation.rotate_keys(by=None).rows == 0
