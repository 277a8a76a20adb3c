"""Who is due for review: one query, and bounded by whoever shows it."""

from django.db.models import Case as ByCase
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from casework.accounts.models import User
from casework.families.models import Case
from casework.notifications.models import Notification
from casework.people.models import Evidence, Person, StatusChange
from casework.people.statuses import NEWS
from casework.processing import RETENTION, Held
from casework.protection.models import Hold

_PEOPLE = RETENTION[Held.PERSON].period
_CASES = RETENTION[Held.CASE].period


def due_for_review(user: User) -> QuerySet[Person]:
    """The people whom RETENTION keeps no longer: their fate is known, no case is at work, nobody holds them, and
    nothing has happened for long enough. Whoever is still missed is never due.

    `due` says by which category, a value of Held; `ended_on` when the last case ended.
    """
    now, today, one = timezone.now(), timezone.localdate(), OuterRef("pk")
    idle = Person.objects.writable_by(user).filter(
        ~Exists(Case.objects.at_work().filter(person=one)),
        ~Exists(Notification.objects.outstanding().filter(person=one)),
        ~Exists(Hold.objects.in_force().filter(person=one)),
        status__in=NEWS,
    )
    quiet = Q(
        ~Exists(StatusChange.objects.filter(person=one, at__gt=now - _PEOPLE)),
        ~Exists(Evidence.objects.filter(person=one, recorded_at__gt=now - _PEOPLE)),
        ~Exists(Case.objects.filter(person=one, closed_on__gt=today - _PEOPLE)),
        registered_at__lte=now - _PEOPLE,
        status_since__lte=today - _PEOPLE,
    )
    last_end = Case.objects.filter(person=one).order_by().values("person").annotate(last=Max("closed_on"))
    found = idle.annotate(ended_on=Subquery(last_end.values("last")[:1]))
    due = ByCase(When(quiet, then=Value(Held.PERSON.value)), default=Value(Held.CASE.value))
    due_people = found.filter(quiet | Q(ended_on__lte=today - _CASES)).annotate(due=due)
    return due_people.order_by(F("ended_on").asc(nulls_first=True), "status_since", "pk")
