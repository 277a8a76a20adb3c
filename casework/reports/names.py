"""The reports by their stable names, with what they are called."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportName(TextChoices):
    STATISTICS = "statistics", _("Statistics")
    EXCHANGE_RECONCILIATION = "exchange_reconciliation", _("Exchange reconciliation")
    PEOPLE_BY_STATUS = "people_by_status", _("People by status")
    CASES = "cases", _("Cases")
    ENTRIES = "entries", _("Entries of lists")
    FAMILIES_WAITING = "families_waiting", _("Families waiting")
    NOTIFICATIONS = "notifications", _("Notifications delivered and outstanding")
    SUBJECT_ACCESS = "subject_access", _("All that is held on this person")
