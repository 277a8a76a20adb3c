"""Many people at once: a file of people becomes records, and the same file twice adds nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePath
from typing import Any, TypeVar, cast

from django.db import transaction
from django.db.models import Field
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import Actor, require_permission, require_still
from casework.accounts.models import Organisation, user_or_none
from casework.audit.actions import Done, record, record_all
from casework.lib.errors import Refused
from casework.lib.references import new_references
from casework.lib.statistics import learn
from casework.lists import Columns, Reading, RowError, propose_columns, read_file, read_rows
from casework.people.actions.register import build_person, name_keys
from casework.people.models import Evidence, NameKey, Person, PersonName
from casework.people.statuses import EvidenceAbout

BATCH = 500
# The fields of a list that a Person has, and under which name.
FIELDS = {
    "id": "sender_reference",
    "surname": "surname",
    "given_name": "given",
    "patronymic": "patronymic",
    "date_of_birth": "date_of_birth",
    "sex": "sex",
    "category": "category",
    "rank": "rank",
    "unit": "unit",
    "place_of_birth": "place_of_birth",
    "place_of_capture": "place_of_capture",
}
_NAMES = ("surname", "given", "patronymic")
Row = dict[str, Any]
T = TypeVar("T")


@dataclass
class PeopleFile:
    """A file of people as read: its rows, what is wrong with some of them, and the columns that were left out."""

    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Imported:
    """What an import did: people added; rows that were known, with nothing new; and rows that said otherwise
    than the record, each kept as Evidence that somebody may accept."""

    added: int
    known: int
    differing: int


def read_people(content: bytes, filename: str, *, uploaded: bool = True) -> PeopleFile:
    """Read every sheet of a file of people. Raises `lists.UnreadableFile` where it is none."""
    found = PeopleFile()
    for sheet in read_file(content, filename, uploaded=uploaded):
        columns: Columns = propose_columns(sheet)
        found.unused += [text for text in columns.unused if text]
        reading: Reading = read_rows(sheet, columns)
        found.errors += reading.errors
        for row in reading.rows:
            found.rows.append({FIELDS[name]: value for name, value in row.values.items() if name in FIELDS})
    return found


@transaction.atomic
def import_people(organisation: Organisation, rows: Sequence[Row], *, source: str, by: Actor) -> Imported:
    """Register the people of `rows` whom the organisation does not have yet.

    A row is known by the sender's reference, or, without one, when a record says just the same.
    """
    require_permission(by, Permission.IMPORT_PEOPLE)
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # one import at a time, or both add the same
    added = known = differing = 0
    seen: set[Any] = set()
    for batch in _batches(rows, BATCH):
        require_still(by, Permission.IMPORT_PEOPLE)
        people = _people_like(organisation, batch)
        new: list[Row] = []
        for row in batch:
            key = _identity(row)
            person = people.get(key)
            if key in seen:
                known += 1
            elif person is None:
                new.append(row)
            elif _keep_differences(person, row, source, by):
                differing += 1
            else:
                known += 1
            seen.add(key)
        added += len(register_people(organisation, [{"name_source": source} | row for row in new], by=by))
    require_still(by, Permission.IMPORT_PEOPLE)
    if added:
        learn(Person, PersonName, NameKey)
    record("import_people", organisation, by=by, added=added, known=known, differing=differing)
    return Imported(added, known, differing)


@transaction.atomic
def register_people(organisation: Organisation, rows: Sequence[Row], *, by: Actor) -> list[Person]:
    """Register many people at the cost of a few queries for each batch.

    A row holds `surname`, `given`, `patronymic`, `name_source` and fields of Person.
    """
    require_permission(by, Permission.REGISTER_PERSON)
    people: list[Person] = []
    for batch in _batches(rows, BATCH):
        built = []
        references = new_references(Person, "P", len(batch))
        for reference, row in zip(references, batch, strict=True):
            fields = {name: value for name, value in row.items() if name not in (*_NAMES, "name_source")}
            surname, given, patronymic = (row.get(name, "") for name in _NAMES)
            source = row.get("name_source", "")
            built.append(build_person(reference, organisation, surname, given, patronymic, source, fields))
        people += Person.objects.bulk_create(person for person, _name in built)
        names = PersonName.objects.bulk_create(name for _person, name in built)
        keys = (key for name in names for key in name_keys(name, name.person.born))
        NameKey.objects.bulk_create(keys, batch_size=2000)
        record_all([Done("register_person", person) for person, _name in built], by=by)
    return people


def import_file(
    content: bytes,
    filename: str,
    *,
    organisation: Organisation,
    uploaded: bool = True,
    dry_run: bool = False,
    by: Actor,
) -> tuple[PeopleFile, Imported]:
    """Read a file and register its people, all or none. Raises Refused naming the first rows in error."""
    found = read_people(content, filename, uploaded=uploaded)
    if found.errors:
        raise Refused(_errors_text(found.errors))
    if not found.rows:
        raise Refused(_("The file has no row with a name in it."))
    with transaction.atomic():
        done = import_people(organisation, found.rows, source=PurePath(filename).name[:200], by=by)
        if dry_run:
            transaction.set_rollback(True)
    return found, done


def _errors_text(errors: list[RowError]) -> str:
    lines = [
        _("row %(row)s, column %(column)s (%(field)s) “%(value)s”: %(reason)s")
        % {"row": e.number, "column": e.column or "–", "field": e.field, "value": e.value, "reason": e.reason}
        for e in errors[:20]
    ]
    head = _("%(count)s rows cannot be read; nothing was imported. Correct them in the file.") % {
        "count": len(errors)
    }
    return "\n".join([head, *lines])


def _people_like(organisation: Organisation, rows: Sequence[Row]) -> dict[Any, Person]:
    """The organisation's people who may be those of `rows`, by what tells them apart."""
    references = [row["sender_reference"] for row in rows if row.get("sender_reference")]
    names = [
        " ".join(filter(None, (row.get(n, "") for n in _NAMES))) for row in rows if not row.get("sender_reference")
    ]
    # Also those merged into another record: their file, sent again, adds nobody.
    held = Person.objects.filter(organisation=organisation)
    found: dict[Any, Person] = {}
    for person in held.filter(sender_reference__in=references):
        found[("reference", person.sender_reference)] = person
    for person in held.filter(sender_reference="", name__in=names):
        found[("same", person.name, *_facts(vars(person)))] = person
    return found


