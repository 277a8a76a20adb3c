from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casework.attachments.actions import sweep_files


class Command(BaseCommand):
    help = (
        "Removes sealed files that belong to no record (their upload failed, or was erased), an hour after they"
        " were written; names the documents whose file is missing. To be run once a day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        removed, missing = sweep_files()
        if missing:
            raise CommandError(f"Removed {removed} files; the files of these are missing: {', '.join(missing)}.")
        self.stdout.write(f"Removed {removed} files that belonged to no record; no file is missing.")
