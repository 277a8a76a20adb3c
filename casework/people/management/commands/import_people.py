from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework.accounts.models import SYSTEM, Organisation
from casework.lib.errors import Refused
from casework.lists import UnreadableFile
from casework.people import actions


class Command(BaseCommand):
    help = "Registers the people of a CSV or XLSX file; the same file twice adds nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--organisation", metavar="SLUG", help="who holds the people (the first one made here)"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args: Any, file: Path, organisation: str | None, dry_run: bool, **options: Any) -> None:
        held_by = Organisation.objects.chosen(organisation)
        if held_by is None:
            raise CommandError("Name the organisation: --organisation SLUG.")
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            found, done = actions.import_file(
                file.read_bytes(), file.name, organisation=held_by, uploaded=False, dry_run=dry_run, by=SYSTEM
            )
        except (Refused, UnreadableFile) as problem:
            raise CommandError(str(problem)) from problem
        if found.unused:
            self.stderr.write(f"Columns left out: {', '.join(found.unused)}.")
        verb = "Would add" if dry_run else "Added"
        self.stdout.write(
            f"{verb} {done.added} people; {done.known} were known; "
            f"{done.differing} said otherwise (kept as evidence)."
        )
