"""How well and how fast people are found: `make bench-names`, or `python -m tests.benchmarks.bench_names --help`.

A register of invented people in a database of its own, and a list of which four fifths are on it, written down
with other alphabets, habits and slips. The list is put to `manage.py match_list`, in a process of its own, and to
the baselines.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_OPTIONS = argparse.ArgumentParser(description=__doc__)
_OPTIONS.add_argument("--sizes", type=int, nargs="+", default=[20_000, 100_000])
_OPTIONS.add_argument("--rows", type=int, default=4_000)
_OPTIONS.add_argument("--seed", type=int, default=1)
_OPTIONS.add_argument(
    "--mix", default="usual", help="usual, or held_back: other slips, not looked at while tuning"
)
_OPTIONS.add_argument("--baseline-rows", type=int, default=400, help="rows that the baselines get, 0 for none")
_OPTIONS.add_argument("--misses", type=int, default=0, help="print so many rows that went wrong")
_OPTIONS.add_argument("--postgres", default="", help="address of a database that may be filled and emptied")
_OPTIONS.add_argument(
    "--trigrams",
    default=os.environ.get("PROVE_DATABASE_URL", ""),
    help="address of a PostgreSQL for that baseline",
)
_OPTIONS.add_argument("--keep", default="", help="a folder where SQLite registers are kept for the next time")


def _database(size: int, options: argparse.Namespace, folder: str) -> str:
    if options.postgres:
        return options.postgres
    where = Path(options.keep or folder)
    where.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{where / f'names-{options.seed}-{size}.sqlite3'}"


if __name__ == "__main__" and "--one" not in sys.argv:
    # Each size in a process of its own: settings name one database.
    with tempfile.TemporaryDirectory() as _folder:
        _all = _OPTIONS.parse_args()
        _given = sys.argv[1:]
        print(
            f"{'':32}recall@1 recall@5 | match: precision recall | absent, told apart, matched (all absent) | "
            "ms a row | peak MiB",
            flush=True,
        )
        for _size in _all.sizes:
            _env = {
                **os.environ,
                "DATABASE_URL": _database(_size, _all, _folder),
                "DJANGO_SETTINGS_MODULE": "casework.settings",
            }
            _command = [
                sys.executable,
                "-m",
                "tests.benchmarks.bench_names",
                "--one",
                *_given,
                "--sizes",
                str(_size),
            ]
            subprocess.run(_command, env=_env, check=True)
    sys.exit()

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402

from casework.people.models import NameKey, Person  # noqa: E402
from tests.benchmarks.baselines import Baseline, by_rapidfuzz, by_trigrams  # noqa: E402
from tests.benchmarks.world import Question, World, build_keys, fill_register, make_world, write_list  # noqa: E402


@dataclass
class Answer:
    """Numbers of people, best first, for each row; whether the first is sure."""

    found: list[list[int]]
    sure: list[bool]
    seconds: float
    peak_mib: float = 0.0


def main() -> None:
    _OPTIONS.add_argument("--one", action="store_true")
    options = _OPTIONS.parse_args()
    size = options.sizes[0]
    world = make_world(options.seed, size, options.rows, options.mix)
    _prepare(world, size)
    answer = _by_command(world.questions)
    _print(f"casework, {size:,}", world.questions, answer)
    present = [question for question in world.questions if question.truth is not None]
    print(f"{f'ideal reader, {size:,}':32}{sum(1 / question.fitting for question in present) / len(present):8.2%}")
    for title, baseline in _baselines(world, options):
        questions = world.questions[: options.baseline_rows]
        _print(f"{title}, {size:,}", questions, Answer(baseline.found, baseline.sure, baseline.seconds))
    if options.misses:
        _explain(world, answer, options.misses)


def _baselines(world: World, options: argparse.Namespace) -> Iterator[tuple[str, Baseline]]:
    questions = world.questions[: options.baseline_rows]
    if questions:
        yield "rapidfuzz over everybody", by_rapidfuzz(world, questions)
        if options.trigrams:
            yield "pg_trgm", by_trigrams(world, questions, options.trigrams)


def _prepare(world: World, size: int) -> None:
    call_command("migrate", verbosity=0)
    if Person.objects.count() != size:
        Person.objects.all().delete()
        fill_register(world)
    if not NameKey.objects.exists() or os.environ.get("REKEY"):
        started = time.perf_counter()
        build_keys()
        seconds = time.perf_counter() - started
        print(f"-- {size:,} people: index built in {seconds:.0f} s, {NameKey.objects.count():,} keys")


def _by_command(questions: list[Question]) -> Answer:
    with tempfile.TemporaryDirectory() as folder:
        source, output = Path(folder) / "list.csv", Path(folder) / "out.csv"
        write_list(source, questions)
        command = [sys.executable, "manage.py", "match_list", str(source), "--output", str(output)]
        seconds, peak = _measured(command)
        found: dict[str, list[int]] = {f"q{number}": [] for number in range(len(questions))}
        sure = dict.fromkeys(found, False)
        with output.open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                if line["candidate_id"]:
                    found[line["query_id"]].append(int(line["candidate_id"]))
                    sure[line["query_id"]] |= line["decision"] == "match"
    return Answer(list(found.values()), list(sure.values()), seconds, peak)


# Begun from a process that is small itself: a child counts the memory of whoever begot it as its own.
_MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


def _measured(command: list[str]) -> tuple[float, float]:
    """Seconds of one core, what the clock shows on a machine that nobody else uses; and MiB at the peak."""
    ran = subprocess.run([sys.executable, "-c", _MEASURE, *command], check=True, stdout=subprocess.PIPE, text=True)
    seconds, peak = map(float, ran.stdout.split())
    return seconds, peak


def _print(title: str, questions: list[Question], answer: Answer) -> None:
    asked = list(zip(questions, answer.found, answer.sure, strict=False))
    present = [(question.truth, found) for question, found, _sure in asked if question.truth is not None]
    first = sum(found[:1] == [truth] for truth, found in present) / len(present)
    five = sum(truth in found[:5] for truth, found in present) / len(present)
    matched = [question.truth == found[0] for question, found, sure in asked if sure]
    absent = [(question.told_apart, sure) for question, _found, sure in asked if question.truth is None]
    apart = [sure for told_apart, sure in absent if told_apart]
    print(
        f"{title:32}{first:8.2%} {five:8.2%} | {sum(matched) / max(len(matched), 1):8.2%} "
        f"{sum(matched) / len(present):6.2%} | {sum(apart)} of {len(apart)} {sum(apart) / len(apart):.2%} "
        f"({sum(sure for _told, sure in absent) / len(absent):.2%}) | "
        f"{answer.seconds / len(asked) * 1000:.2f} | {answer.peak_mib:.0f}",
        flush=True,
    )


def _explain(world: World, answer: Answer, number: int) -> None:
    kinds = {"not first": [], "absent, matched": [], "wrongly matched": [], "not sure": []}
    for question, found, sure in zip(world.questions, answer.found, answer.sure, strict=True):
        right = question.truth is not None and found[:1] == [question.truth]
        if question.truth is not None and not right:
            kinds["wrongly matched" if sure else "not first"].append((question, found))
        elif question.truth is None and sure:
            kinds["absent, matched"].append((question, found))
        elif right and not sure:
            kinds["not sure"].append((question, found))
    for kind, rows in kinds.items():
        print(f"== {kind}: {len(rows)}")
        for question, found in rows[:number]:
            row = question.row
            truth = question.truth
            place = found.index(truth) + 1 if truth in found else "-"
            told = "told apart" if question.told_apart else ""
            print(f"{row.full_name} | {row.born} | {row.style} {row.slips} {told} | at {place}")
            if truth is not None:
                print("      is", world.records[truth])
            for other in found[:2]:
                if other != truth:
                    print("     not", world.records[other])


if __name__ == "__main__":
    main()
