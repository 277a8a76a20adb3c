"""Signing in with what people have in their hands: a password and an app, a passkey, the keyboard alone."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accounts import door
from tests.browser.site import PASSWORD, Site

pytestmark = pytest.mark.browser
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
# Whose sign-in no other journey uses.
NEWCOMER = f"""
import json
from casework.accounts import actions
from casework.accounts.models import SYSTEM, User
bureau = User.objects.get(username="auditor").organisation
user = actions.create_user(
    username="newcomer", organisation=bureau, first_name="Nina", last_name="Newcomer", by=SYSTEM
)
actions.grant_role(user, role="auditor", by=SYSTEM)
actions.set_password(user, password="{PASSWORD}", by=user)
print(json.dumps(user.username))
"""


@pytest.fixture
def tab(site: Site, chromium: Browser) -> Iterator[Page]:
    """A browser with a passkey in it; passkeys want a name, so the site is called localhost."""
    context = chromium.new_context(base_url=f"http://localhost:{urlsplit(site.url).port}")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.on("console", lambda said: pytest.fail(said.text) if said.type in ("error", "warning") else None)
    yield page
    context.close()


def give_password(page: Page, username: str) -> None:
    """With the keyboard alone: the cursor stands where one writes."""
    page.goto("/account/login/")
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    page.locator("main button").click()
    page.wait_for_url("**/account/login/**")


def test_an_app_then_a_passkey_then_a_passkey_alone(site: Site, tab: Page) -> None:
    user = site.ask(NEWCOMER)
    give_password(tab, user)
    tab.wait_for_url(lambda url: urlsplit(url).path == "/")
    tab.goto("/account/second-factor/app/")
    secret = tab.locator(".secret-key").inner_text()
    tab.keyboard.type(door.code(secret))
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/recovery-codes/")
    expect(tab.locator(".recovery-codes li")).to_have_count(10)

    sign_out(tab)
    give_password(tab, user)
    tab.wait_for_url("**/login/code/")
    tab.keyboard.type(door.code(secret, 1))
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: urlsplit(url).path == "/")

    tab.goto("/account/second-factor/passkey/")
    tab.get_by_role("button", name="Add a passkey").click()
    tab.wait_for_url("**/second-factor/")
    expect(tab.get_by_text("Passkey 1")).to_be_visible()

    sign_out(tab)
    give_password(tab, user)
    tab.wait_for_url("**/login/code/")
    tab.get_by_role("button", name="Use a passkey").click()
    tab.wait_for_url(lambda url: urlsplit(url).path == "/")

    sign_out(tab)
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.wait_for_url(lambda url: urlsplit(url).path == "/")
    expect(tab.locator(".menu-user-name")).to_have_text("Nina Newcomer")


def test_without_javascript_there_is_no_button_that_does_nothing(site: Site, chromium: Browser) -> None:
    context = chromium.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/account/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page.get_by_label("Username").fill("partner")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/")
    page.goto("/account/second-factor/passkey/")
    expect(page.get_by_text("This needs a browser with passkeys")).to_be_visible()
    context.close()
