"""How well and how fast people are found: `python -m tests.benchmarks.bench_names [--sizes 20000 100000]`.

A register of invented people in a database of its own, and a list of which four fifths are on it, written down
with other alphabets, habits and slips. The same rows are put to rapidfuzz over everything.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

_FOLDER = tempfile.TemporaryDirectory()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casework.settings")
os.environ["DATABASE_URL"] = f"sqlite:///{Path(_FOLDER.name) / 'bench.sqlite3'}"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from rapidfuzz import fuzz, process  # noqa: E402

from casework.accounts.models import Organisation  # noqa: E402
from casework.lib.partial_dates import PartialDate  # noqa: E402
from casework.matching.engine import candidates  # noqa: E402
from casework.names.transliteration import language_of, latin  # noqa: E402
from casework.people.actions.register import name_keys  # noqa: E402
from casework.people.models import NameKey, Person, PersonName  # noqa: E402
from casework.people.statuses import NameKind  # noqa: E402
from tests.benchmarks.estimate_weights import listed  # noqa: E402
from tests.benchmarks.population import Human, Population  # noqa: E402
from tests.benchmarks.spellings import Clerk, Row  # noqa: E402

ABSENT = 0.2


def main() -> None:
    options = _options()
    call_command("migrate", verbosity=0)
    print(f"{'':34}recall@1 recall@5  match: precision recall  absent matched  ms a query")
    for size in options.sizes:
        people = Population(options.seed).people(size + options.queries)
        register, absent = people[:size], people[size:]
        started = time.perf_counter()
        ids = _fill(register)
        taken = time.perf_counter() - started
        print(f"-- {size:,} people, {options.queries:,} rows; register written in {taken:.0f} s")
        truth, rows = _list(options.seed, register, ids, absent, options.queries)
        _measure("casework", rows, truth, _by_engine(rows, options.misses, truth, register, ids))
        if options.baseline:
            part = rows[: options.baseline]
            _measure(
                "rapidfuzz over everything", part, truth[: options.baseline], _by_rapidfuzz(part, register, ids)
            )
        Person.objects.all().delete()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000])
    parser.add_argument("--queries", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--baseline", type=int, default=300, help="rows that rapidfuzz gets, 0 for none")
    parser.add_argument("--misses", type=int, default=0, help="print so many rows that went wrong")
    return parser.parse_args()


def _fill(register: list[Human]) -> list[int]:
    holder, _made = Organisation.objects.get_or_create(slug="bench", defaults={"name": "Bench"})
    ids: list[int] = []
    for start in range(0, len(register), 5_000):
        part = register[start : start + 5_000]
        people = Person.objects.bulk_create(
            _person(holder, start + place, human) for place, human in enumerate(part)
        )
        names = PersonName.objects.bulk_create(
            PersonName(
                person=person, kind=NameKind.PRIMARY, surname=human.surname[0], given=human.given[0],
                patronymic=human.patronymic[0],
            )
            for person, human in zip(people, part, strict=True)
        )  # fmt: skip
        NameKey.objects.bulk_create(
            key
            for name, human in zip(names, part, strict=True)
            for key in name_keys(name, PartialDate.of(human.born))
        )
        ids += [person.pk for person in people]
    return ids


def _person(holder: Organisation, number: int, human: Human) -> Person:
    return Person(
        organisation=holder, reference=f"B{number}", sender_reference=str(number),
        name=" ".join(_ukrainian(human)),
        date_of_birth=human.born.isoformat(), born_earliest=human.born, born_latest=human.born, sex=human.sex,
        category=human.category, unit=human.unit, place_of_birth=human.place,
    )  # fmt: skip


def _ukrainian(human: Human) -> tuple[str, str, str]:
    return human.surname[0], human.given[0], human.patronymic[0]


def _list(
    seed: int, register: list[Human], ids: list[int], absent: list[Human], number: int
) -> tuple[list[int | None], list[Row]]:
    clerk = Clerk(seed + 1_000)
    truth: list[int | None] = []
    rows = []
    known = set(register)
    strangers = [human for human in absent if human not in known]
    for place in range(number):
        if place < number * ABSENT:
            truth.append(None)
            rows.append(clerk.write(strangers[place]))
        else:
            chosen = clerk.random.randrange(len(register))
            truth.append(ids[chosen])
            rows.append(clerk.write(register[chosen]))
    order = clerk.random.sample(range(number), number)
    return [truth[place] for place in order], [rows[place] for place in order]


Answer = tuple[list[list[int]], list[bool], float]


def _by_engine(
    rows: list[Row], misses: int, truth: list[int | None], register: list[Human], ids: list[int]
) -> Answer:
    started = time.perf_counter()
    found = candidates([listed(row) for row in rows], among=Person.objects.all())
    taken = time.perf_counter() - started
    for row, right, options in zip(rows, truth, found, strict=True):
        wrong = (
            (options[0].person_id if options else None) != right
            if right
            else options and options[0].decision == "match"
        )
        if wrong and misses > 0:
            misses -= 1
            _explain(row, right, options, dict(zip(ids, register, strict=True)))
    answers = [[option.person_id for option in options] for options in found]
    return answers, [bool(options) and options[0].decision == "match" for options in found], taken


def _explain(row: Row, right: int | None, options: list, humans: dict[int, Human]) -> None:
    print(row, "is", humans[right] if right else "absent")
    for option in options[:2]:
        print(
            "   ",
            option.score,
            option.decision,
            _ukrainian(humans[option.person_id]),
            humans[option.person_id].born,
        )
        print("       ", [(reason.field, reason.code, reason.detail["bits"]) for reason in option.reasons])


def _by_rapidfuzz(rows: list[Row], register: list[Human], ids: list[int]) -> Answer:
    """Latin forms with the date behind them, words in any order; automatic from 95 with 3 before the second."""
    choices = [f"{latin(' '.join(_ukrainian(human)))} {human.born:%d.%m.%Y}".lower() for human in register]
    started = time.perf_counter()
    answers, sure = [], []
    for row in rows:
        text = f"{latin(row.full_name, language_of(row.full_name) or 'uk')} {row.born}".lower()
        best = process.extract(text, choices, scorer=fuzz.token_sort_ratio, limit=5)
        answers.append([ids[place] for _choice, _score, place in best])
        sure.append(best[0][1] >= 95 and best[0][1] - best[1][1] >= 3)
    return answers, sure, time.perf_counter() - started


def _measure(title: str, rows: list[Row], truth: list[int | None], answer: Answer) -> None:
    answers, sure, taken = answer
    present = [(right, options) for right, options in zip(truth, answers, strict=True) if right]
    first = sum(options[:1] == [right] for right, options in present) / len(present)
    five = sum(right in options[:5] for right, options in present) / len(present)
    matched = [
        (right, options[0]) for right, options, is_sure in zip(truth, answers, sure, strict=True) if is_sure
    ]
    right_ones = sum(right == chosen for right, chosen in matched)
    absent = [is_sure for right, is_sure in zip(truth, sure, strict=True) if not right]
    print(
        f"{title:34}{first:8.2%} {five:8.2%}         {right_ones / max(len(matched), 1):8.2%} "
        f"{right_ones / len(present):6.2%}        {sum(absent) / len(absent):8.2%}     "
        f"{taken / len(rows) * 1000:7.2f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
