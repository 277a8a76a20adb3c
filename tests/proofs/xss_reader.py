"""Reading a page as a browser does: what in it would run, or is an element that no page of the program has."""

import re
from html.parser import HTMLParser

from tests.proofs.xss_probes import numbers_in

STRANGE = {"xss", "base", "iframe", "object", "embed", "marquee", "math", "style", "video", "audio"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href", "hx-get", "hx-post"}
_RUNS = re.compile(r"[\s\x00-\x1f]*(java\s*script|vbscript|data):|//", re.IGNORECASE)
_NAME = re.compile(r"[a-z][a-z0-9_:.-]*")
_BARE = re.compile(r"q\d+q|\bxss\b")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
RAW = {"script", "style"}


class PageReader(HTMLParser):
    """`faults`: what is wrong, and the number of the probe beside it; `shown`: the probes that stand as text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[tuple[str, int | None]] = []
        self.shown: set[int] = set()
        self._last: int | None = None
        self._inside = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self.get_starttag_text() or ""
        said = dict(attrs)
        self._inside = tag
        for _name, value in attrs:
            self._met(value or "")
        self._met(start)
        if _is_strange(tag, said):
            self._fault(f"element {start[:80]}")
        for name, value in attrs:
            if wrong := _wrong(name, value or ""):
                self._fault(f"{wrong} in {start[:80]}")
        if _BARE.search(_QUOTED.sub("", start)):
            self._fault(f"a probe outside quotes in {start[:80]}")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        self._met(data)
        if self._inside in RAW and numbers_in(data):
            self._fault(f"text of a {self._inside}")

    def handle_comment(self, data: str) -> None:
        if numbers_in(data):
            self._met(data)
            self._fault("comment")

    def _met(self, text: str) -> None:
        for number in re.findall(r"q(\d+)q", text):
            self._last = int(number)
            self.shown.add(self._last)

    def _fault(self, what: str) -> None:
        self.faults.append((what, self._last))


def _is_strange(tag: str, said: dict[str, str | None]) -> bool:
    if tag == "script":
        return "src" not in said
    if tag == "template":
        return "data-of" not in said
    return (
        tag in STRANGE
        or not tag.replace("-", "").isalnum()
        or (tag == "meta" and "http-equiv" in said)
        or said.get("id") == "xss"
    )


def _wrong(name: str, value: str) -> str:
    if name.startswith(("on", "hx-on")) or name in ("style", "srcdoc", "xss"):
        return f"attribute {name}"
    if not _NAME.fullmatch(name):
        return f"attribute {name[:40]!r}, which is none"
    if name in ADDRESSES and _RUNS.match(value):
        return f"address {value[:40]!r}"
    return ""
