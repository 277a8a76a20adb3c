"""Cases that were ticked in a list, and what is to be done with all of them."""

from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import User
from casework.audit.forms import ActionForm
from casework.families.forms.cases import managers_of_cases

MOST = 50  # as many as a page of the list shows


class CasesField(forms.CharField):
    """Each case as `CODE`, or as `CODE:state` where its `state_of_assignment` was shown. Gives {code: state}."""

    widget = forms.MultipleHiddenInput
    default_error_messages: ClassVar = {
        "required": _("Tick at least one case in the list."),
        "too_many": _("Choose at most %(most)s cases at a time."),
    }

    def clean(self, value: Any) -> dict[str, str]:
        chosen: dict[str, str] = {}
        for text in value or []:
            reference, _mark, state = str(super().clean(text)).partition(":")
            chosen[reference.strip().upper()] = state
        if not chosen:
            raise ValidationError(self.error_messages["required"])
        if len(chosen) > MOST:
            raise ValidationError(self.error_messages["too_many"] % {"most": MOST})
        return chosen


class AssignManyForm(ActionForm):
    cases = CasesField(label=_("cases"), max_length=60)
    to = forms.ModelChoiceField(label=_("assign to"), queryset=User.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["to"])
        field.queryset = managers_of_cases(user.organisation)


class AssignManySureForm(AssignManyForm):
    """Shown once more with all that was chosen, to be confirmed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].widget = forms.HiddenInput()
