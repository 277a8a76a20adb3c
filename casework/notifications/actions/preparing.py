"""From the outbox of status changes to one notification per relative, and back when a fate is taken back."""

import logging

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.accounts.models import SYSTEM, Organisation
from casework.audit.actions import Done, record_all
from casework.families import actions as families
from casework.families.models import Case, CaseRelative
from casework.families.statuses import AT_WORK, CaseStatus, Language
from casework.lib.references import new_reference
from casework.notifications.actions._locks import lock_person
from casework.notifications.actions.taking_back import call_to_correct, reactivate, retract_all
from casework.notifications.models import Notification, NotificationTemplate, current_change, unclaimed_changes
from casework.notifications.statuses import NotificationStatus
from casework.notifications.wording import SHIPPED, fill
from casework.people.models import Person, StatusChange
from casework.people.statuses import NEWS

logger = logging.getLogger(__name__)
# How many people whose relatives came late are looked for at once; the rest is found at the next look.
AT_ONCE = 200


def prepare_news() -> int:
    """Claim every status change that took effect, and do for the families what follows from it.

    Returns how many notifications were prepared. May run at any time and anywhere at once: each change is claimed
    by a conditional UPDATE in the transaction of all that follows, so that a crash loses and doubles nothing. A
    change that fails stays unclaimed and is tried again; it does not hold back the others.
    """
    changes = unclaimed_changes()
    changes.exclude(Q(to_status__in=NEWS) | Q(from_status__in=NEWS)).update(news_claimed_at=timezone.now())
    prepared = 0
    for change in changes.order_by("effective_at", "pk"):
        try:
            prepared += _claim(change)
        except Exception:
            logger.exception("The news of status change %s could not be prepared; it is tried again.", change.pk)
    return prepared + sum(_prepare_late(change) for change in _changes_with_late_relatives())


@transaction.atomic
def _claim(change: StatusChange) -> int:
    person = lock_person(change.person_id)
    if not unclaimed_changes().filter(pk=change.pk).update(news_claimed_at=timezone.now()):
        return 0
    if change.from_status in NEWS:
        _take_back(person, change)
    if change.to_status not in NEWS or current_change(person) != change:
        return 0
    prepared = _prepare(person, change)
    for case in Case.objects.at_work().filter(person=person):
        families.expect_news(case, by=SYSTEM)
    return prepared


@transaction.atomic
def _prepare_late(change: StatusChange) -> int:
    """For relatives who came to a case after the news was prepared."""
    person = lock_person(change.person_id)
    if current_change(person) != change:
        return 0
    prepared = _prepare(person, change)
    told_next = Notification.objects.outstanding().filter(status_change=change).values("case")
    for case in Case.objects.at_work().filter(pk__in=told_next):
        families.expect_news(case, by=SYSTEM)
    return prepared


def _prepare(person: Person, change: StatusChange) -> int:
    """One notification for each relative of the person's cases at work who has none about this change yet."""
    have = Notification.objects.filter(status_change=change).values("relative")
    waiting = (
        CaseRelative.objects.filter(case__person=person, case__status__in=AT_WORK)
        .exclude(relative__in=have)
        .select_related("relative", "case__organisation")
        .order_by("order", "case_id")
    )
    firsts: dict[int, CaseRelative] = {}
    for case_relative in waiting:
        firsts.setdefault(case_relative.relative_id, case_relative)
    bodies = SHIPPED | {(t.tells, t.language): t.body for t in NotificationTemplate.objects.all()}
    notifications = [_build(person, change, case_relative, bodies) for case_relative in firsts.values()]
    Notification.objects.bulk_create(notifications)
    record_all(
        [Done("prepare_notification", n, {"case": n.case.reference, "tells": n.tells}) for n in notifications],
        by=SYSTEM,
    )
    return len(notifications)


def _build(
    person: Person, change: StatusChange, case_relative: CaseRelative, bodies: dict[tuple[str, str], str]
) -> Notification:
    relative, case = case_relative.relative, case_relative.case
    wording = fill(
        bodies[change.to_status, relative.language],
        relative=relative.name,
        person=person.name_latin if relative.language == Language.ENGLISH and person.name_latin else person.name,
        relationship=case_relative.relationship,
        organisation=case.organisation.name,
        phone=case.organisation.phone,
        language=relative.language,
    )
    return Notification(
        reference=new_reference(Notification, "N"),
        person=person,
        case=case,
        relative=relative,
        relationship=case_relative.relationship,
        order=case_relative.order,
        status_change=change,
        tells=change.to_status,
        language=relative.language,
        wording=wording,
        prepared_by=change.by,
    )


def _take_back(person: Person, change: StatusChange) -> None:
    """The person's fate is no longer what families were, or were to be, told."""
    reason = _("The status of the person is now “%s”.") % change.get_to_status_display()
    standing = Notification.objects.select_for_update().filter(person=person)
    untold = standing.exclude(status__in=[NotificationStatus.DELIVERED, NotificationStatus.RETRACTED])
    retract_all(untold, reason=reason, by=SYSTEM)
    earlier = (
        person.status_changes.filter(to_status=change.from_status, effective_at__lte=change.effective_at)
        .order_by("-effective_at", "-pk")
        .first()
    )
    for case in Case.objects.filter(person=person, status__in=[CaseStatus.NEWS_PENDING, CaseStatus.NEWS_GIVEN]):
        reactivate(case, reason)
    for notification in standing.filter(status_change=earlier, status=NotificationStatus.DELIVERED):
        call_to_correct(notification)


def _changes_with_late_relatives() -> QuerySet[StatusChange]:
    """The news of people with a relative, in a case at work, for whom nothing was prepared."""
    current = StatusChange.objects.filter(
        person=OuterRef("pk"), to_status=OuterRef("status"), effective_at__isnull=False
    )
    current = current.order_by("-effective_at", "-pk")
    late = CaseRelative.objects.filter(case__person=OuterRef("pk"), case__status__in=AT_WORK).exclude(
        Exists(
            Notification.objects.filter(status_change=OuterRef(OuterRef("change")), relative=OuterRef("relative"))
        )
    )
    # Named by organisation, so that the index on organisation and status finds them among any number of people.
    people = Person.objects.filter(organisation__in=Organisation.objects.all(), status__in=NEWS).annotate(
        change=Subquery(current.values("pk")[:1])
    )
    return StatusChange.objects.filter(
        pk__in=people.filter(Exists(late)).order_by().values("change")[:AT_ONCE],
        to_status__in=NEWS,
        news_claimed_at__isnull=False,
    )
