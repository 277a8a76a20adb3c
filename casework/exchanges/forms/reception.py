"""What is asked at the reception desk, for one person."""

from typing import Any

from django import forms
from django.forms import fields_for_model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import User
from casework.audit.forms import ActionForm
from casework.exchanges.models import Entry, Exchange
from casework.exchanges.statuses import IdentifiedBy
from casework.lib.forms import PartialDateField
from casework.people.statuses import Health

NAME_FIELDS = ["surname", "given", "patronymic"]
A_MONTH = 31 * 24 * 60 * 60


class ReceptionForm(ActionForm):
    """The code of an entry, or the name of one who is on no list. Whatever else is not known stays unknown."""

    entry = forms.CharField(required=False, widget=forms.HiddenInput)
    age = forms.IntegerField(required=False, min_value=0, max_value=A_MONTH, widget=forms.HiddenInput)
    identified_by = forms.ChoiceField(
        label=_("identity by"),
        choices=[("", _("not established yet")), *IdentifiedBy.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    identified_detail = forms.CharField(
        label=_("which document, or by whom recognised"), max_length=200, required=False
    )
    condition = forms.ChoiceField(
        label=_("condition"), choices=Health.choices, initial=Health.UNKNOWN, widget=forms.RadioSelect
    )
    condition_note = forms.CharField(label=_("remark on the condition"), max_length=300, required=False)
    told = forms.CharField(
        label=_("Whom did you see?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Names, where, when, how they were: in their own words."),
    )
    place = forms.CharField(label=_("where you meet them"), max_length=200, required=False)

    def __init__(self, *args: Any, exchange: Exchange, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exchange, self.user = exchange, user
        self.fields.update(fields_for_model(Entry, NAME_FIELDS))
        self.fields["date_of_birth"] = PartialDateField(label=_("date of birth"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["age"] = data.get("age") or 0
        if code := data.pop("entry", ""):
            for name in (*NAME_FIELDS, "date_of_birth"):
                data.pop(name, None)
            return data | {"entry": self._entry(code)}
        if not (data.get("surname") or data.get("given")):
            self.add_error("surname", gettext("Write a surname or a given name."))
        return data

    def _entry(self, code: str) -> Entry | None:
        entry = Entry.objects.visible_to(self.user).filter(exchange=self.exchange, reference=code).first()
        if entry is None:
            self.add_error(
                None, gettext("This entry is not among those you can work on. Search for the name anew.")
            )
        return entry
