"""Forms for a list that comes in."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Organisation
from casework.audit.forms import ActionForm
from casework.exchanges.models import Exchange, ListFile
from casework.exchanges.statuses import ListKind
from casework.lists import MAX_BYTES, Sheet, header_texts

SAMPLES = 3

# What a column can mean. Everything else in the row is kept as received.
FIELD_LABELS = {
    "full_name": _("full name in one cell"),
    "surname": _("surname"),
    "given_name": _("given name"),
    "patronymic": _("patronymic"),
    "date_of_birth": _("date of birth"),
    "sex": _("sex"),
    "category": _("category"),
    "rank": _("rank"),
    "unit": _("unit"),
    "place_of_birth": _("place of birth"),
    "place_of_capture": _("place of capture"),
}


class VersionField(forms.ModelChoiceField):
    def label_from_instance(self, list_file: ListFile) -> Any:
        return format_lazy(_("version {version}: {name}"), version=list_file.version, name=list_file.name)


class UploadForm(ActionForm):
    file = forms.FileField(label=_("file"), help_text=_("CSV or XLSX, up to 20 MB, as you received it."))
    kind = forms.ChoiceField(label=_("kind of list"), choices=ListKind.choices, initial=ListKind.AGREED)
    replaces = VersionField(
        label=_("new version of"),
        queryset=ListFile.objects.none(),
        required=False,
        empty_label=_("none: these people come on top"),
    )

    def __init__(self, *args: Any, exchange: Exchange, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = ListFile.objects.imported().filter(exchange=exchange, organisation=organisation)
        cast(VersionField, self.fields["replaces"]).queryset = versions.filter(replaced_by=None)

    def clean_file(self) -> UploadedFile:
        """Told by its size before a byte of it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(
                format_lazy(
                    _("The file has {size} MB; a list may have {most}. Split it, or send the list alone."),
                    size=file.size // 2**20,
                    most=MAX_BYTES // 2**20,
                )
            )
        return cast(UploadedFile, file)


class SheetForm(forms.Form):
    """What one sheet's columns mean: a choice for each column, named by its place."""

    used = forms.BooleanField(label=_("import this sheet"), required=False)
    header_row = forms.IntegerField(
        label=_("row of the column titles"), required=False, min_value=1, help_text=_("Empty: there is none.")
    )

    def __init__(self, *args: Any, sheet: Sheet, said: dict[str, Any] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        fields = (said or {}).get("fields", {})
        header_row = (said or {}).get("header_row")
        self.initial = {"used": said is not None, "header_row": header_row}
        by_column = {column: name for name, column in fields.items()}
        titles = header_texts(sheet, header_row)
        width = max((len(row.cells) for row in sheet.rows), default=0)
        choices = [("", _("not used")), *FIELD_LABELS.items()]
        self.samples = {column: self._samples(column, header_row) for column in range(width)}
        for column in range(width):
            if self.samples[column] or titles.get(column):
                self.fields[f"column{column}"] = forms.ChoiceField(
                    label=titles.get(column) or format_lazy(_("column {number}"), number=column + 1),
                    choices=choices,
                    required=False,
                    initial=by_column.get(column, ""),
                )

    def _samples(self, column: int, header_row: int | None) -> list[str]:
        texts = (row.text(column) for row in self.sheet.rows if row.number > (header_row or 0))
        return [text for text in (text.strip() for text in texts) if text][:SAMPLES]

    @property
    def columns(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Each column's field with the first values of the column."""
        return [
            (self[name], self.samples[int(name.removeprefix("column"))])
            for name in self.fields
            if name.startswith("column")
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [value for name, value in data.items() if name.startswith("column") and value]
        for name in sorted({value for value in chosen if chosen.count(value) > 1}):
            self.add_error(
                None, format_lazy(_("Two columns are “{field}”: choose one."), field=FIELD_LABELS[name])
            )
        return data

    @property
    def said(self) -> dict[str, Any]:
        """What `ListFile.columns` holds for this sheet."""
        chosen = {
            value: int(name.removeprefix("column"))
            for name, value in self.cleaned_data.items()
            if name.startswith("column") and value
        }
        return {"header_row": self.cleaned_data["header_row"], "fields": chosen}


class ImportForm(ActionForm):
    confirmed = forms.BooleanField(label=_("I have looked: this list is for this exchange"), required=False)
