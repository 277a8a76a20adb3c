"""Every pair of separated duties, half done: one person took the first step, and it waits for another.

`CASES` has a case for each of `access.DUTIES`, `OTHERS` the pairs that have a workflow of their own. Who may take
the second step is written from the design, not asked of the code. People are invented.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone

from casework.access import Role
from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM, Grant, Organisation, Proposal, User
from casework.exchanges import actions as exchanges
from casework.exchanges.models import Entry, Exchange, Link, Verification
from casework.families.models import Referral
from casework.merging import actions as merging
from casework.merging.models import Merge
from casework.notifications import actions as notifications
from casework.notifications.models import Notification
from casework.people import actions as people
from casework.people.models import PERSONAL, Person, Restriction, StatusChange
from casework.people.statuses import ERASED
from casework.protection.actions import propose_erasure
from casework.reports import actions as reports
from casework.reports.levels import BULK
from casework.reports.models import Publication, ReportLog
from casework.reports.publishing import draft
from casework.reports.registry import REPORTS
from tests import make
from tests.exchanges import make_work
from tests.families import make as make_families
from tests.merging import make as make_merging
from tests.notifications import make as news
from tests.reports import make_publication

SUPERVISOR = frozenset({Role.SUPERVISOR})
STEWARD_TOO = SUPERVISOR | {Role.DATA_STEWARD}
Write = tuple[QuerySet[Any], dict[str, Any]]


@dataclass
class Stage:
    """Who works here. `first` holds every role that one user can hold, and takes each first step."""

    bureau: Organisation
    elsewhere: Organisation
    first: User
    like_first: User
    head: User
    worker: User
    officer: User
    by_role: dict[str, User]
    stranger: User


@dataclass
class Half:
    """`second(by=user)` takes the second step, as sending `sent` to `url` does.

    `done()` says how often it was carried out. `rows` name nobody else for it, or somebody who never agreed;
    `updates` say the same of rows that there are, `after` of what was carried out: the database must refuse each.
    """

    second: Callable[..., Any]
    url: str
    sent: dict[str, Any]
    seconds: frozenset[str]
    done: Callable[[], int]
    rows: list[Model] = field(default_factory=list)
    updates: list[Write] = field(default_factory=list)
    proposal: Proposal | None = None
    after: list[Write] = field(default_factory=list)


def build_stage(also: str) -> Stage:
    bureau, elsewhere = make.organisation("bureau"), make.organisation("elsewhere")
    return Stage(
        bureau,
        elsewhere,
        first=make.everybody(bureau, "first", also),
        like_first=make.everybody(bureau, "like-first", also),
        head=make.user("head", bureau, Role.SUPERVISOR),
        worker=make.user("worker", bureau, Role.CASEWORKER),
        officer=make.user("officer", bureau, Role.VERIFICATION_OFFICER),
        by_role={role: make.user(f"a-{role}", bureau, role) for role in Role.values},
        stranger=make.everybody(elsewhere, "stranger", also),
    )


def _of(proposal: Proposal, seconds: Iterable[str], done: Callable[[], int], **writes: Any) -> Half:
    return Half(
        lambda by: accounts.approve(proposal, seen=proposal.digest, by=by),
        f"/proposals/{proposal.pk}/approve/",
        {"seen": proposal.digest},
        frozenset(seconds),
        done,
        proposal=proposal,
        **writes,
    )


def _said_to_agree(make_row: Callable[[User], Model], stage: Stage) -> list[Model]:
    """A row by one person alone, and one that names another, who did not agree."""
    return [make_row(stage.first), make_row(stage.head)]


def grant_role(stage: Stage) -> Half:
    colleague = make.user("colleague", stage.bureau)
    proposal = accounts.propose_grant(colleague, role=Role.CASEWORKER, reason="She starts.", by=stage.first)
    grants = Grant.objects.filter(user=colleague)

    def row(other: User) -> Grant:
        who = {"proposed_by": stage.first, "approved_by": other}
        return Grant(user=colleague, organisation=stage.bureau, role=Role.CASEWORKER, **who)

    own = Grant.objects.filter(user=stage.first, role=Role.CASEWORKER)
    changes = [
        (own, {"role": Role.AUDITOR}),
        (own, {"user": colleague}),
        (own, {"proposed_by": stage.worker, "approved_by": stage.head}),
    ]
    rows = _said_to_agree(row, stage)
    after = [(grants, {"approved_by": stage.worker}), (grants, {"role": Role.SUPERVISOR})]
    seconds = (Role.SUPERVISOR, Role.ADMINISTRATOR)
    return _of(proposal, seconds, grants.count, rows=rows, updates=changes, after=after)


def restrict_person(stage: Stage) -> Half:
    person = make.person(stage.bureau)
    proposal = people.propose_restriction(
        person, officer=stage.first, readers=[stage.first], reason="Threats.", by=stage.first
    )

    def row(other: User) -> Restriction:
        who = {"officer": stage.first, "proposed_by": stage.first, "approved_by": other}
        return Restriction(person=person, reason="Threats.", **who)

    in_force = Restriction.objects.in_force().filter(person=person)
    after = [(in_force, {"approved_by": stage.worker}), (in_force, {"proposed_by": stage.worker})]
    return _of(proposal, SUPERVISOR, in_force.count, rows=_said_to_agree(row, stage), after=after)


def unrestrict_person(stage: Stage) -> Half:
    before = restrict_person(stage)
    before.second(by=stage.head)
    person = Person.objects.get(reference=before.proposal.code)
    proposal = people.propose_lifting(person, reason="No threats any more.", by=stage.first)
    restrictions = Restriction.objects.filter(person=person)
    updates: list[Write] = [
        (restrictions, {"lifted_at": timezone.now(), "lifting_proposed_by": stage.first, "lifted_by": other})
        for other in (stage.first, stage.head)
    ]
    lifted = restrictions.filter(lifted_at__isnull=False)
    return _of(proposal, SUPERVISOR, lifted.count, updates=updates)


def erase_person(stage: Stage) -> Half:
    person = make.person(stage.bureau)
    proposal = propose_erasure(person, reason="Nobody needs it.", by=stage.first)
    rows = Person.objects.filter(pk=person.pk)
    erased = rows.filter(erased_at__isnull=False)
    emptied = dict.fromkeys(PERSONAL, "") | {"name": ERASED, "erased_at": timezone.now()}
    return _of(proposal, SUPERVISOR, erased.count, updates=[(rows, emptied)])


def merge_people(stage: Stage) -> Half:
    kept, merged = make_merging.person(stage.bureau), make_merging.person(stage.bureau)
    proposal = make_merging.propose(kept, merged, by=stage.first)
    rows: list[Model] = [Merge(kept=kept, merged=merged, proposal=proposal)]
    updates: list[Write] = [(Person.objects.filter(pk=merged.pk), {"merged_into": kept})]
    return _of(proposal, STEWARD_TOO, Merge.objects.standing().count, rows=rows, updates=updates)


def unmerge_people(stage: Stage) -> Half:
    kept, merged = make_merging.person(stage.bureau), make_merging.person(stage.bureau)
    merge = make_merging.merge(kept, merged, by=stage.first, approved_by=stage.head)
    proposal = merging.propose_unmerge(merge, reason="They are two.", by=stage.first)
    merges = Merge.objects.filter(pk=merge.pk)
    undone = {"undone_at": timezone.now()}
    updates: list[Write] = [
        (merges, undone | {"undone_proposal": proposal}),
        (merges, undone | {"undone_proposal": merge.proposal}),
        (Person.objects.filter(pk=merged.pk), {"merged_into": None}),
    ]
    apart = merges.filter(undone_at__isnull=False)
    return _of(proposal, STEWARD_TOO, apart.count, updates=updates)


def export_report(stage: Stage) -> Half:
    rows = [{"surname": "Вигаданий", "given": f"Іван {number}"} for number in range(BULK + 1)]
    people.register_people(stage.bureau, rows, by=SYSTEM)
    report = REPORTS["people_by_status"]
    form = report.filters({})
    assert form.is_valid()
    doubt = {"harm": "unknown", "harm_words": "Nobody can tell."}
    order = reports.Order(purpose="A meeting", level=2, filters=form.cleaned_data, **doubt)
    proposal = reports.propose_export(report, order, by=stage.first)

    def row(**fields: Any) -> ReportLog:
        said = {"report": report.name, "organisation": stage.bureau, "by": stage.first, "level": 2, "harm": "no"}
        return ReportLog(**said | {"purpose": "A meeting", "started_at": timezone.now()} | fields)

    taken = [row(approved_by=stage.first), row(approved_by=stage.head), row(row_count=BULK + 1)]
    broken_off = row()
    broken_off.save()
    own = ReportLog.objects.filter(pk=broken_off.pk)
    updates = [(own, {"approved_by": stage.head}), (own, {"row_count": BULK + 1}), (own, {"level": 1})]
    approved = ReportLog.objects.filter(approved_at__isnull=False)
    after = [
        (approved, {"by": stage.worker}),
        (approved, {"approved_by": stage.worker}),
        (approved, {"harm": "no"}),
    ]
    return _of(proposal, STEWARD_TOO, approved.count, rows=taken, updates=updates, after=after)


def refer_in_doubt(stage: Stage) -> Half:
    case = make_families.case(stage.bureau)
    doubt = {"harm": "unknown", "harm_words": "Nobody can tell."}
    referral = make_families.referral(case, stage.elsewhere, stage.first, **doubt)
    rows = Referral.objects.filter(pk=referral.pk)
    accepted = {"accepted_at": timezone.now(), "accepted_by": stage.stranger}
    updates: list[Write] = [
        (rows, {"approved_by": stage.first}),
        (rows, {"approved_by": stage.head}),
        (rows, {"harm": "no"}),
        (rows, {"by": stage.worker}),
        (rows, accepted),
    ]
    proposal = Proposal.objects.get(kind="refer_in_doubt")
    approved = rows.filter(approved_by__isnull=False)
    until = {"fields": [], "purpose": "Search", "until": timezone.localdate()} | doubt
    new = Referral(case=case, recipient=stage.bureau, by=stage.first, approved_by=stage.head, **until)
    after = [(approved, {"approved_by": stage.worker}), (approved, {"by": stage.worker})]
    return _of(proposal, STEWARD_TOO, approved.count, rows=[new], updates=updates, after=after)


def publish_list(stage: Stage) -> Half:
    staff = {"by": stage.worker, "officer": stage.officer, "supervisor": stage.head}
    make_publication.home(make_work.exchange(), stage.bureau, "Вигаданий Іван Петрович", **staff)
    exchange = Exchange.objects.get()
    seen = draft(exchange, stage.bureau).sha256
    said = {"organisation": stage.bureau, "reason": "They asked for it."}
    proposal = reports.propose_publication(exchange, seen=seen, **said, by=stage.first)

    def row(other: User) -> Publication:
        return Publication(exchange=exchange, sha256=seen, **said, proposed_by=stage.first, approved_by=other)

    published = Publication.objects.all()
    changes = ({"proposed_by": stage.worker}, {"approved_by": stage.worker}, {"marks": []}, {"sha256": ""})
    after = [(published, change) for change in changes]
    return _of(proposal, SUPERVISOR, published.count, rows=_said_to_agree(row, stage), after=after)


def verification(stage: Stage) -> Half:
    """The linker is not the verifier."""
    entry = make_work.entry(make_work.exchange(), stage.bureau)
    make_work.arrived(make_work.linked(entry, stage.first), stage.head)
    person = make_work.person_of(entry)
    found = {"entry": entry, "person": person, "outcome": "verified", "identified_by": "document"}
    home = {"person": person, "from_status": "return_reported", "to_status": "returned", "reason": "Alone."}
    rows: list[Model] = [
        Verification(**found, linked_by=stage.first, by=stage.first),
        Verification(**found, linked_by=stage.head, by=stage.first),
        StatusChange(**home, linked_by=stage.first, by=stage.first, effective_at=timezone.now()),
    ]
    updates: list[Write] = [
        (Entry.objects.filter(pk=entry.pk), {"identity": "verified"}),
        (Link.objects.filter(entry=entry), {"confirmed_by": stage.head}),
        (Person.objects.filter(pk=person.pk), {"status": "returned"}),
    ]
    found_verified = Verification.objects.filter(outcome="verified")
    return Half(
        lambda by: exchanges.verify_person(entry, identified_by="document", by=by),
        f"/exchanges/entry/{entry.reference}/verify/",
        {"identified_by": "document", "condition": "unknown"},
        frozenset({Role.VERIFICATION_OFFICER}),
        found_verified.count,
        rows,
        updates,
        after=[(found_verified, {"by": stage.worker}), (found_verified, {"linked_by": stage.worker})],
    )


def notification(stage: Stage) -> Half:
    """Who prepared the words, or confirmed what they tell, does not approve them."""
    person = make.person(stage.bureau)
    news.case(person, "Наталія Вигадана")
    (told,) = news.news(person, linked_by=stage.worker, by=stage.officer)
    told = notifications.update_wording(told, wording="Він удома.", by=stage.first)
    rows = Notification.objects.filter(pk=told.pk)
    agreed = {"status": "approved", "approved_wording": told.wording, "approved_at": timezone.now()}
    updates: list[Write] = [
        (rows, agreed | {"approved_by": stage.first}),
        (rows, agreed | {"approved_by": stage.first, "prepared_by": stage.worker}),
        (rows, agreed | {"approved_by": stage.officer}),
        (rows, agreed | {"approved_by": stage.head, "approved_wording": "Інше."}),
        (rows, agreed | {"approved_by": None}),
    ]
    return Half(
        lambda by: notifications.approve_notification(told, version=told.version, by=by),
        f"/notifications/{told.reference}/approve/",
        {"version": told.version},
        SUPERVISOR,
        rows.filter(approved_by__isnull=False).count,
        updates=updates,
        after=[(rows, {"prepared_by": stage.worker}), (rows, {"approved_by": stage.officer})],
    )


def death(stage: Stage) -> Half:
    """Two people of different roles."""
    person = make.person(stage.bureau)
    evidence = make.evidence(person, about="death")
    said = {"reason": "A witness.", "evidence": evidence, "by": stage.first}
    people.change_status(person, to="death_reported", **said)
    change = people.change_status(person, to="deceased", **said)
    rows = StatusChange.objects.filter(pk=change.pk)
    agreed = {"approved_role": "supervisor", "effective_at": timezone.now()}
    updates: list[Write] = [
        (rows, agreed | {"approved_by": stage.first}),
        (rows, agreed | {"approved_by": stage.first, "by": stage.worker}),
        (rows, agreed | {"approved_by": stage.head, "approved_role": change.by_role}),
        (rows, agreed | {"approved_by": None}),
        (rows, {"to_status": "located"}),
        (Person.objects.filter(pk=person.pk), {"status": "deceased"}),
    ]
    other = make.person(stage.bureau)
    step = {"person": other, "from_status": "missing", "to_status": "deceased", "reason": "Alone."}
    alone = {"by": stage.first, "by_role": "caseworker", "approved_by": stage.first} | agreed
    return Half(
        lambda by: people.approve_death(change, by=by),
        f"/people/deaths/{change.pk}/approve/",
        {},
        SUPERVISOR,
        rows.filter(effective_at__isnull=False).count,
        [
            StatusChange(**step, **alone),
            Person(reference="P-2222-2222", organisation=stage.bureau, name="Вигаданий", status="deceased"),
        ],
        updates,
        after=[(rows, {"by": stage.worker})],
    )


Case = Callable[[Stage], Half]
CASES: dict[str, Case] = {
    case.__name__: case
    for case in (
        grant_role,
        restrict_person,
        unrestrict_person,
        erase_person,
        merge_people,
        unmerge_people,
        export_report,
        refer_in_doubt,
        publish_list,
    )
}
OTHERS: dict[str, Case] = {case.__name__: case for case in (verification, notification, death)}
ALL = CASES | OTHERS
# Whoever proposes a role is an administrator, and no data steward.
ALSO = {"grant_role": Role.ADMINISTRATOR}


def begun(name: str) -> tuple[Stage, Half]:
    stage = build_stage(ALSO.get(name, Role.DATA_STEWARD))
    return stage, ALL[name](stage)
