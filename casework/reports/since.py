"""What others did with the user's cases, and with what the user proposed, since the visit before this one.

All of it is one query. Each kind is what its own `visible_to(user)` gives; of people who are not visible, nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import Case as Choice
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, StrIndex, Substr, Trim
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.access import DUTIES
from casework.access import Permission as P
from casework.accounts.models import Organisation, Proposal, User
from casework.accounts.statuses import ProposalStatus
from casework.audit.database import moment_id
from casework.audit.models import AuditEvent
from casework.exchanges.models import Link, Verification
from casework.families.models import Case
from casework.notifications.models import Notification
from casework.people.models import Evidence, Person, StatusChange
from casework.people.statuses import EvidenceAbout, PersonStatus

SHOWN = 10
MOST = 200  # where all are asked for
_ROW = ("row_kind", "row_at", "row_person", "row_who", "row_detail", "row_code")

Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Change:
    what: str
    at: datetime
    url: str
    who: str  # empty where the program acted by itself
    person: Person | None  # None where it is about no person: a role, a report, a list


@dataclass(frozen=True)
class Since:
    at: datetime
    changes: list[Change]
    more: bool


def since(user: User, at: datetime, *, most: int = SHOWN) -> Since:
    """The latest `most` changes by others after `at`, newest first. Two queries, whatever there is."""
    kinds = [rows.order_by().values_list(*_ROW) for rows in _kinds(user, at)]
    found = list(kinds[0].union(*kinds[1:], all=True).order_by("-row_at", "row_kind")[: most + 1]) if kinds else []
    people = Person.objects.visible_to(user).in_bulk({person for _kind, _at, person, *_rest in found if person})
    changes = [
        Change(_what(kind, detail), when, _url(kind, code, people.get(person)), who, people.get(person))
        for kind, when, person, who, detail, code in found[:most]
    ]
    return Since(at, changes, len(found) > most)


def _kinds(user: User, at: datetime) -> Iterator[Rows]:
    """One set of rows for each kind of change that the user may read of."""
    mine = Case.objects.writable_by(user).filter(_seen("person", user), assigned_to=user)
    if user.holds(P.VIEW_PEOPLE):
        yield from _of_people(user, at, mine)
    if user.holds(P.VIEW_EXCHANGES):
        yield from _of_entries(user, at, mine)
    if user.holds(P.VIEW_CASES):
        yield _of_cases(user, at, mine)
    if user.holds(P.VIEW_NOTIFICATIONS):
        yield from _of_news(user, at, mine)
    if user.holds(P.VIEW_PROPOSALS):
        yield _of_proposals(user, at)


def _of_people(user: User, at: datetime, mine: QuerySet[Case]) -> Iterator[Rows]:
    theirs = Q(person__in=mine.values("person"))
    evidence = Evidence.objects.visible_to(user).filter(theirs)
    yield _by_others(evidence, user, at, kind="evidence", when="recorded_at", by="recorded_by", detail=F("about"))
    steps = StatusChange.objects.visible_to(user).filter(theirs | Q(by=user))
    # Who verified a return is said with the verification, to whoever may read of it.
    hidden = [PersonStatus.RETURNED] if user.holds(P.VIEW_EXCHANGES) else []
    taken = steps.exclude(to_status__in=hidden)
    to = F("to_status")
    approved = taken.filter(approved_by__isnull=False)
    yield _by_others(approved, user, at, kind="death", when="effective_at", by="approved_by", detail=to)
    alone = taken.filter(approved_by=None)
    yield _by_others(alone, user, at, kind="status", when="effective_at", by="by", detail=to)
    yield _by_others(steps.pending(), user, at, kind="proposed", when="at", by="by", detail=to)
    yield _by_others(steps, user, at, kind="refused", when="refused_at", by="refused_by", detail=to)


def _of_entries(user: User, at: datetime, mine: QuerySet[Case]) -> Iterator[Rows]:
    theirs = Q(person__in=mine.values("person"))
    where: dict[str, Any] = {"detail": F("entry__exchange__reference"), "code": F("entry__reference")}
    links = Link.objects.visible_to(user)
    linked = links.filter(theirs)
    yield _by_others(linked, user, at, kind="linked", when="confirmed_at", by="confirmed_by", **where)
    undone = links.filter(theirs | Q(confirmed_by=user))
    yield _by_others(undone, user, at, kind="unlinked", when="undone_at", by="undone_by", **where)
    checked = Verification.objects.visible_to(user).filter(theirs | Q(linked_by=user))
    yield _by_others(checked, user, at, kind=F("outcome"), when="at", by="by", **where)


def _of_cases(user: User, at: datetime, mine: QuerySet[Case]) -> Rows:
    """As the audit has it: when a contact was put down, not when it was; and who revoked.

    Of those who answer elsewhere their organisation is named, as on the case.
    """
    cases = Case.objects.filter(reference=Substr(OuterRef("subject"), len("case:") + 1))
    actors = User.objects.filter(username=OuterRef("actor"), organisation=user.organisation_id)
    answering = Organisation.objects.filter(slug=OuterRef("organisation"))
    own = user.organisation.slug if user.organisation else ""
    events = AuditEvent.objects.filter(
        action__in=[*_OF_CASES],
        pk__gte=moment_id(at),
        subject__in=mine.annotate(named=Concat(Value("case:"), "reference")).values("named"),
    )
    return _rows(
        events.exclude(actor_id=str(user.pk)),
        kind=F("action"),
        when=F("at"),
        person=Subquery(cases.values("person")[:1]),
        who=Choice(
            When(organisation=own, then=Subquery(actors.annotate(full=_full_name()).values("full")[:1])),
            default=Subquery(answering.values("name")[:1]),
        ),
        code=Substr("subject", len("case:") + 1),
    )


def _of_news(user: User, at: datetime, mine: QuerySet[Case]) -> Iterator[Rows]:
    news = Notification.objects.visible_to(user).filter(_seen("person", user))
    theirs, code = Q(case__in=mine), F("reference")
    approved = news.filter(theirs | Q(prepared_by=user))
    yield _by_others(approved, user, at, kind="approved", when="approved_at", by="approved_by", code=code)
    told = news.filter(theirs)
    yield _by_others(told, user, at, kind="told", when="delivered_at", by="delivered_by", code=code)


def _of_proposals(user: User, at: datetime) -> Rows:
    """What was decided of the user's own. A record that was merged away is the one that is kept."""
    code = Substr("subject", StrIndex("subject", Value(":")) + 1)
    kept = Coalesce("merged_into", "pk", output_field=BigIntegerField())
    people = Person.objects.filter(reference=OuterRef("coded")).annotate(stands_as=kept)
    cases = Case.objects.filter(reference=OuterRef("coded"))
    decided = Proposal.objects.visible_to(user).filter(
        proposed_by=user, status__in=[ProposalStatus.APPROVED, ProposalStatus.REFUSED]
    )
    decided = decided.annotate(
        coded=code,
        whose=Coalesce(
            Subquery(people.values("stands_as")[:1]),
            Subquery(cases.values("person")[:1]),
            output_field=BigIntegerField(),
        ),
    ).filter(Q(whose=None) | _seen("whose", user))
    return _by_others(
        decided,
        user,
        at,
        kind=Concat(Value("proposal_"), "status"),
        when="decided_at",
        by="decided_by",
        person=F("whose"),
        detail=F("kind"),
        code=Cast("pk", CharField()),
    )


