"""A received list as it would be imported: read anew from the kept file each time it is looked at."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.exchanges.models import Entry, ListFile, Statement
from casework.exchanges.statuses import CountOf, EntryStatus, ExchangeSide
from casework.lists import Columns, Reading, ReadRow, RowError, Sheet, propose_columns, read_file, read_rows
from casework.lists.sheets import column_letter

# The fields of a list's row, and the fields of an Entry that hold them.
FIELDS = {
    "surname": "surname",
    "given_name": "given",
    "patronymic": "patronymic",
    "call_sign": "call_sign",
    "date_of_birth": "date_of_birth",
    "category": "category",
    "sex": "sex",
    "rank": "rank",
    "unit": "unit",
    "place_of_birth": "place_of_birth",
    "place_of_capture": "place_of_capture",
}
# Of the rows of a list, how large a part may stand on the list of another exchange before somebody must look.
MOST_SHARED = 0.5


@dataclass(frozen=True)
class Warning:
    """Something a reader should see before the import. `blocks` until they say that it is right."""

    text: str
    blocks: bool = False


def sheets_of(list_file: ListFile) -> tuple[Sheet, ...]:
    return read_file(bytes(list_file.kept.content), list_file.name)


def proposed_columns(sheets: tuple[Sheet, ...]) -> dict[str, Any]:
    """What `ListFile.columns` holds at first: for each sheet with a column for the name, header row and fields."""
    return {sheet.name: as_json(columns) for sheet in sheets if (columns := propose_columns(sheet)).has_name}


def as_json(columns: Columns) -> dict[str, Any]:
    return {"header_row": columns.header_row, "fields": columns.fields}


def columns_of(sheet: Sheet, said: dict[str, Any]) -> Columns:
    """The columns of a sheet as a reader left them."""
    return replace(propose_columns(sheet), header_row=said["header_row"], fields=said["fields"])


def read_draft(list_file: ListFile) -> Reading:
    """Every sheet that is to be imported, as one reading. Ages are counted to the day of the exchange."""
    readings = [
        read_rows(sheet, columns_of(sheet, list_file.columns[sheet.name]), today=list_file.exchange.held_on)
        for sheet in sheets_of(list_file)
        if sheet.name in list_file.columns
    ]
    rows = [row for reading in readings for row in reading.rows]
    too_long = [error for row in rows for error in _too_long(row, list_file.columns[row.sheet]["fields"])]
    wrong = {(error.sheet, error.number) for error in too_long}
    return Reading(
        rows=tuple(row for row in rows if (row.sheet, row.number) not in wrong),
        errors=(*(error for reading in readings for error in reading.errors), *too_long),
        skipped=tuple(row for reading in readings for row in reading.skipped),
    )


def _too_long(row: ReadRow, columns: dict[str, int]) -> Iterator[RowError]:
    """What a row says at greater length than an Entry can hold."""
    for said, name in FIELDS.items():
        value, limit = row.values.get(said, ""), getattr(Entry._meta.get_field(name), "max_length", None)
        if limit and len(value) > limit:
            column = columns.get(said, columns.get("full_name"))
            letter = "" if column is None else column_letter(column)
            reason = _("This is longer than %s characters. Shorten it.") % limit
            yield RowError(row.sheet, row.number, letter, said, value, reason)


def warnings(list_file: ListFile, reading: Reading) -> list[Warning]:
    """What is odd about a list, though each of its rows can be read."""
    found = []
    shared = _on_lists(list_file, reading)
    own = shared.pop(list_file.exchange.reference, 0)
    if own and list_file.replaces_id is None:
        text = _(
            "%(count)s of %(rows)s rows stand on the lists of this exchange already and would stand there twice."
            " If this is a new version of one of those lists, discard it and upload it as that."
        )
        found.append(Warning(text % {"count": own, "rows": len(reading.rows)}))
    if shared:
        reference, count = shared.most_common(1)[0]
        said = {"count": count, "rows": len(reading.rows), "exchange": reference}
        blocks = count > MOST_SHARED * len(reading.rows)
        text = _("%(count)s of %(rows)s rows stand on the lists of exchange %(exchange)s too.") % said
        found.append(Warning(text + (" " + _("Is this list for that exchange?") if blocks else ""), blocks))
    announced = _announced(list_file)
    if announced and len(reading.rows) not in announced:
        said = {"rows": len(reading.rows), "announced": " / ".join(map(str, sorted(announced)))}
        found.append(Warning(_("The list has %(rows)s rows; announced were %(announced)s.") % said))
    without = sum("category" not in row.values for row in reading.rows)
    if without:
        text = ngettext(
            "%s row does not say whether it is of a military person or a civilian.",
            "%s rows do not say whether they are of military people or civilians.",
            without,
        )
        found.append(Warning(text % without))
    return found


def _announced(list_file: ListFile) -> set[int]:
    totals = Statement.objects.filter(
        exchange=list_file.exchange_id, side=ExchangeSide.UKRAINE, counted=CountOf.TOTAL, count__isnull=False
    )
    return {count for count in totals.values_list("count", flat=True) if count is not None}


def _on_lists(list_file: ListFile, reading: Reading) -> Counter[str]:
    """How many rows stand, with the same name and date of birth, on the lists of each exchange."""
    rows = {
        (v.get("surname", ""), v.get("given_name", ""), v["date_of_birth"])
        for v in (row.values for row in reading.rows)
        if v.get("date_of_birth")
    }
    dates = {date for _surname, _given, date in rows}
    entries = (
        Entry.objects.filter(organisation=list_file.organisation_id, date_of_birth__in=sorted(dates))
        .exclude(status=EntryStatus.WITHDRAWN)
        .values_list("surname", "given", "date_of_birth", "exchange__reference")
    )
    return Counter(exchange for *row, exchange in set(entries) if tuple(row) in rows)
