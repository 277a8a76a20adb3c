from typing import Any, cast

from django import forms
from django.forms import fields_for_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access import Permission
from casework.accounts.models import User
from casework.audit.forms import ActionForm
from casework.lib.forms import PartialDateField, RecordsField
from casework.lib.transitions import Transition
from casework.people.models import Evidence, Person, PlaceOfDetention
from casework.people.statuses import (
    PERSON,
    Category,
    ConfirmedBy,
    Credibility,
    EvidenceAbout,
    Health,
    NameKind,
    PersonStatus,
    RegistryBody,
    Reliability,
    Sex,
)

# In the order in which people tell it.
PERSON_FIELDS = [
    "date_of_birth",
    "place_of_birth",
    "sex",
    "category",
    "rank",
    "unit",
    "service_number",
    "date_of_capture",
    "place_of_capture",
    "circumstances",
    "health",
    "distinguishing_marks",
    "father_first_name",
    "mother_maiden_name",
    "nationality",
    "power",
    "last_residence",
    "address_for_letters",
    "sender_reference",
]
_PERSON_DATES = ("date_of_birth", "date_of_capture")


def _person_fields() -> dict[str, forms.Field]:
    fields = fields_for_model(Person, PERSON_FIELDS)
    for name in _PERSON_DATES:
        fields[name] = PartialDateField(required=False, label=fields[name].label, help_text=fields[name].help_text)
    for name in ("circumstances", "distinguishing_marks"):
        fields[name].widget.attrs["rows"] = 3
    fields["health"].required = False
    return fields


class NameFields(ActionForm):
    surname = forms.CharField(label=_("surname"), max_length=120, required=False)
    given = forms.CharField(label=_("given name"), max_length=120, required=False)
    patronymic = forms.CharField(label=_("patronymic"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("surname") or data.get("given")):
            self.add_error("surname", _("Write a surname or a given name."))
        return data


class PersonFields(ActionForm):
    """The fields of a Person, every one of which may be unknown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_person_fields())

    def clean_health(self) -> str:
        return self.cleaned_data["health"] or Health.UNKNOWN


class PersonForm(PersonFields, NameFields):
    name_source = forms.CharField(
        label=_("source of the name"),
        max_length=200,
        required=False,
        help_text=_("Passport, the mother, a list … Every spelling keeps its source."),
    )


class PersonEditForm(PersonFields):
    version = forms.IntegerField(widget=forms.HiddenInput)


class PersonNameForm(NameFields):
    kind = forms.ChoiceField(label=_("kind"), choices=NameKind.choices, initial=NameKind.SPELLING)
    source = forms.CharField(
        label=_("source"), max_length=200, required=False, help_text=_("Who or what spells it so.")
    )


class RegistryNumberForm(ActionForm):
    body = forms.ChoiceField(label=_("body"), choices=RegistryBody.choices)
    number = forms.CharField(label=_("number"), max_length=60)
    note = forms.CharField(label=_("note"), max_length=200, required=False)


class EvidenceForm(ActionForm):
    about = forms.ChoiceField(label=_("about"), choices=EvidenceAbout.choices)
    content = forms.CharField(label=_("what was said or seen"), widget=forms.Textarea(attrs={"rows": 4}))
    source = forms.CharField(label=_("source"), max_length=200, help_text=_("Who says it, or where it is shown."))
    origin = forms.CharField(
        label=_("origin"),
        max_length=200,
        required=False,
        help_text=_("Where the source has it from. Ten reposts of one video have one origin: the video."),
    )
    first_hand = forms.NullBooleanField(
        label=_("first-hand"),
        required=False,
        widget=forms.Select(choices=[("", _("unknown")), ("true", _("yes")), ("false", _("no"))]),
    )
    reliability = forms.ChoiceField(
        label=_("reliability of the source"), choices=Reliability.choices, initial=Reliability.F
    )
    credibility = forms.ChoiceField(
        label=_("credibility of the information"),
        choices=Credibility.choices,
        initial="6",
    )
    happened = PartialDateField(
        label=_("when it happened"), required=False, help_text=_("As it was said: May 2022, about 14.10.2022.")
    )
    reported_on = forms.DateField(
        label=_("reported to us on"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_reported_on(self) -> Any:
        day = self.cleaned_data["reported_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class AboutPersonForm(ActionForm):
    """A form that offers the evidence on one person's record."""

    evidence = forms.ModelChoiceField(
        label=_("evidence"),
        queryset=Evidence.objects.none(),
        required=False,
        help_text=_("On what it rests. Evidence is recorded first."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        cast(forms.ModelChoiceField, self.fields["evidence"]).queryset = person.evidence.all()


class DetentionForm(AboutPersonForm):
    place = forms.ModelChoiceField(label=_("place"), queryset=PlaceOfDetention.objects.all(), required=False)
    place_as_told = forms.CharField(label=_("place, as told"), max_length=200, required=False)
    from_date = PartialDateField(label=_("from"), required=False)
    to_date = PartialDateField(label=_("to"), required=False)

    field_order = ["place", "place_as_told", "from_date", "to_date", "evidence"]


class StatusForm(AboutPersonForm):
    """Offers the steps that are taken by hand; returns come from the exchange."""

    to = forms.ChoiceField(label=_("new status"), widget=forms.RadioSelect)
    confirmed_by = forms.ChoiceField(
        label=_("confirmed by"),
        choices=[("", _("nobody")), *ConfirmedBy.choices],
        required=False,
        help_text=_("By whose word captivity is confirmed."),
    )
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))

    field_order = ["to", "confirmed_by", "evidence", "reason"]

    def __init__(self, *args: Any, permissions: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = steps_by_hand(self.person, permissions)
        choices = [(step.target, PersonStatus(step.target).label) for step in steps]
        cast(forms.ChoiceField, self.fields["to"]).choices = choices


def steps_by_hand(person: Person, permissions: frozenset[str]) -> list[Transition]:
    """The steps that a person page may offer: those about returns are taken at the exchange."""
    return [
        step
        for step in PERSON.targets(person.status, permissions)
        if step.target not in (PersonStatus.RETURN_REPORTED, PersonStatus.RETURNED)
        and (step.source != PersonStatus.RETURN_REPORTED or step.target == PersonStatus.DEATH_REPORTED)
    ]


class PeopleFilter(forms.Form):
    q = forms.CharField(
        label=_("name, code or number"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    status = forms.ChoiceField(
        label=_("status"), required=False, choices=[("", _("any status")), *PersonStatus.choices]
    )
    category = forms.ChoiceField(
        label=_("category"), required=False, choices=[("", _("any category")), *Category.choices]
    )
    sex = forms.ChoiceField(label=_("sex"), required=False, choices=[("", _("any")), *Sex.choices])


class ImportForm(ActionForm):
    file = forms.FileField(
        label=_("file"),
        help_text=_(
            "CSV or XLSX with columns for the name, and any of: id, date and place of birth, sex, category, rank,"
            " unit, place of capture."
        ),
    )


class RestrictionForm(ActionForm):
    officer = forms.ModelChoiceField(
        label=_("designated officer"),
        queryset=User.objects.none(),
        help_text=_("Hears of possible matches and of emergency access."),
    )
    readers = RecordsField(
        label=_("may be seen by"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("reason"), max_length=500)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = User.objects.who_may(Permission.VIEW_PEOPLE, user.organisation)
        for name in ("officer", "readers"):
            self.fields[name].queryset = colleagues  # type: ignore[attr-defined]


class LiftingForm(ActionForm):
    reason = forms.CharField(label=_("reason"), max_length=500)
