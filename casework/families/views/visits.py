"""One sheet of paper for whoever visits a family."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.families.models import Case, FollowUp
from casework.families.views.fetch import own_case
from casework.people.models import Person

_DUE = 6
_OF_ALL = ("date_of_birth", "place_of_birth", "date_of_capture", "place_of_capture")


@require(Permission.MANAGE_CASE)
def case_visit(request: AuthedRequest, reference: str) -> HttpResponse:
    """What is needed at the family's door; of what nobody was told yet, only the screen speaks, never the paper.

    Paper is lost, and read across the table: no call-back word stands on it, no status, and no news but what this
    family was told already and still holds. That something does not hold any more is news too. Emergency access is
    for reading: it prints nothing.
    """
    case = own_case(request, reference)
    due = _due(case)
    given = case.notifications.filter(delivered_at__isnull=False).select_related("delivered_by")
    told = list(given.order_by("delivered_at", "pk"))
    standing = [news for news in told if news.tells == case.person.status and news.status != "retracted"]
    context = {
        "case": case,
        "person": case.person,
        "family": _family(case, standing),
        "untold": case.notifications.outstanding().exists(),
        "taken_back": len(standing) < len(told),
        "due": due[:_DUE],
        "more_due": max(len(due) - _DUE, 0),
        "unknown": _unknown(case.person),
        "printed_at": timezone.now(),
    }
    return render(request, "families/visit.html", context)


def _due(case: Case) -> list[FollowUp]:
    """Without those that speak of a piece of news, which they name by its code."""
    news = list(case.notifications.values_list("reference", flat=True))
    due = case.follow_ups.open().select_related("owner").order_by("due_on", "pk")
    return [one for one in due if not any(code in one.what for code in news)]


def _family(case: Case, standing: list[Any]) -> list[dict[str, Any]]:
    """The relatives in the order to inform, each with the news they were told and that holds, oldest first."""
    told: dict[int, list[Any]] = {}
    for news in standing:
        told.setdefault(news.relative_id, []).append(news)
    links = case.case_relatives.select_related("relative").order_by("order")
    return [{"link": link, "told": told.get(link.relative_id, [])} for link in links]


def _unknown(person: Person) -> list[str]:
    """What the family may be able to say, and nobody has recorded."""
    fields = [Person._meta.get_field(name) for name in _OF_ALL if not getattr(person, name)]
    return [str(field.verbose_name) for field in fields]  # type: ignore[union-attr]
