from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from casework.accounts.models import SYSTEM, Organisation
from casework.exchanges import actions
from casework.exchanges.models import Exchange, ListFile
from casework.exchanges.statuses import ListKind
from casework.lib.errors import Refused
from casework.lists import MAX_BYTES


class Command(BaseCommand):
    help = "Imports a received list (CSV or XLSX) into an exchange, all rows or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--exchange", required=True, metavar="REFERENCE")
        parser.add_argument("--organisation", metavar="SLUG", help="who received it (the first one made here)")
        parser.add_argument("--kind", choices=ListKind.values, default=ListKind.AGREED.value)
        parser.add_argument(
            "--replaces", type=int, metavar="VERSION", help="the version of which this is a new one"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args: Any, file: Path, exchange: str, dry_run: bool, **options: Any) -> None:
        held_on = Exchange.objects.filter(reference=exchange).first()
        if held_on is None:
            raise CommandError(f"There is no exchange {exchange}.")
        organisation = Organisation.objects.chosen(options["organisation"])
        if organisation is None:
            raise CommandError("Name the organisation: --organisation SLUG.")
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        if file.stat().st_size > MAX_BYTES:
            raise CommandError(f"{file} is larger than {MAX_BYTES // 2**20} MB: split the list.")
        try:
            self._import(file, held_on, organisation, dry_run, options)
        except actions.AlreadyImported as known:
            self.stdout.write(str(known))
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    @transaction.atomic
    def _import(
        self, file: Path, exchange: Exchange, organisation: Organisation, dry_run: bool, options: dict[str, Any]
    ) -> None:
        replaces = self._replaced(exchange, organisation, options["replaces"])
        draft = actions.receive_list(
            exchange,
            organisation=organisation,
            content=file.read_bytes(),
            name=file.name,
            kind=options["kind"],
            replaces=replaces,
            by=SYSTEM,
        )
        list_file = actions.import_list(draft, by=SYSTEM)
        added = list_file.entries.count()
        if dry_run:
            transaction.set_rollback(True)
            self.stdout.write(
                f"Would add {added} entries to exchange {exchange}; {list_file.unchanged_count} unchanged."
            )
            return
        actions.find_candidates(list_file, by=SYSTEM)
        self.stdout.write(
            f"Added {added} entries to exchange {exchange} as version {list_file.version};"
            f" {list_file.unchanged_count} unchanged."
        )

    def _replaced(self, exchange: Exchange, organisation: Organisation, version: int | None) -> ListFile | None:
        if version is None:
            return None
        found = ListFile.objects.imported().filter(exchange=exchange, organisation=organisation, version=version)
        if (list_file := found.first()) is None:
            raise CommandError(f"Exchange {exchange} has no list of version {version}.")
        return list_file
