import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils.module_loading import import_string

from casework.lib.logs import print_quietly


class Command(BaseCommand):
    help = "The background worker: runs queued jobs, and the periodic tasks of the settings."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between two looks (1)")

    def handle(self, *args: Any, once: bool, interval: float, **options: Any) -> None:
        sys.excepthook = print_quietly
        tasks = [import_string(path) for path in settings.PERIODIC_TASKS]
        while True:
            close_old_connections()
            for task in tasks:
                task()
            call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
            if once:
                self.stdout.write("Did what was due.")
                return
            time.sleep(interval)
