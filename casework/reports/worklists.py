"""What waits for a user, and for the roles that they hold. Each list is one query, whatever it holds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, IntegerField, Prefetch, Q, QuerySet, Subquery, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission as P
from casework.access import Role
from casework.accounts.models import Grant, Proposal, User
from casework.exchanges.models import Candidate, Entry, Link
from casework.families.models import Case, FollowUp, Referral
from casework.families.statuses import CaseStatus
from casework.matching.models import Duplicate
from casework.notifications.models import Notification, people_without_family, unclaimed_news
from casework.notifications.statuses import NotificationStatus
from casework.notifications.views import NO_FAMILY
from casework.people.models import BreakGlass, Restriction, StatusChange

SHOWN = 10
FOLLOW_UPS_SHOWN = 60
EXPIRES_SOON = timedelta(days=14)


@dataclass(frozen=True)
class Waiting:
    """A number of things of one kind that wait, and the page on which the work on them is done."""

    label: str
    value: Any  # how many; until they are counted, the records themselves
    url: str
    tone: str = "info"


@dataclass(frozen=True)
class Worklist:
    """The first of the records that wait, and how many there are in all."""

    items: list[Any]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.items)


@dataclass(frozen=True)
class FollowUps:
    groups: list[tuple[str, str, list[FollowUp]]]  # what to call it, its tone, and those due then
    total: int
    more: int


def follow_ups(user: User) -> FollowUps:
    """The user's own, by when they are due; empty groups are left out."""
    found = _first(
        FollowUp.objects.visible_to(user).open().owned_by(user).select_related("case__person"), FOLLOW_UPS_SHOWN
    )
    today = timezone.localdate()
    sunday = today + timedelta(days=6 - today.weekday())
    groups = [
        (_("Overdue"), "bad", [f for f in found.items if f.due_on < today]),
        (_("Today"), "warn", [f for f in found.items if f.due_on == today]),
        (_("This week"), "info", [f for f in found.items if today < f.due_on <= sunday]),
        (_("Later"), "neutral", [f for f in found.items if f.due_on > sunday and f.due_on > today]),
    ]
    return FollowUps([group for group in groups if group[2]], found.total, found.more)


def news_pending(user: User) -> Worklist:
    """The user's cases whose family is still to be told."""
    cases = Case.objects.writable_by(user).filter(assigned_to=user, status=CaseStatus.NEWS_PENDING)
    return _first(cases.select_related("person").order_by("opened_on", "pk"))


def to_tell(user: User) -> Worklist:
    """Approved news for families of the user's cases, and of those that nobody has; what is due first, first."""
    mine = Notification.objects.visible_to(user).filter(
        Q(case__assigned_to=user) | Q(case__assigned_to=None), status=NotificationStatus.APPROVED
    )
    due = F("next_try_at").asc(nulls_first=True)
    return _first(mine.select_related("person", "relative", "case").order_by(due, "case", "order"))


def deaths_to_approve(user: User) -> Worklist:
    """Proposals by somebody else about people of the user's organisation."""
    pending = StatusChange.objects.pending().writable_by(user).exclude(by=user)
    return _first(pending.select_related("person", "by").order_by("at", "pk"))


def for_role(user: User) -> list[Waiting]:
    """What waits for anybody who may do it, in the order of the job; what has nothing waiting is left out."""
    found = [one for permission, read in _BY_PERMISSION if user.holds(permission) for one in read(user)]
    counts = iter(_counted(user, [one.value for one in found if isinstance(one.value, QuerySet)]))
    counted = (replace(one, value=next(counts)) if isinstance(one.value, QuerySet) else one for one in found)
    return [waiting for waiting in counted if waiting.value]


