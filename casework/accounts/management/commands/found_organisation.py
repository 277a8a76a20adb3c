from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from casework.access import Role
from casework.accounts import actions
from casework.accounts.models import SYSTEM, Organisation


class Command(BaseCommand):
    help = "Makes an organisation and its first two administrators, who then make the other users."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("name")
        parser.add_argument(
            "--administrator",
            required=True,
            nargs=2,
            metavar="USERNAME",
            help="two, since what one administrator proposes another approves",
        )

    @transaction.atomic
    def handle(self, *args: Any, slug: str, name: str, administrator: list[str], **options: Any) -> None:
        if Organisation.objects.filter(slug=slug).exists():
            raise CommandError(f"There is an organisation {slug} already.")
        organisation = actions.create_organisation(slug=slug, name=name, by=SYSTEM)
        for username in administrator:
            password = _password(username)
            user = actions.create_user(username=username, organisation=organisation, password=password, by=SYSTEM)
            actions.grant_role(user, role=Role.ADMINISTRATOR, by=SYSTEM)
        self.stdout.write(f"Made {name} and its administrators {' and '.join(administrator)}.")


def _password(username: str) -> str:
    password = getpass(f"Password for {username}: ")
    try:
        validate_password(password)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return password
