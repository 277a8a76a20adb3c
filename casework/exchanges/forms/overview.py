"""Forms for agreements, exchanges and statements."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.audit.forms import ActionForm
from casework.exchanges.models import Agreement, Exchange
from casework.exchanges.statuses import (
    EXCHANGE,
    Announcer,
    CountOf,
    ExchangeKind,
    ExchangeSide,
    ExchangeStatus,
)


class ExchangeFilter(forms.Form):
    year = forms.IntegerField(label=_("year"), required=False, min_value=2014, max_value=2100)
    kind = forms.ChoiceField(label=_("kind"), required=False, choices=[("", _("any kind")), *ExchangeKind.choices])
    status = forms.ChoiceField(
        label=_("status"), required=False, choices=[("", _("any status")), *ExchangeStatus.choices]
    )
    agreement = forms.ModelChoiceField(
        label=_("agreement"),
        queryset=Agreement.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=_("any or none"),
    )


class ExchangeForm(ActionForm):
    held_on = forms.DateField(
        label=_("day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    kind = forms.ChoiceField(label=_("kind"), choices=ExchangeKind.choices)
    agreement = forms.ModelChoiceField(label=_("agreement"), queryset=Agreement.objects.all(), required=False)
    stage = forms.IntegerField(label=_("stage"), required=False, min_value=1, max_value=99)
    place = forms.CharField(label=_("place"), required=False, max_length=200)
    mediators = forms.CharField(label=_("mediators"), required=False, max_length=200)
    formula = forms.CharField(label=_("formula"), required=False, max_length=200)
    source = forms.CharField(label=_("source"), required=False, max_length=300)
    source_url = forms.URLField(
        label=_("address of the source"), required=False, max_length=500, assume_scheme="https"
    )
    note = forms.CharField(label=_("remarks"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ExchangeEditForm(ExchangeForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class StatementForm(ActionForm):
    announcer = forms.ChoiceField(label=_("announced by"), choices=Announcer.choices)
    side = forms.ChoiceField(label=_("returned"), choices=ExchangeSide.choices)
    counted = forms.ChoiceField(label=_("counted"), choices=CountOf.choices)
    count = forms.IntegerField(label=_("count"), required=False, min_value=0, max_value=1_000_000)
    withheld = forms.BooleanField(
        label=_("withheld"), required=False, help_text=_("The announcer said that it would not say.")
    )
    source = forms.CharField(label=_("source"), max_length=300)
    source_url = forms.URLField(
        label=_("address of the source"), required=False, max_length=500, assume_scheme="https"
    )


class ExchangeStatusForm(ActionForm):
    to = forms.ChoiceField(label=_("new status"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed to complete an exchange whose counts vary."),
    )

    def __init__(self, *args: Any, exchange: Exchange, permissions: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = EXCHANGE.targets(exchange.status, permissions)
        choices = [(step.target, ExchangeStatus(step.target).label) for step in steps]
        cast(forms.ChoiceField, self.fields["to"]).choices = choices
        if ExchangeStatus.COMPLETED not in [step.target for step in steps]:
            del self.fields["reason"]
