"""What the pages of a person begin with."""

from typing import Any

from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.http import Http404
from django.shortcuts import get_object_or_404

from casework.accounts.http import AuthedRequest
from casework.accounts.models import User
from casework.people.models import Person, Restriction, StatusChange
from casework.people.models.people import PersonQuerySet


def visible_person(request: AuthedRequest, reference: str) -> Any:
    """Held by the reader's organisation, or referred to it; for the code of a merged record the one kept."""
    people = _with_head(Person.objects.visible_to(request.user), request.user)
    kept = people.filter(reference=reference).first() or people.kept_for(reference)
    if kept is None:
        raise Http404
    return kept


def held_person(request: AuthedRequest, reference: str) -> Any:
    """The whole record, to read: of one's own organisation alone."""
    people = Person.objects.visible_to(request.user).held_by(request.user.organisation)
    return get_object_or_404(_with_head(people, request.user), reference=reference)


def _with_head(people: PersonQuerySet, user: User) -> PersonQuerySet:
    """With what the head of each page asks: whether the record is `restricted`, and `writable` for the user.

    And of the cases, which are above this part: whether some family is still `untold`, who is the `owner`, and
    when a relative is not to be called (`do_not_call_from`, `do_not_call_to`).
    """
    cases: Any = Person._meta.get_field("cases").related_model
    own = cases.objects.visible_to(user).filter(organisation=user.organisation_id, person=OuterRef("pk"))
    owned = own.exclude(assigned_to=None).order_by("-opened_on", "-pk")
    full_name = Trim(Concat("assigned_to__first_name", Value(" "), "assigned_to__last_name"))
    name = Coalesce(NullIf(full_name, Value("")), "assigned_to__username")
    asked = own.filter(relatives__do_not_call_from__isnull=False).order_by("relatives__pk")
    return people.select_related("organisation").annotate(
        owner=Subquery(owned.values(owner_name=name)[:1]),
        do_not_call_from=Subquery(asked.values("relatives__do_not_call_from")[:1]),
        do_not_call_to=Subquery(asked.values("relatives__do_not_call_to")[:1]),
        restricted=Exists(Restriction.objects.in_force().filter(person=OuterRef("pk"))),
        untold=Exists(cases.objects.untold().filter(person=OuterRef("pk"))),
        writable=Exists(Person.objects.writable_by(user).filter(pk=OuterRef("pk"))),
    )


def written_person(request: AuthedRequest, reference: str) -> Person:
    """For whoever writes: a referral lets read only."""
    return get_object_or_404(Person.objects.writable_by(request.user), reference=reference)


def written_change(request: AuthedRequest, pk: int) -> StatusChange:
    changes = StatusChange.objects.writable_by(request.user)
    return get_object_or_404(changes.select_related("person"), pk=pk)
