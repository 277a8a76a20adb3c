"""Every page, once or with `--full` in every way: open to all, whole on a telephone, light, in Ukrainian.

Without `--full`, one page of each route is one visit for all that is asked of it, each in the next of the ways.
"""

from itertools import cycle
from urllib.parse import urlsplit

import pytest

from tests.browser.site import running_site
from tests.browser.walked import WAYS, Visitors, Way, all_pages, axe, look
from tests.walk.pages import NO_PAGE, only_shown
from tests.walk.words import KNOWN, english

pytestmark = pytest.mark.browser
FIRST_VISIT = 60_000  # bytes that are transferred
HEAVIER = ("exchanges:reception",)  # brings along what it needs where there is no network
IN_WORDS_OF_THE_PROGRAM = ("reports:readings", "audit:list")  # which name pages and details as they are stored
# What a browser of 1280 pixels shows at 200 % and at 400 %.
ENLARGED = (640, 320)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """One of its own: what is put on stage for the walk is in nobody else's way."""
    with running_site(tmp_path_factory.mktemp("walked")) as site:
        yield site


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
        name: answer for name, answer in without.items() if "405" not in answer and not only_shown(name, answer)
    }
    assert unexplained == NO_PAGE


def test_every_page_is_open_to_everybody(site, walk, visitors, full):
    """axe finds nothing; nothing is wider than the screen or cut off; all is light; no word is left in English."""
    words, given = site.ask(KNOWN)
    turns = cycle(WAYS)
    faults, asked = [], set()
    for page in walk[0] if full else _one_of_a_route(walk[0]):
        for way in WAYS if full else [next(turns)]:
            visitors.forget(page.who)
            at = visitors.open(page, way)
            weights = visitors.weights(page.who)
            wrong = [*_not_whole(at), *axe(at), *_not_enlarged(at)]
            if way.language == "uk" and not _is_admins(page) and page.route not in IN_WORDS_OF_THE_PROGRAM:
                wrong += [f"English: {one}" for one in english(look(at)["said"], words, given)]
            if not _is_admins(page) and page.route not in HEAVIER and sum(weights.values()) > FIRST_VISIT:
                wrong.append(f"{sum(weights.values())} bytes")
            asked |= weights.keys()
            faults += [f"{page.url} ({page.who}, {' '.join(map(str, way))}): {one}" for one in wrong]
    assert faults == []
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(site.url).netloc}


def test_every_page_answers_without_javascript(walk, visitors, full):
    """Each form has a button that sends it, and no button waits for a script."""
    faults = []
    for page in walk[0] if full else _one_of_a_route(walk[0]):
        seen = look(visitors.open(page, Way("uk", "light", 390), scripts=False))
        faults += [f"{page.url}: no button sends {one}" for one in seen["formsWithoutButton"]]
        faults += [f"{page.url}: does nothing: {one}" for one in seen["deadButtons"]]
    assert faults == []


def _not_whole(at):
    seen = look(at)
    wider = [f"{seen['wider']} px wider than the screen"] if seen["wider"] > 0 else []
    headings = [f"{seen['headings']} h1"] if seen["headings"] != 1 else []
    return [*wider, *headings, *[f"cut off: {one}" for one in seen["cut"]]]


def _not_enlarged(at):
    for width in ENLARGED:
        at.set_viewport_size({"width": width, "height": 900})
        if (wider := look(at)["wider"]) > 0:
            yield f"{wider} px wider than {width}"


def _is_admins(page):
    """Those show what is stored as it is stored, and weigh what Django's administration weighs."""
    return page.route.startswith("admin:")


def _one_of_a_route(pages):
    """The pages that differ in more than their records; of the lists of the admin, which are alike, a few."""
    ours = {page.route: page for page in pages if not _is_admins(page)}
    return [*ours.values(), *[page for page in pages if _is_admins(page)][::10]]