class _Rows(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def _counted(user: User, queries: Sequence[QuerySet[Any]]) -> Sequence[int]:
    """How many rows each of them finds, asked at once."""
    if not queries:
        return []
    counts = {f"count_{number}": _Rows(found.order_by().values("pk")) for number, found in enumerate(queries)}
    return User.objects.filter(pk=user.pk).order_by().values_list(*counts.values()).get()


def _to_link(user: User) -> Iterator[Waiting]:
    for exchange, count in _by_exchange(Entry.objects.visible_to(user).to_link()):
        label = _("entries to link, %s") % exchange
        yield Waiting(label, count, reverse("exchanges:review", args=[exchange]))


def _to_verify(user: User) -> Iterator[Waiting]:
    """Arrivals that were linked by somebody else."""
    by_others = Link.objects.live().exclude(confirmed_by=user)
    entries = Entry.objects.visible_to(user).to_verify().filter(pk__in=by_others.values("entry"))
    for exchange, count in _by_exchange(entries):
        label = _("arrivals to verify, %s") % exchange
        yield Waiting(label, count, reverse("exchanges:verifications", args=[exchange]))


def _to_prepare(user: User) -> Iterator[Waiting]:
    url = reverse("notifications:list")
    yield Waiting(_("confirmed, news not yet prepared"), unclaimed_news(user), url, "warn")


def _to_approve(user: User) -> Iterator[Waiting]:
    url = reverse("notifications:list") + f"?status={NotificationStatus.PREPARED}"
    yield Waiting(_("notifications to approve"), Notification.objects.to_approve(user), url, "warn")


def _without_family(user: User) -> Iterator[Waiting]:
    url = reverse("notifications:list") + f"?status={NO_FAMILY}"
    yield Waiting(_("fate confirmed, and no family to tell"), people_without_family(user), url, "warn")


def _referrals(user: User) -> Iterator[Waiting]:
    waiting = Referral.objects.waiting_for(user.organisation)
    yield Waiting(_("referrals that wait for an answer"), waiting, reverse("families:referrals"))


def _unheard(user: User) -> Iterator[Waiting]:
    cases = Case.objects.writable_by(user).unheard()
    mine = cases.filter(assigned_to=user)
    url = reverse("families:list") + "?unheard=on"
    yield Waiting(_("families of mine unheard for over 30 days"), mine, url + "&assigned=me", "warn")
    yield Waiting(_("families unheard for over 30 days, of all"), cases, url, "warn")


def _unassigned(user: User) -> Iterator[Waiting]:
    found = Case.objects.writable_by(user).at_work().filter(assigned_to=None)
    yield Waiting(_("cases that nobody has"), found, reverse("families:list") + "?assigned=nobody")


def _proposals(user: User) -> Iterator[Waiting]:
    found = Proposal.objects.to_approve(user)
    yield Waiting(_("proposals that wait for your decision"), found, reverse("accounts:proposals"), "warn")


def _duplicates(user: User) -> Iterator[Waiting]:
    found = Duplicate.objects.visible_to(user).to_decide().filter(decision="")
    yield Waiting(_("possible duplicates to look at"), found, reverse("merging:worklist"))


def _broken_glass(user: User) -> Iterator[Waiting]:
    found = BreakGlass.objects.visible_to(user).unreviewed().exclude(user=user)
    yield Waiting(_("uses of emergency access to review"), found, reverse("families:broken_glass"), "bad")


def _restricted_matches(user: User) -> Iterator[Waiting]:
    """Entries that may be restricted people for whom the user is the designated officer."""
    theirs = Restriction.objects.in_force().filter(officer=user).values("person")
    matches = Candidate.objects.visible_to(user).filter(
        person__in=theirs, rejected_at=None, entry__in=Entry.objects.visible_to(user).to_link()
    )
    found = matches.order_by("-score").values_list("entry__reference", "entry__exchange__reference")
    for entry, exchange in dict(found[:SHOWN]).items():
        url = reverse("exchanges:review", args=[exchange]) + f"?entry={entry}"
        yield Waiting(_("possible match with a restricted record: entry %s") % entry, 1, url, "warn")


_BY_PERMISSION = (
    (P.LINK_ENTRY, _to_link),
    (P.VERIFY_PERSON, _to_verify),
    (P.PREPARE_NOTIFICATION, _to_prepare),
    (P.APPROVE_NOTIFICATION, _to_approve),
    (P.DELIVER_NOTIFICATION, _without_family),
    (P.VIEW_CASES, _referrals),
    (P.MANAGE_CASE, _unheard),
    (P.ASSIGN_CASE, _unassigned),
    (P.VIEW_PROPOSALS, _proposals),
    (P.MERGE_PEOPLE, _duplicates),
    (P.REVIEW_BREAK_GLASS, _broken_glass),
    (P.LINK_ENTRY, _restricted_matches),
)


def grants_expiring(user: User) -> Worklist:
    """Roles at the user's organisation that end within two weeks."""
    soon = timezone.now() + EXPIRES_SOON
    grants = Grant.objects.current().filter(
        user__organisation=user.organisation_id, user__is_active=True, expires_at__lt=soon
    )
    return _first(grants.select_related("user").order_by("expires_at", "pk"))


def colleagues(user: User) -> list[tuple[str, list[User]]]:
    """Who holds which role now, by role; and last, who holds none."""
    current = Prefetch("grants", Grant.objects.current(), to_attr="held")
    users: list[User] = [
        *User.objects.filter(organisation=user.organisation_id, is_active=True).prefetch_related(current)
    ]
    by_role = [
        (str(role.label), [u for u in users if any(grant.role == role for grant in _held(u))]) for role in Role
    ]
    return [*by_role, (_("Without a role"), [u for u in users if not _held(u)])]


def _held(user: User) -> list[Grant]:
    return list(getattr(user, "held"))  # noqa: B009


def _by_exchange(entries: QuerySet[Entry]) -> Iterable[tuple[str, int]]:
    counted = entries.order_by().values("exchange__reference", "exchange__held_on").annotate(count=Count("pk"))
    rows = counted.order_by(F("exchange__held_on").desc(nulls_first=True), "exchange__reference")
    return [(row["exchange__reference"], row["count"]) for row in rows]


def _first(records: QuerySet[Any], most: int = SHOWN) -> Worklist:
    items = list(records.annotate(total=Window(Count("pk")))[:most])
    return Worklist(items, items[0].total if items else 0)
