"""The files in which lists are received."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Organisation
from casework.audit.reading import Recorded
from casework.exchanges.models.agreements import Exchange
from casework.exchanges.statuses import ListKind, ListStatus

if TYPE_CHECKING:
    from casework.accounts.models import User


class ListFileQuerySet(models.QuerySet["ListFile"]):
    def visible_to(self, user: "User") -> "ListFileQuerySet":
        return self.filter(organisation=user.organisation_id)

    def imported(self) -> "ListFileQuerySet":
        return self.filter(status=ListStatus.IMPORTED)


class ListFile(models.Model):
    """One received file. A draft until its entries are imported, all or none."""

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="lists", verbose_name=_("exchange"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="lists", verbose_name=_("received by")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=ListKind.choices, default=ListKind.AGREED)
    status = models.CharField(_("status"), max_length=9, choices=ListStatus.choices, default=ListStatus.DRAFT)
    version = models.PositiveSmallIntegerField(_("version"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("new version of"),
    )
    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("hash"), max_length=64)
    columns = models.JSONField(
        _("columns"), default=dict, help_text=_("Header row, and the column of each field.")
    )
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    imported_at = models.DateTimeField(_("imported"), null=True)
    unchanged_count = models.PositiveIntegerField(_("unchanged since the version before"), default=0)

    objects = ListFileQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["exchange", "version", "pk"]
        verbose_name = _("list")
        verbose_name_plural = _("lists")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["exchange", "organisation", "sha256"],
                condition=Q(status=ListStatus.IMPORTED),
                name="same_file_once_per_exchange",
            ),
            models.UniqueConstraint(
                fields=["exchange", "organisation", "version"],
                condition=Q(status=ListStatus.IMPORTED),
                name="list_version_once",
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(status=ListStatus.IMPORTED), name="one_new_version_of_a_list"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exchanges:list_file", args=[self.exchange.reference, self.pk])


class ListContent(Recorded):
    """The file as it came. Apart from what is known of it, so that showing a list does not load megabytes."""

    whose = ("list_file",)

    list_file = models.OneToOneField(
        ListFile, models.CASCADE, primary_key=True, related_name="kept", verbose_name=_("list")
    )
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("content of a list")
        verbose_name_plural = _("contents of lists")

    def __str__(self) -> str:
        return str(self.list_file)
