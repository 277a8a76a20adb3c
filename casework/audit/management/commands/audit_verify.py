from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework.audit.checkpoints import BadCheckpoint, our_keys, read_lines
from casework.audit.models import AuditCheckpoint, AuditEvent
from casework.audit.verify import find_first_fault


class Command(BaseCommand):
    help = "Checks the whole audit and the signed checkpoints; names the first bad record."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--checkpoint",
            type=Path,
            metavar="FILE",
            help="checkpoints that were kept outside of the database too",
        )
        parser.add_argument(
            "--public-key",
            action="append",
            default=[],
            metavar="HEX",
            help="believe this key too; may be given several times",
        )

    def handle(self, *args: Any, checkpoint: Path | None, public_key: list[str], **options: Any) -> None:
        try:
            lines = checkpoint.read_text().splitlines() if checkpoint else []
            exported = read_lines(lines, [*our_keys(), *public_key])
        except OSError as error:
            raise CommandError(f"{checkpoint} cannot be read: {error.strerror}.") from error
        except BadCheckpoint as problem:
            raise CommandError(str(problem)) from problem
        if checkpoint and not exported:
            raise CommandError(f"{checkpoint} holds no checkpoint.")
        fault = find_first_fault(exported, public_key)
        if fault is not None:
            which = fault.number if fault.id is None else f"{fault.number} (id {fault.id})"
            raise CommandError(f"Audit record {which}: {fault.problem}.")
        kept = AuditCheckpoint.objects.count() + len(exported)
        self.stdout.write(f"The audit is whole: {AuditEvent.objects.count()} records, {kept} checkpoints.")
