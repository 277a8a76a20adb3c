"""Reports that leave the building, each with its line in the log; and the check of the audit."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import Actor, require_permission
from casework.accounts.models import Organisation, user_or_none
from casework.audit.actions import find_first_fault, record
from casework.audit.models import AuditEvent
from casework.audit.verify import Fault
from casework.lib.csv_export import csv_lines
from casework.lib.errors import Refused
from casework.reports.models import ReportLog
from casework.reports.report import Filters, Report, chosen
from casework.reports.scope import Scope

LINES_AT_ONCE = 200
# More takes longer than an answer may; the command has all the time it needs.
MOST_CHECKED_HERE = 200_000


@transaction.atomic
def start_report(
    report: Report, *, organisation: Organisation, purpose: str, filters: Filters, by: Actor
) -> ReportLog:
    """Put down who takes which report for what, before the first byte of it is sent."""
    require_permission(by, Permission.RUN_REPORTS)
    require_permission(by, report.permission)
    purpose = purpose.strip()
    if not purpose:
        raise Refused(_("Say what the report is for: the purpose is kept with it."))
    log: ReportLog = ReportLog.objects.create(
        report=report.name,
        organisation=organisation,
        by=user_or_none(by),
        purpose=purpose[:300],
        filters=chosen(filters),
        columns=list(report.columns),
    )
    # The purpose is somebody's own words and may name people: it stays in the log.
    record("start_report", log, by=by, report=report.name, filters=log.filters, columns=log.columns)
    return log


def stream_report(log: ReportLog, report: Report, scope: Scope, filters: Filters, *, by: Actor) -> Iterator[bytes]:
    """The bytes of the file. Only when the last of them is taken does the log say that the report is whole."""
    digest, lines = hashlib.sha256(), 0
    for part in _parts(csv_lines(report.columns, report.rows(scope, filters))):
        content = "".join(part).encode()
        digest.update(content)
        lines += len(part)
        yield content
    finish_report(log, row_count=lines - 1, sha256=digest.hexdigest(), by=by)


@transaction.atomic
def finish_report(log: ReportLog, *, row_count: int, sha256: str, by: Actor) -> None:
    """The file is complete: how many rows it has, and the hash by which it can be recognised."""
    unfinished = ReportLog.objects.filter(pk=log.pk, finished_at=None)
    if not unfinished.update(finished_at=timezone.now(), row_count=row_count, sha256=sha256):
        raise Refused(_("This report was already finished."))
    record("finish_report", log, by=by, row_count=row_count, sha256=sha256)
    log.refresh_from_db()


@transaction.atomic
def check_audit(*, by: Actor) -> Fault | None:
    """The first bad event of the audit and what is wrong with it, None when it is whole; the check is recorded."""
    require_permission(by, Permission.VIEW_AUDIT)
    count = AuditEvent.objects.count()
    if count > MOST_CHECKED_HERE:
        raise Refused(
            _("The audit has %s records: checking them takes too long for a page. Run: manage.py audit_verify")
            % count
        )
    fault = find_first_fault()
    record("check_audit", "audit", by=by, records=count, first_fault=fault.number if fault else None)
    return fault


def _parts(lines: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(lines)
    while part := list(islice(remaining, LINES_AT_ONCE)):
        yield part
