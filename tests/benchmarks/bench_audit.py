"""What the audit costs: writes with it and without it, by 8 writers at once; and the record of a read page.

Needs PostgreSQL in DATABASE_URL; works in a database of its own, `test_` before the name, that it removes.
"""

import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casework.settings")

import django

django.setup()

from django.db import connection, connections  # noqa: E402

from casework.accounts.models import SYSTEM, User  # noqa: E402
from casework.audit.actions import record_reads  # noqa: E402
from casework.audit.reading import collecting  # noqa: E402
from casework.audit.verify import find_first_fault  # noqa: E402
from casework.families import actions as families  # noqa: E402
from casework.families.actions import contacts  # noqa: E402
from casework.families.models import Case  # noqa: E402
from casework.people import actions as people  # noqa: E402
from casework.people.actions import register  # noqa: E402
from tests import make  # noqa: E402

WRITERS = 8
SECONDS = 3.0
ROUNDS = 7
LEAST = 0.70
PAGE = 50
EVIDENCE = {"about": "captivity", "content": "Seen in a video.", "source": "A video"}
ACTIONS: dict[str, Callable[[Case, User], Any]] = {
    "record_evidence": lambda case, by: people.record_evidence(case.person, **EVIDENCE, by=by),
    "register_person": lambda case, by: people.register_person(
        organisation=case.organisation, surname="Вигаданий", given="Іван", by=by
    ),
    "record_contact": lambda case, by: families.record_contact(
        case, relative=case.relatives.all()[0], outcome="spoke", words="They are well.", by=by
    ),
}


def main() -> int:
    if connection.vendor != "postgresql":
        sys.exit("Set DATABASE_URL to a PostgreSQL database: SQLite has one writer.")
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        return measure()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def measure() -> int:
    bureau = make.organisation("bureau")
    user = make.user("writer", bureau, "caseworker")
    cases = [new_case(user) for _ in range(WRITERS)]
    ratios = [ratio_of(name, cases, user) for name in ACTIONS]
    print(f"The record of a page of {PAGE} cases that was read: {1000 * read_page(user):.1f} ms")
    fault = find_first_fault()
    print("The chains are whole." if fault is None else f"BROKEN: {fault}")
    return 0 if min(ratios) >= LEAST and fault is None else 1


def new_case(user: User) -> Case:
    case = families.open_case(make.person(user.organisation), organisation=user.organisation, by=SYSTEM)
    families.add_relative(case, name="Марія Вигадана", relationship="mother", by=SYSTEM)
    return case


def ratio_of(name: str, cases: list[Case], user: User) -> float:
    """What is left of the throughput of an action with the audit; the median of pairs of rounds."""
    rates: dict[bool, list[float]] = {True: [], False: []}
    for _round in range(ROUNDS):
        for with_audit in (True, False):
            rates[with_audit].append(write_at_once(name, cases, user, with_audit))
    audited, plain = (statistics.median(rates[with_audit]) for with_audit in (True, False))
    ratio = statistics.median(a / b for a, b in zip(rates[True], rates[False], strict=True))
    print(f"{name}, {WRITERS} writers: {audited:.0f}/s with the audit, {plain:.0f}/s without, ratio {ratio:.2f}")
    return ratio


def write_at_once(name: str, cases: list[Case], user: User, with_audit: bool) -> float:
    """Actions a second, of all writers together."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier, counts = context.Barrier(WRITERS), context.Queue()
    writers = [
        context.Process(target=write, args=(name, case, user, with_audit, barrier, counts)) for case in cases
    ]
    for writer in writers:
        writer.start()
    done = sum(counts.get() for _writer in writers)
    for writer in writers:
        writer.join()
    return done / SECONDS


def write(name: str, case: Case, user: User, with_audit: bool, barrier: Barrier, counts: Any) -> None:
    if not with_audit:
        for module in (register, contacts):
            setattr(module, "record", no_record)  # noqa: B010
    act = ACTIONS[name]
    act(case, user)
    barrier.wait()
    end, count = time.perf_counter() + SECONDS, 0
    while time.perf_counter() < end:
        act(case, user)
        count += 1
    counts.put(count)


def no_record(*args: Any, **data: Any) -> None:
    pass


def read_page(user: User) -> float:
    """Seconds to put down that a list of PAGE cases, with person and relatives, was read."""
    for _ in range(PAGE):
        new_case(user)
    return statistics.median(timed(record_page(user)) for _ in range(30))


def record_page(user: User) -> Callable[[], None]:
    with collecting() as reads:
        list(Case.objects.select_related("person", "assigned_to").prefetch_related("relatives")[:PAGE])
    return lambda: record_reads(reads, "families:list", by=user)


def timed(act: Callable[[], None]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
