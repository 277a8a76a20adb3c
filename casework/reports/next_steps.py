"""What comes next for one person: the work that waits, in the order of the job, and who does each piece of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from casework.access import Permission as P
from casework.accounts.models import User
from casework.exchanges.models import Candidate, Entry, Link
from casework.families.models import Case, FollowUp
from casework.notifications.models import Notification
from casework.notifications.statuses import NotificationStatus
from casework.people.models import Person

SHOWN = 3  # of each kind


@dataclass(frozen=True)
class NextStep:
    """`url`: where the reader does it. Without one, somebody else does it, and `note` says who."""

    what: str
    url: str = ""
    note: str = ""
    overdue: bool = False


def next_steps(person: Person, user: User) -> list[NextStep]:
    """Of a person whom the user's organisation holds: what the user does, then what they wait for others to do.

    Nobody is told of work that they may not see.
    """
    sources = (
        (P.LINK_ENTRY, _to_link),
        (P.VIEW_EXCHANGES, _to_verify),
        (P.VIEW_NOTIFICATIONS, _to_tell),
        (P.VIEW_CASES, _follow_ups),
    )
    found = [step for permission, read in sources if user.holds(permission) for step in read(person, user)]
    return sorted(found, key=lambda step: not step.url) or _to_plan(person, user)


def _to_link(person: Person, user: User) -> Iterator[NextStep]:
    waiting = Entry.objects.visible_to(user).to_link()
    found = Candidate.objects.visible_to(user).filter(person=person, rejected_at=None, entry__in=waiting)
    for candidate in found.select_related("entry__exchange").order_by("-score", "pk")[:SHOWN]:
        entry = candidate.entry
        yield NextStep(
            _("Decide whether %(name)s on a list is this person") % {"name": entry.name},
            reverse("exchanges:review", args=[entry.exchange.reference]) + f"?entry={entry.reference}",
            str(entry.exchange),
        )


def _to_verify(person: Person, user: User) -> Iterator[NextStep]:
    entries = Entry.objects.visible_to(user).to_verify()
    found = Link.objects.live().visible_to(user).filter(person=person, entry__in=entries)
    for link in found.select_related("entry", "exchange").order_by("pk")[:SHOWN]:
        what = _("Verify who arrived, and in what condition")
        if user.holds(P.VERIFY_PERSON) and link.confirmed_by_id != user.pk:
            yield NextStep(what, reverse("exchanges:verify", args=[link.entry.reference]), str(link.exchange))
        else:
            yield NextStep(what, note=_("a verification officer, and not who linked the entry"))


def _to_tell(person: Person, user: User) -> Iterator[NextStep]:
    found = Notification.objects.visible_to(user).outstanding().filter(person=person)
    found = found.select_related("relative", "status_change").order_by("-status", "case", "order", "pk")
    for news in found[:SHOWN]:
        said = {"news": news.get_tells_display(), "relative": news.relative}
        if news.status == NotificationStatus.APPROVED:
            tries = localtime(news.next_try_at) if news.next_try_at else None
            note = (
                _("not before %(when)s") % {"when": date_format(tries, "SHORT_DATETIME_FORMAT")} if tries else ""
            )
            tells = user.holds(P.DELIVER_NOTIFICATION)
            url = reverse("notifications:attempt", args=[news.reference]) if tells else ""
            yield NextStep(_("Tell %(relative)s: %(news)s") % said, url, note if tells else _("a caseworker"))
        else:
            approves = user.holds(P.APPROVE_NOTIFICATION) and not news.may_not_be_approved_by(user)
            url = news.get_absolute_url() if approves else ""
            note = "" if approves else _("somebody who may approve, and neither prepared nor confirmed it")
            yield NextStep(_("Approve the news for %(relative)s: %(news)s") % said, url, note)


def _follow_ups(person: Person, user: User) -> Iterator[NextStep]:
    found = FollowUp.objects.visible_to(user).open().filter(case__person=person)
    for follow_up in found.select_related("case", "owner").order_by("due_on", "pk")[:SHOWN]:
        due = _("by %(day)s, %(who)s") % {"day": date_format(follow_up.due_on), "who": follow_up.owner}
        url = follow_up.case.get_absolute_url() + "#follow-ups"
        yield NextStep(follow_up.what, url, due, overdue=follow_up.is_overdue)


def _to_plan(person: Person, user: User) -> list[NextStep]:
    """Where nothing waits and a family does."""
    cases = Case.objects.writable_by(user).at_work().filter(person=person).order_by("pk")
    case = cases.first() if user.holds(P.MANAGE_CASE) else None
    if case is None:
        return []
    url = reverse("families:follow_up_add", args=[case.reference])
    return [NextStep(_("Plan what is to be done"), url, _("nothing is planned, and a family waits"))]
