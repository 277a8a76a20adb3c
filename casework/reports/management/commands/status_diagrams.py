from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework.exchanges.statuses import ARRIVAL, ENTRY, EXCHANGE, IDENTITY
from casework.families.statuses import CASE
from casework.lib.diagrams import workflows_page
from casework.notifications.statuses import NOTIFICATION
from casework.people.statuses import PERSON

WORKFLOWS = (PERSON, CASE, EXCHANGE, ENTRY, ARRIVAL, IDENTITY, NOTIFICATION)


class Command(BaseCommand):
    help = "Writes docs/workflows.md from the tables of statuses, or with --check compares it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail where the page is not as the tables say")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "workflows.md"
        page = workflows_page(WORKFLOWS)
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(page)
            self.stdout.write(f"Wrote {len(WORKFLOWS)} workflows to {path.relative_to(settings.BASE_DIR)}.")
            return
        if not path.is_file() or path.read_text() != page:
            raise CommandError("docs/workflows.md differs from the tables: run manage.py status_diagrams.")
        self.stdout.write(f"docs/workflows.md shows the {len(WORKFLOWS)} workflows as they are.")
