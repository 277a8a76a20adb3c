"""Which words of a page are English: Latin letters that are neither data nor written so in Ukrainian too."""

import re
from collections.abc import Iterable

# What Ukrainian writes in Latin letters as well: names of formats and programs, keys, units, numerals.
_LATIN = (
    "Casework CSV PDF XLSX XLS ODS JSON PNG JPEG JPG TSV UTF URL ID IP SHA NIB ICRC GMT MB Esc Enter Tab Alt Shift"
    " Ctrl Chromium Chrome Firefox Safari Edge HeadlessChrome Linux Windows macOS Android iOS English"
    " SHA-256 SMS PIN DNA Word Excel OpenDocument GIF WebP True False"  # the last two: Django's own icons
    " I II III IV V VI VIII IX A B C D E F m f x R0 R1 R2 R3 R4"
)
# Browsers, codes, grades, addresses, mail, names of files and of what is filled in.
_NO_WORDS = re.compile(
    r"Mozilla/.*|\bDEMO-\d+\b|\{\w+\}|\b[A-F][1-6]\b|\b[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{4}\b|https?://\S+|\S+@\S+|\b[\w-]+\.(?:csv|xlsx|xls|ods|txt)\b"
)
_HASH = re.compile(r"\b(?=\w*\d)[0-9a-fA-F]{6,}\b")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_'’.-]*[A-Za-z0-9]|[A-Za-z]")

# Prints, inside the program, what stands on pages as somebody gave it: the words of names, and whole texts.
# Inexact dates are among them: they are still shown as they are typed, "about 1982", in any language.
KNOWN = """
import json
from casework.accounts.models import Organisation, User
from casework.exchanges.models import Agreement, Exchange, ListFile, Statement
from casework.families.models import Case, Consent, ContactAttempt, FollowUp, Note, Referral, Relative
from casework.notifications.models import DeliveryAttempt, NotificationTemplate
from casework.people.models import Detention, Evidence, Person, PersonName, PlaceOfDetention
from casework.people.models import RegistryNumber, StatusChange
from casework.protection.models import Hold
def values(model, *fields):
    return {str(getattr(row, field)) for row in model.objects.iterator() for field in fields} - {""}
words = values(User, "username", "first_name", "last_name", "email") | values(PersonName, "latin")
texts = (
    values(Organisation, "slug", "name") | values(Agreement, "slug", "name", "mediators", "source")
    | values(Exchange, "reference", "place", "mediators", "formula", "note", "source", "variance_reason")
    | values(Statement, "source") | values(ListFile, "name")
    | values(Case, "request") | values(Consent, "how") | values(ContactAttempt, "words", "number_used")
    | values(FollowUp, "what", "outcome") | values(Note, "text") | values(Relative, "name", "address", "remarks")
    | values(RegistryNumber, "number", "note")
    | values(NotificationTemplate, "body") | values(Detention, "place_as_told")
    | values(Evidence, "content", "source", "origin") | values(PersonName, "source")
    | values(Person, "circumstances", "place_of_capture", "distinguishing_marks", "unit", "rank", "last_residence")
    | values(Person, "nationality", "date_of_birth", "date_of_capture")
    | values(PlaceOfDetention, "name", "region", "country") | values(StatusChange, "reason")
    | values(Hold, "reason") | values(Case, "closing_reason") | values(Referral, "purpose", "harm_words")
    | values(DeliveryAttempt, "words")
)
print(json.dumps([sorted({word for name in words for word in name.split()}), sorted(texts)]))
"""


def english(texts: Iterable[str], words: Iterable[str], given: Iterable[str]) -> list[str]:
    """The texts that have an English word, each once; but for `words` of names and what was `given`.

    A record in JSON, as the administration shows it to a specialist, is data too.
    """
    allowed = {word.strip(".,;:()«»").lower() for word in (*words, *_LATIN.split())}
    allowed |= {part for word in allowed for part in re.split(r"[-']", word)}
    data = {" ".join(text.split()) for text in given}
    pattern = re.compile("|".join(map(re.escape, sorted((text for text in data if len(text) > 3), key=len)[::-1])))
    said = {" ".join(text.split()) for text in texts} - data
    return sorted(
        text[:120]
        for text in said
        if text[:1] not in "[{" and re.search("[A-Za-z]{2}", text) and _has_english(text, allowed, pattern)
    )


def _has_english(text: str, allowed: set[str], data: re.Pattern[str]) -> bool:
    left = _HASH.sub(" ", _NO_WORDS.sub(" ", data.sub(" ", text)))
    return any(len(word) > 1 and word.lower().strip(".") not in allowed for word in _WORD.findall(left))
