from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.access import Role
from casework.accounts.models import User
from casework.audit.forms import ActionForm


class GrantForm(ActionForm):
    """A role for a colleague, as it is put before somebody else."""

    user = forms.ModelChoiceField(label=_("Colleague"), queryset=User.objects.none())
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    expires_at = forms.DateTimeField(
        label=_("Until"),
        required=False,
        help_text=_("Empty: until somebody ends it."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = User.objects.visible_to(by).filter(is_active=True).exclude(pk=by.pk)
        self.fields["user"].widget.attrs["autofocus"] = True
        self.fields["user"].queryset = colleagues  # type: ignore[attr-defined]
