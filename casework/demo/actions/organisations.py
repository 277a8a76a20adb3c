"""Who works in the demonstration: two organisations, and users for each role."""

from django.contrib.auth.hashers import make_password

from casework.access import Role
from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM, Organisation, User

BUREAU, PARTNER = "demo-bureau", "demo-partner"
PASSWORD = "demo-casework-2025"  # noqa: S105 (it is printed for everybody, and opens nothing real)
# User name, role, first and last name. The names say what they are.
STAFF = (
    ("intake", Role.INTAKE, "Ivanna", "Intake"),
    ("caseworker", Role.CASEWORKER, "Kateryna", "Caseworker"),
    ("caseworker-2", Role.CASEWORKER, "Kyrylo", "Caseworker"),
    ("supervisor", Role.SUPERVISOR, "Solomiia", "Supervisor"),
    ("supervisor-2", Role.SUPERVISOR, "Stepan", "Supervisor"),
    ("verification-officer", Role.VERIFICATION_OFFICER, "Viktor", "Verifier"),
    ("data-steward", Role.DATA_STEWARD, "Daryna", "Steward"),
    ("auditor", Role.AUDITOR, "Andrii", "Auditor"),
    ("administrator", Role.ADMINISTRATOR, "Alla", "Administrator"),
    ("administrator-2", Role.ADMINISTRATOR, "Anna", "Administrator"),
    ("partner", Role.PARTNER, "Petro", "Partner"),
)
Team = dict[str, User]


def make_organisations() -> tuple[Organisation, Organisation]:
    """The bureau that does the work, and a partner to which cases are referred."""
    bureau = accounts.create_organisation(
        slug=BUREAU, name="Demonstration bureau (fictional)", phone="+44 20 7946 0998", by=SYSTEM
    )
    partner = accounts.create_organisation(
        slug=PARTNER, name="Demonstration partner (fictional)", phone="+44 20 7946 0999", by=SYSTEM
    )
    return bureau, partner


def make_team(bureau: Organisation, partner: Organisation) -> Team:
    """One user for each role, by user name; those twice of whom it takes two."""
    password = make_password(PASSWORD)  # once for all: it is the same, and slow to make on purpose
    team: Team = {}
    for username, role, first_name, last_name in STAFF:
        user = accounts.create_user(
            username=username,
            organisation=partner if role == Role.PARTNER else bureau,
            first_name=first_name,
            last_name=last_name,
            by=SYSTEM,
        )
        accounts.grant_role(user, role=role, by=SYSTEM)
        team[username] = accounts.update_user(user, password=password, by=SYSTEM)
    return team
