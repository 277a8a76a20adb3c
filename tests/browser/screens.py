"""Screenshots of pages as people see them: wide and narrow, light and dark, in both languages.

python -m tests.browser.screens --base http://127.0.0.1:8000 --user NAME --password P --out DIR URL [URL ...]
"""

import argparse
import itertools
import re
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, ConsoleMessage, Page, StorageState, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (1280, 390)
LANGUAGES = ("en", "uk")
SCHEMES = ("light", "dark")


def main() -> None:
    options = arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        session = sign_in(browser, options) if options.user else None
        taken = 0
        for width, language, scheme in itertools.product(options.widths, options.languages, options.schemes):
            context = browser.new_context(
                storage_state=session, viewport={"width": width, "height": 900}, color_scheme=scheme
            )
            context.add_cookies([{"name": "django_language", "value": language, "url": options.base}])
            page = context.new_page()
            page.on("console", report)
            for url in options.urls:
                picture = f"{name(url)}-{width}-{language}-{scheme}.png"
                take(page, urljoin(options.base, url), options.out / picture)
                taken += 1
            context.close()
        browser.close()
    print(f"{taken} screenshots in {options.out}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--user", help="whom to sign in; nobody without it")
    parser.add_argument("--password", default="")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--widths", type=int, nargs="+", default=WIDTHS)
    parser.add_argument("--languages", nargs="+", default=LANGUAGES)
    parser.add_argument("--schemes", nargs="+", default=SCHEMES)
    parser.add_argument("urls", nargs="+")
    return parser.parse_args()


def sign_in(browser: Browser, options: argparse.Namespace) -> StorageState:
    """The cookies of a signed-in session."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(urljoin(options.base, "/account/login/"))
    page.locator("input[name=login]").fill(options.user)
    page.locator("input[name=password]").fill(options.password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/account/login/" not in url)
    state = context.storage_state()
    context.close()
    return state


def take(page: Page, url: str, path: Path) -> None:
    response = page.goto(url)
    if response is None or not response.ok:
        print(f"{url} answered {response.status if response else 'nothing'}")
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wider > 0:
        print(f"{path.name}: the page is {wider} px wider than the screen")
    page.screenshot(path=path, full_page=True)


def report(message: ConsoleMessage) -> None:
    if message.type in {"error", "warning"}:
        print(message.text)


def name(url: str) -> str:
    return re.sub(r"\W+", "-", url).strip("-") or "desk"


if __name__ == "__main__":
    main()
