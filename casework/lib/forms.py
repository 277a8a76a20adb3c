"""Form fields that several parts share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from casework.lib.partial_dates import DateNotUnderstood, PartialDate


class KeyedRadioSelect(forms.RadioSelect):
    """Each choice is made by its place in the list, a key from 1 to 9; Enter then sends the form."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        place = int(option["index"]) + 1
        if place < 10:
            option["attrs"] |= {"data-key": str(place), "data-key-label": str(option["label"])}
        return option


class RecordsField(forms.ModelMultipleChoiceField):
    """A number too great for the key of any record is one that is not there."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as error:
            said = self.error_messages["invalid_choice"] % {"value": ", ".join(map(str, value))}
            raise ValidationError(said, code="invalid_choice") from error


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
