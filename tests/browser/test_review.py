"""The link review with the keyboard, by two at once. The people are those of the demonstration, all invented."""

import csv

import pytest
from playwright.sync_api import Page, expect

from tests.browser.journeys import Journey

pytestmark = pytest.mark.browser

EXCHANGE = "2025-05-25"  # the newest: the first on the desk
REVIEW = f"/exchanges/{EXCHANGE}/review/"
CAPTIVES = """
import json
from casework.people.models import Person
found = Person.objects.filter(status="confirmed_captive", links=None, born_earliest__year__lt=2000)
told = found.order_by("pk").values_list("name", "date_of_birth", "reference")
print(json.dumps([one for one in told if len(one[0].split()) == 3 and "." in one[1]][:5]))
"""


@pytest.fixture(scope="module")
def listed(site) -> dict[str, str]:
    """Clear entries: the patronymic is missing, all else agrees. By the name on the list, whom each means."""
    people = site.ask(CAPTIVES)
    path = site.folder / "clear.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["surname", "given_name", "date_of_birth"])
        rows.writerows([*name.split()[:2], born] for name, born, _code in people)
    site.manage("import_list", str(path), "--exchange", EXCHANGE)
    return {" ".join(name.split()[:2]): code for name, _born, code in people}


def test_clear_entries_are_linked_by_one_key_each_and_two_reviewers_never_meet(listed, sign_in):
    page, other = sign_in("caseworker"), sign_in("caseworker-2")
    names = list(listed)
    page.goto(REVIEW)
    assert accept(page, listed, "Link review: a clear entry is accepted, and the next is shown") == names[0]
    assert shown(page) == names[1]

    journey = Journey(page, "Link review: my last decision is taken back")
    journey.follow("u")
    journey.is_as_kept()
    assert shown(page) == names[0]

    page.keyboard.press("s")
    page.wait_for_url("**/review/?after=*")
    page.goto("/")
    journey = Journey(page, "Link review: from the desk back to where I stopped")
    journey.follow("1")
    journey.is_as_kept()
    assert shown(page) == names[1]

    other.reload()
    other.keyboard.press("1")
    other.wait_for_url(f"**{REVIEW}")
    assert shown(other) == names[0]
    for reviewer, name in [(page, names[1]), (other, names[0]), (page, names[2]), (other, names[3])]:
        assert accept(reviewer, listed) == name
    assert {shown(page), shown(other)} == {names[4]}  # the last: nobody waits, and the first decision counts
    assert accept(other, listed) == names[4]
    page.reload()
    expect(page.get_by_text("5 of 5 decided")).to_be_visible()


def accept(page: Page, listed: dict[str, str], kept: str = "") -> str:
    name, journey = shown(page), Journey(page, kept)
    journey.follow("a")
    expect(page.locator(".messages")).to_contain_text(f"is linked to {listed[name]}.")
    if kept:
        journey.is_as_kept()
    return name


def shown(page: Page) -> str:
    """The name at the head of the review."""
    return page.get_by_role("heading", level=1).inner_text()
