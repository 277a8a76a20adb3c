"""Exchanges with entries for the tests of linking, arrival and verification. People here are invented."""

from collections.abc import Sequence
from typing import Any

from casework.accounts.models import SYSTEM, Organisation, User
from casework.exchanges import actions
from casework.exchanges.models import Entry, Exchange, ListFile
from casework.exchanges.statuses import Arrival, ListStatus
from casework.lib.codes import new_code
from casework.lib.partial_dates import PartialDate
from casework.people.models import Person
from tests import make

Row = dict[str, Any]


def exchange(reference: str = "2025-05-23", **fields: Any) -> Exchange:
    return Exchange.objects.create(reference=reference, held_on="2025-05-23", **fields)


def listed(exchange: Exchange, organisation: Organisation, rows: Sequence[Row | str]) -> list[Entry]:
    """Entries of one imported list. A row is a full name, or fields of Entry."""
    number = ListFile.objects.count() + 1
    list_file = ListFile.objects.create(
        exchange=exchange,
        organisation=organisation,
        status=ListStatus.IMPORTED,
        version=number,
        name=f"list-{number}.csv",
        sha256=f"{number:064}",
    )
    return Entry.objects.bulk_create(
        _entry(exchange, organisation, list_file=list_file, row=row, **_fields(said))
        for row, said in enumerate(rows, 2)
    )


def entry(
    exchange: Exchange, organisation: Organisation, name: str = "Коваленко Іван Петрович", **fields: Any
) -> Entry:
    return listed(exchange, organisation, [_fields(name) | fields])[0]


def linked(entry: Entry, by: User, person: Person | None = None, **fields: Any) -> Entry:
    """The entry, linked by `by` to a person of the same name (or to `person`)."""
    person = person or make.person(entry.organisation, entry.name, date_of_birth=entry.date_of_birth, **fields)
    actions.link_entry(entry, person, by=by)
    entry.refresh_from_db()
    return entry


def arrived(entry: Entry, by: User) -> Entry:
    actions.record_arrivals([entry], arrival=Arrival.ARRIVED, by=by)
    entry.refresh_from_db()
    return entry


def verified(entry: Entry, by: User, **fields: Any) -> Entry:
    actions.verify_person(entry, **{"identified_by": "document"} | fields, by=by)
    entry.refresh_from_db()
    return entry


def person_of(entry: Entry) -> Person:
    return Person.objects.get(links__entry=entry, links__undone_at=None)


def search(entry: Entry) -> None:
    assert entry.list_file is not None
    actions.find_candidates(entry.list_file, by=SYSTEM)


def _fields(said: Row | str) -> Row:
    if not isinstance(said, str):
        return dict(said)
    surname, given, patronymic = (*said.split(), "", "")[:3]
    return {"surname": surname, "given": given, "patronymic": patronymic}


def _entry(exchange: Exchange, organisation: Organisation, **fields: Any) -> Entry:
    born = PartialDate.parse(fields["date_of_birth"]) if fields.get("date_of_birth") else None
    return Entry(
        reference=new_code("E"),
        exchange=exchange,
        organisation=organisation,
        born_earliest=born and born.earliest,
        born_latest=born and born.latest,
        raw={"ПІБ": fields.get("surname", "")},
        **fields,
    )
