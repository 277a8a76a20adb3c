from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework.accounts.models import SYSTEM
from casework.reports import actions
from casework.reports.recognition import Recognised, UnreadableFile


class Command(BaseCommand):
    help = (
        "Names the export that a leaked file comes from, its recipient and day: by the hash of the whole file, or"
        " by the invented row, whatever rows and columns are left around it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            found = actions.recognise_export(file.read_bytes(), file.name, by=SYSTEM)
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem
        except UnreadableFile as problem:
            raise CommandError(str(problem)) from problem
        if not found:
            raise CommandError(
                "Not recognised: it holds no invented row of an export of this site, and is none of them in whole."
            )
        for one in found:
            self.stdout.write(_sentence(one))


def _sentence(one: Recognised) -> str:
    log = one.log
    by = "its hash" if one.by == ("",) else ", ".join(one.by)
    return (
        f"{'Is' if one.surely else 'May be'} export {log.pk}:"
        f" {log.report} at R{log.level} of {log.organisation.slug},"
        f" for {log.recipient.slug if log.recipient else log.organisation.slug},"
        f" taken out {log.at:%Y-%m-%d %H:%M} UTC by {log.by.get_username() if log.by else 'a command'}"
        f" (told by {by})."
    )
