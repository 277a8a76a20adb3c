"""What stands in the administration about a colleague's sign-in."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.accounts.http import acting
from casework.accounts.models import User
from casework.accounts.sign_in import colleagues
from casework.audit.refusals import record_refusal
from casework.lib.errors import Refused


@admin.display(description=gettext_lazy("signed in"))
def open_sessions(user: User) -> str:
    """Where the user is signed in now, seen last first: since when, seen when, from which address and browser."""
    lines = (
        (
            date_format(localtime(at.created_at), "SHORT_DATETIME_FORMAT"),
            date_format(localtime(at.last_seen_at), "SHORT_DATETIME_FORMAT"),
            at.ip,
            at.user_agent,
        )
        for at in UserSession.objects.filter(user=user).order_by("-last_seen_at")
        if at.exists()
    )
    return format_html_join("", "<p>{} – {}, {}, {}</p>", lines) or "–"


@admin.action(description=gettext_lazy("End all sessions of the chosen users"))
def end_sessions(page: Any, request: HttpRequest, users: models.QuerySet[User]) -> None:
    ended = sum(colleagues.end_sessions_of(user, by=acting(request)) for user in users)
    messages.success(request, _("Sessions ended: %(count)s") % {"count": ended})


@admin.action(description=gettext_lazy("Reset the second factor of the chosen users"))
def reset_second_factor(page: Any, request: HttpRequest, users: models.QuerySet[User]) -> None:
    try:
        for user in users:
            colleagues.reset_second_factor(user, by=acting(request))
            messages.success(
                request, _("%(user)s sets up a new second factor at their next sign-in.") % {"user": user}
            )
    except Refused as refused:
        record_refusal(request)
        messages.error(request, str(refused))
