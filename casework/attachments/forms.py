from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.attachments.content import MAX_BYTES
from casework.attachments.statuses import Kind
from casework.audit.forms import ActionForm

_MOST = MAX_BYTES // 2**20


class AttachmentForm(ActionForm):
    file = forms.FileField(
        label=_("file"),
        help_text=format_lazy(
            _("A picture, PDF, Word, Excel, OpenDocument or plain text, of at most {most} MB."), most=_MOST
        ),
    )
    kind = forms.ChoiceField(label=_("kind"), choices=Kind.choices)
    remark = forms.CharField(
        label=_("what it shows"),
        max_length=300,
        required=False,
        help_text=_("For whoever looks for it later: whose letter, from which day, where it was published."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            said = _("The file has %(size)s MB; at most %(most)s MB can be kept. Send a smaller copy of it.")
            raise forms.ValidationError(said, params={"size": -(-file.size // 2**20), "most": _MOST})
        return file


class WithdrawForm(ActionForm):
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=300)