def _by_others(rows: Rows, user: User, at: datetime, *, kind: Any, when: str, by: str, **parts: Any) -> Rows:
    """Those of `rows` that somebody else than `user` brought about after `at`."""
    if isinstance(kind, str):
        kind = Value(kind)
    parts.setdefault("person", F("person_id"))
    others = rows.filter(Q(**{by: None}) | ~Q(**{by: user}), **{f"{when}__gt": at})
    return _rows(others, kind=kind, when=F(when), who=_full_name(f"{by}__"), **parts)


def _seen(person: str, user: User) -> Q:
    """Looked up for each row by its key: the people whom a user sees are many, and the rows few."""
    return Q(Exists(Person.objects.visible_to(user).filter(pk=OuterRef(person))))


def _rows(records: Rows, **parts: Any) -> Rows:
    """With one column for each of _ROW, of the same type for every kind."""
    texts = {name: Cast(parts.get(name, Value("")), CharField()) for name in ("kind", "detail", "code")}
    return records.annotate(
        row_kind=texts["kind"],
        row_at=Cast(parts["when"], DateTimeField()),
        row_person=parts["person"],
        row_who=Coalesce(Cast(parts["who"], CharField()), Value("")),
        row_detail=texts["detail"],
        row_code=texts["code"],
    )


def _full_name(of: str = "") -> Any:
    """As User.__str__ has it; NULL where there is nobody."""
    full = Trim(Concat(f"{of}first_name", Value(" "), f"{of}last_name"))
    return Coalesce(NullIf(full, Value("")), F(f"{of}username"))


_OF_CASES: dict[str, Promise] = {
    "record_contact": _("contact with the family recorded"),
    "accept_referral": _("referral accepted"),
    "decline_referral": _("referral declined"),
    "revoke_referral": _("referral revoked"),
}
_WHAT: dict[str, Promise] = _OF_CASES | {
    "evidence": _("new evidence: %s"),
    "status": _("status now: %s"),
    "death": _("approved: %s"),
    "proposed": _("proposed: %s"),
    "refused": _("refused: %s"),
    "linked": _("entry linked, %s"),
    "unlinked": _("link taken back, %s"),
    "verified": _("identity verified, %s"),
    "disputed": _("identity disputed, %s"),
    "approved": _("wording of news approved"),
    "told": _("news told to the family"),
    "proposal_approved": _("approved: %s"),
    "proposal_refused": _("refused: %s"),
}
_PAGES = {
    **dict.fromkeys(("linked", "unlinked", "verified", "disputed"), "exchanges:entry"),
    **dict.fromkeys(("approved", "told"), "notifications:detail"),
    **dict.fromkeys(("proposal_approved", "proposal_refused"), "accounts:proposal"),
    **dict.fromkeys(_OF_CASES, "families:detail"),
}


def _what(kind: str, detail: str) -> str:
    said: Any = detail
    if kind == "evidence":
        said = EvidenceAbout(detail).label
    elif kind in ("status", "death", "proposed", "refused"):
        said = PersonStatus(detail).label
    elif kind.startswith("proposal_"):
        said = DUTIES[detail].label
    return str(_WHAT[kind]) % said if detail else str(_WHAT[kind])


def _url(kind: str, code: str, person: Person | None) -> str:
    if kind in _PAGES:
        return reverse(_PAGES[kind], args=[code])
    page = "people:evidence" if kind == "evidence" else "people:timeline"
    return reverse(page, args=[person.reference if person else code])
