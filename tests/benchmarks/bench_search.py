"""How fast the search while typing answers: `python -m tests.benchmarks.bench_search --help`.

On the register that bench_names filled and kept, named by DATABASE_URL. What is typed: beginnings of names of any
length, in both orders and in Latin letters, whole names as a list has them, initials, codes and numbers. Prints
the time of one search by kind of text, and whether who was meant is among the ten.
"""

import argparse
import os
import random
import time
from collections import defaultdict
from collections.abc import Iterator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casework.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from casework.access import Role  # noqa: E402
from casework.accounts import actions as accounts  # noqa: E402
from casework.accounts.models import SYSTEM, Organisation, User  # noqa: E402
from casework.families.search import search_people  # noqa: E402
from casework.people.models import Person, PersonName  # noqa: E402
from tests.benchmarks.slips import SLIPS, slip_of_name  # noqa: E402
from tests.benchmarks.spellings import HABITS, in_latin  # noqa: E402

_MOST_MS = 30.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slowest", type=int, default=0, help="print so many of the slowest texts")
    options = parser.parse_args()
    settings.DEBUG = False
    with transaction.atomic():
        by, chance = _caseworker(), random.Random(options.seed)
        asked = [one for person in _sample(chance, options.people) for one in _typed(person, chance)]
        for _kind, text, _person in asked[:20]:
            search_people(text, by=by)
        times = [(*_time(text, person, by), kind, text) for kind, text, person in asked]
        transaction.set_rollback(True)
    _print(times)
    for milliseconds, found, kind, text in sorted(times, reverse=True)[: options.slowest]:
        print(f"{milliseconds:8.1f} ms {kind}: {text} {'' if found else '(not found)'}")


def _caseworker() -> User:
    holder = Organisation.objects.get(slug="bench")
    by = accounts.create_user(username="bench", organisation=holder, by=SYSTEM)
    accounts.grant_role(by, role=Role.CASEWORKER, by=SYSTEM)
    return by


def _sample(chance: random.Random, number: int) -> list[Person]:
    ends = Person.objects.order_by("pk").values_list("pk", flat=True)
    first, last = ends[0], ends.reverse()[0]
    return list(Person.objects.filter(pk__in=[chance.randint(first, last) for _one in range(number)]))


def _typed(person: Person, chance: random.Random) -> Iterator[tuple[str, str, Person]]:
    name = PersonName.objects.get(person=person)
    parts = [name.surname, name.given, name.patronymic]
    whole, turned = " ".join(filter(None, parts)), " ".join(filter(None, (*parts[1:], parts[0])))
    foreign = in_latin(whole, chance.choice(HABITS), "uk")
    for text in (whole, turned, foreign):
        for length in sorted({2, 3, 4, 6, chance.randint(5, len(text)), chance.randint(8, max(len(text), 8))}):
            yield f"beginning of {'2 or 3' if length < 4 else '4 or more'} letters", text[:length], person
    yield "whole name", whole, person
    yield "whole name, a slip", " ".join(slip_of_name(parts, chance, dict.fromkeys(SLIPS, 1.0), "uk")), person
    yield "whole name, Latin", foreign, person
    yield "name and date", f"{name.surname} {name.given} {person.date_of_birth}", person
    yield "initials", f"{name.surname} {name.given[:1]}. {name.patronymic[:1] or 'І'}.", person
    yield "code or number", person.reference, person
    yield "code or number", person.sender_reference, person
    yield "code or number", f"0{chance.randint(500_000_000, 999_999_999)}", person


def _time(text: str, person: Person, by: User) -> tuple[float, bool]:
    started = time.perf_counter()
    found = search_people(text, by=by)
    return (time.perf_counter() - started) * 1000, any(one.person.pk == person.pk for one in found)


def _print(times: list[tuple[float, bool, str, str]]) -> None:
    by_kind = defaultdict(list)
    for milliseconds, found, kind, _text in times:
        by_kind[kind].append((milliseconds, found))
        by_kind["all"].append((milliseconds, found))
    print(f"{connection.vendor}, {Person.objects.count():,} people, one search at a time")
    print(f"{'':36}texts   median ms   95th percentile   among the ten")
    for kind, answers in by_kind.items():
        ordered = sorted(milliseconds for milliseconds, _found in answers)
        found = sum(found for _milliseconds, found in answers) / len(answers)
        middle, high = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
        mark = "" if high <= _MOST_MS else f"  over {_MOST_MS:.0f} ms"
        print(f"{kind:36}{len(ordered):5} {middle:11.1f} {high:17.1f} {found:15.1%}{mark}", flush=True)


if __name__ == "__main__":
    main()
