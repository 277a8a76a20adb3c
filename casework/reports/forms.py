from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Organisation, User
from casework.families.forms import HarmFields, offer
from casework.families.statuses import Harm
from casework.processing import REPORTED_FOR
from casework.reports.levels import USUAL, Level, highest_for
from casework.reports.report import Report


class LevelForm(forms.Form):
    """How much of a person the file tells: identity where nothing is chosen, or what comes nearest to it."""

    level = forms.TypedChoiceField(label=_("Level"), coerce=lambda value: Level(int(value)), required=False)

    def __init__(self, *args: Any, report: Report, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = report.offered(highest_for(user)) or [report.lowest]
        self.usual = max([level for level in offered if level <= USUAL] or offered[:1])
        self.fields["level"].choices = [(level.value, level.label) for level in offered]  # type: ignore[attr-defined]
        self.fields["level"].initial = self.usual.value

    def chosen(self) -> Level:
        found = self.cleaned_data.get("level") if self.is_valid() else None
        return self.usual if found in (None, "") else found


class ExportForm(HarmFields):
    """What is kept of a report in the log. Of a file that stays in the house nobody asks whether it does harm."""

    purpose = forms.CharField(
        label=_("What it is for"),
        max_length=300,
        help_text=_("Kept in the log with your name, the filters, and the hash of the file."),
    )
    activity = forms.ChoiceField(
        label=_("Serves"), choices=[(a.value, a.label) for a in REPORTED_FOR], required=False
    )
    recipient = forms.ModelChoiceField(
        label=_("For"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("our own organisation"),
    )
    field_order = ["purpose", "activity", "recipient"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "recipient", Organisation.objects.filter(~Q(pk=user.organisation_id)))
        self.fields["harm"].required = False
        self.fields["harm"].help_text = _("Asked where it is for another organisation.")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["activity"] = data.get("activity") or REPORTED_FOR[0]
        if data.get("recipient") and not data.get("harm"):
            self.add_error("harm", _("Say whether this may harm the person, their relatives or others."))
        data["harm"] = data.get("harm") or Harm.NO
        return data
