from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from casework.audit.roles import BadRole, secure


class Command(BaseCommand):
    help = (
        "Makes the PostgreSQL role as which the program is to run, or sets its rights anew: it may append to the"
        " audit and never change it. Run it as the owner of the tables, after migrate and createcachetable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", required=True, metavar="NAME")

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError(
                "This is SQLite: it knows no roles. Whoever can write the file can change the audit."
            )
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                made = secure(cursor, role)
        except BadRole as problem:
            raise CommandError(str(problem)) from problem
        done = "is made, without a password: give it one" if made else "has its rights anew"
        self.stdout.write(f"The role {role} {done}. Let DATABASE_URL of the program name it, not the owner.")
