from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.access import Permission, require
from casework.audit.chains import moment_id, short_subject
from casework.audit.models import AuditEvent, AuditEventQuerySet

PER_PAGE = 50
LONGEST_WORD = 40
DAYS = date(2000, 1, 1), date(2999, 12, 31)  # the ends of the calendar cannot be moved into another time zone


class EventFilter(forms.Form):
    actor = forms.CharField(label=_("Who"), required=False, help_text=_("The name they sign in with."))
    action = forms.ChoiceField(label=_("What was done"), required=False)
    subject = forms.CharField(label=_("To what"), required=False, help_text=_("A code, such as P-CNRF-3672."))
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[MinValueValidator(DAYS[0]), MaxValueValidator(DAYS[1])],
    )
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", _("anything")), *((name, name) for name in actions)]  # type: ignore[attr-defined]


@require(Permission.VIEW_AUDIT)
def event_list(request: HttpRequest) -> HttpResponse:
    """Newest first. A page begins `before` an id: numbered pages would shift under the reader."""
    visible = AuditEvent.objects.visible_to(request.user)
    actions = list(visible.order_by("action").values_list("action", flat=True).distinct())
    form = EventFilter(request.GET, actions=actions)
    events = list(_found(visible, form.cleaned_data)[: PER_PAGE + 1]) if form.is_valid() else []
    context = {
        "form": form,
        "events": [(event, _readable(event)) for event in events[:PER_PAGE]],
        "older": events[PER_PAGE - 1].pk if len(events) > PER_PAGE else None,
        "last_check": visible.filter(action="check_audit").first(),
    }
    return render(request, "audit/list.html", context)


def _found(events: AuditEventQuerySet, chosen: dict[str, Any]) -> AuditEventQuerySet:
    if chosen["actor"]:
        events = events.filter(actor=chosen["actor"])
    if chosen["action"]:
        events = events.filter(action=chosen["action"])
    if chosen["subject"]:
        events = events.mentioning(_subjects(chosen["subject"]))
    if chosen["day"]:
        start = timezone.make_aware(datetime.combine(chosen["day"], time.min))
        end = timezone.make_aware(datetime.combine(chosen["day"] + timedelta(days=1), time.min))
        events = events.filter(pk__gte=moment_id(start), pk__lt=moment_id(end))
    if chosen["before"]:
        events = events.filter(pk__lt=chosen["before"])
    return events


def _readable(event: AuditEvent) -> list[tuple[str, str]]:
    return [(name, _as_text(value)) for name, value in event.details.items()]


def _as_text(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return gettext("none")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, dict):
        return ", ".join(f"{name} = {_as_text(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_as_text(inner) for inner in value)
    text = str(value)
    # A hash: its beginning tells it from others, and all of it would push the table aside.
    return f"{text[:16]}…" if len(text) > LONGEST_WORD and " " not in text else text


def _subjects(text: str) -> list[str]:
    """Every way in which the audit may name the record with the code or key `text`; each is an indexed look-up."""
    text = text.strip()
    named = (f"{model._meta.model_name}:{text.upper()}" for model in apps.get_models())
    return [short_subject(text), text.upper(), *named]
