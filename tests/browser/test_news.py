"""News: approved by one, told by another, each from their own desk with the keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.journeys import Journey

pytestmark = pytest.mark.browser


def test_news_is_told_from_the_desk_and_the_next_is_offered(sign_in):
    page = sign_in("caseworker")
    journey = Journey(page, "Call: the first who is to be told is called, and it is recorded")
    journey.press("c")
    page.wait_for_url("**/call/")
    expect(page.get_by_role("heading", name="Read this out")).to_be_visible()
    called = page.url
    journey.press("1")
    expect(page.locator("input[name=outcome][value=told]")).to_be_focused()
    expect(page.locator("input[name=outcome][value=told]")).to_be_checked()
    journey.press("Enter")
    expect(page.locator(".messages")).to_contain_text("was told.")
    journey.is_as_kept()
    assert page.url != called
