"""The pictures of the main screens in docs/screens, taken from the demonstration: make screens."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.screens import CHROMIUM, FLAGS
from tests.browser.site import LIST, PASSWORD, ROOT, Site, running_site

OUT = ROOT / "docs" / "screens"
EVENT = "2025-05-23"
WIDE, PHONE = (1280, 800), (390, 780)
# Where records stand that are worth a picture: somebody with a long story, and a case whose family waits for news.
PLACES = """
import json
from django.db.models import Count
from casework.families.models import Case
from casework.people.models import Person
held = Person.objects.filter(organisation__slug="demo-bureau", restrictions=None)
person = held.filter(status="returned").annotate(n=Count("evidence")).order_by("-n", "pk")[0]
case = Case.objects.filter(organisation__slug="demo-bureau", status="news_pending").order_by("pk")[0]
print(json.dumps({"person": person.get_absolute_url(), "case": case.get_absolute_url()}))
"""


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        site.manage("import_list", str(Path(folder) / LIST), "--exchange", EVENT)
        places = site.ask(PLACES)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, user, address, size in (
            ("desk", "caseworker", "/", WIDE),
            ("people", "caseworker", "/people/", WIDE),
            ("person", "caseworker", places["person"], WIDE),
            ("timeline", "caseworker", places["person"] + "timeline/", WIDE),
            ("case", "caseworker", places["case"], WIDE),
            ("intake", "intake", "/cases/new/", PHONE),
            ("exchange", "supervisor", f"/exchanges/{EVENT}/", WIDE),
            ("review", "caseworker", f"/exchanges/{EVENT}/review/", WIDE),
            ("reception", "verification-officer", f"/exchanges/{EVENT}/reception/", PHONE),
            ("figures", "supervisor", "/reports/figures/", WIDE),
        ):
            take(browser, site, name, user, address, size)
        browser.close()


def take(browser: Browser, site: Site, name: str, user: str, address: str, size: tuple[int, int]) -> None:
    context = browser.new_context(base_url=site.url, viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto("/account/login/")
    page.get_by_label("Username").fill(user)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/")
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok, f"{address} answered {answer.status} to {user}"
    page.screenshot(path=OUT / f"{name}.png")
    print(f"docs/screens/{name}.png: {address} for {user}")
    context.close()


if __name__ == "__main__":
    main()
