"""Consents and referrals: what may be shared, with whom, and whether it may do harm."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Organisation
from casework.audit.forms import ActionForm
from casework.families.forms.cases import OfRelativeForm, day_field, offer, text_field
from casework.families.models import Case
from casework.families.statuses import WITH_RECIPIENT, ConsentPurpose, Giver, Harm, Language, ReferableField
from casework.processing import REFERRED_FOR


class ConsentForm(OfRelativeForm):
    giver = forms.ChoiceField(
        label=_("who was asked"),
        choices=Giver.choices,
        initial=Giver.RELATIVE,
        required=False,
        widget=forms.RadioSelect,
    )
    purpose = forms.ChoiceField(label=_("purpose"), choices=ConsentPurpose.choices)
    recipient = forms.ModelChoiceField(
        label=_("recipient"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("any organisation"),
        help_text=_("For sharing and for reports. What is published is for everybody."),
    )
    given = forms.TypedChoiceField(
        label=_("answer"),
        choices=[("yes", _("gives consent")), ("no", _("refused"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    given_on = day_field(_("asked on"), initial=timezone.localdate)
    language = forms.ChoiceField(
        label=_("language in which it was explained"), choices=Language.choices, required=False
    )
    how = forms.CharField(
        label=_("how"), max_length=120, required=False, help_text=_("By telephone, in writing …")
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.fields["relative"].required = False
        self.order_fields(["giver"])
        offer(self, "recipient", Organisation.objects.filter(~Q(pk=case.organisation_id)))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["giver"] = data.get("giver") or Giver.RELATIVE
        if data["giver"] != Giver.RELATIVE:
            data["relative"] = None
        elif not data.get("relative"):
            self.add_error("relative", _("Choose the relative who was asked."))
        if data.get("recipient") and data.get("purpose") not in WITH_RECIPIENT:
            self.add_error("recipient", _("This consent is not for one organisation: leave the recipient empty."))
        return data


class HarmFields(forms.Form):
    """What is asked before anything of a person is passed on."""

    harm = forms.ChoiceField(
        label=_("may this harm the person, their relatives or others"),
        choices=Harm.choices,
        widget=forms.RadioSelect,
    )
    harm_words = text_field(
        _("why"),
        rows=2,
        max_length=500,
        required=False,
        help_text=_(
            "Who may come to harm, and how; or what cannot be told. Name nobody. It stays with the transfer."
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("harm") in (Harm.YES, Harm.UNKNOWN) and not data.get("harm_words", "").strip():
            self.add_error("harm_words", _("Write who may come to harm and how, or what cannot be told."))
        return data


class ReferralForm(ActionForm, HarmFields):
    recipient = forms.ModelChoiceField(
        label=_("to"),
        queryset=Organisation.objects.none(),
        help_text=_("Those with whom somebody has agreed to share this case."),
        error_messages={
            "invalid_choice": _("Nobody agrees to sharing with this organisation. Record their consent first.")
        },
    )
    fields_shared = forms.MultipleChoiceField(
        label=_("what is shared"),
        choices=ReferableField.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[ReferableField.IDENTITY, ReferableField.BIRTH],
        help_text=_("Only what they need. They read it and can change nothing."),
    )
    activity = forms.ChoiceField(
        label=_("serves"),
        choices=[(activity.value, activity.label) for activity in REFERRED_FOR],
        help_text=_("The line of the register of processing under which it is shared."),
    )
    purpose = forms.CharField(label=_("purpose"), max_length=300)
    until = day_field(_("until"))

    def __init__(self, *args: Any, agreed: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["recipient", "fields_shared", "activity", "purpose", "until"])
        offer(self, "recipient", agreed)
        self.fields["recipient"].widget.attrs["autofocus"] = True
