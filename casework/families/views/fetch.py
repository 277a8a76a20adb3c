"""Somebody else's record is a 404."""

from django.shortcuts import get_object_or_404

from casework.accounts.http import AuthedRequest
from casework.families.models import Case, CaseQuerySet


def visible_case(request: AuthedRequest, reference: str) -> Case:
    """A case that may be read: of the user's organisation, or referred to it."""
    return _get(Case.objects.visible_to(request.user), reference)


def own_case(request: AuthedRequest, reference: str) -> Case:
    """A case that may be written to."""
    return _get(Case.objects.writable_by(request.user), reference)


def _get(cases: CaseQuerySet, reference: str) -> Case:
    return get_object_or_404(
        cases.select_related("person__organisation", "organisation", "assigned_to"), reference=reference
    )
