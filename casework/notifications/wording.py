"""Wordings of news: the shipped ones, their placeholders, and filling them in. Knows no database."""

import hashlib
from pathlib import Path
from string import Formatter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from casework.families.statuses import Language, Relationship
from casework.lib.errors import Refused
from casework.notifications.statuses import News

PLACEHOLDERS = ("relative", "person", "relationship", "organisation", "phone")
# Without these nobody would know whom the news is about.
NEEDED = ("person",)

SHIPPED: dict[tuple[str, str], str] = {
    (tells, language): (Path(__file__).parent / "wordings" / f"{tells}.{language}.txt").read_text("utf-8").strip()
    for tells in News.values
    for language in Language.values
}


def check_template(body: str) -> str:
    """`body` with plain line ends, fit to be filled in. Raises Refused and names what cannot be filled in."""
    body = plain_lines(body)
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    try:
        parts = list(Formatter().parse(body))
    except ValueError:
        parts = [("{", None, None, None)]
    if any("{" in text or "}" in text for text, *_rest in parts):
        raise Refused(
            _("A brace stands alone or a pair of them is open. Placeholders are written so: %s.") % known
        )
    fields = [(name, spec, how) for _text, name, spec, how in parts if name is not None]
    for name, spec, how in fields:
        if name not in PLACEHOLDERS or spec or how:
            written = "{" + name + (f"!{how}" if how else "") + (f":{spec}" if spec else "") + "}"
            raise Refused(
                _("“%(name)s” cannot be filled in. There are: %(known)s.") % {"name": written, "known": known}
            )
    if missing := [name for name in NEEDED if name not in {field[0] for field in fields}]:
        raise Refused(_("The wording must contain “{%s}”.") % missing[0])
    return body


def check_wording(wording: str) -> str:
    """`wording` with plain line ends, fit to be read out. Raises Refused where it is empty or not filled in."""
    wording = plain_lines(wording)
    if not wording:
        raise Refused(_("The wording is empty: write what will be said."))
    if "{" in wording or "}" in wording:
        raise Refused(_("A placeholder or a brace stands in the wording: write what will be said in its place."))
    return wording


def fill(
    body: str, *, relative: str, person: str, relationship: str, organisation: str, phone: str, language: str
) -> str:
    """The wording for one relative. `relationship` is a value of Relationship, told in `language`."""
    with override(language):
        values: dict[str, Any] = {
            "relative": relative,
            "person": person,
            "relationship": str(Relationship(relationship).label),
            "organisation": organisation,
            "phone": phone or _("the number that you know"),
        }
    return _without_braces(body.format(**values))


def digest(wording: str) -> str:
    """SHA-256 of the very words, in hex: what an approval and a telling are bound to."""
    return hashlib.sha256(wording.encode()).hexdigest()


def plain_lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _without_braces(text: str) -> str:
    """A name that was entered with a brace must not look like a placeholder that nobody filled in."""
    return text.replace("{", "(").replace("}", ")")
