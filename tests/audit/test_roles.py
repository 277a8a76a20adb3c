"""The role as which the program runs on PostgreSQL, tried through a connection of its own."""

import io

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from psycopg import sql

from casework.audit.models import AuditEvent
from tests import make

ROLE, PASSWORD = "casework_app_{}", "only-for-this-test"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def role():
    """The name of a secured role, with a connection to the test's database as that role; None on SQLite."""
    if connection.vendor != "postgresql":
        yield None
        return
    name = ROLE.format(connection.settings_dict["NAME"])[:60]
    call_command("secure_database", role=name, stdout=io.StringIO())
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(PASSWORD)))
    yield name
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(sql.Identifier(name)))


@pytest.fixture
def as_role(role):
    """`as_role(statement)` runs one statement as the role; what it returns, or what the database answered."""

    def run(statement):
        database = connection.settings_dict
        there = {"host": database["HOST"] or None, "port": database["PORT"] or None, "dbname": database["NAME"]}
        with psycopg.connect(**there, user=role, password=PASSWORD) as own:
            try:
                cursor = own.execute(statement)
            except psycopg.Error as error:
                return type(error)
            return cursor.fetchall() if cursor.description else cursor.rowcount

    return run


def test_sqlite_has_no_roles(db):
    if connection.vendor == "sqlite":
        with pytest.raises(CommandError, match="SQLite"):
            call_command("secure_database", role="casework_app")


def test_the_program_runs_as_its_role(role):
    if role is None:
        return
    made = make.organisation("bureau")
    settings = connection.settings_dict
    owner = settings["USER"], settings["PASSWORD"]
    connections.close_all()
    settings["USER"], settings["PASSWORD"] = role, PASSWORD
    try:
        person = make.person(made)
        assert AuditEvent.objects.filter(subject=f"person:{person.reference}").count() == 1
        call_command("audit_verify", stdout=io.StringIO())
    finally:
        connections.close_all()
        settings["USER"], settings["PASSWORD"] = owner


@pytest.mark.parametrize("table", ["audit_auditevent", "audit_auditmention", "audit_auditcheckpoint"])
@pytest.mark.parametrize(
    "statement", ["DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}", "ALTER TABLE {} DISABLE TRIGGER ALL"]
)
def test_the_role_changes_nothing_of_the_audit(role, as_role, table, statement):
    if role is None:
        return
    assert as_role(statement.format(table)) is psycopg.errors.InsufficientPrivilege
    assert as_role(f"SELECT count(*) >= 0 FROM {table}") == [(True,)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditevent SET actor = 'x'",
        "UPDATE audit_auditmention SET subject = 'x'",
        "UPDATE audit_auditcheckpoint SET content = 'x'",
        "INSERT INTO audit_audithead (id, sequence, last, hash) VALUES (3, 0, 0, '')",
        "DELETE FROM audit_audithead",
        "DELETE FROM django_migrations",
        "CREATE TABLE mine (id int)",
        "CREATE TRIGGER t BEFORE INSERT ON audit_auditevent EXECUTE FUNCTION audit_appended_only()",
    ],
)
def test_nor_by_another_way(role, as_role, statement):
    if role is None:
        return
    assert as_role(statement) is psycopg.errors.InsufficientPrivilege


def test_the_owner_cannot_be_the_role_of_the_program(db):
    if connection.vendor == "postgresql":
        with pytest.raises(CommandError, match="owns the tables or rules the server"):
            call_command("secure_database", role=connection.settings_dict["USER"])
