"""The search in the header of every page, as it is typed; and the records opened last."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.accounts.models import User
from casework.audit.models import AuditEvent
from casework.families.search import search_people
from casework.people.models import Person

MOST = 8
_OPENED = ("people:detail", "families:detail")
_LOOKED_BACK = 40  # events


@require(Permission.VIEW_PEOPLE)
@require_POST
def search(request: AuthedRequest) -> HttpResponse:
    """A part of the page. What is typed is posted: it stands in no address and in no log."""
    text = request.POST.get("q", "").strip()
    context = {
        "text": text,
        "found": search_people(text, by=request.user, limit=MOST) if text else [],
        "recent": [] if text else opened_last(request.user),
    }
    return render(request, "families/_search.html", context)


def opened_last(user: User) -> list[Person]:
    """The people whose page, or whose case, the user opened last, the latest first: as the audit has it."""
    events = AuditEvent.objects.filter(
        actor=user.username, actor_id=str(user.pk), action="read", subject__in=_OPENED
    )
    codes: dict[str, None] = {}
    for event in events.only("data")[:_LOOKED_BACK]:
        people = [code for code in event.details.get("of", []) if code.startswith("P-")]
        if len(people) == 1:
            codes.setdefault(people[0])
    latest = list(codes)[:MOST]
    found = {p.reference: p for p in Person.objects.visible_to(user).standing().filter(reference__in=latest)}
    return [found[code] for code in latest if code in found]
