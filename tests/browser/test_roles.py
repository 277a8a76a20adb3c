"""Pieces of work of the roles, each from their own desk to its end, with the keyboard where it serves."""

import csv
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.journeys import Journey

pytestmark = pytest.mark.browser


def test_a_report_is_seen_before_it_is_taken_out(sign_in):
    page = sign_in("supervisor")
    journey = Journey(page, "Report: it is chosen, seen, given a purpose and taken out")
    journey.tap(page.get_by_role("link", name="Reports", exact=True))
    page.wait_for_url("**/reports/")
    journey.press("1")
    expect(page.get_by_text("The first rows, as they will stand in the file")).to_be_visible()
    columns = page.locator("thead th").all_inner_texts()
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
