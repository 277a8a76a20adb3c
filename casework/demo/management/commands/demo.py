from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework.demo import actions, event
from casework.lib.errors import Refused

LIST = Path("var") / "demo" / event.FILE_NAME


class Command(BaseCommand):
    help = "Fills an empty database with invented people, and writes the list of 23 May 2025 to upload."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--unless-filled", action="store_true", help="do nothing where the database is not empty"
        )
        parser.add_argument(
            "--write-list",
            type=Path,
            metavar="PATH",
            help=f"where to write the list, .xlsx or .csv ({LIST})",
        )

    def handle(self, *args: Any, unless_filled: bool, write_list: Path | None, **options: Any) -> None:
        path = write_list or settings.BASE_DIR / LIST
        if unless_filled and actions.is_filled():
            where = f" The list to upload: {path}" if path.exists() else ""
            self.stdout.write(f"The database is filled already: the demonstration was not put into it.{where}")
            return
        try:
            filled = actions.fill()
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        _write_list(path)
        self.stdout.write(f"Users, each with the password {actions.PASSWORD}:")
        for username, role, _first_name, _last_name in actions.STAFF:
            self.stdout.write(f"  {username:<22}{role.label}")
        self.stdout.write(f"The list of 23 May 2025 to upload: {path}")
        self.stdout.write(
            f"Filled with the demonstration: {filled.people} invented people, {filled.cases} cases,"
            f" {filled.exchanges} exchanges as they were announced."
        )


def _write_list(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(event.csv_bytes() if path.suffix == ".csv" else event.xlsx_bytes())
