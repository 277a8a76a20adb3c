"""The log of what was shared."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Organisation

if TYPE_CHECKING:
    from casework.accounts.models import User


class ReportLogQuerySet(models.QuerySet["ReportLog"]):
    def visible_to(self, user: "User") -> "ReportLogQuerySet":
        return self.filter(organisation=user.organisation_id)


class ReportLog(models.Model):
    """One report that was made: by whom, when, for what purpose, and the hash of the very bytes."""

    report = models.CharField(_("report"), max_length=60)
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("organisation"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    purpose = models.CharField(_("purpose"), max_length=300)
    filters = models.JSONField(_("filters"), default=dict)
    columns = models.JSONField(_("columns"), default=list)
    finished_at = models.DateTimeField(_("finished"), null=True, help_text=_("Empty: the transfer broke off."))
    row_count = models.PositiveIntegerField(_("rows"), null=True)
    sha256 = models.CharField(_("hash"), max_length=64, blank=True)

    objects = ReportLogQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at"]
        verbose_name = _("report made")
        verbose_name_plural = _("reports made")

    def __str__(self) -> str:
        return f"{self.report} {self.at:%Y-%m-%d %H:%M}"
