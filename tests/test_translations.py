"""Ukrainian is complete, and what is compiled is what is written."""

from pathlib import Path
from string import Formatter

import polib
import pytest

CATALOGUE = Path(__file__).resolve().parent.parent / "locale" / "uk" / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="module")
def po() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_every_text_is_translated(po):
    assert len(po) > 300
    assert [entry.msgid for entry in po if not entry.translated() or entry.fuzzy] == []


def test_every_number_has_its_plural(po):
    assert "nplurals=4" in po.metadata["Plural-Forms"] or "nplurals=3" in po.metadata["Plural-Forms"]
    counted = [entry for entry in po if entry.msgid_plural]
    assert counted
    assert {len(entry.msgstr_plural) for entry in counted} <= {3, 4}


def test_a_translation_keeps_the_placeholders(po):
    wrong = []
    for entry in po:
        for text in (entry.msgstr, *entry.msgstr_plural.values()):
            if text and _placeholders(text) - _placeholders(entry.msgid) - _placeholders(entry.msgid_plural):
                wrong.append(entry.msgid)
            if text and not entry.msgid_plural and _placeholders(text) != _placeholders(entry.msgid):
                wrong.append(entry.msgid)
    assert wrong == []


def test_what_is_compiled_is_what_is_written(po):
    compiled = {
        (e.msgctxt, e.msgid): e.msgstr_plural or e.msgstr for e in polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    }
    written = {(e.msgctxt, e.msgid): e.msgstr_plural or e.msgstr for e in po}
    assert compiled == written


def _placeholders(text: str) -> set[str]:
    python = {f"%({part.split(')')[0]})" for part in text.split("%(")[1:]}
    try:
        braces = {"{" + name + "}" for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        braces = set()
    return python | braces
