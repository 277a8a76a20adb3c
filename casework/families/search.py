"""Finding people and cases by what somebody says on the telephone, or has typed of it so far."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException

from casework.access import Permission, can
from casework.accounts.models import Organisation, User
from casework.families.models import Case, CaseQuerySet, CaseRelative, Referral, Relative
from casework.lib.codes import MistypedCode, read_code
from casework.matching.search import Among, Named, by_name
from casework.people.models import Person, RegistryNumber
from casework.people.models.people import PersonQuerySet

_DIGITS_OF_A_NUMBER = 9
_SHORTEST_NUMBER = 3
_MOST_SENT = 1_000  # organisations that number their people alike


class Found(NamedTuple):
    """`why`: a fragment of a sentence, such as "telephone of a relative"."""

    person: Person
    why: str


def search_people(text: str, *, by: User, limit: int = 10) -> list[Found]:
    """Whom of those that `by` may see `text` means, the likeliest first: by code, number, telephone of a relative,
    date of birth, or a name in any alphabet, of which the last word need not be whole. Nobody by a mistyped code.

    Only indexed look-ups, whose number does not grow with the register.
    """
    text, people = " ".join(text.replace("\0", " ").split()), Person.objects.visible_to(by).standing()
    if not can(by, Permission.VIEW_PEOPLE):
        return []
    ways = (_by_code, _by_number, _by_phone, _by_name)
    named: dict[int, str] = {}
    for one in chain.from_iterable(way(text, people, by, limit) for way in ways):
        named.setdefault(one.person_id, one.why)
    found = people.in_bulk(list(named)[:limit])
    return [Found(found[key], why) for key, why in named.items() if key in found]


def _by_code(text: str, people: PersonQuerySet, by: User, limit: int) -> Iterator[Named]:
    try:
        code = read_code(text)
    except MistypedCode:
        return
    if code is None:
        return
    for key in people.filter(reference=code).values_list("pk", flat=True):
        yield Named(key, _("code"))
    if can(by, Permission.VIEW_CASES):
        for key in Case.objects.visible_to(by).filter(reference=code).values_list("person", flat=True):
            yield Named(key, _("code of the case"))


def _by_number(text: str, people: PersonQuerySet, by: User, limit: int) -> Iterator[Named]:
    if len(text) < _SHORTEST_NUMBER or not any(map(str.isdigit, text)):
        return
    numbers = RegistryNumber.objects.filter(number=text, person__in=people.order_by().values("pk"))
    for key in numbers.order_by("pk").values_list("person", flat=True)[:limit]:
        yield Named(key, _("number of another body"))
    # What else is said of them is not open where they were only referred.
    sent = list(Person.objects.filter(sender_reference=text).values_list("pk", flat=True)[:_MOST_SENT])
    for key in people.held_by(by.organisation).filter(pk__in=sent).values_list("pk", flat=True):
        yield Named(key, _("sender's reference"))


def _by_phone(text: str, people: PersonQuerySet, by: User, limit: int) -> Iterator[Named]:
    phone = has_phone(text) if can(by, Permission.VIEW_CASES) else None
    if phone is not None:
        cases = Case.objects.visible_to(by).filter(organisation=by.organisation_id)
        links = CaseRelative.objects.filter(case__in=cases, relative__in=Relative.objects.filter(phone))
        for key in links.order_by("pk").values_list("case__person", flat=True)[:limit]:
            yield Named(key, _("telephone of a relative"))


def _by_name(text: str, people: PersonQuerySet, by: User, limit: int) -> Iterator[Named]:
    received = Referral.objects.in_force().filter(recipient=by.organisation_id, names_person=True)
    others = people.exclude(organisation=by.organisation_id) if received.exists() else None
    yield from by_name(text, Among(people, people.held_by(by.organisation), others), limit)


def search_cases(
    cases: CaseQuerySet, text: str, *, reader: Organisation | None, by_relatives: bool = True
) -> CaseQuerySet:
    """Those of `cases` that `text` may mean: a code, a person or a relative by name, number or telephone.

    Raises MistypedCode where the text is a code with a wrong letter.
    """
    text = " ".join(text.split())
    if (code := read_code(text)) is not None:
        kept = Person.objects.kept_for(code)
        found = Q(reference=code) | (Q(person=kept) if kept else Q(person__reference=code))
        related = Q(relative__reference=code)
    else:
        found = Q(person__in=Person.objects.search(text, reader=reader).values("pk"))
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
