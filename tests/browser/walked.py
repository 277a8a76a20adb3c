"""Each page of the site as a browser sees it: by whoever opens it, in a language, a scheme and a width."""

from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, StorageState

from tests.browser.conftest import PASSWORD, Site
from tests.walk.pages import Page as Address

HERE = Path(__file__).resolve().parent
AXE = (HERE / "vendor" / "axe-core" / "axe.min.js").read_text()
LOOK = (HERE / "look.js").read_text()
RUN_AXE = """
async (off) => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run(document, {runOnly: tags, resultTypes: ["violations"], rules: off});
  const where = (one) => one.nodes.map((node) => node.target).slice(0, 3).join(" | ");
  return found.violations.map((one) => `${one.id}: ${where(one)}`);
}
"""
WEIGHTS = """
() => Object.fromEntries(
  ["navigation", "resource"]
    .flatMap((kind) => performance.getEntriesByType(kind))
    .map((one) => [one.name, one.initiatorType === "fetch" ? 0 : one.transferSize])
)
"""
# In the tables inside the forms of Django's administration, which are not ours to write.
DJANGOS_OWN = ("empty-table-header", "scrollable-region-focusable")
PAGES = """
import json
from dataclasses import astuple
from tests.walk.pages import pages
from tests.walk.stage import stage
stage()
found, without = pages()
print(json.dumps([[astuple(page) for page in found], without]))
"""


class Way(NamedTuple):
    language: str
    scheme: str
    width: int


WAYS = [Way(*way) for way in product(("uk", "en"), ("light", "dark"), (390, 1280))]


@dataclass
class Visitors:
    """The users of the demonstration, each signed in once."""

    site: Site
    browser: Browser
    states: dict[str, StorageState] = field(default_factory=dict)
    pages: dict[tuple[str, bool], Page] = field(default_factory=dict)

    def open(self, address: Address, way: Way, *, scripts: bool = True) -> Page:
        page = self.page_of(address.who, scripts)
        page.context.add_cookies([{"name": "django_language", "value": way.language, "url": self.site.url}])
        page.emulate_media(color_scheme="dark" if way.scheme == "dark" else "light")
        page.set_viewport_size({"width": way.width, "height": 900})
        answer = page.goto(address.url)
        assert answer is not None
        assert (answer.status, page.url) == (200, self.site.url + address.url)
        return page

    def page_of(self, who: str, scripts: bool = True) -> Page:
        if (who, scripts) not in self.pages:
            state = self.state_of(who)
            context = self.browser.new_context(
                base_url=self.site.url, storage_state=state, java_script_enabled=scripts
            )
            self.pages[who, scripts] = context.new_page()
        return self.pages[who, scripts]

    def forget(self, who: str) -> None:
        """Empties the cache, so that the next page is a first visit."""
        page = self.page_of(who)
        network = page.context.new_cdp_session(page)
        network.send("Network.clearBrowserCache")
        network.detach()

    def weights(self, who: str) -> dict[str, int]:
        """The bytes transferred for each address of the page that is open; none for data it fetches later."""
        said: dict[str, int] = self.page_of(who).evaluate(WEIGHTS)
        return said

    def state_of(self, who: str) -> StorageState | None:
        if who and who not in self.states:
            context = self.browser.new_context(base_url=self.site.url)
            page = context.new_page()
            page.goto("/account/login/")
            page.locator("input[name=login]").fill(who)
            page.locator("input[name=password]").fill(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(f"{self.site.url}/")
            self.states[who] = context.storage_state()
            context.close()
        return self.states.get(who)

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()


def axe(page: Page) -> list[str]:
    page.evaluate(AXE)
    off = DJANGOS_OWN if "/admin/" in page.url else ()
    found: list[str] = page.evaluate(RUN_AXE, {rule: {"enabled": False} for rule in off})
    return found


def look(page: Page) -> Any:
    return page.evaluate(LOOK)


def all_pages(site: Site) -> tuple[list[Address], dict[str, str]]:
    found, without = site.ask(PAGES)
    return [Address(*said) for said in found], without
