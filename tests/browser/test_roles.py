"""Pieces of work of the roles, each from their own desk to its end, with the keyboard where it serves."""

import csv
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.journeys import Journey

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
CASE = """
import json
from casework.families.models import Case
case = Case.objects.select_related("person").get(person__sender_reference="DEMO-1002")
print(json.dumps([case.reference, case.person.reference, case.person.name]))
"""
PURPOSE = "Medical care after the return."


def open_person(journey: Journey, code: str) -> None:
    """From any page, by the search in its header."""
    journey.press("/")
    journey.write(code)
    expect(journey.page.locator("#search-panel")).to_have_attribute("aria-busy", "false")
    journey.press("ArrowDown")
    journey.press("Enter")
    journey.page.wait_for_url(f"**/people/{code}/")


def test_a_case_is_referred_read_and_revoked(site, sign_in):
    case, person, name = site.ask(CASE)
    page, partner = sign_in("caseworker"), sign_in("partner")
    assert partner.goto(f"/cases/{case}/").status == 404
    assert partner.goto("/").status == 200

    journey = Journey(page, "Referral: a mother's consent is recorded, and her son's case is shared until a day")
    open_person(journey, person)
    journey.tap(page.locator(f"main a[href='/cases/{case}/']").first)
    page.wait_for_url(f"**/cases/{case}/")
    ask_first(journey)
    refer(journey)
    journey.is_as_kept()

    journey = Journey(partner, "Referral: a partner accepts and reads what is shared")
    journey.press("1")
    partner.wait_for_url("**/cases/referrals/")
    waiting = partner.locator("section", has_text=PURPOSE)
    expect(waiting).to_be_visible()
    expect(partner.get_by_text(name)).to_have_count(0)
    journey.tap(waiting.get_by_role("button", name="Accept for this purpose"))
    expect(partner.locator(".messages")).to_contain_text("Accepted.")
    expect(partner.locator("main")).to_contain_text(name)
    journey.is_as_kept()

    page.reload()
    journey = Journey(page, "Referral: it is revoked, from the case")
    journey.tap(page.locator("summary", has_text="Revoke").first)
    journey.tap(page.locator(".confirm[open] button"))
    expect(page.locator(".messages")).to_contain_text("Revoked.")
    journey.is_as_kept()
    assert partner.reload().status == 404


def ask_first(journey: Journey) -> None:
    """Nobody has agreed yet: the referral leads to where it is recorded, and from there on."""
    page = journey.page
    journey.follow("f")
    expect(page.get_by_text("Nobody has agreed to sharing this case")).to_be_visible()
    journey.follow("c")
    expect(page.get_by_label("purpose")).to_have_value("referral")
    journey.tap(page.locator("input[name=given][value=yes]"))
    journey.press("Enter")
    expect(page.locator(".messages")).to_contain_text("The answer is recorded.")


def refer(journey: Journey) -> None:
    page = journey.page
    expect(page.locator("select[name=recipient]")).to_be_focused()
    journey.press("ArrowDown")
    journey.fill(page.locator("input[name=purpose]"), PURPOSE)
    journey.fill(page.locator("input[name=until]"), "2027-12-31")
    journey.tap(page.locator("input[name=harm][value=no]"))
    journey.press("Enter")
    expect(page.locator(".messages")).to_contain_text("The referral is sent.")


def test_the_next_who_arrived_is_verified_on_a_telephone(sign_in):
    page = sign_in("verification-officer", **PHONE)
    name = page.get_by_role("heading", level=1)
    journey = Journey(page, "Verification: the first who waits is verified, from the desk on a telephone")
    journey.tap(page.locator(".counts a", has_text="arrivals to verify").first)
    page.wait_for_url("**/verifications/")
    journey.tap(page.get_by_role("link", name="Begin with the first"))
    page.wait_for_url("**/verify/")
    first = name.inner_text()
    verify(journey)
    journey.is_as_kept()
    expect(name).not_to_have_text(first)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    second, journey = name.inner_text(), Journey(page, "Verification: each who follows")
    verify(journey)
    journey.is_as_kept()
    expect(name).not_to_have_text(second)


def verify(journey: Journey) -> None:
    journey.tap(journey.page.locator("label:has(input[name=identified_by][value=document])"))
    with journey.page.expect_navigation():
        journey.tap(journey.page.get_by_role("button", name="Verify and go to the next"))
    expect(journey.page.locator(".messages")).to_contain_text("has returned.")


def test_news_is_approved_from_the_desk_and_the_next_is_offered(sign_in):
    page = sign_in("supervisor-2")
    journey = Journey(page, "Approval: the first news that waits is read and approved")
    journey.follow(page.locator(".counts a", has_text="notifications to approve").get_attribute("data-key"))
    with page.expect_navigation():
        journey.tap(page.locator("main tbody th a").first)
    approve(journey)
    journey.is_as_kept()

    journey = Journey(page, "Approval: each news that follows")
    approve(journey)
    journey.is_as_kept()


def approve(journey: Journey) -> None:
    page, read = journey.page, journey.page.url
    expect(page.get_by_role("button", name="Approve exactly these words")).to_be_enabled()
    journey.follow("a")
    expect(page.locator(".messages")).to_contain_text("may now be told.")
    assert page.url != read


def test_a_report_is_seen_before_it_is_taken_out(sign_in):
    page = sign_in("supervisor")
    journey = Journey(page, "Report: it is chosen, seen, given a purpose and taken out")
    journey.tap(page.get_by_role("link", name="Reports", exact=True))
    page.wait_for_url("**/reports/")
    journey.press("1")
    expect(page.get_by_text("The first rows, as they will stand in the file")).to_be_visible()
    columns = page.locator("thead th code").all_inner_texts()
    journey.fill(page.get_by_label("What it is for"), "Meeting of the families.")
    with page.expect_download() as download:
        journey.press("Enter")
    journey.is_as_kept()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == columns


def test_a_role_is_given_by_two_administrators(sign_in):
    page, second = sign_in("administrator"), sign_in("administrator-2")
    journey = Journey(page, "Admin: a role is proposed for a colleague")
    journey.tap(page.get_by_role("link", name="Proposals", exact=True))
    page.wait_for_url("**/proposals/")
    journey.press("n")
    expect(page.get_by_label("Colleague")).to_be_focused()
    journey.write("Kyrylo")
    journey.press("Tab")
    journey.write("Intake")
    journey.fill(page.get_by_label("Reason"), "Nights on the telephone.")
    journey.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Proposed.")
    journey.is_as_kept()

    second.reload()
    journey = Journey(second, "Admin: a second administrator approves it")
    journey.press("1")
    second.wait_for_url("**/proposals/")
    journey.press("1")
    second.wait_for_url(re.compile(r"/proposals/\d+/$"))
    expect(second.get_by_text("Nights on the telephone.")).to_be_visible()
    journey.press("a")
    expect(second.locator(".messages")).to_contain_text("Approved, and carried out.")
    journey.is_as_kept()
    assert_holds(second, "Intake")


def assert_holds(page: Page, role: str) -> None:
    page.goto("/")
    expect(page.locator("dl.facts > div", has=page.locator("dt", has_text=role))).to_contain_text("Kyrylo")
