"""The work of those who look after the register itself: who saw whom, and two records that are of one person."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.journeys import Journey
from tests.browser.test_roles import open_person

pytestmark = pytest.mark.browser

SEEN = """
import json
from casework.people.models import Person
print(json.dumps(Person.objects.get(sender_reference="DEMO-1002").reference))
"""
PAIR = """
import json
from casework.matching.models import Duplicate
from casework.merging.pages import suggested
pair = Duplicate.objects.standing().get(decision="")
print(json.dumps([person.reference for person in suggested(pair.one, pair.other)]))
"""


def test_an_auditor_finds_who_saw_a_person(site, sign_in):
    code = site.ask(SEEN)
    assert sign_in("caseworker").goto(f"/people/{code}/").ok
    page = sign_in("auditor")
    journey = Journey(page, "Audit: who saw this person, and what one of them read of it, from the desk")
    journey.press("w")
    expect(page.get_by_label("Whose record")).to_be_focused()
    journey.write(code)
    journey.follow("Enter")
    first = page.locator("tbody tr").first
    expect(first.locator("th")).to_have_text("caseworker")
    expect(first).to_contain_text(code)
    with page.expect_navigation():
        journey.tap(first.get_by_role("link", name="caseworker"))
    journey.is_as_kept()
    assert set(page.locator("tbody th").all_inner_texts()) == {"caseworker"}


def test_two_records_are_merged_by_two_people_and_two_again(site, sign_in):
    kept, merged = site.ask(PAIR)
    page, second = sign_in("supervisor"), sign_in("supervisor-2")

    journey = Journey(page, "Merge: duplicates are compared, and their merge is proposed, from the desk")
    journey.follow(page.locator(".counts a", has_text="possible duplicates").get_attribute("data-key"))
    expect(page.locator("main")).to_contain_text(merged)
    journey.follow("a")
    expect(page.get_by_text(f"Merged into it: {merged}")).to_be_visible()
    journey.press("a")
    journey.write("One mother asked twice.")
    journey.follow("Enter")
    expect(page.locator(".messages")).to_contain_text("Proposed.")
    journey.is_as_kept()

    approve(second, "Merge: somebody else approves it, from the desk", "One mother asked twice.")
    page.goto(f"/people/{merged}/")
    page.wait_for_url(f"**/people/{kept}/")

    page.goto("/")
    journey = Journey(page, "Merge: that it is undone is proposed, from any page")
    open_person(journey, kept)
    journey.follow("m")
    expect(page.get_by_label("Why they are two")).to_be_focused()
    journey.write("Two brothers.")
    journey.follow("Enter")
    expect(page.locator(".messages")).to_contain_text("Proposed.")
    journey.is_as_kept()

    approve(second, "Merge: somebody else approves that it is undone, from the desk", "Two brothers.")
    page.goto(f"/people/{merged}/")
    expect(page).to_have_url(f"{site.url}/people/{merged}/")


def approve(page, name: str, reason: str) -> None:
    page.goto("/")
    journey = Journey(page, name)
    journey.follow(page.locator(".counts a", has_text="proposals").get_attribute("data-key"))
    journey.follow("1")
    page.wait_for_url(re.compile(r"/proposals/\d+/$"))
    expect(page.locator("main")).to_contain_text(reason)
    journey.follow("a")
    expect(page.locator(".messages")).to_contain_text("Approved, and carried out.")
    journey.is_as_kept()
