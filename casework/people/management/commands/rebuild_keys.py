from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from casework.people import actions


class Command(BaseCommand):
    help = "Makes the keys under which people are found by name anew: after a change to how names are read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--after", type=int, default=0, help="go on after this name's number, which an earlier run said last"
        )
        parser.add_argument(
            "--fresh",
            action="store_true",
            help="all in one, with the index at the end: faster, and on PostgreSQL searches wait for it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        made = actions.rebuild_keys(after=options["after"], fresh=options["fresh"], done=self._say)
        self.stdout.write(f"{made} names can be found.")

    def _say(self, made: int, last: int) -> None:
        self.stderr.write(f"{made} names, the last has number {last}")
