"""Fills the audit of the database in DATABASE_URL with invented events, and shows how its pages are answered.

    DATABASE_URL=postgres://… python -m tests.benchmarks.fill_audit --events 1000000

Nine of ten events are readings, by fifty users of five organisations, over a month. For a scratch database only.
"""

import argparse
import os
import random
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casework.settings")

import django

django.setup()

import time_machine  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from casework.access import Role  # noqa: E402
from casework.accounts.models import User  # noqa: E402
from casework.audit.actions import Done, record_all  # noqa: E402
from casework.audit.models import AuditEvent, AuditEventQuerySet  # noqa: E402
from casework.audit.views import subjects  # noqa: E402
from casework.reports.readings import readings_of, unusual_on  # noqa: E402
from tests import make  # noqa: E402

BATCH = 1000
DAYS = 30
PAGE = 51


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    wanted = parser.parse_args().events
    users = list(User.objects.filter(username__startswith="filler-").select_related("organisation")) or _users()
    have = AuditEvent.objects.count()
    start = timezone.now() - timedelta(days=DAYS)
    for number in range(have // BATCH, wanted // BATCH):
        with time_machine.travel(start + number * timedelta(days=DAYS) / (wanted // BATCH), tick=False):
            _append(random.Random(number), users)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _show(next(user for user in users if user.roles == {Role.AUDITOR}))


def _users() -> list[User]:
    made = []
    for number in range(5):
        organisation = make.organisation(f"filler-{number}")
        made += [make.user(f"filler-{number}-{n}", organisation, Role.CASEWORKER) for n in range(9)]
        made.append(make.user(f"filler-{number}-auditor", organisation, Role.AUDITOR))
    return made


def _append(chance: random.Random, users: list[User]) -> None:
    by = chance.choice(users)
    with transaction.atomic():
        record_all((_event(chance) for _ in range(BATCH)), by=by)


def _event(chance: random.Random) -> Done:
    if chance.random() < 0.1:
        return Done(
            chance.choice(["record_evidence", "record_contact", "update_person"]), f"person:{_code(chance)}"
        )
    count = 50 if chance.random() < 0.02 else 2
    return Done("read", "people:detail", {"of": sorted({_code(chance) for _ in range(count)})})


def _code(chance: random.Random) -> str:
    number = chance.randrange(50_000)
    return f"P-{number // 10_000:04d}-{number % 10_000:04d}"


def _show(auditor: User) -> None:
    """The time and the plan of what each page asks; `rare` stands for whatever hardly ever happened."""
    own, code = AuditEvent.objects.visible_to(auditor), "P-0001-2345"
    colleague = auditor.username.replace("auditor", "1")
    asked = {
        "newest": own,
        "by user": own.filter(actor=colleague),
        "by action": own.filter(action="record_contact"),
        "by rare action": own.filter(action="grant_role"),
        "by action that never was": own.filter(action="check_audit"),
        "by record": own.mentioning(subjects(code)),
        "by record that never was": own.mentioning(subjects("P-9999-9999")),
        "by day": own.between(timezone.now() - timedelta(days=12), timezone.now() - timedelta(days=11)),
        "who saw": readings_of(auditor, code),
        "what did this user see": readings_of(auditor).filter(actor=colleague),
        "who read, of all": readings_of(auditor),
    }
    print(f"{AuditEvent.objects.count():,} events")
    for name, events in asked.items():
        _time(name, events)
    _timed("unusual on a day", lambda: unusual_on(timezone.localdate() - timedelta(days=10), auditor))


def _time(name: str, events: AuditEventQuerySet) -> None:
    _timed(name, lambda: list(events[:PAGE]))
    print("   ", "\n    ".join(_nodes(events[:PAGE].explain())))


def _nodes(plan: str) -> Iterable[str]:
    return [line for line in plan.splitlines() if "Scan" in line or "Cond" in line or "Sort" in line]


def _timed(name: str, act: Any) -> None:
    with CaptureQueriesContext(connection) as queries:
        begun = time.perf_counter()
        act()
        taken = time.perf_counter() - begun
    print(f"{name}: {1000 * taken:.0f} ms, {len(queries)} queries")


if __name__ == "__main__":
    main()
