from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from casework.accounts.models import SYSTEM, Organisation
from casework.exchanges import actions
from casework.exchanges.drafts import read_draft, warnings
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
            with transaction.atomic():
                list_file = self._import(file, held_on, organisation, options)
                said = self._summary(list_file, dry_run)
                transaction.set_rollback(dry_run)
            self.stdout.write(said)
            if not dry_run:
                actions.find_candidates(list_file, by=SYSTEM)
        except actions.AlreadyImported as known:
            self.stdout.write(str(known))
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _import(
        self, file: Path, exchange: Exchange, organisation: Organisation, options: dict[str, Any]
    ) -> ListFile:
        draft = actions.receive_list(
            exchange,
            organisation=organisation,
            content=file.read_bytes(),
            name=file.name,
            kind=options["kind"],
            replaces=self._replaced(exchange, organisation, options["replaces"]),
            by=SYSTEM,
        )
        for warning in warnings(draft, read_draft(draft)):
            self.stderr.write(warning.text)
        return actions.import_list(draft, by=SYSTEM)

    def _summary(self, list_file: ListFile, dry_run: bool) -> str:
        would = "Would add" if dry_run else "Added"
        version = "" if dry_run else f" as version {list_file.version}"
        return (
            f"{would} {list_file.entries.count()} entries to exchange {list_file.exchange}{version};"
            f" {list_file.unchanged_count} unchanged."
        )

    def _replaced(self, exchange: Exchange, organisation: Organisation, version: int | None) -> ListFile | None:
        if version is None:
            return None
        found = ListFile.objects.imported().filter(exchange=exchange, organisation=organisation, version=version)
        if (list_file := found.first()) is None:
            raise CommandError(f"Exchange {exchange} has no list of version {version}.")
        return list_file
