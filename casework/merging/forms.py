from django import forms
from django.utils.translation import gettext_lazy as _

from casework.audit.forms import ActionForm


class MergeForm(ActionForm):
    """`seen` is the hash of both records as the page shows them. The key that led here leads on to the reason."""

    seen = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why they are one human being"),
        max_length=500,
        widget=forms.TextInput(attrs={"data-key": "a", "data-key-label": _("The same person")}),
    )


class UnmergeForm(ActionForm):
    reason = forms.CharField(
        label=_("Why they are two"), max_length=500, widget=forms.TextInput(attrs={"autofocus": True})
    )
