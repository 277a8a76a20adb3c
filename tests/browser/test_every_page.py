"""Every page, once or with `--full` in every way: open to all, whole on a telephone, in Ukrainian.

Each page is one visit for all that is asked of it.
"""

from itertools import cycle
from urllib.parse import urlsplit

import pytest

from tests.browser.walked import WAYS, Visitors, Way, all_pages, axe, look
from tests.walk.pages import NO_PAGE, READ_ONLY
from tests.walk.words import KNOWN, english

pytestmark = pytest.mark.browser
FIRST_VISIT, LATER_VISIT = 60_000, 15_000  # bytes that are transferred
NARROWEST = 320


@pytest.fixture(scope="module")
def walk(site):
    return all_pages(site)


@pytest.fixture(scope="module")
def visitors(site, chromium):
    visitors = Visitors(site, chromium)
    yield visitors
    visitors.close()


def test_every_route_is_walked_or_has_its_reason(walk):
    _found, without = walk
    unexplained = {
        name: answer for name, answer in without.items() if "405" not in answer and not READ_ONLY.fullmatch(name)
    }
    assert unexplained == NO_PAGE


def test_every_page_is_open_to_everybody_and_whole_and_in_ukrainian(site, walk, visitors, full):
    """axe finds nothing; nothing is wider than the screen or cut off; no word is left in English."""
    words, given = site.ask(KNOWN)
    turns = cycle(WAYS)
    faults = []
    for page in walk[0]:
        for way in WAYS if full else [next(turns)]:
            at = visitors.open(page, way)
            seen = look(at)
            wrong = axe(at)
            wrong += [f"{seen['wider']} px wider than the screen"] if seen["wider"] > 0 else []
            wrong += [f"cut off: {one}" for one in seen["cut"]]
            wrong += [f"{seen['headings']} h1"] if seen["headings"] != 1 else []
            if way.language == "uk":
                wrong += [f"English: {one}" for one in english(seen["said"], words, given)]
            faults += [f"{page.url} ({page.who}, {' '.join(map(str, way))}): {one}" for one in wrong]
    assert faults == []


def test_every_page_flows_at_twice_and_at_four_times_the_size(walk, visitors, full):
    """What a browser shows at 200 % and 400 % of 1280 pixels."""
    faults = []
    for page in walk[0] if full else _one_of_a_route(walk[0]):
        at = visitors.open(page, Way("uk", "light", NARROWEST))
        for width in (NARROWEST, 2 * NARROWEST):
            at.set_viewport_size({"width": width, "height": 900})
            wider = look(at)["wider"]
            faults += [f"{page.url}: {wider} px wider than {width}"] if wider > 0 else []
    assert faults == []


def test_every_page_is_light_and_asks_no_other_site(site, walk, visitors, full):
    heavy, elsewhere = [], set()
    for page in walk[0] if full else _one_of_a_route(walk[0]):
        at = visitors.page_of(page.who)
        network = at.context.new_cdp_session(at)
        network.send("Network.enable")
        network.send("Network.clearBrowserCache")
        weights: list[int] = []
        network.on("Network.loadingFinished", lambda said: weights.append(said["encodedDataLength"]))  # noqa: B023
        at.on("request", lambda asked: elsewhere.add(asked.url))
        for most in (FIRST_VISIT, LATER_VISIT):
            weights.clear()
            visitors.open(page, Way("uk", "light", 1280))
            at.wait_for_load_state("networkidle")
            if sum(weights) > most:
                heavy.append(f"{page.url}: {sum(weights)} bytes, at most {most}")
        network.detach()
    assert heavy == []
    hosts = {urlsplit(url).netloc for url in elsewhere if urlsplit(url).scheme in ("http", "https", "ws", "wss")}
    assert hosts == {urlsplit(site.url).netloc}


def test_every_page_answers_without_javascript(walk, visitors, full):
    """Each form has a button that sends it, and no button waits for a script."""
    faults = []
    for page in walk[0] if full else _one_of_a_route(walk[0]):
        seen = look(visitors.open(page, Way("uk", "light", 390), scripts=False))
        faults += [f"{page.url}: no button sends {one}" for one in seen["formsWithoutButton"]]
        faults += [f"{page.url}: does nothing: {one}" for one in seen["deadButtons"]]
    assert faults == []


def _one_of_a_route(pages):
    """The pages that differ in more than their records; of the lists of the admin, which are alike, a few."""
    ours = {page.route: page for page in pages if not page.route.startswith("admin:")}
    return [*ours.values(), *[page for page in pages if page.route.startswith("admin:")][::10]]
