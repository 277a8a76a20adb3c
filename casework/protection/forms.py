from django.utils.translation import gettext_lazy as _

from casework.audit.forms import ActionForm
from casework.families.forms import day_field, text_field


class HoldForm(ActionForm):
    until = day_field(_("until"), required=False, help_text=_("Empty: a legal hold, until somebody lifts it."))
    reason = text_field(_("reason"), rows=2, max_length=500, help_text=_("Name nobody: it outlives the record."))


class ReasonForm(ActionForm):
    reason = text_field(_("reason"), rows=2, max_length=500, help_text=_("Name nobody: it outlives the record."))
