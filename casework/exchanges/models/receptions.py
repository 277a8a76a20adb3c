"""What was seen and heard at the door of the bus, before anybody verified who it is."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.audit.reading import Recorded
from casework.exchanges.models.entries import Entry
from casework.exchanges.statuses import IdentifiedBy
from casework.lib.sealed_fields import SealedCharField, SealedTextField, row_key
from casework.people.statuses import Health

if TYPE_CHECKING:
    from casework.accounts.models import User


class ReceptionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User") -> "ReceptionQuerySet":
        return self.filter(entry__in=Entry.objects.visible_to(user))


class Reception(Recorded):
    """One arrived person as the reception desk met them. It proves nothing; a Verification begins with it."""

    whose = ("entry",)

    id = models.BigIntegerField(primary_key=True, default=row_key, editable=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="receptions", verbose_name=_("entry"))
    identified_by = models.CharField(_("identity by"), max_length=14, choices=IdentifiedBy.choices, blank=True)
    identified_detail = SealedCharField(_("which document, or by whom recognised"), max_length=200, blank=True)
    condition = SealedCharField(_("condition"), max_length=20, choices=Health.choices, default=Health.UNKNOWN)
    condition_note = SealedCharField(_("remark on the condition"), max_length=300, blank=True)
    told = SealedTextField(_("whom they saw"), blank=True)
    place = models.CharField(_("where"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = ReceptionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("reception")
        verbose_name_plural = _("receptions")

    def __str__(self) -> str:
        return f"{self.entry} {self.at:%Y-%m-%d %H:%M}"
