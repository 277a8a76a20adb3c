"""Finding a case by what somebody says on the telephone."""

from typing import Any

from django.conf import settings
from django.db.models import Q
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException

from casework.families.models import CaseQuerySet, CaseRelative, Relative
from casework.lib.codes import read_code
from casework.people.models import Person

_DIGITS_OF_A_NUMBER = 9


def search_cases(cases: CaseQuerySet, text: str, *, by_relatives: bool = True) -> CaseQuerySet:
    """Those of `cases` that `text` may mean: a code, a person or a relative by name, number or telephone.

    Raises MistypedCode where the text is a code with a wrong letter.
    """
    text = " ".join(text.split())
    if (code := read_code(text)) is not None:
        kept = Person.objects.kept_for(code)
        found = Q(reference=code) | (Q(person=kept) if kept else Q(person__reference=code))
        related = Q(relative__reference=code)
    else:
        found = Q(person__in=Person.objects.search(text).values("pk"))
        related = Q(relative__in=Relative.objects.filter(_relative(text)))
    if by_relatives:
        found |= Q(pk__in=CaseRelative.objects.filter(related).values("case"))
    return cases.filter(found)


def has_phone(text: str) -> Q | None:
    """The relatives with the telephone number that `text` is, by its index; None where it is none.

    Numbers stand sealed: a part of one finds nothing.
    """
    if sum(c.isdigit() for c in text) < _DIGITS_OF_A_NUMBER or any(c.isalpha() for c in text):
        return None
    try:
        number = PhoneNumber.from_string(text, region=settings.PHONENUMBER_DEFAULT_REGION)
    except NumberParseException:  # too long for a telephone number
        return None
    index: Any = Relative._meta.get_field("phone_index")
    indexes = index.indexes(number)
    return Q(phone_index__in=indexes) | Q(other_phone_index__in=indexes)


def _relative(text: str) -> Q:
    return has_phone(text) or Q(name__contains=text) | Q(name__contains=text.title())
