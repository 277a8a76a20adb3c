"""The first page: what waits for me, and what waits for my roles."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from casework.access import Permission
from casework.accounts.http import AuthedRequest
from casework.accounts.models import Organisation, User
from casework.accounts.sign_in import sessions
from casework.audit.models import AuditEvent
from casework.families.models import RequestDraft
from casework.reports import worklists
from casework.reports.models import ReportLog
from casework.reports.oversight import ReadingFilter
from casework.reports.since import MOST, SHOWN, since

_LISTS = {
    "follow_ups": (Permission.VIEW_CASES, worklists.follow_ups),
    "news_pending": (Permission.MANAGE_CASE, worklists.news_pending),
    "to_tell": (Permission.DELIVER_NOTIFICATION, worklists.to_tell),
    "deaths": (Permission.APPROVE_DEATH, worklists.deaths_to_approve),
}
_RECENT = 10


def desk(request: AuthedRequest) -> HttpResponse:
    user = request.user
    lists: dict[str, Any] = {
        name: read(user) for name, (permission, read) in _LISTS.items() if user.holds(permission)
    }
    counts = worklists.for_role(user)
    overseen = _overseen(user)
    calm = not counts and not overseen and not any(found.total for found in lists.values())
    drafts = RequestDraft.objects.visible_to(user) if user.holds(Permission.OPEN_CASE) else []
    context = lists | overseen | {"counts": counts, "calm": calm and not drafts, "drafts": drafts}
    if last_here := sessions.last_here(request):
        most = MOST if request.GET.get("since") == "all" else SHOWN
        context["since"] = since(user, last_here, most=most)
    return render(request, "reports/desk.html", context)


def _overseen(user: User) -> dict[str, Any]:
    """What auditors and administrators look after."""
    found: dict[str, Any] = {}
    if user.holds(Permission.VIEW_AUDIT):
        here = Organisation.objects.filter(users=user).values("slug")
        found["last_check"] = AuditEvent.objects.filter(action="check_audit", organisation__in=here).first()
        found["reading_form"] = ReadingFilter()
        found["taken_out"] = ReportLog.objects.visible_to(user).select_related("by")[:_RECENT]
    if user.holds(Permission.MANAGE_USERS):
        found["colleagues"] = worklists.colleagues(user)
        found["expiring"] = worklists.grants_expiring(user)
    return found
