"""What the filters of reports share, in which the rows of a list on screen can be taken out."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from casework.reports.report import Filters

LONGEST = 2000  # of a page of a list all codes


class OfCodes(forms.Form):
    """A search is not carried into a report, whose filters are kept in the log: what it found is, by its codes."""

    codes = forms.CharField(label=_("Only these codes"), required=False, max_length=LONGEST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"] = self.fields.pop("codes")  # last

    def clean_codes(self) -> str:
        codes: str = self.cleaned_data["codes"]
        return " ".join(codes.upper().replace(",", " ").split())


def only_codes(records: QuerySet[Any], filters: Filters) -> QuerySet[Any]:
    codes = (filters.get("codes") or "").split()
    return records.filter(reference__in=codes) if codes else records
