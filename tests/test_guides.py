"""The guides: reached from the screens of each role, in both languages, and true to these screens."""

import re
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from casework.access import ROLES, Role
from casework.guide_places import PLACES
from casework.guides import ALSO, GUIDES, INDEX, headings, place, read_guide, source
from tests import make

LANGUAGES = [code for code, _ in settings.LANGUAGES]
EVERY = [*GUIDES, INDEX]
BOTH = pytest.mark.parametrize("language", LANGUAGES)
EACH = pytest.mark.parametrize("name", EVERY)
CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "uk" / "LC_MESSAGES" / "django.po"
TEMPLATES = "\n".join(path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html"))
_MARKED = re.compile(r"\*\*(.+?)\*\*|\*([^*]+)\*", re.DOTALL)
_KEYED = re.compile(r"\*\*([^*]+)\*\*\s\((?:key )?`(\w)`\)")
# What is stressed rather than quoted; the example of how it is quoted; and the link to the guides themselves.
STRESSED = {
    "Help": "Довідка",
    "No news from you, ever.": "Від вас — жодних новин, ніколи.",
    "You tell no family anything you read here.": "Нічого з прочитаного тут ви не кажете жодній родині.",
    "bold": "жирним",
    "slanted": "похилим",
}


class Links(HTMLParser):
    """The links of a page, its anchors, and its heading."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.helps: list[str] = []
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.ids += [said["id"]] if "id" in said else []
        self.hrefs += [said["href"]] if tag == "a" else []
        self.helps += [said["href"]] if said.get("class") == "help-link" else []


def _spoken(client, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


@BOTH
@pytest.mark.parametrize("role", Role)
def test_each_role_reaches_its_guide_in_one_click_from_the_desk(bureau, signed_in, role, language):
    client = _spoken(signed_in(make.user("reader", bureau, role)), language)
    (href,) = Links(client.get(reverse("desk")).content.decode()).helps
    name = role.value.replace("_", "-")
    assert href == reverse("guide", args=[name])
    assert f"<h1>{headings(source(name, language))[0][1]}</h1>" in client.get(href).content.decode()


def test_an_administrator_reaches_the_guide_from_the_administration(administrator, signed_in):
    (href,) = Links(signed_in(administrator).get(reverse("admin:index")).content.decode()).helps
    assert href == reverse("guide", args=["administrator"])


def test_whoever_has_no_role_is_led_to_the_index(bureau, signed_in):
    client = signed_in(make.user("nobody", bureau))
    assert Links(client.get(reverse("desk")).content.decode()).helps == [reverse("help")]


def test_at_the_door_there_is_no_help_yet(db, client):
    assert Links(client.get(reverse("account_login")).content.decode()).helps == []


@BOTH
@EACH
def test_no_link_of_a_guide_is_dead(bureau, signed_in, name, language):
    client = _spoken(signed_in(make.user("nobody", bureau)), language)
    here = reverse("help") if name == INDEX else reverse("guide", args=[name])
    page = Links(client.get(here).content.decode())
    # Which other pages are there is asked where the reader may open them.
    for url, _, anchor in (href.partition("#") for href in page.hrefs):
        if not url or url.startswith(reverse("help")):
            there = Links(client.get(url or here).content.decode())
            assert not anchor or anchor in there.ids


@EACH
def test_a_guide_has_the_same_parts_in_every_language(name):
    levels = {tuple(level for level, _ in headings(source(name, language))) for language in LANGUAGES}
    assert len(levels) == 1
    assert len({section.anchor for section in read_guide(name, "en").sections}) == len(levels.pop()) - 1


def test_every_screen_that_leads_to_a_part_of_a_guide_exists_and_so_does_the_part():
    views = {name: pattern for name, pattern in _views(get_resolver())}
    for name, parts in PLACES.items():
        anchors = {section.anchor for section in read_guide(name, "en").sections}
        assert set(parts) <= anchors
        assert {view for screens in parts.values() for view in screens} <= set(views)


def test_a_guide_speaks_of_no_screen_that_its_role_cannot_open():
    views = {name: getattr(pattern.callback, "permission", None) for name, pattern in _views(get_resolver())}
    wrong = [
        (name, view)
        for name, parts in PLACES.items()
        for screens in parts.values()
        for view in screens
        if views[view] not in {None, *ROLES[GUIDES[name]]}
    ]
    assert wrong == []


def test_help_leads_to_the_part_that_the_screen_is_about():
    part = "link-the-names-on-a-list"
    for role in (Role.CASEWORKER, Role.SUPERVISOR, Role.DATA_STEWARD):
        assert place(frozenset({role}), "exchanges:review") == f"/help/caseworker/#{part}"
    assert place(frozenset({Role.VERIFICATION_OFFICER}), "exchanges:reception") == (
        "/help/verification-officer/#at-the-door-of-the-bus"
    )
    assert place(frozenset({Role.AUDITOR, Role.INTAKE}), "reports:unusual") == "/help/auditor/#unusual-reading"
    assert set(ALSO) <= set(GUIDES)


def _views(resolver: URLResolver, namespace: str = ""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern
        else:
            yield from _views(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)


def _plain(text: str) -> str:
    """As it is quoted: what varies is left out, and so is how it begins on the screen."""
    text = re.sub(r"%\(\w+\)s|%\w", "…", " ".join(text.split()))
    return re.sub(r"[,:.]? ?\(?…\)?$|\.$", "", text).rstrip(":").casefold()


@pytest.fixture(scope="module")
def spoken() -> dict[str, set[str]]:
    """What stands on the screens: of each text, its translations."""
    found: dict[str, set[str]] = {}
    for entry in polib.pofile(str(CATALOGUE)):
        for english in filter(None, (entry.msgid, entry.msgid_plural)):
            texts = {entry.msgstr, *entry.msgstr_plural.values()} - {""}
            found.setdefault(_plain(english), set()).update(map(_plain, texts))
    return found | {_plain(text): {_plain(said)} for text, said in STRESSED.items()}


def _parts(name: str, language: str) -> list[list[str]]:
    """The words that are marked, part by part."""
    parts = re.split(r"^#+ .+$", source(name, language), flags=re.MULTILINE)
    return [[_plain(bold or slanted) for bold, slanted in _MARKED.findall(part)] for part in parts]


@EACH
def test_a_guide_uses_the_words_of_the_screens_in_both_languages(spoken, name):
    unknown, otherwise = [], []
    for ours, theirs in zip(_parts(name, "en"), _parts(name, "uk"), strict=True):
        unknown += [word for word in ours if word not in spoken]
        otherwise += [word for word in ours if word in spoken and not spoken[word] & set(theirs)]
        told = set().union(*(spoken.get(word, set()) for word in ours))
        unknown += [word for word in theirs if word not in told]
    assert (unknown, otherwise) == ([], [])


@BOTH
@EACH
def test_the_keys_that_a_guide_names_are_those_of_the_screens(name, language):
    english = source(name, "en")
    for label, key in _KEYED.findall(english):
        words = " ".join(label.split()).replace("…", "{{ n }}")
        assert re.search(rf'data-key="{key}"[^\n]*{re.escape(words)}', TEMPLATES), (label, key)
    keys = [re.findall(r"`(\w)`", source(name, each)) for each in ("en", language)]
    assert sorted(keys[0]) == sorted(keys[1])
