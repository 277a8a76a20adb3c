"""Inexact dates in the language of whoever reads them: kept is what was said, in whichever of our two languages.

Only the words between the numbers are exchanged. A month after a number stands in the genitive.
"""

import re

from django import template
from django.utils.translation import get_language

register = template.Library()

# English, Ukrainian, and the Ukrainian after a number.
_PAIRS = (
    ("about", "близько", ""),
    ("or", "або", ""),
    ("before", "до", ""),
    ("after", "після", ""),
    ("since", "з", ""),
    ("spring", "весна", ""),
    ("summer", "літо", ""),
    ("autumn", "осінь", ""),
    ("winter", "зима", ""),
    ("January", "січень", "січня"),
    ("February", "лютий", "лютого"),
    ("March", "березень", "березня"),
    ("April", "квітень", "квітня"),
    ("May", "травень", "травня"),
    ("June", "червень", "червня"),
    ("July", "липень", "липня"),
    ("August", "серпень", "серпня"),
    ("September", "вересень", "вересня"),
    ("October", "жовтень", "жовтня"),
    ("November", "листопад", "листопада"),
    ("December", "грудень", "грудня"),
)
_TO_UKRAINIAN = {english.lower(): (first, counted or first) for english, first, counted in _PAIRS}
_TO_ENGLISH = {word: (english, english) for english, *words in _PAIRS for word in words if word}
_WORD = re.compile(r"(\d\.? )?\b([^\W\d_]+)\b")


@register.filter
def said(date: str | None) -> str:
    """“about 1982 or May 1984” is “близько 1982 або травень 1984” in Ukrainian, and the other way round."""
    words = _TO_UKRAINIAN if get_language() == "uk" else _TO_ENGLISH

    def reworded(match: re.Match[str]) -> str:
        number, word = match[1] or "", match[2]
        return number + words.get(word.lower(), (word, word))[bool(number)]

    return _WORD.sub(reworded, str(date)) if date else ""
