"""The reception desk on a telephone, at the door of a bus, with a broken connection. Names are invented."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.journeys import Journey
from tests.browser.site import PASSWORD

pytestmark = pytest.mark.browser

EXCHANGE = "2025-05-24"
DESK = f"/exchanges/{EXCHANGE}/reception/"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
PEOPLE = {
    "Вигаданий Остап": "vyhad",
    "Небувалий Юхим": "nebuv",
    "Примарний Захар": "прим",
    "Казковий Єгор": "kazkovyj",
    "Уявний Щек": "uiav",
    "Химерний Яків": "яків",
    "Легендарний Жадан": "legend",
    "Омріяний Гнат": "omri",
    "Билинний Микула": "bylyn",
}
RECEIVED = f"""
import json
from casework.audit.models import AuditEvent
from casework.exchanges.models import Entry, Reception
print(json.dumps({{
    entry.name: [
        entry.arrival,
        entry.receptions.count(),
        AuditEvent.objects.filter(action="receive_person", subject=f"entry:{{entry.reference}}").count(),
    ]
    for entry in Entry.objects.filter(exchange__reference="{EXCHANGE}")
}}))
"""
TOLD = f"""
import json
from casework.exchanges.models import Reception
told = [reception.told for reception in Reception.objects.filter(entry__exchange__reference="{EXCHANGE}")]
print(json.dumps(sorted(one for one in told if one.endswith("saw a medic."))))
"""
END_SESSIONS = """
from django.contrib.sessions.models import Session
print(Session.objects.filter(pk="%s").delete()[0])
"""
ON_DISK = """
async () => {
  const { allKept } = await import("/static/js/kept.js");
  const read = (value) => typeof value === "object" ? new TextDecoder().decode(value) : String(value);
  return (await allKept()).map((row) => Object.entries(row).flat().map(read).join(" "));
}
"""
ONCE = ["arrived", 1, 1]
NEVER = ["awaited", 0, 0]


@pytest.fixture(scope="module")
def listed(site):
    path = site.folder / "at-the-door.csv"
    path.write_text("full_name\n" + "\n".join(PEOPLE), encoding="utf-8")
    site.manage("import_list", str(path), "--exchange", EXCHANGE)


@pytest.fixture
def desk(site, listed, sign_in) -> Page:
    page = sign_in("verification-officer", **PHONE)
    open_desk(page)
    return page


def open_desk(page: Page) -> None:
    page.goto(DESK)
    expect(page.locator("#reception[data-ready]")).to_be_visible()


def is_desk(url: str) -> bool:
    return urlsplit(url).path == DESK


def found(page: Page) -> Locator:
    return page.locator("[data-results] button")


def receive(page: Page, name: str, told: str = "") -> None:
    page.locator("#who").fill(PEOPLE[name])
    expect(found(page)).to_have_count(1)
    found(page).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    if told:
        page.get_by_label("Whom did you see?").fill(told)
    page.get_by_role("button", name="Arrived: next person").click()
    expect(page.locator("#who")).to_be_focused()


def waiting(page: Page) -> Locator:
    return page.locator("[data-outbox] [data-waiting] [data-count]")


def all_is_sent(page: Page) -> None:
    expect(page.get_by_text("Everything you entered is sent.")).to_be_visible(timeout=20_000)


def test_what_was_entered_without_a_connection_arrives_once(site, desk):
    names = list(PEOPLE)
    cut = desk.context
    receive(desk, names[0])
    all_is_sent(desk)
    cut.set_offline(True)
    for name in names[1:4]:
        receive(desk, name, told=f"{name} saw a medic.")
    expect(waiting(desk)).to_have_text("3")
    assert [word for row in desk.evaluate(ON_DISK) for name in names for word in name.split() if word in row] == []
    desk.close(run_before_unload=False)  # the browser dies

    cut.set_offline(False)
    page = cut.new_page()
    lost = []
    page.route(is_desk, lambda route: _lose_the_first_answer(route, lost))
    with page.expect_response(lambda answer: answer.status == 502):
        open_desk(page)
    expect(waiting(page)).to_have_text("3")  # the first was carried out, but nobody here knows
    cut.set_offline(True)
    page.unroute_all()
    for name in names[4:6]:
        receive(page, name)
    expect(waiting(page)).to_have_text("5")
    cut.set_offline(False)
    all_is_sent(page)
    assert len(lost) == 1
    received = site.ask(RECEIVED)
    assert {name: received[name] for name in names[:6]} == dict.fromkeys(names[:6], ONCE)
    assert site.ask(TOLD) == sorted(f"{name} saw a medic." for name in names[1:4])


def _lose_the_first_answer(route, lost) -> None:
    if route.request.method != "POST":
        return route.continue_()
    if not lost:
        lost.append(route.fetch().status)
    return route.fulfill(status=502)


def test_a_session_that_ends_meanwhile_loses_nothing(site, desk):
    name = list(PEOPLE)[6]
    session = next(cookie["value"] for cookie in desk.context.cookies() if cookie["name"] == "session")
    assert site.ask(END_SESSIONS % session) == 1
    receive(desk, name)
    expect(desk.get_by_text("You are signed out.")).to_be_visible()
    assert site.ask(RECEIVED)[name] == NEVER
    desk.get_by_role("link", name="Sign in and send").click()
    desk.get_by_label("Username").fill("verification-officer")
    desk.get_by_label("Password").fill(PASSWORD)
    desk.keyboard.press("Enter")
    all_is_sent(desk)
    assert site.ask(RECEIVED)[name] == ONCE


def test_one_on_no_list_is_refused_with_a_reason_and_mended(site, desk):
    desk.get_by_role("link", name="They are on no list").click()
    desk.get_by_label("Surname").fill("Безіменний")
    desk.get_by_label("Date of birth").fill("31.2.1990")
    desk.get_by_role("button", name="Arrived: next person").click()
    refused = desk.locator(".reception-refused")
    expect(refused).to_contain_text("month 2 of 1990 has 28 days")
    refused.get_by_role("button", name="Mend and send again").click()
    expect(desk.get_by_label("Surname")).to_have_value("Безіменний")
    desk.get_by_label("Date of birth").fill("about 1990")
    desk.get_by_role("button", name="Arrived: next person").click()
    all_is_sent(desk)
    expect(refused).to_have_count(0)
    assert site.ask(RECEIVED)["Безіменний"] == ONCE


def test_nobody_signs_out_over_what_is_not_sent_and_nobody_else_reads_it(site, desk):
    desk.route(is_desk, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    receive(desk, "Омріяний Гнат")
    expect(waiting(desk)).to_have_text("1")
    desk.locator(".menu-user summary").click()
    desk.get_by_role("button", name="Sign out").click()
    expect(desk.get_by_role("heading", name="Not everything is sent")).to_be_visible()
    desk.get_by_role("button", name="Stay signed in").click()
    assert desk.url.endswith(DESK)

    desk.context.clear_cookies(name="session")
    desk.goto(DESK)
    desk.get_by_label("Username").fill("supervisor")
    desk.get_by_label("Password").fill(PASSWORD)
    desk.keyboard.press("Enter")
    others = desk.locator("[data-others]")
    expect(others).to_contain_text("1")
    expect(desk.locator("[data-entered] li")).to_have_count(0)

    desk.locator(".menu-user summary").click()
    desk.get_by_role("button", name="Sign out").click()
    desk.get_by_role("button", name="Sign out and throw it away").click()
    desk.wait_for_url("**/account/login/**")
    assert desk.evaluate(ON_DISK) == []


def test_the_desk_is_a_few_touches(desk):
    for field in ("#who", "[data-unlisted-link]"):
        assert desk.locator(field).bounding_box()["height"] >= 48
    journey = Journey(desk, "Reception: one person who is on the list, with what they say")
    journey.write("bylyn")
    journey.press("Enter")
    journey.tap(desk.get_by_label("document", exact=True))
    journey.tap(desk.get_by_label("slightly wounded"))
    journey.fill(desk.get_by_label("Whom did you see?"), "Petro, in May, alive.")
    journey.tap(desk.get_by_role("button", name="Arrived: next person"))
    all_is_sent(desk)
    journey.is_as_kept()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
