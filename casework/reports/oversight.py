"""The auditor's pages on reading: who read what, and what is unusual."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.audit.labels import action_label, page_label
from casework.audit.models import AuditEvent
from casework.audit.views import DAYS
from casework.lib.searches import asked
from casework.reports.readings import MANY, NIGHT, code_of, narrowed, readings_of, unusual_on

PER_PAGE = 40  # each row may hold the codes of a whole list
NAMED = 6  # codes of a reading that stand in its row; the others fold away


class DayForm(forms.Form):
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}), validators=DAYS
    )


class ReadingFilter(DayForm):
    code = forms.CharField(
        label=_("Whose record"),
        required=False,
        help_text=_("A code, such as P-CNRF-3672."),
        widget=forms.TextInput(attrs={"data-key": "w", "data-key-label": _("Whose record")}),
    )
    actor = forms.CharField(label=_("Who read"), required=False, help_text=_("The name they sign in with."))
    since = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    until = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    field_order = ["code", "actor", "day"]

    def clean_code(self) -> str:
        return code_of(self.cleaned_data["code"])


@require(Permission.VIEW_AUDIT)
def readings(request: AuthedRequest) -> HttpResponse:
    """Who saw this record, with a code; what did this user see, with a user. Newest first."""
    form = ReadingFilter(asked(request))
    events: list[AuditEvent] = []
    if form.is_valid():
        found = narrowed(readings_of(request.user, form.cleaned_data["code"]), form.cleaned_data)
        events = list(found[: PER_PAGE + 1])
    context = {
        "form": form,
        "rows": [_row(event) for event in events[:PER_PAGE]],
        "older": events[PER_PAGE - 1].pk if len(events) > PER_PAGE else None,
        "own": request.user.organisation.slug if request.user.organisation else "",
    }
    return render(request, "audit/readings.html", context)


def _row(event: AuditEvent) -> dict[str, Any]:
    said = event.details
    codes = [str(code) for code in said.get("of", said.get("asked", []))]
    if event.action == "read_attachment":
        codes = [event.subject.partition(":")[2]]
    return {
        "event": event,
        "done": action_label(event.action),
        "page": event.action != "read_attachment" and page_label(event.subject),
        "refused": event.action == "refuse",
        "codes": codes[:NAMED],
        "more": codes[NAMED:],
    }


@require(Permission.VIEW_AUDIT)
def unusual(request: AuthedRequest) -> HttpResponse:
    """One day at a time, today where none is asked for."""
    form = DayForm({"day": request.GET.get("day") or timezone.localdate().isoformat()})
    context: dict[str, Any] = {"form": form, "many": MANY, "night": NIGHT}
    if form.is_valid():
        day = form.cleaned_data["day"]
        context |= {"day": day, "found": unusual_on(day, request.user)}
    return render(request, "audit/unusual.html", context)
