from typing import Any, ClassVar, cast

from django import forms
from django.db.models import BLANK_CHOICE_DASH, QuerySet
from django.forms import fields_for_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access import ROLES, Permission
from casework.accounts.models import Grant, Organisation, User
from casework.audit.forms import ActionForm
from casework.families.models import Case, CaseRelative, Relative
from casework.families.statuses import (
    CASE,
    CaseStatus,
    Channel,
    ContactOutcome,
    Language,
    Proof,
    Relationship,
)
from casework.lib.forms import PartialDateField
from casework.people.forms import NameFields
from casework.people.models import Person

RELATIVE_FIELDS = [
    "name",
    "phone",
    "other_phone",
    "email",
    "address",
    "language",
    "call_back_word",
    "do_not_call_from",
    "do_not_call_to",
    "remarks",
]
# What a family can say on the telephone, in the order in which they tell it.
CALLER_FIELDS = ["name", "relationship", "phone"]
PERSON_FIELDS = ["surname", "given", "patronymic", "date_of_birth", "place_of_birth", "sex"]
EVENT_FIELDS = ["date_of_capture", "place_of_capture", "circumstances", "category", "rank", "unit"]
WISH_FIELDS = ["others", "request", "language", "call_back_word", "take_it"]
TOLD_FIELDS = [*PERSON_FIELDS[3:], *EVENT_FIELDS]
LONGEST_TEXT = 10_000
_SOME_RELATIONSHIP = [*BLANK_CHOICE_DASH, *Relationship.choices]


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs
    )


def text_field(label: Any, rows: int = 3, max_length: int = LONGEST_TEXT, **kwargs: Any) -> forms.CharField:
    """For whatever is told, though not for whole books."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=max_length, widget=area, **kwargs)


def offer(form: forms.Form, name: str, choices: QuerySet[Any]) -> None:
    """Let the field `name` be chosen among `choices`."""
    cast(forms.ModelChoiceField, form.fields[name]).queryset = choices


def managers_of_cases(organisation: Organisation | None) -> QuerySet[User]:
    roles = [role for role, permissions in ROLES.items() if Permission.MANAGE_CASE in permissions]
    grants = Grant.objects.current().filter(role__in=roles)
    return User.objects.filter(organisation=organisation, is_active=True, pk__in=grants.values("user"))


class CaseFilter(forms.Form):
    q = forms.CharField(
        label=_("code, person, relative or telephone"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    status = forms.ChoiceField(
        label=_("status"), required=False, choices=[("", _("any status")), *CaseStatus.choices]
    )
    assigned = forms.ChoiceField(
        label=_("assigned to"),
        required=False,
        choices=[("", _("anybody or nobody")), ("me", _("me")), ("nobody", _("nobody yet"))],
    )
    unheard = forms.BooleanField(label=_("unheard for over 30 days"), required=False)


class RelativeFields(ActionForm):
    """The fields of Relative, and what a caller needs to know before dialling."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Relative, RELATIVE_FIELDS))
        for name in ("do_not_call_from", "do_not_call_to"):
            self.fields[name].widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("do_not_call_from") is None) != (data.get("do_not_call_to") is None):
            self.add_error("do_not_call_to", _("Give both hours, or none."))
        return data


class RelationshipFields(forms.Form):
    relationship = forms.ChoiceField(label=_("relationship to the person"), choices=_SOME_RELATIONSHIP)
    proof = forms.ChoiceField(label=_("proof"), choices=Proof.choices, initial=Proof.NONE)
    proof_note = forms.CharField(label=_("number or remark of the proof"), max_length=200, required=False)