def _identity(row: Row) -> Any:
    if row.get("sender_reference"):
        return ("reference", row["sender_reference"])
    return ("same", " ".join(filter(None, (row.get(name, "") for name in _NAMES))), *_facts(row))


def _facts(row: Row) -> list[str]:
    return [row.get(name, "") for name in FIELDS.values() if name not in (*_NAMES, "sender_reference")]


def _keep_differences(person: Person, row: Row, source: str, by: Actor) -> bool:
    """Keep as Evidence what `row` says otherwise than the record; True where that is new."""
    holder = person.kept
    said = {name: value for name, value in row.items() if name not in (*_NAMES, "sender_reference")}
    lines = [
        f"{_label(name)}: {value}" for name, value in said.items() if value and getattr(person, name) != value
    ]
    name = " ".join(filter(None, (row.get(part, "") for part in _NAMES)))
    if name and name != person.name:
        lines.insert(0, f"{_label('name')}: {name}")
    content = "\n".join(lines)
    kept = {(one.content, one.source) for one in holder.evidence.filter(about=EvidenceAbout.IDENTITY)}
    if not lines or (content, source) in kept:
        return False
    evidence = Evidence.objects.create(
        person=holder, about=EvidenceAbout.IDENTITY, content=content, source=source, recorded_by=user_or_none(by)
    )
    record("record_evidence", holder, by=by, evidence=evidence.pk, about=EvidenceAbout.IDENTITY.value)
    return True


def _label(field: str) -> str:
    return str(cast(Field, Person._meta.get_field(field)).verbose_name)


def _batches(items: Sequence[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
