"""The running program, and a real browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.screens import CHROMIUM, FLAGS
from tests.browser.site import PASSWORD, Site, running_site

WIDE = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def sign_in(site: Site, chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """`sign_in(username)` is a page on which that user of the demonstration stands at their desk."""
    contexts: list[BrowserContext] = []

    def enter(username: str, **options: Any) -> Page:
        context = chromium.new_context(**{"base_url": site.url, "viewport": WIDE} | options)
        contexts.append(context)
        page = context.new_page()
        page.goto("/account/login/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site.url}/")
        return page

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether every page is visited in every way; else each once."""
    return bool(request.config.getoption("--full"))
