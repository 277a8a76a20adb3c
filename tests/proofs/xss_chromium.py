"""Every page of a site of its own in Chromium, with probes in every record and typed into every form.

Once without the policy that forbids scripts, so that one could run; once with it, which finds nothing to forbid.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page, Request, expect

from tests.browser.site import Site
from tests.browser.walked import Visitors
from tests.proofs.proof import Proof
from tests.proofs.xss_probes import fitting, numbers_in, probe
from tests.walk.pages import Page as Address

LOOK = Path(__file__).with_name("xss_look.js").read_text()
TYPE = Path(__file__).with_name("xss_type.js").read_text()
# Runs before anything of the page does.
WATCH = """
window.ran = [];
window.forbidden = [];
window.xss = (number) => window.ran.push(number);
document.addEventListener("securitypolicyviolation", (event) =>
  window.forbidden.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
TYPED = 99_999  # the number of what is typed
_CALLED = re.compile(r"xss[(/](\d+)")
# They end the session that asks, or change what it may do.
LEFT_OUT = re.compile(r"/(account|language|admin/logout|admin/password)")


@dataclass
class Watched:
    """The pages of one browser, with what ran in them and what they asked for elsewhere."""

    site: Site
    visitors: Visitors
    guarded: bool  # by the policy of the site
    elsewhere: list[str] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)

    def open(self, address: Address) -> Page:
        page = self.page_of(address.who)
        page.goto(address.url)
        return page

    def page_of(self, who: str) -> Page:
        if who not in self.pages:
            context = self.visitors.browser.new_context(
                base_url=self.site.url, storage_state=self.visitors.state_of(who), bypass_csp=not self.guarded
            )
            page = self.pages[who] = context.new_page()
            page.add_init_script(WATCH)
            page.on("request", self._asked)
            page.on("dialog", lambda dialog: dialog.accept())
        return self.pages[who]

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site.url + "/", "blob:")):
            self.elsewhere.append(request.url)

    def look(self, page: Page) -> tuple[list[str], set[int]]:
        """What should not be there; and the probes that stand on the page as text."""
        seen = page.evaluate(LOOK)
        wrong = [f"ran: xss({number})" for number in page.evaluate("window.ran")]
        wrong += [f"forbidden by the policy: {one}" for one in page.evaluate("window.forbidden")]
        wrong += [f"asked for: {one}" for one in self.elsewhere]
        wrong += [f"made: {one}" for one in seen["found"]]
        wrong += [f"escaped twice: {one}" for one in seen["twice"]]
        self.elsewhere.clear()
        return wrong, numbers_in(seen["text"])

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()


def walk(proof: Proof, watched: Watched, addresses: list[Address], written: dict[int, str]) -> set[int]:
    """The search, which is the same on every page, is opened once by each reader."""
    shown: set[int] = set()
    searched: set[str] = set()
    for address in addresses:
        page = watched.open(address)
        stir(page)
        if address.who not in searched and search(page):
            searched.add(address.who)
        shown |= check(proof, watched, page, f"{address.url} as {address.who}", written)
    return shown


def stir(page: Page) -> None:
    """What shows only once somebody does something."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    page.evaluate("document.querySelectorAll('*').forEach((one) => one.dispatchEvent(new Event('mouseover')))")


def search(page: Page) -> bool:
    """Whether there is a search; it then shows who was opened last."""
    field = page.locator("#site-search")
    if not field.count():
        return False
    with page.expect_response("**/search/"):
        field.focus()
    expect(page.locator("#search-panel")).to_have_attribute("aria-busy", "false")
    return True


def check(proof: Proof, watched: Watched, page: Page, where: str, written: dict[int, str]) -> set[int]:
    """One thing that holds for each probe that stands there, and one for the page."""
    wrong, shown = watched.look(page)
    guilty = {int(number) for one in wrong for number in _CALLED.findall(one)}
    for number in shown:
        proof.check(number not in guilty, f"{where}: {written.get(number, 'typed')} is no text")
    proof.check(not wrong, f"{where}: {wrong[:3]}")
    return shown


def type_into_all(proof: Proof, watched: Watched, addresses: list[Address]) -> None:
    """Each kind of form once, with probes in every field that takes a text."""
    sent: set[str] = set()
    for address in addresses:
        for place, form in enumerate(watched.open(address).evaluate(TYPE, None)):
            kind = str([address.route, *sorted(one["name"] for one in form["fields"])])
            if kind in sent or not form["fields"] or LEFT_OUT.match(form["action"]):
                continue
            sent.add(kind)
            page = watched.open(address)
            if send(page, place, form, first=len(sent)):
                check(proof, watched, page, f"typed into {form['action']} of {address.url} as {address.who}", {})
    proof.check(len(sent) > 20, f"only {len(sent)} forms were found")


def send(page: Page, place: int, form: dict[str, Any], first: int) -> bool:
    """Whether a page answers, and not a file."""
    values = {}
    for number, one in enumerate(form["fields"]):
        kinds = fitting(one["length"], TYPED)
        values[one["name"]] = probe(kinds[(first + number) % len(kinds)], TYPED) if kinds else "q"
    try:
        with page.expect_navigation():
            page.evaluate(TYPE, {"place": place, "values": values})
    except Error as error:
        if "ERR_ABORTED" not in str(error):
            raise
        return False  # a file
    return True
