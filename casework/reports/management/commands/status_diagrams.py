from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework.access import DUTIES, EXCLUSIVE, ROLES
from casework.exchanges.statuses import ARRIVAL, ENTRY, EXCHANGE, IDENTITY
from casework.families.statuses import CASE
from casework.lib.diagrams import roles_page, workflows_page
from casework.notifications.statuses import NOTIFICATION
from casework.people.statuses import PERSON

WORKFLOWS = (PERSON, CASE, EXCHANGE, ENTRY, ARRIVAL, IDENTITY, NOTIFICATION)


def pages() -> dict[str, str]:
    """The text of each page, by its name in docs/."""
    duties = [(kind, duty.propose, duty.approve) for kind, duty in DUTIES.items()]
    return {"workflows.md": workflows_page(WORKFLOWS), "roles.md": roles_page(ROLES, duties, EXCLUSIVE)}


class Command(BaseCommand):
    help = "Writes docs/workflows.md and docs/roles.md from the tables they show, or with --check compares them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail where a page is not as the tables say")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        folder = settings.BASE_DIR / "docs"
        for name, page in pages().items():
            if not check:
                (folder / name).write_text(page)
            elif not (folder / name).is_file() or (folder / name).read_text() != page:
                raise CommandError(f"docs/{name} differs from the tables: run manage.py status_diagrams.")
        said = "as they are" if check else "written"
        self.stdout.write(f"docs/: {len(WORKFLOWS)} workflows and {len(ROLES)} roles {said}.")
