"""Production refuses to start as a development machine."""

import base64
import os
import string
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from casework.settings import DEVELOPMENT_FIELD_KEYS

ROOT = Path(__file__).resolve().parent.parent
GOOD = {
    "CASEWORK_ENV": "production",
    "SECRET_KEY": string.ascii_letters + string.digits,
    "ALLOWED_HOSTS": "casework.example",
    "FIELD_KEYS": "first:" + base64.b64encode(b"a key that no other machine has.").decode(),
    "AUDIT_SIGNING_KEY": "c2lnbnMgdGhlIGNoZWNrcG9pbnRzIG9mIHRoZSB0ZXM=",
}


def _start(**environment: str) -> subprocess.CompletedProcess[str]:
    return _run(["check", "--deploy", "--fail-level", "WARNING"], **environment)


def _run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "DATABASE_URL")}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
    )


def test_production_starts_with_its_own_key_and_passes_the_deployment_check():
    done = _start(**GOOD)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "development-only-key-never-for-real-people-0123456789"}, "SECRET_KEY"),
        ({"AUDIT_SIGNING_KEY": ""}, "AUDIT_SIGNING_KEY"),
        ({"AUDIT_SIGNING_KEY": "ZGV2ZWxvcG1lbnQgb25seSAtIG5vdCBmb3IgcGVvcGw="}, "AUDIT_SIGNING_KEY"),
        ({"DEBUG": "on"}, "DEBUG"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"CASEWORK_ENV": "prodution"}, "prodution"),
        ({"FIELD_KEYS": ""}, "FIELD_KEYS"),
        ({"FIELD_KEYS": GOOD["FIELD_KEYS"] + "," + DEVELOPMENT_FIELD_KEYS}, "FIELD_KEYS"),
        ({"FIELD_KEYS": "first:dG9vIHNob3J0"}, "FIELD_KEYS cannot be read: key 1"),
    ],
)
def test_production_refuses_to_start_on_development_settings(change, words):
    done = _start(**GOOD | change)
    assert done.returncode != 0
    assert words in done.stderr


def test_in_production_no_setting_spares_the_second_factor_and_every_cookie_is_of_this_host_alone():
    told = "print([settings.SECOND_FACTOR_REQUIRED, settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN])"
    names = "[settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.DEVICE_COOKIE_NAME]"
    code = f"from django.conf import settings; {told}; print({names})"
    done = _run(["shell", "--no-imports", "-c", code], **GOOD | {"SECOND_FACTOR_REQUIRED": "off"})
    assert done.stdout == "[True, False]\n['__Host-session', '__Host-csrf', '__Host-device']\n", done.stderr


def test_production_without_a_key_refuses_to_start():
    environment = {name: value for name, value in GOOD.items() if name != "SECRET_KEY"}
    assert "SECRET_KEY" in _start(**environment).stderr


def test_sqlite_loses_nothing(db):
    if connection.vendor == "sqlite":
        assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
            assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_the_policy_of_the_pages_allows_nothing_inline(client, db):
    policy = client.get("/account/login/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_nothing_behind_the_door_is_kept_by_the_browser(intake, signed_in):
    assert signed_in(intake).get("/people/").headers["Cache-Control"] == "no-store"
