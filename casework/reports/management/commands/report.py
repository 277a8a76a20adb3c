import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework.accounts.models import SYSTEM, Organisation, System
from casework.audit.actions import record_parts
from casework.lib.errors import Refused
from casework.reports import actions
from casework.reports.levels import Level
from casework.reports.models import ReportLog
from casework.reports.registry import REPORTS
from casework.reports.report import Report
from casework.reports.scope import Scope


class Command(BaseCommand):
    help = "Writes a report as CSV and logs it as shared. Reports: " + ", ".join(REPORTS) + "."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--output", type=Path, required=True, metavar="OUT")
        parser.add_argument("--purpose", required=True, metavar="TEXT", help="what it is for; kept in the log")
        parser.add_argument(
            "--organisation", metavar="SLUG", help="whose records (of the first organisation made here)"
        )

        parser.add_argument(
            "--level",
            choices=[level.name for level in Level],
            help="how much of a person it tells; columns above the level are left out (all of them stand in it)",
        )

    def handle(
        self,
        *args: Any,
        name: str,
        output: Path,
        purpose: str,
        organisation: str | None,
        level: str | None,
        **options: Any,
    ) -> None:
        report = REPORTS.get(name)
        if report is None:
            raise CommandError(f"There is no report {name}. There are: {', '.join(REPORTS)}.")
        held_by = Organisation.objects.chosen(organisation)
        if held_by is None:
            raise CommandError("Name the organisation: --organisation SLUG.")
        if not output.parent.is_dir():
            raise CommandError(f"There is no folder {output.parent}.")
        try:
            log = _write(report, output, purpose, Level[level] if level else None, held_by)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as problem:
            raise CommandError(f"{output} cannot be written: {problem.strerror}.") from problem
        self.stdout.write(
            f"Wrote {log.row_count} rows of {name} at R{log.level} to {output}, SHA-256 {log.sha256}."
        )


def _write(
    report: Report, output: Path, purpose: str, level: Level | None, organisation: Organisation
) -> ReportLog:
    """Write beside `output` first: whoever looks there finds the whole report or what was there before."""
    form = report.filters({})
    form.is_valid()
    filters = form.cleaned_data
    log = actions.start_report(
        report, organisation=organisation, purpose=purpose, filters=filters, level=level, by=SYSTEM
    )
    handle, temporary = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            parts = actions.stream_report(log, report, Scope(organisation), filters, by=SYSTEM)
            file.writelines(record_parts(parts, "report", by=System(organisation)))
        Path(temporary).replace(output)
    except BaseException:
        Path(temporary).unlink()
        raise
    return log
