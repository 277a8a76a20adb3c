from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProposalStatus(TextChoices):
    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
