"""Dates in the words of whoever reads them: inexact ones, and how long ago something was.

Kept is what was said of a date, in whichever of our two languages. Only the words between the numbers are
exchanged. A month after a number stands in the genitive.
"""

import re
from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

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


@register.filter
def ago(moment: datetime) -> str:
    """In whole units of one size: nobody needs the minutes of what was days ago."""
    passed = timezone.now() - moment
    minutes, hours, days = (passed // timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))
    if minutes < 1:
        return _("just now")
    if hours < 1:
        return ngettext("%(count)s minute ago", "%(count)s minutes ago", minutes) % {"count": minutes}
    if days < 1:
        return ngettext("%(count)s hour ago", "%(count)s hours ago", hours) % {"count": hours}
    return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
