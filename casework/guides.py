"""The guides of the roles, as they stand in docs/guides, on pages of the program.

They hold nobody's data: whoever is signed in reads any of them. A heading has the same anchor in every language,
made of its English words, so that a screen can lead to its part of a guide.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from casework.access import Role
from casework.accounts.http import AuthedRequest
from casework.guide_places import PLACES

FOLDER = settings.BASE_DIR / "docs" / "guides"
INDEX = "README"
# By the name of a guide, in the order of the roles.
GUIDES = {role.value.replace("_", "-"): role for role in Role}
# Who does all or much of another role's work finds that in its guide.
ALSO = {"supervisor": "caseworker", "data-steward": "caseworker", "caseworker": "data-steward"}
_KEY = re.compile(r"[^\w\s]|[a-z0-9]|Enter|Esc")


class Section(NamedTuple):
    anchor: str
    title: str


class Guide(NamedTuple):
    title: str
    sections: Sequence[Section]
    html: SafeString


class _Renderer(RendererHTML):
    def code_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A key looks as it does on the screens."""
        shown = super().code_inline(tokens, idx, options, env)
        return (
            shown.replace("<code", '<kbd translate="no"').replace("</code", "</kbd")
            if _KEY.fullmatch(tokens[idx].content)
            else shown
        )

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<div class="table-scroll"><table>'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>"

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A link to the file of another guide leads to its page."""
        name, _, anchor = str(tokens[idx].attrs["href"]).partition("#")
        url = address(name.removesuffix(".md")) + (f"#{anchor}" if anchor else "")
        tokens[idx].attrs["href"] = url if name else f"#{anchor}"
        return self.renderToken(tokens, idx, options, env)


def address(name: str, anchor: str = "") -> str:
    url = reverse("help") if name == INDEX else reverse("guide", args=[name])
    return f"{url}#{anchor}" if anchor else url


def source(name: str, language: str) -> str:
    """The text of a guide: English stands in the folder itself, each other language in a folder of its own."""
    folder = FOLDER if language == "en" else FOLDER / language
    return (folder / f"{name}.md").read_text(encoding="utf-8")


def headings(text: str) -> list[tuple[int, str]]:
    """Level and words of each, in their order."""
    return [(len(signs), words) for signs, words in re.findall(r"^(#+) (.+)$", text, re.MULTILINE)]


@cache
def read_guide(name: str, language: str) -> Guide:
    text = source(name, language)
    anchors = [
        re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-") for _, words in headings(source(name, "en"))
    ]
    markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
    tokens = markdown.parse(text)
    opened = [token for token in tokens if token.type == "heading_open"]
    for token, anchor in zip(opened, anchors, strict=True):
        token.attrs["id"] = anchor
    (_, title), *parts = headings(text)
    sections = [Section(anchor, words) for (_, words), anchor in zip(parts, anchors[1:], strict=True)]
    html = markdown.renderer.render(tokens[3:], markdown.options, {})  # the title is the heading of the page
    # Of our own files, with the HTML in them switched off.
    return Guide(title, sections, mark_safe(html))


def place(roles: frozenset[str], view: str) -> str:
    """Where whoever holds these roles finds help with a page; with no role, the index."""
    own = [name for name, role in GUIDES.items() if role in roles]
    others = [ALSO[name] for name in own if name in ALSO]
    for name in [*own, *others]:
        for anchor, views in PLACES[name].items():
            if view in views:
                return address(name, anchor)
    return address(own[0] if own else INDEX)


def help_link(request: HttpRequest) -> dict[str, Any]:
    """`help_url`, for the header of every page."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"help_url": place(user.roles, request.resolver_match.view_name if request.resolver_match else "")}


@require_safe
def index(request: AuthedRequest) -> HttpResponse:
    return _page(request, INDEX)


@require_safe
def guide(request: AuthedRequest, name: str) -> HttpResponse:
    if name not in GUIDES:
        raise Http404
    return _page(request, name)


def _page(request: AuthedRequest, name: str) -> HttpResponse:
    roles = request.user.roles
    links = [
        {"url": address(each), "label": role.label, "here": each == name, "own": role in roles}
        for each, role in GUIDES.items()
    ]
    links.sort(key=lambda link: not link["own"])
    language = get_language() or "en"
    context = {"guide": read_guide(name, language), "guides": links, "is_index": name == INDEX}
    return render(request, "guides/guide.html", context)
