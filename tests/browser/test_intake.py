"""A request taken down on a telephone, while a mother speaks. Names are invented."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.journeys import Journey
from tests.browser.site import PASSWORD

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
NEW = "/cases/new/"
SAID = {
    "name": "Горпина Видумана",
    "surname": "Видуманий",
    "given": "Лука",
    "circumstances": "Востаннє дзвонив з-під Вовчанська.",
    "others": "Побратим Тарас, номер дасть дружина",
}
CASES = """
import json
from casework.families.models import Case, RequestDraft
cases = Case.objects.filter(relatives__name="Горпина Видумана")
print(json.dumps([[case.person.name for case in cases], RequestDraft.objects.count()]))
"""


KNOWN = """
import json
from casework.people.models import Person
person = Person.objects.get(sender_reference="DEMO-1001")
print(json.dumps([person.reference, *person.name.split()[:2]]))
"""


def field(page: Page, name: str) -> Locator:
    return page.locator(f"main [name={name}]")


def say(page: Page, *names: str) -> None:
    for name in names:
        field(page, name).press_sequentially(SAID[name])


def is_saved(page: Page) -> None:
    expect(page.get_by_text("Everything typed is saved.")).to_be_visible()


def test_nothing_is_lost_when_the_browser_dies_in_the_middle(site, sign_in):
    page = sign_in("intake", **PHONE)
    page.goto(NEW)
    names = list(SAID)
    say(page, *names[:3])
    is_saved(page)
    page.context.set_offline(True)
    say(page, names[3])
    expect(page.get_by_text("Not saved yet: there is no connection.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Everything typed is saved.")).to_be_visible(timeout=15_000)
    page.close(run_before_unload=False)

    page = page.context.new_page()
    page.goto(NEW)
    page.get_by_role("link", name="Go on").click()
    for name in names[:4]:
        expect(field(page, name)).to_have_value(SAID[name])
    say(page, names[4])
    field(page, "relationship").select_option("mother")
    page.get_by_role("button", name="Register the request").click()
    expect(page.get_by_text("The request is registered.")).to_be_visible()
    expect(page.get_by_text("Whom else to ask: Побратим Тарас")).to_be_visible()
    assert site.ask(CASES) == [["Видуманий Лука"], 0]


def test_a_sign_in_in_another_tab_saves_what_was_typed_meanwhile(site, sign_in):
    page = sign_in("intake", **PHONE)
    page.goto(NEW)
    page.context.clear_cookies(name="session")
    field(page, "surname").press_sequentially("Химородник")
    expect(page.get_by_text("Not saved: you are signed out.")).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in another tab").click()
    tab = opened.value
    tab.get_by_label("Username").fill("intake")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**{NEW}")
    expect(page.get_by_text("Everything typed is saved.")).to_be_visible(timeout=15_000)
    tab.reload()
    expect(tab.get_by_text("Химородник")).to_be_visible()
    tab.get_by_text("Throw away", exact=True).click()
    tab.get_by_role("button", name="Throw away for good").click()
    expect(tab.get_by_text("Химородник")).to_have_count(0)


def test_a_call_is_taken_down_with_the_fewest_actions(site, sign_in):
    code, surname, given = site.ask(KNOWN)
    page = sign_in("intake", **PHONE)
    page.goto(NEW)
    journey = Journey(page, "Intake by telephone: a request is registered")
    journey.fill(field(page, "name"), "Мокрина Небувала")
    field(page, "relationship").select_option("mother")
    journey.actions += 1
    journey.fill(field(page, "surname"), surname)
    journey.fill(field(page, "given"), given)
    journey.press("Tab")
    expect(page.get_by_text("Perhaps already on record")).to_be_visible()
    expect(page.locator("#part-person").get_by_text(code)).to_be_visible()
    field(page, "surname").fill("Вигаданенко")
    field(page, "given").fill("Северин")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Perhaps already on record")).to_have_count(0)
    journey.tap(page.get_by_role("button", name="Register the request"))
    expect(page.get_by_text("The request is registered.")).to_be_visible()
    journey.is_as_kept()
