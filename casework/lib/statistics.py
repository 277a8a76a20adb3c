"""What PostgreSQL knows of its tables, by which it chooses how to look things up."""

from django.db import connection, models


def learn(*tables: type[models.Model]) -> None:
    """Look at these tables anew, since many rows came at once. A server does so by itself, but later, and not
    where that is switched off; until then a search can take a hundred times as long. SQLite needs none of it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in tables)}")
