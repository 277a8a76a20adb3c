"""What the filters of reports share, in which the rows of a list on screen can be taken out."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from casework.lib.codes import MistypedCode, read_code
from casework.reports.report import Filters

LONGEST = 2000  # of a page of a list all codes


class OfCodes(forms.Form):
    """A search is not carried into a report, whose filters are kept in the log: what it found is, by its codes."""

    codes = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)

    def clean_codes(self) -> str:
        words = self.cleaned_data["codes"].split()
        try:
            codes = [read_code(word) for word in words]
        except MistypedCode:
            codes = [None]
        if None in codes:
            raise ValidationError(_("These are not codes. Come here again from the list."))
        return " ".join(filter(None, codes))


def only_codes(records: QuerySet[Any], filters: Filters) -> QuerySet[Any]:
    codes = (filters.get("codes") or "").split()
    return records.filter(reference__in=codes) if codes else records
