"""Whoever may see somebody, the ways in which that is taken away, and all places where it would show."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from casework.access import ROLES, Permission, Role
from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM, Organisation, User
from casework.accounts.sign_in import colleagues
from casework.attachments.actions import add_attachment
from casework.attachments.models import Attachment
from casework.families import actions as families
from casework.families.models import Case, Referral
from casework.people import actions as people
from casework.people.models import Person
from tests import make
from tests.families import make as make_families

OWN, SHARED, RESTRICTED = "own", "shared", "restricted"
WORD = "Zqxrevoked"
P = Permission
ROLES_TRIED = tuple(role for role in Role if P.VIEW_PEOPLE in ROLES[role])


@dataclass
class Stage:
    """One reader, the person `seen` in one relation, and colleagues who can take that away."""

    reader: User
    person: Person
    case: Case
    document: Attachment
    administrator: User
    supervisors: list[User]
    referral: Referral | None
    client: Client = field(default_factory=Client)


def build(role: str, relation: str, signed_in: Callable[[User], Client]) -> Stage:
    home, holder = make.organisation("home"), make.organisation("holder")
    reader = make.user("reader", home, role)
    keeper = home if relation != SHARED else holder
    supervisors = [make.user(f"supervisor-{number}", keeper, Role.SUPERVISOR) for number in range(2)]
    person = make.person(keeper, f"{WORD} Ivan", date_of_birth="1.2.1983")
    for number in range(3):
        make.person(home, f"Вигаданий Петро {number}")
    case = make_families.case(keeper, person, request="Invented.")
    document = add_attachment(person, kind="letter", content=WORD.encode(), by=SYSTEM)
    stage = Stage(
        reader, person, case, document, make.user("administrator", home, Role.ADMINISTRATOR), supervisors, None
    )
    if relation == SHARED:
        stage.referral = _share(case, home, supervisors[0])
    if relation == RESTRICTED:
        restrict(stage, [reader, supervisors[0]])
    stage.client = signed_in(reader)
    UserSession.objects.create(user=reader, ip="192.0.2.17", session_key=stage.client.session.session_key)
    return stage


def _share(case: Case, recipient: Organisation, by: User) -> Referral:
    fields = ("identity", "birth", "status", "evidence", "relatives")
    families.record_consent(
        case, relative=make_families.relative(case).relative, purpose="referral", given=True, by=SYSTEM
    )
    referral = make_families.referral(case, recipient, by, *fields)
    return families.accept_referral(referral, by=make.user("accepts", recipient, Role.CASEWORKER))


def restrict(stage: Stage, readers: list[User]) -> None:
    first, second = stage.supervisors
    said: dict[str, Any] = {"officer": readers[-1], "readers": readers, "reason": "Invented."}
    proposal = people.propose_restriction(stage.person, **said, by=first)
    accounts.approve(proposal, seen=proposal.digest, by=second)


def disable(stage: Stage) -> None:
    accounts.update_user(stage.reader, is_active=False, by=stage.administrator)


def end_grant(stage: Stage) -> None:
    accounts.revoke_role(stage.reader, role=stage.reader.grants.get().role, by=stage.administrator)


def expire_grant(stage: Stage) -> None:
    stage.reader.grants.update(expires_at=timezone.now() - timedelta(seconds=1))


def end_session(stage: Stage) -> None:
    colleagues.end_sessions_of(stage.reader, by=stage.administrator)
    key = stage.client.cookies[settings.SESSION_COOKIE_NAME].value
    assert not Session.objects.filter(session_key=key).exists()


def revoke_referral(stage: Stage) -> None:
    families.revoke_referral(stage.referral, by=stage.supervisors[0])


def expire_referral(stage: Stage) -> None:
    Referral.objects.update(until=timezone.localdate() - timedelta(days=1))


def leave_off_the_list(stage: Stage) -> None:
    restrict(stage, [stage.supervisors[0]])


# What is taken away, and whether the user themselves is shut out by it.
OF_THE_USER = (disable, end_grant, expire_grant, end_session)
WAYS: dict[str, tuple[Callable[[Stage], None], ...]] = {
    OWN: OF_THE_USER,
    SHARED: (*OF_THE_USER, revoke_referral, expire_referral),
    RESTRICTED: (*OF_THE_USER, leave_off_the_list),
}


def places(stage: Stage) -> dict[str, tuple[str, str, dict[str, str]]]:
    """By what it is called: method, address and what is sent, as far as the reader's role opens it."""
    may = ROLES[Role(stage.reader.grants.get().role)]
    report = "/reports/run/people_by_status/"
    found = {
        "detail": ("get", f"/people/{stage.person.reference}/", {}),
        "list": ("get", f"/people/?scope={'referred' if stage.referral else 'own'}", {}),
        "search": ("post", "/people/", {"search": "1", "q": WORD, "scope": "all"}),
        "file": ("get", f"/documents/{stage.document.reference}/", {}),
    }
    if P.VIEW_CASES in may:
        found["case"] = ("get", f"/cases/{stage.case.reference}/", {})
        found["cases"] = ("get", "/cases/?whose=all", {})
    if P.RUN_REPORTS in may:
        found["count"] = ("get", report, {})
        said = {"purpose": "A proof", "harm": "no", "harm_words": "None", "activity": "reports"}
        found["export"] = ("post", report, said)
    return found
