"""A list comes in: the file is kept as received, its columns are agreed, its entries are imported, all or none."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from casework.access import Permission
from casework.accounts.actions import Actor, require_permission, require_still
from casework.accounts.models import Organisation, user_or_none
from casework.audit.actions import Done, record, record_all
from casework.exchanges.actions.comparison import Comparison, compare, entry_values, standing_entries
from casework.exchanges.actions.entries import locked_entries, write_decision
from casework.exchanges.actions.links import take_back_link
from casework.exchanges.drafts import proposed_columns, read_draft, warnings
from casework.exchanges.models import Entry, Exchange, ListContent, ListFile
from casework.exchanges.statuses import ENTRY, Arrival, EntryStatus, ListKind, ListStatus
from casework.lib.errors import Refused
from casework.lib.references import new_references
from casework.lists import MAX_BYTES, ReadRow, RowError, UnreadableFile, read_file


class AlreadyImported(Refused):
    """The same file was imported before. `list_file` is what came of it."""

    def __init__(self, message: str, list_file: ListFile) -> None:
        super().__init__(message)
        self.list_file = list_file


@transaction.atomic
def receive_list(
    exchange: Exchange,
    *,
    organisation: Organisation,
    content: bytes,
    name: str,
    kind: str = ListKind.AGREED,
    replaces: ListFile | None = None,
    by: Actor,
) -> ListFile:
    """Keep a file as a draft, with the columns that are proposed for it. Nothing is imported yet."""
    require_permission(by, Permission.IMPORT_LIST)
    if len(content) > MAX_BYTES:
        raise Refused(_("The file is larger than %s MB: split the list.") % (MAX_BYTES // 2**20))
    _require_own(exchange, organisation, replaces, by)
    digest = hashlib.sha256(content).hexdigest()
    _require_new(exchange, organisation, digest)
    try:
        columns = proposed_columns(read_file(content, name))
    except UnreadableFile as failure:
        raise Refused(str(failure)) from failure
    list_file = ListFile.objects.create(
        exchange=exchange,
        organisation=organisation,
        kind=kind,
        replaces=replaces,
        name=name[:200],
        sha256=digest,
        columns=columns,
        received_by=user_or_none(by),
    )
    ListContent.objects.create(list_file=list_file, content=content)
    record("receive_list", list_file, by=by, exchange=exchange.reference, sha256=digest)
    return list_file


@transaction.atomic
def set_columns(list_file: ListFile, *, columns: dict[str, Any], by: Actor) -> ListFile:
    """Which sheets are imported, and what their columns mean; as in `ListFile.columns`."""
    require_permission(by, Permission.IMPORT_LIST)
    list_file = _draft(list_file, by)
    if not columns:
        raise Refused(_("Choose at least one sheet to import."))
    for sheet, said in columns.items():
        if not {"full_name", "surname"} & set(said["fields"]):
            raise Refused(_("Sheet “%s”: say which column has the name, or the surname.") % sheet)
    ListFile.objects.filter(pk=list_file.pk).update(columns=columns)
    list_file.refresh_from_db()
    record("set_columns", list_file, by=by, sheets=len(columns))
    return list_file


@transaction.atomic
def discard_list(list_file: ListFile, *, by: Actor) -> ListFile:
    """Set a draft aside. The file stays, marked as discarded."""
    require_permission(by, Permission.IMPORT_LIST)
    list_file = _draft(list_file, by)
    ListFile.objects.filter(pk=list_file.pk).update(status=ListStatus.DISCARDED)
    record("discard_list", list_file, by=by)
    return list_file


@transaction.atomic
def import_list(list_file: ListFile, *, confirmed: bool = False, by: Actor) -> ListFile:
    """Make the rows of a draft Entries of the exchange, all or none.

    `confirmed`: whoever imports has seen that most rows stand on the list of another exchange, and it is right.
    Of a new version, unchanged rows keep their Entry, changed ones get a new one, dropped ones are withdrawn;
    whoever has arrived stays, whatever the list says.
    """
    require_permission(by, Permission.IMPORT_LIST)
    list_file = _draft(list_file, by)
    _require_new(list_file.exchange, list_file.organisation, list_file.sha256)
    reading = read_draft(list_file)
    if reading.errors:
        raise Refused(errors_text(reading.errors))
    if not reading.rows:
        raise Refused(_("No row of this list has a name in it: check which sheet and columns are read."))
    if not confirmed and (blocking := [w.text for w in warnings(list_file, reading) if w.blocks]):
        raise Refused(_("%s Nothing was imported.") % blocking[0])
    comparison = _compared(list_file, reading.rows, by)
    previous = {id(changed.row): changed.entry for changed in comparison.changed}
    kept = _withdraw(comparison, list_file, by)
    rows = [*comparison.added, *(c.row for c in comparison.changed if c.entry.pk not in kept)]
    entries = Entry.objects.bulk_create(_entries(list_file, rows, previous), batch_size=500)
    require_still(by, Permission.IMPORT_LIST)
    _mark_imported(list_file, unchanged=len(comparison.unchanged))
    record_all(
        [
            Done("import_list", list_file, {"entries": len(entries), "dropped": len(comparison.dropped)}),
            *(Done("receive_entry", entry) for entry in entries),
        ],
        by=by,
    )
    list_file.refresh_from_db()
    return list_file


def errors_text(errors: Sequence[RowError], most: int = 20) -> str:
    """The first errors in words, each with its row, column and value."""
    head = _("%s rows cannot be read, so nothing was imported. Correct them in the file, or correct the columns.")
    lines = [
        _("Row %(row)s, column %(column)s, “%(value)s”: %(reason)s")
        % {"row": e.number, "column": e.column or "–", "value": e.value, "reason": e.reason}
        for e in errors[:most]
    ]
    return "\n".join([head % len({(e.sheet, e.number) for e in errors}), *lines])


def _draft(list_file: ListFile, by: Actor) -> ListFile:
    """The draft, locked. Refuses what another organisation received, and what is no draft any more."""
    locked = ListFile.objects.select_for_update(of=("self",)).select_related(
        "exchange", "organisation", "replaces"
    )
    found = locked.get(pk=list_file.pk)
    if by.organisation is not None and found.organisation_id != by.organisation.pk:
        raise Refused(_("This list was received by another organisation: only they can work on it."))
    if found.status == ListStatus.IMPORTED:
        raise AlreadyImported(_("This list was imported already: nothing was added."), found)
    if found.status == ListStatus.DISCARDED:
        raise Refused(_("This list was discarded: upload the file again if it is to be imported."))
    return found


def _require_own(exchange: Exchange, organisation: Organisation, replaces: ListFile | None, by: Actor) -> None:
    if by.organisation is not None and by.organisation.pk != organisation.pk:
        raise Refused(_("You receive lists for your own organisation only."))
    of_exchange = ListFile.objects.imported().filter(exchange=exchange, organisation=organisation)
    if replaces is not None and not of_exchange.filter(pk=replaces.pk).exists():
        raise Refused(_("A list can only be a new version of one that you imported for the same exchange."))


def _require_new(exchange: Exchange, organisation: Organisation, digest: str) -> None:
    same = ListFile.objects.imported().filter(organisation=organisation, sha256=digest).select_related("exchange")
    if (here := same.filter(exchange=exchange).first()) is not None:
        raise AlreadyImported(
            _("This very file was imported already, as version %(version)s (“%(name)s”): nothing was added.")
            % {"version": here.version, "name": here.name},
            here,
        )
    if (elsewhere := same.first()) is not None:
        raise Refused(
            _("This very file was imported for exchange %s. Check for which exchange it is; nothing was added.")
            % elsewhere.exchange
        )


def _compared(list_file: ListFile, rows: tuple[ReadRow, ...], by: Actor) -> Comparison:
    if list_file.replaces is None:
        return Comparison(added=list(rows))
    if ListFile.objects.imported().filter(replaces=list_file.replaces).exists():
        raise Refused(_("A new version of that list was imported meanwhile: compare with that one."))
    return compare(locked_entries(standing_entries(list_file.replaces), by), rows)


def _withdraw(comparison: Comparison, list_file: ListFile, by: Actor) -> set[int]:
    """Withdraw the entries that are changed or dropped, but for those who arrived. Returns who stays."""
    entries = [*(changed.entry for changed in comparison.changed), *comparison.dropped]
    leaving = [entry for entry in entries if entry.arrival != Arrival.ARRIVED]
    for entry in leaving:
        ENTRY.step(entry.status, EntryStatus.WITHDRAWN, by.permissions)
        if entry.status == EntryStatus.LINKED:
            take_back_link(entry, _("The list “%s” says otherwise.") % list_file.name, by)
    write_decision(leaving, EntryStatus.WITHDRAWN, by)
    record_all([Done("withdraw_entry", entry, {"list": list_file.pk}) for entry in leaving], by=by)
    return {entry.pk for entry in entries if entry.arrival == Arrival.ARRIVED}


def _changes(row: ReadRow) -> list[dict[str, str]]:
    """Their reasons as the program words them: each reader is shown them in their own language."""
    with override("en"):
        return [
            {"field": c.field, "before": c.before, "after": c.after, "reason": str(c.reason)} for c in row.changes
        ]


def _entries(list_file: ListFile, rows: Sequence[ReadRow], previous: dict[int, Entry]) -> Iterable[Entry]:
    for reference, row in zip(new_references(Entry, "E", len(rows)), rows, strict=True):
        yield Entry(
            reference=reference,
            exchange_id=list_file.exchange_id,
            organisation_id=list_file.organisation_id,
            list_file=list_file,
            sheet=row.sheet[:120],
            row=row.number,
            raw=row.raw,
            changes=_changes(row),
            born_earliest=row.born.earliest if row.born else None,
            born_latest=row.born.latest if row.born else None,
            previous=previous.get(id(row)),
            **entry_values(row),
        )


def _mark_imported(list_file: ListFile, *, unchanged: int) -> None:
    versions = ListFile.objects.imported().filter(
        exchange=list_file.exchange_id, organisation=list_file.organisation_id
    )
    latest = versions.aggregate(latest=Max("version"))["latest"] or 0
    try:
        with transaction.atomic():
            ListFile.objects.filter(pk=list_file.pk).update(
                status=ListStatus.IMPORTED,
                version=latest + 1,
                imported_at=timezone.now(),
                unchanged_count=unchanged,
            )
    except IntegrityError as error:
        raise Refused(
            _("Somebody imported a list for this exchange at the same moment. Look, then try again.")
        ) from error
