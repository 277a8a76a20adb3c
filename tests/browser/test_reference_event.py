"""The main job on the reference event, in a browser: from the received list of 390 to two mothers told.

Every person is invented. Steps are taken by the roles whose they are, with the keyboard where it serves.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from casework.demo import event

pytestmark = pytest.mark.browser

EXCHANGE = "/exchanges/2025-05-23/"
CODES = """
import json
from casework.people.models import Person
print(json.dumps(dict(Person.objects.exclude(sender_reference="").values_list("sender_reference", "reference"))))
"""
# The sons, by their number on the register, and the mothers who wait.
MOTHERS = {"DEMO-1001": "Наталія", "DEMO-1002": "Ольга"}
STAYED_AWAY = 2


@pytest.fixture
def whom(site) -> dict[int, str | None]:
    """The code of the person whom each row of the list means; None for those who are not on the register."""
    codes = site.ask(CODES)
    return {row: codes[number] if number else None for row, number in event.truth()}


def test_from_a_received_list_to_two_mothers_told(site, sign_in, whom):
    import_the_list(sign_in("data-steward"), site)
    caseworker = sign_in("caseworker")
    confirm_exact_matches(caseworker)
    review_the_rest(caseworker, whom)
    record_arrivals(sign_in("supervisor"))
    verified = verify_everybody(sign_in("verification-officer"))
    linked = sum(code is not None for code in whom.values())
    assert linked - STAYED_AWAY <= verified <= linked
    supervisor, telling = sign_in("supervisor-2"), sign_in("caseworker")
    for son, mother in MOTHERS.items():
        approve_news(supervisor, son, mother)
        tell(telling, son, mother)
    read_the_ledger(supervisor, linked, verified)
    assert "The audit is whole" in site.manage("audit_verify")


def import_the_list(page: Page, site) -> None:
    page.goto(EXCHANGE)
    page.keyboard.press("i")
    page.get_by_label("file").set_input_files(site.folder / "list-2025-05-23.xlsx")
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Before the import")
    expect(page.get_by_text("390 rows become entries")).to_be_visible()
    page.get_by_role("link", name="Correct the columns").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the columns mean")
    page.get_by_role("button", name="Show what the rows become").click()
    page.get_by_role("button", name="Import 390 rows").click()
    expect(page.get_by_text("The list is imported.")).to_be_visible()
    page.goto(EXCHANGE + "lists/new/")
    page.get_by_label("file").set_input_files(site.folder / "list-2025-05-23.xlsx")
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("nothing was added").first).to_be_visible()


def confirm_exact_matches(page: Page) -> None:
    page.goto(EXCHANGE + "review/exact/")
    listed = page.locator("input[data-check]").count()
    assert listed > 50
    with page.expect_navigation():
        page.keyboard.press("a")
    page.goto(EXCHANGE + "review/exact/")
    expect(page.get_by_text("No exact match waits.")).to_be_visible()


def review_the_rest(page: Page, whom: dict[int, str | None]) -> None:
    """One key for each decision; the truth stands in for the reviewer's eye."""
    page.goto(EXCHANGE + "review/")
    while page.locator("#received").count():
        row = int(re.search(r"row (\d+)", page.locator("section[aria-labelledby=received] p").inner_text())[1])
        code = whom[row]
        if code is None:
            key = "n"
        else:
            if page.locator(f"input[name=person][value='{code}']").count() == 0:
                page.locator(f"a[href*='person={code}']").click()
            key = "a"
        with page.expect_navigation():
            page.keyboard.press(key)
        assert page.locator(".message-error").count() == 0, page.locator(".message-error").inner_text()
    expect(page.get_by_text("390 of 390 decided")).to_be_visible()


def record_arrivals(page: Page) -> None:
    """Two stayed behind; everybody else came."""
    page.goto(EXCHANGE + "arrivals/")
    for box in page.locator("input[data-check]").all()[:STAYED_AWAY]:
        box.check()
    page.keyboard.press("m")
    page.get_by_text(f"All {390 - STAYED_AWAY} who are awaited have arrived").click()
    page.get_by_role("button", name="Set them to arrived").click()
    expect(page.locator(".messages")).to_contain_text(str(390 - STAYED_AWAY))


def verify_everybody(page: Page) -> int:
    page.goto(EXCHANGE + "verifications/")
    page.locator("main a[href$='/verify/']").first.click()
    verified = 0
    while page.get_by_role("button", name="Verify and go to the next").count():
        page.locator("input[name=identified_by][value=document]").check()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        verified += 1
    return verified


def approve_news(page: Page, son: str, mother: str) -> None:
    open_news(page, son, mother)
    expect(page.get_by_role("button", name="Approve exactly these words")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("a")
    open_news(page, son, mother)
    expect(page.locator("main .pill").first).to_contain_text("to be told")


def tell(page: Page, son: str, mother: str) -> None:
    open_news(page, son, mother)
    expect(page.get_by_role("link", name="Call and record")).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Read this out")).to_be_visible()
    page.locator("input[name=outcome][value=told]").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Record").click()
    open_news(page, son, mother)
    expect(page.locator("main .pill").first).to_contain_text("told")
    expect(page.get_by_role("link", name="Call and record")).to_have_count(0)


def open_news(page: Page, son: str, mother: str) -> None:
    """By way of the register, as with a family on the telephone; meanwhile the worker prepares the news."""
    page.goto("/people/?q=" + son)
    page.locator("main a[href^='/cases/C-']").first.click()
    news = page.locator("main a[href^='/notifications/N-']", has_text=mother)
    for _ in range(20):
        if news.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    with page.expect_navigation():
        news.first.click()


def read_the_ledger(page: Page, linked: int, verified: int) -> None:
    page.goto(EXCHANGE)
    strip = dict(
        re.match(r"(\S+)\s+(.*)", item.strip().replace("\n", " ")).groups()[::-1]
        for item in page.locator(".counts li").all_inner_texts()
    )
    assert strip == {
        "announced": "390",
        "listed": "390",
        "linked": str(linked),
        "arrived": str(390 - STAYED_AWAY),
        "verified": str(verified),
        "families told": "2",
    }
    page.goto(EXCHANGE + "ledger/")
    varying = page.locator("table.variances").inner_text()
    assert "did not arrive" in varying
    assert "not on the register" in varying
