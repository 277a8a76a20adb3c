"""The PostgreSQL role as which the program runs: it is not the owner of the tables, and the audit is not its own.

It may read and write every table of the program but these: of the audit it reads and appends (of the heads of the
chains it changes what they say), and of the migrations it reads. It can make, empty or drop no table, and lay no
trigger. Migrations are run by the owner, and then this again, so that new tables are covered.
"""

from typing import Any

from psycopg import sql

from casework.audit.database import APPENDED_ONLY

_HEADS, _MIGRATIONS = "audit_audithead", "django_migrations"
_NOT_ON_THE_AUDIT = ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER")
# Of a role with any of these the audit would not be safe, whatever it is granted.
_TOO_MIGHTY = (
    "SELECT rolsuper OR rolcreaterole OR rolbypassrls OR rolreplication"
    " OR pg_has_role(rolname, t.tableowner, 'MEMBER')"
    " FROM pg_roles, pg_tables t WHERE rolname = %s AND t.tablename = 'audit_auditevent'"
)


class BadRole(Exception):
    """This role cannot be that of the program. Its text says why."""


def secure(cursor: Any, role: str) -> bool:
    """Give `role` its rights, all or none; True where it had to be made. Raises BadRole."""
    cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [role])
    made = cursor.fetchone() == (0,)
    if made:
        _run(cursor, "CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION", role)
    cursor.execute(_TOO_MIGHTY, [role])
    if cursor.fetchone() != (False,):
        raise BadRole(f"{role} owns the tables or rules the server: the program needs a role that does neither.")
    _grant(cursor, role)
    for table in APPENDED_ONLY:
        for right in _NOT_ON_THE_AUDIT:
            cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, right])
            if cursor.fetchone() != (False,):
                raise BadRole(f"{role} has {right} on {table} from elsewhere: take that away first.")
    return made


def _grant(cursor: Any, role: str) -> None:
    cursor.execute("SELECT current_schema()")
    names = {"schema": cursor.fetchone()[0]}
    _run(cursor, "REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role}", role, **names)
    _run(cursor, "GRANT USAGE ON SCHEMA {schema} TO {role}", role, **names)
    _run(cursor, "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {role}", role, **names)
    _run(cursor, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}", role, **names)
    _run(cursor, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}", role, **names)
    for table, rights in {
        **dict.fromkeys(APPENDED_ONLY, "SELECT, INSERT"),
        _HEADS: "SELECT, UPDATE",
        _MIGRATIONS: "SELECT",
    }.items():
        _run(cursor, "REVOKE ALL ON {table} FROM {role}", role, table=table)
        _run(cursor, f"GRANT {rights} ON {{table}} TO {{role}}", role, table=table)


def _run(cursor: Any, statement: str, role: str, **names: str) -> None:
    identifiers = {name: sql.Identifier(value) for name, value in {"role": role, **names}.items()}
    cursor.execute(sql.SQL(statement).format(**identifiers))
