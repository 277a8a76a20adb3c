"""Which columns the list of cases shows is chosen, and stands in its address."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from tests import make as base
from tests.families import make

pytestmark = pytest.mark.django_db
ALL = ["Person", "Relatives", "Status", "Assigned to", "Last contact", "Opened", "Code"]
CHOSEN = {"columns": ["opened", "status"]}


@pytest.fixture
def listed(bureau, caseworker, signed_in):
    """`listed(query)`: the page of the list, on which 51 cases stand."""
    person = base.person(bureau, "Бондар Олег")
    for _number in range(51):
        make.case(bureau, person, opened_on=timezone.localdate())
    client = signed_in(caseworker)
    return lambda query: client.get("/cases/", query).content.decode()


def heads(page):
    return [
        re.sub(r"<[^>]+>|[▲▼]", "", head).strip() for head in re.findall(r"<th scope=\"col\".*?</th>", page, re.S)
    ]


def links(page, mark):
    addresses = re.findall(rf'href="(\?[^"]*{mark}[^"]*)"', page)
    return [parse_qs(urlsplit(address.replace("&amp;", "&")).query) for address in addresses]


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ([], ALL),
        (["opened", "status"], ["Person", "Status", "Opened", "Code"]),
        (["status", "password"], ["Person", "Status", "Code"]),
        (["password"], ALL),
    ],
)
def test_the_columns_that_are_chosen_are_shown_and_names_unknown_here_are_not(listed, chosen, shown):
    page = listed({"columns": chosen})
    row = page.split("<tbody>")[1].split("</tr>")[0]
    assert (heads(page), re.findall(r'data-label="([^"]+)"', row)) == (shown, shown)


def test_a_sort_and_a_page_keep_the_columns(listed):
    page = listed(CHOSEN)
    for found in (links(page, "sort="), links(page, "page=")):
        assert [query["columns"] for query in found] == [CHOSEN["columns"]] * len(found) != []


def test_a_filter_keeps_the_columns_and_choosing_columns_keeps_the_filter(listed):
    page = listed(CHOSEN | {"status": "open", "sort": "opened", "page": "2"})
    filters, columns = page.split("<main")[1].split('class="filters"')[1], page.split('class="confirm"')[1]
    hidden = r'<input type="hidden" name="(\w+)" value="([^"]*)">'
    kept = [one for one in re.findall(hidden, filters.split("</form>")[0]) if one[0] == "columns"]
    assert kept == [("columns", "status"), ("columns", "opened")]
    assert re.findall(hidden, columns.split("</form>")[0]) == [("status", "open"), ("sort", "opened")]
    assert re.findall(r'value="(\w+)" checked', columns) == ["status", "opened"]
