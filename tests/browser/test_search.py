"""The search in the header of every page, with the keyboard alone."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.journeys import Journey

pytestmark = pytest.mark.browser

SON = """
import json
from casework.people.models import Person
person = Person.objects.get(sender_reference="DEMO-1001")
print(json.dumps([person.reference, person.name.split()[0], person.name_latin.split()[0]]))
"""


def test_anybody_is_found_from_any_page_with_four_keys(site, sign_in):
    code, surname, latin = site.ask(SON)
    page = sign_in("caseworker")
    page.goto("/cases/")
    panel = page.locator("#search-panel")
    journey = Journey(page, "Search: a person is opened from any page, by part of a name in another alphabet")
    journey.press("/")
    journey.write(latin[:-1].lower())
    expect(panel).to_have_attribute("aria-busy", "false")
    place = [one.get_attribute("href") for one in panel.get_by_role("option").all()].index(f"/people/{code}/")
    for _step in range(place + 1):
        journey.press("ArrowDown")
    expect(panel.locator("[aria-selected=true]")).to_contain_text(surname)
    expect(panel.locator("[aria-selected=true]")).to_contain_text("name")
    journey.press("Enter")
    page.wait_for_url(f"**/people/{code}/")
    journey.is_as_kept()

    page.keyboard.press("/")
    expect(panel).to_contain_text("Opened last")
    expect(panel.get_by_role("option").first).to_contain_text(code)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.keyboard.type(surname)
    expect(panel).to_have_attribute("aria-busy", "false")
    expect(panel.get_by_role("option")).not_to_have_count(0)
    page.keyboard.press("Enter")  # no choice: all who fit
    page.wait_for_url("**/people/**")
    assert surname not in page.url


def test_a_late_answer_leaves_the_choice_where_it_was(site, sign_in):
    code, surname, _latin = site.ask(SON)
    page = sign_in("caseworker")
    panel = page.locator("#search-panel")
    chosen = panel.locator("[aria-selected=true]")
    page.keyboard.press("/")
    page.keyboard.type(surname[:-1])
    expect(panel).to_have_attribute("aria-busy", "false")
    held: list[Route] = []
    page.route("**/search/", lambda route: held.append(route))
    with page.expect_request("**/search/"):
        page.keyboard.type(surname[-1])
    expect(panel).to_have_attribute("aria-busy", "true")
    place = [one.get_attribute("href") for one in panel.get_by_role("option").all()].index(f"/people/{code}/")
    for _step in range(place + 1):
        page.keyboard.press("ArrowDown")
    expect(chosen).to_contain_text(code)
    held[0].continue_()
    expect(panel).to_have_attribute("aria-busy", "false")
    expect(chosen).to_contain_text(code)

    page.unroute("**/search/")
    page.keyboard.press("Control+A")
    page.keyboard.type("Ж")  # somebody else: what was chosen is not among them
    expect(panel).to_have_attribute("aria-busy", "false")
    expect(chosen).to_have_count(0)


def test_the_keys_of_a_page_are_shown_by_a_question_mark(sign_in):
    page = sign_in("caseworker")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Keys on this page")
    expect(page.get_by_role("dialog").locator("kbd", has_text="/")).to_be_visible()
