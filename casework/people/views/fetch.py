"""What the pages of a person begin with."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from casework.accounts.http import AuthedRequest
from casework.people.models import Person, StatusChange


def visible_person(request: AuthedRequest, reference: str) -> Person:
    """Held by the reader's organisation, or referred to it; for the code of a merged record the one kept."""
    people = Person.objects.visible_to(request.user).select_related("organisation")
    kept = people.filter(reference=reference).first() or people.kept_for(reference)
    if kept is None:
        raise Http404
    return kept


def held_person(request: AuthedRequest, reference: str) -> Person:
    """The whole record, to read: of one's own organisation alone."""
    people = Person.objects.visible_to(request.user).held_by(request.user.organisation)
    return get_object_or_404(people.select_related("organisation"), reference=reference)


def written_person(request: AuthedRequest, reference: str) -> Person:
    """For whoever writes: a referral lets read only."""
    return get_object_or_404(Person.objects.writable_by(request.user), reference=reference)


def written_change(request: AuthedRequest, pk: int) -> StatusChange:
    changes = StatusChange.objects.writable_by(request.user)
    return get_object_or_404(changes.select_related("person"), pk=pk)
