"""The forms of a page as a browser has them: where each is sent, its fields, and what stands in them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

NO_TEXT = {"hidden", "checkbox", "radio", "file", "submit", "button", "image", "reset"}
PLAIN = {"text", "search", "textarea", "password"}


@dataclass
class Field:
    name: str
    kind: str  # the type of an input; select, textarea, button
    value: str = ""

    @property
    def is_typed(self) -> bool:
        return self.kind not in NO_TEXT | {"select"}

    @property
    def is_hidden(self) -> bool:
        return self.kind in ("hidden", "submit", "button")


@dataclass
class Form:
    url: str
    method: str = "get"
    fields: list[Field] = field(default_factory=list)

    @property
    def shown(self) -> list[Field]:
        return [one for one in self.fields if not one.is_hidden]


class FormReader(HTMLParser):
    """`forms`: all of the page, in their order. Fields that stand elsewhere come by the `form` they name."""

    def __init__(self, page: str, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._url = url
        self._named: dict[str, Form] = {}
        self._open: Form | None = None
        self._text: Field | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(urljoin(self._url, said.get("action", "")), said.get("method", "get").lower())
            self._named[said.get("id", "")] = self._open
            self.forms.append(self._open)
        elif tag in ("input", "select", "textarea", "button"):
            self._add(tag, said)

    def _add(self, tag: str, said: dict[str, str]) -> None:
        form = self._named.get(said["form"]) if "form" in said else self._open
        if form is None or not said.get("name") or "disabled" in said:
            return
        kind = said.get("type", "submit" if tag == "button" else "text") if tag in ("input", "button") else tag
        found = Field(said["name"], kind, said.get("value", ""))
        form.fields.append(found)
        self._text = found if tag == "textarea" else None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._text = None
