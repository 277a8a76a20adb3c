"""The register: every write but the steps of a person's status, which are in `statuses`."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access import Permission, can
from casework.accounts.actions import Actor, require_permission
from casework.accounts.models import Organisation, User, user_or_none
from casework.audit.actions import record
from casework.lib.errors import Refused
from casework.lib.partial_dates import DateNotUnderstood, PartialDate
from casework.lib.references import new_reference
from casework.lib.versions import update_version
from casework.names.keys import search_keys
from casework.names.scripts import script_of
from casework.names.transliteration import language_of, latin
from casework.people.models import (
    Detention,
    Evidence,
    NameKey,
    Person,
    PersonName,
    PlaceOfDetention,
    RegistryNumber,
)
from casework.people.statuses import Credibility, NameKind, Script

_REFERENCE_TAKEN = gettext_lazy("Your organisation already has a person with the sender's reference “%s”.")
_LONGEST_NAME = 300
# The fields that say a date as it was told, and the columns with the interval that it means.
_DATES = {
    "date_of_birth": ("born_earliest", "born_latest"),
    "date_of_capture": ("captured_earliest", "captured_latest"),
    "happened": ("happened_earliest", "happened_latest"),
}


@transaction.atomic
def register_person(
    *,
    organisation: Organisation,
    surname: str = "",
    given: str = "",
    patronymic: str = "",
    name_source: str = "",
    by: Actor,
    **fields: Any,
) -> Person:
    """A new Person with their main name. `fields` are the fields of Person; whatever is missing is unknown."""
    require_permission(by, Permission.REGISTER_PERSON)
    person, name = build_person(
        new_reference(Person, "P"), organisation, surname, given, patronymic, name_source, fields
    )
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_REFERENCE_TAKEN % person.sender_reference) from error
    name.save(force_insert=True)
    NameKey.objects.bulk_create(name_keys(name, person.born))
    record("register_person", person, by=by)
    return person


@transaction.atomic
def update_person(person: Person, *, version: int | None = None, by: Actor, **changes: Any) -> Person:
    """Change fields of a Person; never the status, and never a name that somebody else spelled."""
    require_permission(by, Permission.REGISTER_PERSON)
    require_held(person, by)
    changed = [name for name, value in changes.items() if getattr(person, name) != value]
    try:
        with transaction.atomic():
            update_version(person, version, changes | intervals_of(changes) | {"compared_at": None})
    except IntegrityError as error:
        raise Refused(_REFERENCE_TAKEN % changes.get("sender_reference", "")) from error
    if "date_of_birth" in changed:
        NameKey.objects.filter(name__person=person).delete()
        NameKey.objects.bulk_create(key for name in person.names.all() for key in name_keys(name, person.born))
    record("update_person", person, by=by, fields=sorted(changed))
    return person


@transaction.atomic
def add_name(
    person: Person,
    *,
    kind: str = NameKind.SPELLING,
    surname: str = "",
    given: str = "",
    patronymic: str = "",
    source: str = "",
    by: Actor,
) -> PersonName:
    """One more spelling. A new main name leaves the old one as a former spelling."""
    require_permission(by, Permission.REGISTER_PERSON)
    require_held(person, by)
    name = build_name(person, kind, surname, given, patronymic, source)
    if kind == NameKind.PRIMARY:
        person.names.filter(kind=NameKind.PRIMARY).update(kind=NameKind.SPELLING)
        update_version(person, None, {"name": str(name), "name_latin": name.latin})
    name.save(force_insert=True)
    NameKey.objects.bulk_create(name_keys(name, person.born))
    Person.objects.filter(pk=person.pk).update(compared_at=None)
    record("add_name", person, by=by, kind=str(kind))
    return name


@transaction.atomic
def add_registry_number(person: Person, *, body: str, number: str, note: str = "", by: Actor) -> RegistryNumber:
    require_permission(by, Permission.RECORD_EVIDENCE)
    require_held(person, by)
    entry, created = RegistryNumber.objects.get_or_create(
        person=person, body=body, number=number, defaults={"note": note}
    )
    if not created:
        raise Refused(_("This number is already on the record."))
    record("add_registry_number", person, by=by, body=str(body))
    return entry


@transaction.atomic
def record_evidence(
    person: Person, *, about: str, content: str, source: str, origin: str = "", by: Actor, **fields: Any
) -> Evidence:
    """One piece of Evidence. Credibility 1 needs another piece, about the same, of a different origin."""
    require_permission(by, Permission.RECORD_EVIDENCE)
    require_held(person, by)
    if fields.get("credibility") == Credibility.CONFIRMED:
        _require_second_origin(person, about, origin or source)
    evidence = Evidence.objects.create(
        person=person,
        about=about,
        content=content,
        source=source,
        origin=origin,
        recorded_by=user_or_none(by),
        **fields,
        **intervals_of(fields),
    )
    record("record_evidence", person, by=by, evidence=evidence.pk, about=str(about))
    return evidence


@transaction.atomic
def record_detention(
    person: Person,
    *,
    place: PlaceOfDetention | None = None,
    place_as_told: str = "",
    from_date: str = "",
    to_date: str = "",
    evidence: Evidence | None = None,
    by: Actor,
) -> Detention:
    require_permission(by, Permission.RECORD_EVIDENCE)
    require_held(person, by)
    if place is None and not place_as_told:
        raise Refused(_("Name the place of detention, or write it as it was told."))
    detention = Detention.objects.create(
        person=person,
        place=place,
        place_as_told=place_as_told,
        from_date=from_date,
        from_earliest=read_date(from_date).earliest if from_date else None,
        to_date=to_date,
        to_latest=read_date(to_date).latest if to_date else None,
        evidence=evidence,
    )
    record("record_detention", person, by=by, detention=detention.pk)
    return detention


@transaction.atomic
def create_place(*, name: str, region: str = "", country: str = "", by: Actor) -> PlaceOfDetention:
    require_permission(by, Permission.RECORD_EVIDENCE)
    place = PlaceOfDetention.objects.create(name=name, region=region, country=country)
    record("create_place", place, by=by)
    return place


@transaction.atomic
def update_place(place: PlaceOfDetention, *, by: Actor, **changes: Any) -> PlaceOfDetention:
    require_permission(by, Permission.RECORD_EVIDENCE)
    PlaceOfDetention.objects.filter(pk=place.pk).update(**changes)
    place.refresh_from_db()
    record("update_place", place, by=by, fields=sorted(changes))
    return place


def read_date(text: str) -> PartialDate:
    """The date that `text` says. Raises Refused with the reason where it says none."""
    try:
        return PartialDate.parse(text)
    except DateNotUnderstood as error:
        raise Refused(str(error)) from error


def intervals_of(fields: dict[str, Any]) -> dict[str, Any]:
    """The columns that hold the interval of each date among `fields`."""
    columns: dict[str, Any] = {}
    for field, (earliest, latest) in _DATES.items():
        if field in fields:
            said = read_date(fields[field]) if fields[field] else None
            columns |= {earliest: said.earliest if said else None, latest: said.latest if said else None}
    return columns


def build_person(
    reference: str,
    organisation: Organisation,
    surname: str,
    given: str,
    patronymic: str,
    source: str,
    fields: dict[str, Any],
) -> tuple[Person, PersonName]:
    """A Person and their main name, not saved yet."""
    person = Person(reference=reference, organisation=organisation, **fields, **intervals_of(fields))
    name = build_name(person, NameKind.PRIMARY, surname, given, patronymic, source)
    person.name, person.name_latin = str(name), name.latin
    return person, name


def build_name(person: Person, kind: str, surname: str, given: str, patronymic: str, source: str) -> PersonName:
    """A name with its script and its Latin form, not saved yet. Raises Refused when it is empty."""
    surname, given, patronymic = (" ".join(part.split()) for part in (surname, given, patronymic))
    if not (surname or given):
        raise Refused(_("A name needs a surname or a given name."))
    text = " ".join(filter(None, (surname, given, patronymic)))
    script = {"cyrillic": Script.CYRILLIC, "latin": Script.LATIN}.get(script_of(text), Script.OTHER)
    name = PersonName(
        person=person,
        kind=kind,
        surname=surname,
        given=given,
        patronymic=patronymic,
        source=source,
        script=script,
        latin=latin(text, language_of(text)) if script == Script.CYRILLIC else text,
    )
    if len(name.latin) > _LONGEST_NAME or len(text) > _LONGEST_NAME:
        raise Refused(_("This name is longer than a name can be: write the name alone."))
    return name


def name_keys(name: PersonName, born: PartialDate | None) -> list[NameKey]:
    """The keys under which a saved name is found."""
    keys = search_keys(name.surname, name.given, name.patronymic, born)
    return [NameKey(name=name, key=key) for key in sorted(keys)]


def require_held(person: Person, by: Actor) -> None:
    """Refuse where another organisation holds the person: a referral lets read, never write."""
    require_standing(person)
    organisation = by.organisation
    if organisation is not None and person.organisation_id != organisation.pk:
        raise Refused(_("%s holds this person: only they can change the record. Ask them.") % person.organisation)
    if isinstance(by, User) and not can(by, Permission.VIEW_PEOPLE, person, writing=True):
        raise Refused(_("This record is restricted: only those on its list can change it."))


def require_standing(person: Person) -> None:
    if person.merged_into is not None:
        said = {"person": person.reference, "kept": person.kept.reference}
        raise Refused(_("%(person)s was merged into %(kept)s: open that record, and go on there.") % said)
    if person.erased_at is not None:
        raise Refused(_("%s was erased: nothing can be added to or changed on the record.") % person.reference)


def _require_second_origin(person: Person, about: str, origin: str) -> None:
    others: Iterable[Evidence] = person.evidence.filter(about=about)
    origins = {(e.origin or e.source).casefold().strip() for e in others} - {origin.casefold().strip()}
    if not origins:
        raise Refused(
            _(
                "Credibility 1 means confirmed by other sources: record first a piece of evidence about the same"
                " from another origin."
            )
        )
