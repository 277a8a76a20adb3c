"""Two men on one list, their families, all who work on it, and what the database holds. People are invented."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.utils import timezone

from casework.access import Role
from casework.accounts.models import SYSTEM, User
from casework.exchanges import actions as exchanges
from casework.exchanges.models import Exchange, ListFile
from casework.families import actions as families
from casework.people.models import Person
from tests import make
from tests.notifications import make as news
from tests.proofs.notify_model import Rows, Snapshot

# Who works here; the same role by two people, and people who hold what two should do.
STAFF: dict[str, tuple[str, ...]] = {
    "worker": (Role.CASEWORKER,),
    "other-worker": (Role.CASEWORKER,),
    "head": (Role.SUPERVISOR,),
    "other-head": (Role.SUPERVISOR,),
    "officer": (Role.VERIFICATION_OFFICER,),
    "officer-and-head": (Role.VERIFICATION_OFFICER, Role.SUPERVISOR),
    "all": (
        Role.INTAKE,
        Role.CASEWORKER,
        Role.SUPERVISOR,
        Role.VERIFICATION_OFFICER,
        Role.DATA_STEWARD,
        Role.PARTNER,
    ),
    "steward": (Role.DATA_STEWARD,),
    "intake": (Role.INTAKE,),
    "auditor": (Role.AUDITOR,),
    "stranger": (Role.CASEWORKER, Role.SUPERVISOR, Role.VERIFICATION_OFFICER, Role.DATA_STEWARD),
}
MEN = ("Вигаданий Єлизар Петрович", "Вигаданий Захар Петрович")
HEAD = "ПІБ;Дата народження\n"
# Each list says something else of the first man; the second is dropped, and comes back.
LISTS = [
    HEAD + "Вигаданий Єлизар Петрович;07.03.1999\nВигаданий Захар Петрович;02.02.1991\n",
    HEAD + "Вигаданий Єлизар;07.03.1999\nВигаданий Захар Петрович;02.02.1991\n",
    HEAD + "Вигаданий Єлизар;1999\n",
    HEAD + "Вигаданий Єлизар Петрович;07.03.1999\nВигаданий Захар Петрович;1991\n",
]

_COLUMNS = {
    "people": ("people_person", "id, status"),
    "cases": ("families_case", "id, person_id, status"),
    "family": ("families_caserelative", 'id, case_id, relative_id, "order"'),
    "entries": ("exchanges_entry", "id, status, arrival, identity"),
    "links": ("exchanges_link", "id, entry_id, person_id, confirmed_by_id, confirmed_at, undone_at"),
    "verifications": ("exchanges_verification", "id, entry_id, person_id, outcome, linked_by_id, by_id, at"),
    "changes": (
        "people_statuschange",
        "id, person_id, to_status, by_id, by_role, approved_by_id, approved_role, effective_at, refused_at",
    ),
    "news": (
        "notifications_notification",
        "id, person_id, case_id, relative_id, status_change_id, tells, status, wording, approved_wording,"
        " prepared_by_id, approved_by_id, delivered_by_id, version",
    ),
    "attempts": ("notifications_deliveryattempt", "id, notification_id, by_id, channel, outcome"),
}


def snapshot() -> Snapshot:
    with connection.cursor() as cursor:
        tables = {name: _rows(cursor, *said) for name, said in _COLUMNS.items()}
        cursor.execute("SELECT sequence FROM audit_audithead")
        (events,) = cursor.fetchone() or (0,)
    return Snapshot(**tables, events=events)


def _rows(cursor: Any, table: str, columns: str) -> Rows:
    names = columns.replace('"', "").split(", ")
    cursor.execute(f"SELECT {columns} FROM {table}")
    return {row[0]: SimpleNamespace(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()}


class World:
    """Made once; every run of steps begins with it and leaves it as it was."""

    def __init__(self) -> None:
        bureau, elsewhere = make.organisation("bureau"), make.organisation("elsewhere")
        self.users = {
            name: make.user(name, elsewhere if name == "stranger" else bureau, *roles)
            for name, roles in STAFF.items()
        }
        self.people = [make.person(bureau, name, date_of_birth="1999") for name in MEN]
        self.cases = [
            news.case(self.people[0], "Наталя", "Богдан"),
            news.case(self.people[0], "Дружина"),
            news.case(self.people[1], "Батько"),
        ]
        # The mother stands in the case of the wife too.
        mother = self.cases[0].case_relatives.get(order=1).relative
        families.add_relative(self.cases[1], relative=mother, relationship="mother", by=SYSTEM)
        self.evidence = {person.pk: make.evidence(person) for person in self.people}
        self.consent = families.record_consent(
            self.cases[0], relative=mother, purpose="tracing", given=True, by=SYSTEM
        )
        self.exchange = Exchange.objects.create(reference="2025-05-23", held_on="2025-05-23")
        self.later = Exchange.objects.create(reference="2025-06-09", held_on="2025-06-09")
        self.lists = [self.bring(0, by=SYSTEM, exchange=self.exchange)]
        self.bring(3, by=SYSTEM, exchange=self.later, confirmed=True)

    def user(self, name: str) -> User:
        """As they come with a new request: what they hold is read anew."""
        return User.objects.get(pk=self.users[name].pk)

    def person(self, which: int) -> Person:
        return self.people[which % len(self.people)]

    def bring(
        self, which: int, *, by: Any, exchange: Exchange, replaces: ListFile | None = None, confirmed: bool = False
    ) -> ListFile:
        """A list comes in and is imported."""
        content = LISTS[which].encode()
        organisation = Person.objects.get(pk=self.people[0].pk).organisation
        received = exchanges.receive_list(
            exchange, organisation=organisation, content=content, name="list.csv", replaces=replaces, by=by
        )
        return exchanges.import_list(received, confirmed=confirmed, by=by)


def yesterday() -> Any:
    return timezone.now() - timedelta(days=1)
