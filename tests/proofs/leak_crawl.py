"""Going through the site as people do: every link that a page offers, every form filled in and sent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.proofs.canaries import Canaries

TYPED = "typed"  # of whom a canary is that somebody typed into a form
_ADDRESSES = ("href", "action", "src", "formaction", "hx-get", "hx-post", "data-url")
_VARYING = re.compile(r"[A-Z]-\w{4}-\w{4}|\b\d{4}-\d\d-\d\d\b|\b\d+\b")
# They end the session that asks, change its language, or ask for a second factor, which nobody here has in hand.
_LEFT_OUT = re.compile(r"^/(account/(logout|sessions|password|again)|language|static|admin/logout|admin/jsi18n)")


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """The addresses and the forms of a page."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address, self.addresses, self.forms = address, [], []
        self._form: Form | None = None
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        said = {name: value or "" for name, value in attrs}
        said_here = [urljoin(self.address, said[name]) for name in _ADDRESSES if said.get(name)]
        # A telephone to be called is part of the page: nobody is asked for it.
        self.addresses += [one for one in said_here if urlsplit(one).scheme in ("", "http", "https")]
        if tag == "form":
            action = urljoin(self.address, said.get("action") or self.address)
            self._form = Form(action, said.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(tag, said, self._form)

    def _field(self, tag: str, said: dict[str, str], form: Form) -> None:
        name = said.get("name", "")
        if tag == "option" and self._select:
            form.fields[self._select]["options"].append(said.get("value", ""))
        elif tag == "button" and name:
            form.buttons.append((name, said.get("value", "")))
        elif tag == "select" and name:
            self._select = name
            form.fields[name] = {"kind": "select", "options": []}
        elif tag in ("input", "textarea") and name:
            kind = said.get("type", "text") if tag == "input" else "textarea"
            found = form.fields.setdefault(name, {"kind": kind, "options": [], "value": said.get("value", "")})
            found["options"].append(said.get("value", "on"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""


class Typist:
    """Fills in forms with canaries."""

    def __init__(self, canaries: Canaries) -> None:
        self.canaries = canaries

    def fill(self, form: Form) -> dict[str, Any]:
        return {
            name: said for name, found in form.fields.items() if (said := self._value(name, found)) is not None
        }

    def _value(self, name: str, found: dict[str, Any]) -> Any:
        kind, options = found["kind"], [option for option in found["options"] if option]
        if kind in ("select", "radio"):
            return options[-1] if options else ""
        if kind == "checkbox":
            return options
        if kind == "file":
            return self._file()
        if kind in ("hidden", "submit", "password", "number", "date", "time", "datetime-local"):
            usual = {"date": "2026-12-24", "time": "10:00", "number": "1", "datetime-local": "2026-12-24T10:00"}
            return found["value"] or usual.get(kind, "")
        return self._typed(name, kind)

    def _typed(self, name: str, kind: str) -> str:
        what = f"what was typed as {name}"
        if kind == "tel" or "phone" in name:
            return self.canaries.telephone(TYPED, TYPED, what)
        if kind == "email":
            return self.canaries.word(TYPED, TYPED, what).lower() + "@relative.example"
        if "date" in name:
            return self.canaries.day(TYPED, TYPED, what)
        return self.canaries.word(TYPED, TYPED, what)

    def _file(self) -> SimpleUploadedFile:
        name, cell = (self.canaries.word(TYPED, TYPED, what) for what in ("name of a file", "cell of a file"))
        content = (
            f"surname;given_name;date_of_birth\n{cell};Ivan;{self.canaries.day(TYPED, TYPED, 'day in a file')}\n"
        )
        return SimpleUploadedFile(f"{name}.csv", content.encode(), "text/csv")


def pages(client: Client, start: tuple[str, ...], every: bool, onwards: bool = True) -> Iterator[tuple[Page, Any]]:
    """Every page that can be reached by links; without `every`, one of each kind of address.

    Not `onwards`: the pages that are named, and no others.
    """
    waiting, seen = list(start), set()
    while waiting:
        address = waiting.pop(0)
        kind = _kind(address, every)
        if kind in seen or _LEFT_OUT.match(address):
            continue
        seen.add(kind)
        answer = client.get(address)
        page = Page(address, text_of(answer))
        yield page, answer
        if not onwards:
            continue
        found = [*page.addresses, *filter(None, [answer.headers.get("Location")])]
        waiting += [_within(urljoin(address, one)) for one in found if not urlsplit(urljoin(address, one)).netloc]


def _kind(address: str, every: bool) -> str:
    """Of what can be asked of a list, and in the administration, one of each kind is enough."""
    path, _mark, query = address.partition("?")
    asked = sorted({part.partition("=")[0] for part in query.split("&")})
    alike = path if every and not path.startswith("/admin/") else _VARYING.sub("*", path)
    return f"{alike}?{asked[:1]}"


def _within(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def text_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace") if "text/html" in answer.headers.get("Content-Type", "") else ""


def may_be_sent(form: Form) -> bool:
    return not _LEFT_OUT.match(urlsplit(form.action).path)


def submit(client: Client, form: Form, said: dict[str, Any], referer: str) -> Any:
    """As a browser does it: a form without a file is encoded like the query of an address."""
    headers = {"referer": f"http://testserver{referer}"}
    if form.method == "get":
        return client.get(form.action, said, headers=headers)
    if any(found["kind"] == "file" for found in form.fields.values()):
        return client.post(form.action, said, headers=headers)
    encoded = urlencode(said, doseq=True)
    return client.post(form.action, encoded, "application/x-www-form-urlencoded", headers=headers)
