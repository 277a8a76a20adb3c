from django import forms
from django.utils.translation import gettext_lazy as _


class PurposeForm(forms.Form):
    purpose = forms.CharField(
        label=_("What it is for"),
        max_length=300,
        help_text=_("Kept in the log with your name, the filters, and the hash of the file."),
    )
