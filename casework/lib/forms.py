"""Form fields that several parts share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from casework.lib.partial_dates import DateNotUnderstood, PartialDate


class PartialDateField(forms.CharField):
    """A date as it was said. Its value is the text; it must be one that can be understood."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=100, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text:
            try:
                PartialDate.parse(text)
            except DateNotUnderstood as error:
                raise ValidationError(str(error)) from error
        return text
