"""What the demonstration has none of, so that every page has something to show: made through the actions.

Its words are in Ukrainian, as they would be where these pages are read.
"""

from datetime import timedelta

from django.utils import timezone

from casework.access import Role
from casework.accounts import actions as accounts
from casework.accounts.models import Organisation, User
from casework.attachments.actions import add_attachment
from casework.exchanges import actions as exchanges
from casework.exchanges.models import Entry, Exchange
from casework.families import actions as families
from casework.families.models import Case
from casework.jobs.models import Job
from casework.merging.actions import propose_merge
from casework.merging.actions.merging import seen_hash
from casework.people import actions as people
from casework.people.models import Person
from casework.protection import actions as protection
from casework.reports import actions as reports
from casework.reports.publishing import draft
from casework.reports.registry import REPORTS
from tests import make

WHY = "Так домовлено."
EXCHANGE = "demo-2025-03"  # the one of the demonstration on which work goes on
DRAFTS = {
    "draft.csv": "ПІБ;Дата народження\nВигаданий Остап Юрійович;1.2.1990\nНебувалий Юхим;31.2.1990",
    "unread.csv": "Хто;Коли\nПримарний Захар;1.2.1990",
}


def stage() -> None:
    users = {user.username: user for user in User.objects.select_related("organisation")}
    supervisor, steward = users["supervisor"], users["data-steward"]
    exchange = Exchange.objects.get(reference=EXCHANGE)
    _lists(exchange, steward, users["verification-officer"])
    _closed(users)
    _oversight(exchange, users)
    missing = list(Person.objects.filter(status="missing", cases=None).order_by("pk")[:4])
    picture = add_attachment(missing[0], kind="photo", content=make.jpeg(), remark="Знімок.", by=supervisor)
    assert picture.is_picture
    protection.hold_person(missing[1], reason=WHY, by=steward)
    protection.propose_erasure(missing[2], reason=WHY, by=steward)
    _propose_death(missing[3], supervisor)
    _merge(steward.organisation, supervisor, users["supervisor-2"])
    _refer(supervisor, users["partner"])
    accounts.propose_grant(users["intake"], role=Role.CASEWORKER, reason=WHY, by=users["administrator"])
    Job.objects.create(kind="search_list", subject="1", done=3, total=9, created_by=supervisor)


def _lists(exchange: Exchange, steward: User, officer: User) -> None:
    assert steward.organisation is not None
    for name, text in DRAFTS.items():
        exchanges.receive_list(
            exchange, organisation=steward.organisation, content=text.encode(), name=name, by=steward
        )
    _two_versions(steward)
    undecided = Entry.objects.filter(exchange=exchange, status="received").order_by("pk").first()
    exchanges.receive_person(exchange, entry=undecided, told="Бачив Івана.", by=officer)


def _two_versions(steward: User) -> None:
    """Of a list, for an exchange of long ago to which nobody returns."""
    assert steward.organisation is not None
    exchange = Exchange.objects.exclude(reference=EXCHANGE).order_by("held_on")[0]
    first = None
    for text in ("ПІБ\nВигаданий Остап\nНебувалий Юхим", "ПІБ\nВигаданий Остап Юрійович"):
        said = {"organisation": steward.organisation, "content": text.encode(), "name": "versions.csv"}
        received = exchanges.receive_list(exchange, **said, replaces=first, by=steward)
        first = exchanges.import_list(received, confirmed=True, by=steward)


def _closed(users: dict[str, User]) -> None:
    """One record that is closed to all but a few, opened in an emergency; one that is to be."""
    supervisor, caseworker = users["supervisor"], users["caseworker"]
    own = Case.objects.filter(status="active", assigned_to=caseworker).select_related("person").order_by("-pk")
    closed, asked = own[0], own[1]
    for case in (closed, asked):
        proposal = people.propose_restriction(
            case.person, officer=supervisor, readers=[caseworker], reason=WHY, by=caseworker
        )
        if case == closed:
            accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    families.break_glass(closed.reference, reason=WHY, by=users["verification-officer"])


def _oversight(exchange: Exchange, users: dict[str, User]) -> None:
    supervisor = users["supervisor"]
    organisation = supervisor.organisation
    assert organisation is not None
    few = {"purpose": WHY, "filters": {"status": "located", "category": ""}}
    reports.start_report(REPORTS["people_by_status"], organisation=organisation, **few, by=supervisor)
    doubtful = reports.Order(**few, harm="unknown", harm_words=WHY)
    reports.propose_export(REPORTS["people_by_status"], doubtful, by=supervisor)
    for case in Case.objects.filter(organisation=organisation, person__status="returned"):
        families.record_consent(case, giver="person", purpose="publication", given=True, by=supervisor)
    found = draft(exchange, organisation)
    proposal = reports.propose_publication(
        exchange, organisation=organisation, seen=found.sha256, reason=WHY, by=supervisor
    )
    accounts.approve(proposal, seen=proposal.digest, by=users["supervisor-2"])


def _propose_death(person: Person, by: User) -> None:
    evidence = people.record_evidence(person, about="death", content="Тіло впізнали.", source="Свідок", by=by)
    for status in ("death_reported", "deceased"):
        people.change_status(person, to=status, reason=WHY, evidence=evidence, by=by)


def _merge(organisation: Organisation, by: User, approver: User) -> None:
    """Two records of one person, made one."""
    named = {"surname": "Вигадана", "given": "Марта", "name_source": "Родина", "by": by}
    kept, merged = (people.register_person(organisation=organisation, **named) for _ in range(2))
    proposal = propose_merge(kept, merged, seen=seen_hash(kept, merged), reason=WHY, by=by)
    accounts.approve(proposal, seen=proposal.digest, by=approver)


def _refer(supervisor: User, partner: User) -> None:
    """A referral that waits for its answer."""
    case = Case.objects.filter(status="active", referrals=None, person__restrictions=None).order_by("pk")[0]
    first = case.case_relatives.select_related("relative")[0]
    families.record_consent(case, relative=first.relative, purpose="referral", given=True, by=supervisor)
    assert partner.organisation is not None
    families.refer_case(
        case,
        recipient=partner.organisation,
        fields=["identity"],
        purpose=WHY,
        until=timezone.localdate() + timedelta(days=30),
        harm="no",
        by=supervisor,
    )
