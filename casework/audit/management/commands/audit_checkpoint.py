from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework.audit.actions import sign_checkpoint
from casework.audit.checkpoints import as_line


class Command(BaseCommand):
    help = "Signs where the audit ends now, and adds the checkpoint to a file to be kept elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="one checkpoint a line")

    def handle(self, *args: Any, output: Path, **options: Any) -> None:
        try:
            with output.open("a", encoding="utf-8") as file:
                checkpoint = sign_checkpoint()
                file.write(as_line(checkpoint) + "\n")
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Checkpoint {checkpoint.number} added to {output}, key {checkpoint.public_key}.")
