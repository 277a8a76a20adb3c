"""Forms of linking, arrival and verification."""

from typing import Any

from django import forms
from django.forms import fields_for_model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import User
from casework.audit.forms import ActionForm
from casework.exchanges.actions import Seen
from casework.exchanges.models import Entry, EntryQuerySet, Exchange, ListFile
from casework.exchanges.statuses import Arrival, EntryStatus, IdentifiedBy, IdentityCheck
from casework.lib.codes import MistypedCode, read_code
from casework.lib.forms import KeyedRadioSelect, PartialDateField
from casework.people.models import Person
from casework.people.statuses import Category, Health

SEEN_LINES = 3
UNKNOWN = "unknown"


def _any(choices: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [("", _("any")), *choices]


class RosterFilter(forms.Form):
    """What of a roster is shown; an unknown value of the address filters nothing."""

    q = forms.CharField(label=_("Name or code"), required=False)
    status = forms.ChoiceField(label=_("Decision"), choices=_any(EntryStatus.choices), required=False)
    arrival = forms.ChoiceField(label=_("Arrival"), choices=_any(Arrival.choices), required=False)
    identity = forms.ChoiceField(label=_("Identity"), choices=_any(IdentityCheck.choices), required=False)
    category = forms.ChoiceField(
        label=_("Category"), choices=_any([*Category.choices, (UNKNOWN, _("unknown"))]), required=False
    )
    list = forms.ModelChoiceField(
        label=_("List"), queryset=ListFile.objects.none(), required=False, empty_label=_("any")
    )

    def __init__(self, data: Any, *, exchange: Exchange, user: User) -> None:
        super().__init__(data)
        lists: Any = self.fields["list"]
        lists.queryset = ListFile.objects.visible_to(user).imported().filter(exchange=exchange)

    def narrow(self, entries: EntryQuerySet) -> EntryQuerySet:
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        text = asked.pop("q", "")
        if "list" in asked:
            asked["list_file"] = asked.pop("list")
        if asked.get("category") == UNKNOWN:
            asked["category"] = ""
        entries = entries.filter(**asked)
        return entries.named(text) if text else entries


class ArrivalFilter(forms.Form):
    """The few questions that are asked at a bus door."""

    q = forms.CharField(label=_("Name or code"), required=False)
    arrival = forms.ChoiceField(label=_("Arrival"), choices=_any(Arrival.choices), required=False)

    def narrow(self, entries: EntryQuerySet) -> EntryQuerySet:
        self.is_valid()
        if arrival := self.cleaned_data.get("arrival"):
            entries = entries.filter(arrival=arrival)
        return entries.named(self.cleaned_data["q"]) if self.cleaned_data.get("q") else entries


class UnlistedForm(ActionForm):
    """One who arrived and was on no list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ["surname", "given", "patronymic", "call_sign"]
        self.fields.update(fields_for_model(Entry, names))
        self.fields["date_of_birth"] = PartialDateField(
            label=_("Date of birth"),
            required=False,
            help_text=_("As it was said: 14.10.1976, May 2022, about 1985."),
        )
        further = ["sex", "category", "rank", "unit", "place_of_birth", "place_of_capture"]
        self.fields.update(fields_for_model(Entry, further))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("surname") or data.get("given")):
            self.add_error("surname", _("Write a surname or a given name."))
        return data


class DuplicateForm(ActionForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    of = forms.ModelChoiceField(
        label=_("This entry is the same human being as"),
        queryset=Entry.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose the entry that stays.")},
    )

    def __init__(self, *args: Any, others: EntryQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of: Any = self.fields["of"]
        of.queryset = others
        of.label_from_instance = _entry_label


class UndoForm(ActionForm):
    reason = forms.CharField(label=_("Why"), max_length=300, help_text=_("It stays on the record."))


class DisputeForm(ActionForm):
    reason = forms.CharField(
        label=_("What speaks against it"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever links this entry anew reads it: another name, another birth date, fingerprints …"),
    )


class VerifyForm(ActionForm):
    """Who they are, by what, and how they are; and whom they saw."""

    identified_by = forms.ChoiceField(
        label=_("Identity established by"), choices=IdentifiedBy.choices, widget=KeyedRadioSelect
    )
    identified_detail = forms.CharField(
        label=_("Which document, or by whom recognised"), max_length=200, required=False
    )
    condition = forms.ChoiceField(label=_("Condition"), choices=Health.choices, initial=Health.UNKNOWN)
    condition_note = forms.CharField(label=_("Remark on the condition"), max_length=300, required=False)
    place = forms.CharField(label=_("Where you met them"), max_length=200, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for line in range(1, SEEN_LINES + 1):
            self.fields[f"seen_{line}_code"] = forms.CharField(
                label=_("Code of the person seen"), max_length=20, required=False
            )
            self.fields[f"seen_{line}_told"] = forms.CharField(
                label=_("What they say"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    @property
    def seen_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"seen_{line}_code"], self[f"seen_{line}_told"]) for line in range(1, SEEN_LINES + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seen = [one for line in range(1, SEEN_LINES + 1) if (one := self._seen(data, line))]
        kept = {name: value for name, value in data.items() if not name.startswith("seen_")}
        return kept | {"seen": seen}

    def _seen(self, data: dict[str, Any], line: int) -> Seen | None:
        code, told = data.get(f"seen_{line}_code", ""), data.get(f"seen_{line}_told", "")
        if code and not told:
            self.add_error(f"seen_{line}_told", gettext("Write what they say about this person."))
        person = self._person(code, f"seen_{line}_code") if code else None
        return Seen(person, told) if told else None

    def _person(self, text: str, field: str) -> Person | None:
        try:
            code = read_code(text)
        except MistypedCode:
            self.add_error(field, gettext("This code was mistyped: a character is wrong, or two are swapped."))
            return None
        person = Person.objects.writable_by(self.user).filter(reference=code).first()
        if person is None:
            self.add_error(
                field, gettext("Nobody on your register has this code. Leave it empty: it is kept anyway.")
            )
        return person


def _entry_label(entry: Entry) -> str:
    return " · ".join(
        filter(None, (entry.name, entry.date_of_birth, entry.reference, str(entry.get_status_display())))
    )
