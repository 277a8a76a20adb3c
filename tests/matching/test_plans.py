"""Nobody is found by looking through everybody: the plans of both databases. The people are invented."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.families.search import search_people
from casework.lib.statistics import learn
from casework.matching.engine import Description, candidates
from casework.matching.search import describe
from casework.people.actions.keys import rebuild_keys
from casework.people.models import NameKey, Person, PersonName
from casework.people.statuses import NameKind
from tests.benchmarks.population import Human, Population

PEOPLE = 3_000  # so many that no database thinks of reading a whole table
LARGE = {model._meta.db_table for model in (Person, PersonName, NameKey)}
# A scan that is none: SQLite calls so the step to the first or the last row of a table.
FIRST_OR_LAST = "LIMIT 1"


@pytest.fixture
def humans(bureau) -> list[Human]:
    humans = Population(11, surnames=3_000).people(PEOPLE)
    people = Person.objects.bulk_create(
        Person(
            organisation=bureau,
            reference=f"B{number}",
            sender_reference=str(number),
            name=" ".join(_name(human)),
            date_of_birth=f"{human.born:%d.%m.%Y}",
            born_earliest=human.born,
            born_latest=human.born,
        )
        for number, human in enumerate(humans)
    )
    PersonName.objects.bulk_create(
        PersonName(person=person, kind=NameKind.PRIMARY, **dict(zip(_PARTS, _name(human), strict=True)))
        for person, human in zip(people, humans, strict=True)
    )
    rebuild_keys()
    learn(Person, PersonName, NameKey)
    return humans


_PARTS = ("surname", "given", "patronymic")


def _name(human: Human) -> tuple[str, str, str]:
    return human.surname[0], human.given[0], human.patronymic[0]


@contextmanager
def scans() -> Iterator[list[str]]:
    """The queries, while the block runs, that read a whole table of people, names or keys."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as ran:
        yield found
    asked = [one["sql"] for one in ran.captured_queries if any(f'"{table}"' in one["sql"] for table in LARGE)]
    assert asked
    found += [sql for sql in asked if sql.startswith("SELECT") and _scanned(sql)]


def _scanned(sql: str) -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql.replace('%', '%%')}", ())
            (plans,) = cursor.fetchone()
            nodes = _nodes((json.loads(plans) if isinstance(plans, str) else plans)[0]["Plan"])
            return {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"} & LARGE
        cursor.execute(f"EXPLAIN QUERY PLAN {sql.replace('%', '%%')}", ())
        steps = [row[-1] for row in cursor.fetchall()]
    whole = {step.split()[1] for step in steps if step.startswith("SCAN ")}
    return set() if sql.endswith(FIRST_OR_LAST) else whole & LARGE


def _nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def test_the_people_whom_a_list_means_are_found_by_indexes_alone(humans):
    asked = [Description(*_name(human), describe(f"{human.born:%d.%m.%Y}").born) for human in humans[:40]]
    asked += [Description(human.surname[1], f"{human.given[1][0]}.") for human in humans[:10]]
    with scans() as found:
        answers = candidates(asked, among=Person.objects.open_to(None))
    assert found == []
    assert all(answers)
    with scans() as found:  # and what does look through everybody is seen here
        list(Person.objects.filter(circumstances="").values_list("pk"))
        list(NameKey.objects.filter(key__contains="v").values_list("pk"))
    assert len(found) == 2


def test_a_search_while_typing_is_answered_by_indexes_alone(humans, caseworker):
    surname, given, patronymic = _name(humans[7])
    born = f"{humans[7].born:%d.%m.%Y}"
    texts = [surname[:3], f"{surname} {given} {patronymic}", f"{surname} {given[0]}. {patronymic[0]}.", born]
    texts += ["Shevchenko Oleksandr", f"{surname} {born}", "B7", "2999"]
    found = {}
    for text in texts:
        with scans() as found[text]:
            search_people(text, by=caseworker)
    assert found == {text: [] for text in texts}
