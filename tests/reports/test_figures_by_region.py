"""Status by region and category on the page of figures: the report's cells, and no other."""

import pytest

from casework.accounts.models import SYSTEM
from casework.people import actions as people
from casework.people.models import Person
from casework.reports.definitions.statistics import ALL, LEFT_OUT, STATISTICS, by_status
from casework.reports.figures import by_region, register
from casework.reports.scope import Scope
from tests import make

pytestmark = pytest.mark.django_db


def _people(bureau, number: int, category: str, region: str, status: str = "missing") -> None:
    place = _place(region) if region else None
    for _one in range(number):
        person = make.person(bureau, f"Вигадана {Person.objects.count()}", category=category)
        make.in_status(person, status)
        if place is not None:
            people.record_detention(person, place=place, by=SYSTEM)


def _place(region: str):
    return people.create_place(name=f"{region} {Person.objects.count()}", region=region, by=SYSTEM)


def _cells(grid) -> dict[tuple[str, str, str], int | None]:
    """By group, line and status; ALL for the sums."""
    lines = [(group, line) for group, lines in grid.groups.items() for line in lines] + [(ALL, grid.total)]
    cells = {(group, line.name, name): cell.count for group, line in lines for name, cell in line.cells}
    return cells | {(group, line.name, ALL): line.total for group, line in lines}


@pytest.fixture
def held(bureau):
    """Whole lines that may be told, one in which a single count is small, and one of which nothing may be told."""
    _people(bureau, 6, "pow", "North")
    _people(bureau, 7, "pow", "North", "probably_captive")
    _people(bureau, 8, "pow", "South")
    _people(bureau, 3, "pow", "South", "probably_captive")
    _people(bureau, 9, "civilian", "")
    _people(bureau, 5, "civilian", "", "probably_captive")
    _people(bureau, 2, "", "North")
    return Person.objects.filter(organisation=bureau)


def test_the_page_shows_the_cells_of_the_report_and_nothing_that_it_leaves_out(held, supervisor, signed_in):
    told = {
        tuple(row[1:4]): None if row[5] == LEFT_OUT else row[5]
        for row in STATISTICS.rows(Scope.of(supervisor), {})
        if row[0] == "people"
    }
    page = signed_in(supervisor).get("/reports/figures/")
    grid = page.context["register"].regions
    names = {"pow": "prisoner of war", "civilian": "civilian", "unknown": "category unknown", ALL: ALL}
    regions = {"unknown": "region unknown", ALL: "Total"}
    statuses = {"probably_captive": "probably captive"}
    report = {
        (names[category], regions.get(region, region), statuses.get(status, status)): count
        for (category, region, status), count in told.items()
    }
    told_of = {key[:2] for key, count in report.items() if count is not None}
    assert {key: count for key, count in report.items() if key[:2] in told_of} == _cells(grid)
    untold = {key[:2] for key in report} - told_of
    assert untold == {("prisoner of war", "South"), ("category unknown", "North")}
    assert set(grid.left_out) == {f"{region} ({category})" for category, region in untold}
    assert report["prisoner of war", "North", ALL] == 13


def test_what_is_left_out_has_no_bar(held, supervisor, signed_in):
    grid = register(held).regions
    lines = [line for lines in grid.groups.values() for line in lines]
    bars = [(cell.count, cell.length) for line in lines for _name, cell in line.cells]
    assert {length for count, length in bars if count is None} == {"0.0%"}
    assert max(float(length.removesuffix("%")) for _count, length in bars) == 100


def test_a_person_counts_once_where_they_were_last(bureau):
    north, south = _place("North"), _place("South")
    for number in range(6):
        person = make.person(bureau, f"Вигадана {number}", category="pow")
        people.record_detention(person, place=south, from_date="2.2024", by=SYSTEM)
        people.record_detention(person, place=north, from_date="1.2023", by=SYSTEM)
        people.record_detention(person, place=north, by=SYSTEM)
        people.record_detention(person, place_as_told="Somewhere", from_date="3.2025", by=SYSTEM)
    grid = by_region(by_status(Person.objects.all()))
    assert _cells(grid) == {
        ("prisoner of war", "South", "missing"): 6,
        ("prisoner of war", "South", ALL): 6,
        (ALL, "Total", "missing"): 6,
        (ALL, "Total", ALL): 6,
    }


def test_a_place_without_a_region_is_no_region(bureau):
    place = people.create_place(name="A place", by=SYSTEM)
    for number in range(5):
        people.record_detention(make.person(bureau, f"Вигадана {number}", category="pow"), place=place, by=SYSTEM)
    grid = by_region(by_status(Person.objects.all()))
    assert [line.name for line in grid.groups["prisoner of war"]] == ["region unknown"]


def test_of_fewer_than_five_nothing_is_drawn(bureau):
    _people(bureau, 4, "pow", "North")
    assert register(Person.objects.all()).regions is None


def test_one_statement_counts_them_whatever_there_is(held, django_assert_num_queries):
    with django_assert_num_queries(1):
        by_status(held)
