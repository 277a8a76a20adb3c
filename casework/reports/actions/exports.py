"""Reports that leave the building: each with its line in the log, its level and its recipient.

More than BULK rows of identity and above, and what may do harm for all that anybody can tell, take two people.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission, Role
from casework.accounts.actions import Actor, propose, require_permission, require_still
from casework.accounts.models import SYSTEM, Organisation, Proposal, User, user_or_none
from casework.audit.actions import record, record_alone
from casework.families.actions import check_harm
from casework.families.statuses import Harm
from casework.lib.canaries import canary_of
from casework.lib.csv_export import csv_lines
from casework.lib.errors import Refused
from casework.processing import Activity
from casework.reports.levels import BULK, Level, highest_for, highest_to
from casework.reports.models import ReportLog
from casework.reports.recognition import invented_cells, reader_of
from casework.reports.registry import REPORTS
from casework.reports.report import Filters, Report, Row, chosen
from casework.reports.scope import Scope, Sight

LINES_AT_ONCE = 200
# The invented row stands among this many first ones.
_HIDDEN_AMONG = 97


@dataclass(frozen=True)
class Order:
    """What is asked for: `level` None is all that the report and whoever asks can have; `recipient` None is us.

    `columns` empty are all of the level.
    """

    purpose: str
    level: Level | int | None = None
    recipient: Organisation | None = None
    activity: str = Activity.REPORTS
    harm: str = Harm.NO
    harm_words: str = ""
    filters: Filters = field(default_factory=dict)
    columns: Sequence[str] = ()


def order_report(report: Report, order: Order, *, organisation: Organisation, by: Actor) -> ReportLog | Proposal:
    """Take the report out now; or, where that takes two people, propose it to another."""
    if isinstance(by, User) and takes_two(report, order, by):
        return propose_export(report, order, by=by)
    return start_report(report, organisation=organisation, by=by, **vars(order))


def takes_two(report: Report, order: Order, by: User) -> bool:
    if order.harm == Harm.UNKNOWN:
        return True
    bulk = _level(report, order, by) >= Level.R2
    return bulk and order.harm != Harm.YES and report.count(Scope.of(by), order.filters) > BULK


@transaction.atomic
def start_report(report: Report, *, organisation: Organisation, by: Actor, **said: Any) -> ReportLog:
    """Put down who takes which report for what, before the first byte of it is sent. `said` is an Order's.

    Where it may do harm, that is put down, and the report is not started.
    """
    order = Order(**said)
    _check(report, order, by)
    if isinstance(by, User) and takes_two(report, order, by):
        raise Refused(_("This takes two people: propose it, and have another approve it."))
    stopped = order.harm == Harm.YES
    log = _write_log(
        report, order, organisation, by=user_or_none(by), started_at=None if stopped else timezone.now()
    )
    # The purpose is somebody's own words and may name people: it stays in the log.
    record("stop_report" if stopped else "start_report", log, by=by, **_recorded(log))
    return log


@transaction.atomic
def propose_export(report: Report, order: Order, *, by: User) -> Proposal:
    """Have another approve that this report leaves, as it is described and no other."""
    _check(report, order, by)
    level = _level(report, order, by)
    recipient = order.recipient.slug if order.recipient else ""
    said = {
        "report": report.name,
        "filters": chosen(order.filters),
        "columns": list(order.columns),
        "level": int(level),
        "recipient": recipient,
        "activity": str(order.activity),
        "harm": str(order.harm),
        "harm_words": order.harm_words,
        "rows": report.count(Scope.of(by), order.filters),
    }
    subject = f"report:{report.name} R{level} → {recipient or by.organisation} ({by.username})"[:120]
    return propose("export_report", subject, said, reason=order.purpose, by=by)


def carry_out_export(proposal: Proposal, *, by: User) -> ReportLog:
    """From now whoever proposed it may take it out: once, within a day."""
    said, asker = dict(proposal.payload), proposal.proposed_by
    report = REPORTS[said["report"]]
    form = report.filters(said["filters"])
    if not form.is_valid():
        raise Refused(
            _("The filters of this report cannot be used any more: refuse it, and have it proposed anew.")
        )
    recipient = Organisation.objects.filter(slug=said["recipient"]).first()
    asked = {name: said[name] for name in ("columns", "level", "activity", "harm", "harm_words") if name in said}
    order = Order(purpose=proposal.reason, recipient=recipient, filters=form.cleaned_data, **asked)
    _check(report, order, asker)
    log = _write_log(
        report, order, proposal.organisation, by=asker, approved_by=by, approved_at=timezone.now(), started_at=None
    )
    record("approve_report", log, by=by, proposal=proposal.pk, **_recorded(log))
    return log


@transaction.atomic
def take_approved(log: ReportLog, *, by: User) -> ReportLog:
    """Start the report that another approved; of any number who press at once, one gets the file."""
    require_permission(by, Permission.RUN_REPORTS)
    require_permission(by, REPORTS[log.report].permission)
    if not ReportLog.objects.to_take(by).filter(pk=log.pk).update(started_at=timezone.now()):
        raise Refused(_("This report was taken out already, or its day has passed: propose it anew."))
    log.refresh_from_db()
    record("start_report", log, by=by, **_recorded(log))
    return log


def stream_report(log: ReportLog, report: Report, scope: Scope, filters: Filters, *, by: Actor) -> Iterator[bytes]:
    """The bytes of the file. Only when the last of them is taken does the log say that the report is whole.

    Without an approval it breaks off where there turn out to be more rows than one person may take; and with or
    without, where whoever takes it out may see less by now than when it began.
    """
    digest, count = hashlib.sha256(), 0
    most = None if log.approved_by_id or log.by_id is None or log.level < Level.R2 else BULK
    rows = report.rows(scope, filters, log.level, reader_of(log), log.columns)
    before = scope.sight()
    for part in _parts(csv_lines(log.columns, _marked(log, report, rows))):
        _require_still(log, report, scope, before, by)
        count += len(part)
        if most is not None and count - 1 - log.marked > most:
            raise Refused(_("This takes two people: propose it, and have another approve it."))
        content = "".join(part).encode()
        digest.update(content)
        yield content
    row_count = count - 1 - (1 if log.marked and count > 1 else 0)
    finish_report(log, row_count=row_count, sha256=digest.hexdigest(), by=by)


@transaction.atomic
def finish_report(log: ReportLog, *, row_count: int, sha256: str, by: Actor) -> None:
    """The file is complete: how many rows it has, and the hash by which it can be recognised."""
    unfinished = ReportLog.objects.filter(pk=log.pk, finished_at=None, started_at__isnull=False)
    if not unfinished.update(finished_at=timezone.now(), row_count=row_count, sha256=sha256):
        raise Refused(_("This report was already finished."))
    record("finish_report", log, by=by, row_count=row_count, sha256=sha256)
    log.refresh_from_db()


def _require_still(log: ReportLog, report: Report, scope: Scope, before: Sight, by: Actor) -> None:
    """Refuse, and put it down, where `by` lost the right to the report, or to anybody who may stand in it."""
    try:
        require_still(by, Permission.RUN_REPORTS)
        require_still(by, report.permission)
        if scope.sight().is_less_than(before):
            raise Refused(
                _("What you may see changed while the file was made, so it was not sent in full. Begin anew.")
            )
    except Refused:
        record_alone("stop_report", log, by=by)
        raise


def filters_of(log: ReportLog) -> Filters:
    """The filters of a line of the log, as the report takes them."""
    form = REPORTS[log.report].filters(log.filters)
    form.is_valid()
    return form.cleaned_data


def _check(report: Report, order: Order, by: Actor) -> None:
    require_permission(by, Permission.RUN_REPORTS)
    require_permission(by, report.permission)
    if not order.purpose.strip():
        raise Refused(_("Say what the report is for: the purpose is kept with it."))
    check_harm(order.harm, order.harm_words)
    level = _level(report, order, by)
    if level not in report.offered(highest_for(by)):
        raise Refused(
            _("Your role may not take this report out at the level %s: choose a lower one.") % level.label
        )
    if level > highest_to(order.recipient):
        raise Refused(
            _("The level %s is not handed to another organisation in a file: choose a lower one.") % level.label
        )


def _level(report: Report, order: Order, by: Actor) -> Level:
    if order.level is not None:
        return Level(order.level)
    return min(report.highest, max(report.lowest, min(highest_for(by), highest_to(order.recipient))))


def _write_log(
    report: Report, order: Order, organisation: Organisation, *, by: User | None, **fields: Any
) -> ReportLog:
    level = _level(report, order, by or SYSTEM)
    leaves = order.recipient is not None or (by is not None and Role.PARTNER in by.roles)
    return ReportLog.objects.create(
        report=report.name,
        organisation=organisation,
        by=by,
        purpose=order.purpose.strip()[:300],
        filters=chosen(order.filters),
        columns=list(report.columns_at(level, order.columns)),
        level=level,
        recipient=order.recipient,
        activity=order.activity,
        harm=order.harm,
        harm_words=order.harm_words.strip(),
        marked=leaves and report.canary is not None,
        **fields,
    )


def _recorded(log: ReportLog) -> dict[str, Any]:
    recipient = log.recipient.slug if log.recipient else ""
    names = ("report", "filters", "columns", "level", "activity", "harm", "marked")
    return {name: getattr(log, name) for name in names} | {"recipient": recipient}


def _marked(log: ReportLog, report: Report, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, and among the first of them the invented one: like the row beside it but for who it is."""
    if not log.marked:
        yield from rows
        return
    place = canary_of(log.pk).secret[-1] % _HIDDEN_AMONG
    last: Row | None = None
    for number, row in enumerate(rows):
        yield row
        last = row
        if number == place:
            yield _invented(log, report, row)
    if last is not None and number < place:
        yield _invented(log, report, last)


def _invented(log: ReportLog, report: Report, like: Row) -> Row:
    said = invented_cells(log, report)
    return [said.get(column, value) for column, value in zip(log.columns, like, strict=True)]


def _parts(lines: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(lines)
    while part := list(islice(remaining, LINES_AT_ONCE)):
        yield part