class NewRelativeForm(RelativeFields, RelationshipFields):
    """A relative for a case: a new one, or by their code one who is on record already."""

    order = forms.IntegerField(
        label=_("place in the order to inform"),
        min_value=1,
        required=False,
        help_text=_("1 is told first. Empty: last."),
    )
    known = forms.CharField(
        label=_("code, if they are on record already"),
        required=False,
        help_text=_("R-…, as on the page of their other case. Then only the relationship is needed here."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["name"].required = False
        self.order_fields(["name", "relationship", "phone", "other_phone", "language"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        known = str(data.pop("known", "")).strip().upper()
        if known:
            relative = Relative.objects.visible_to(self.user).filter(reference=known).first()
            if relative is None:
                self.add_error("known", _("No relative has this code. Check it, or enter them as new."))
            return {
                name: data.get(name) for name in ("relationship", "proof", "proof_note", "order", "submission")
            } | {"relative": relative}
        if not data.get("name"):
            self.add_error("name", _("Write the name, or the code of a relative on record."))
        return data


class RelativeEditForm(RelativeFields):
    version = forms.IntegerField(widget=forms.HiddenInput)


class CaseRelativeEditForm(RelativeEditForm, RelationshipFields):
    field_order = ["version", "name", "relationship", "proof", "proof_note"]


class CaseForm(ActionForm):
    """The family's side of a request: who asks, and for what."""

    headings: ClassVar = [
        ("caller", _("Who is calling"), CALLER_FIELDS),
        ("wish", _("What they ask of us"), WISH_FIELDS),
    ]

    name = forms.CharField(label=_("name of the relative"), max_length=200)
    relationship = forms.ChoiceField(label=_("relationship to the person"), choices=_SOME_RELATIONSHIP)
    others = text_field(
        _("whom else should we ask?"),
        required=False,
        help_text=_("Comrades, neighbours, another relative: with a telephone, if they know it."),
    )
    request = text_field(_("what the family asks"), required=False)
    take_it = forms.BooleanField(label=_("I take this case myself"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Relative, ["phone", "language", "call_back_word"]))
        self.fields["language"].initial = Language.UKRAINIAN
        if not user.holds(Permission.MANAGE_CASE):
            del self.fields["take_it"]

    def parts(self) -> list[tuple[str, Any, list[forms.BoundField]]]:
        """The parts of the page: each a name, a heading and fields."""
        return [
            (part, heading, [self[name] for name in names if name in self.fields])
            for part, heading, names in self.headings
        ]


class RequestForm(CaseForm, NameFields):
    """A request by telephone: the person as the family describes them, and who asks. Partial answers are welcome.

    `choice` is how the question whether we know the person was answered: a code, "new", or nothing yet.
    """

    headings: ClassVar = [
        ("caller", _("Who is calling"), CALLER_FIELDS),
        ("person", _("Whom they miss"), PERSON_FIELDS),
        ("event", _("What happened"), EVENT_FIELDS),
        ("wish", _("What they ask of us"), WISH_FIELDS),
    ]
    choice = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Person, TOLD_FIELDS))
        for name in ("date_of_birth", "date_of_capture"):
            told = self.fields[name]
            self.fields[name] = PartialDateField(required=False, label=told.label, help_text=told.help_text)
        self.fields["circumstances"].widget.attrs["rows"] = 3


class CaseEditForm(ActionForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    request = text_field(_("what the family asks"), rows=5, required=False)
    opened_on = day_field(_("opened"))


class StatusForm(ActionForm):
    """Offers the steps that are taken by hand; news takes its own."""

    to = forms.ChoiceField(label=_("new status"), widget=forms.RadioSelect)
    reason = text_field(_("reason"), required=False, help_text=_("Needed to close a case or to withdraw it."))

    def __init__(self, *args: Any, case: Case, permissions: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [step for step in CASE.targets(case.status, permissions) if not step.requires]
        field = cast(forms.ChoiceField, self.fields["to"])
        field.choices = [(step.target, CaseStatus(step.target).label) for step in steps]


class AssignForm(ActionForm):
    """A supervisor chooses among those who manage cases; anybody else can only take a case."""

    to = forms.ModelChoiceField(
        label=_("assigned to"), queryset=User.objects.none(), required=False, empty_label=_("nobody yet")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["to"])
        colleagues = managers_of_cases(user.organisation)
        field.queryset = colleagues if user.holds(Permission.ASSIGN_CASE) else colleagues.filter(pk=user.pk)


class OfRelativeForm(ActionForm):
    """A form that offers the relatives of one case, in their order."""

    relative = forms.ModelChoiceField(label=_("relative"), queryset=Relative.objects.none())

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["relative"])
        field.queryset = case.relatives.order_by("case_relatives__order")
        field.empty_label = None


class ContactForm(OfRelativeForm):
    """About one relative, who is chosen before: number and page are theirs."""

    outcome = forms.ChoiceField(
        label=_("what came of it"), choices=ContactOutcome.choices, widget=forms.RadioSelect
    )
    words = text_field(_("what was said"), required=False)
    channel = forms.ChoiceField(label=_("channel"), choices=Channel.choices, initial=Channel.CALL)
    number_used = forms.CharField(label=_("number used"), max_length=40, required=False)
    at = forms.DateTimeField(
        label=_("when"),
        required=False,
        help_text=_("Empty: now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    follow_up_on = day_field(_("next step, due"), required=False)
    follow_up = forms.CharField(label=_("next step"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relative"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("follow_up") and not data.get("follow_up_on"):
            self.add_error("follow_up_on", _("Say by what day the next step is due."))
        if (due := data.get("follow_up_on")) and due < timezone.localdate():
            self.add_error("follow_up_on", _("This day has passed."))
        return data


class FollowUpForm(ActionForm):
    what = forms.CharField(label=_("what is to be done"), max_length=200)
    due_on = day_field(_("due"))
    owner = forms.ModelChoiceField(
        label=_("owner"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("whoever has the case"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["owner"])
        field.queryset = managers_of_cases(user.organisation)

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return day


class FollowUpDoneForm(ActionForm):
    outcome = forms.CharField(label=_("what came of it"), max_length=300, required=False)


class FollowUpFilter(forms.Form):
    whose = forms.ChoiceField(
        label=_("whose"), required=False, choices=[("", _("mine")), ("all", _("everybody's"))]
    )
    state = forms.ChoiceField(
        label=_("state"),
        required=False,
        choices=[("", _("to be done")), ("overdue", _("overdue")), ("done", _("done"))],
    )


class NoteForm(ActionForm):
    text = text_field(_("note"))


def relative_values(relative: Relative, link: CaseRelative | None) -> dict[str, Any]:
    """What an edit form shows of a relative, and of who they are to the person of a case."""
    values = {name: getattr(relative, name) for name in (*RELATIVE_FIELDS, "version")}
    if link is not None:
        values |= {name: getattr(link, name) for name in ("relationship", "proof", "proof_note")}
    return values
