import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.access import Permission, require
from casework.audit.chains import CODE, short_subject
from casework.audit.details import name_label, record_label, value_label
from casework.audit.labels import action_choices, action_label, page_label
from casework.audit.models import AuditEvent, AuditEventQuerySet
from casework.lib.searches import asked

PER_PAGE = 50
LONGEST_WORD = 40
MOST_IN_A_LIST = 10
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# The ends of the calendar cannot be moved into another time zone.
DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


class EventFilter(forms.Form):
    actor = forms.CharField(label=_("Who"), required=False, help_text=_("The name they sign in with."))
    action = forms.CharField(label=_("What was done"), required=False, widget=forms.Select)
    subject = forms.CharField(label=_("To what"), required=False, help_text=_("A code, such as P-CNRF-3672."))
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}), validators=DAYS
    )
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].widget = forms.Select(choices=[("", _("anything")), *action_choices()])


@require(Permission.VIEW_AUDIT)
def event_list(request: HttpRequest) -> HttpResponse:
    """Newest first. A page begins `before` an id: numbered pages would shift under the reader."""
    visible = AuditEvent.objects.visible_to(request.user)
    form = EventFilter(asked(request))
    events = list(_found(visible, form.cleaned_data)[: PER_PAGE + 1]) if form.is_valid() else []
    context = {
        "form": form,
        "events": [(event, readable(event)) for event in events[:PER_PAGE]],
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
        events = events.mentioning(subjects(chosen["subject"]))
    if chosen["day"]:
        events = events.between(*ends_of(chosen["day"]))
    if chosen["before"]:
        events = events.filter(pk__lt=chosen["before"])
    return events


def ends_of(day: date) -> tuple[datetime, datetime]:
    """When the day begins and when the next one does, by the local clock."""
    start, end = (timezone.make_aware(datetime.combine(one, time.min)) for one in (day, day + timedelta(days=1)))
    return start, end


def readable(event: AuditEvent) -> dict[str, Any]:
    """The words for what was done, and the details as names and texts."""
    return {
        "done": action_label(event.action),
        "page": page_label(event.subject) if event.action in ("read", "refuse") else "",
        "record": record_label(event.subject),
        "details": [
            (name_label(name), as_text(value, name, event.action)) for name, value in event.details.items()
        ],
    }


def as_text(value: Any, name: str = "", action: str = "") -> str:
    """What the part `name` says, in words."""
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return date_format(date.fromisoformat(value))
    if value is None or value in ("", [], {}):
        return gettext("none")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, dict):
        return ", ".join(f"{name_label(part)} = {as_text(inner, part, action)}" for part, inner in value.items())
    if isinstance(value, list):
        texts = ", ".join(as_text(inner, name, action) for inner in value[:MOST_IN_A_LIST])
        more = len(value) - MOST_IN_A_LIST
        return gettext("%(texts)s and %(more)s more") % {"texts": texts, "more": more} if more > 0 else texts
    text = record_label(value_label(name, str(value), action))
    # A hash: its beginning tells it from others, and all of it would push the table aside.
    return f"{text[:16]}…" if len(text) > LONGEST_WORD and " " not in text else text


def subjects(text: str) -> list[str]:
    """Every way in which the audit may name the record with the code or key `text`; each is an indexed look-up."""
    text = text.strip()
    if re.fullmatch(CODE, text.upper()):
        return [text.upper()]
    if ":" in text:
        return [short_subject(text)]
    return [text, *(f"{model._meta.model_name}:{text}" for model in apps.get_models())]
