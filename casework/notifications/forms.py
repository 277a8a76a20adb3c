from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.audit.forms import ActionForm
from casework.lib.errors import Refused
from casework.lib.forms import KeyedRadioSelect
from casework.notifications.models import Notification
from casework.notifications.statuses import DeliveryChannel, DeliveryOutcome
from casework.notifications.wording import check_template, check_wording, digest


class WordingForm(ActionForm):
    wording = forms.CharField(
        label=_("wording"),
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Exactly what will be said, in the language of the relative."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_wording(self) -> str:
        return _or_error(check_wording, self.cleaned_data["wording"])


class AttemptForm(ActionForm):
    """What came of one attempt to tell. The number is the relative's own, unless another is typed."""

    outcome = forms.ChoiceField(
        label=_("what came of it"), choices=DeliveryOutcome.choices, widget=KeyedRadioSelect
    )
    channel = forms.ChoiceField(
        label=_("how"), choices=DeliveryChannel.choices, initial=DeliveryChannel.CALL, widget=forms.RadioSelect
    )
    number_used = forms.CharField(
        label=_("number used"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    words = forms.CharField(
        label=_("what was said"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What they answered and asked, as near to their words as you can."),
    )
    next_try_at = forms.DateTimeField(
        label=_("next try"),
        required=False,
        help_text=_("When nobody was told yet."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    # Of the words that this page shows: others are not recorded as told from it.
    wording_sha256 = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, notification: Notification, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phone = notification.relative.phone
        self.fields["wording_sha256"].initial = digest(notification.wording)
        self.fields["number_used"].initial = phone.as_international if phone else ""

    def clean_next_try_at(self) -> Any:
        then = self.cleaned_data["next_try_at"]
        if then is not None and then <= timezone.now():
            raise forms.ValidationError(_("The next try must be later than now."))
        return then


class RetractForm(ActionForm):
    reason = forms.CharField(label=_("reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class TemplateForm(ActionForm):
    body = forms.CharField(label=_("wording"), widget=forms.Textarea(attrs={"rows": 16}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_body(self) -> str:
        return _or_error(check_template, self.cleaned_data["body"])


def _or_error(check: Any, text: str) -> str:
    """The text as `check` gives it back; its refusal stands at the field."""
    try:
        return str(check(text))
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from refusal
