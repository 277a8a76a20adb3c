"""The log of what was shared, and what was published."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Organisation
from casework.audit.details import name_label, value_label
from casework.exchanges.models import Exchange
from casework.families.models import HarmChecked
from casework.families.statuses import Harm
from casework.processing import Activity
from casework.reports.levels import BULK, Level
from casework.reports.names import ReportName

if TYPE_CHECKING:
    from casework.accounts.models import User


TAKEN_WITHIN = timedelta(days=1)


class ReportLogQuerySet(models.QuerySet["ReportLog"]):
    def visible_to(self, user: "User") -> "ReportLogQuerySet":
        return self.filter(organisation=user.organisation_id)

    def to_take(self, user: "User") -> "ReportLogQuerySet":
        """Approved for this user, and not taken out yet: once, within a day."""
        return self.filter(by=user, started_at=None, approved_at__gt=timezone.now() - TAKEN_WITHIN)


class ReportLog(HarmChecked):
    """One report that was made: by whom, for whom and what, at which level, and the hash of the very bytes.

    The database holds that more than BULK rows of identity and above were approved by another than took them out.
    """

    report = models.CharField(_("report"), max_length=60, choices=ReportName.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("organisation"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    purpose = models.CharField(_("purpose"), max_length=300)
    filters = models.JSONField(_("filters"), default=dict)
    columns = models.JSONField(_("columns"), default=list)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    recipient = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("recipient"),
        help_text=_("Empty: the organisation itself."),
    )
    activity = models.CharField(_("serves"), max_length=12, choices=Activity.choices, default=Activity.REPORTS)
    marked = models.BooleanField(_("holds an invented row"), default=False)
    approved_at = models.DateTimeField(_("approved"), null=True)
    started_at = models.DateTimeField(_("taken out"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True, help_text=_("Empty: the transfer broke off."))
    row_count = models.PositiveIntegerField(_("rows"), null=True)
    sha256 = models.CharField(_("hash"), max_length=64, blank=True)

    objects = ReportLogQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at"]
        verbose_name = _("report made")
        verbose_name_plural = _("reports made")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(approved_by=F("by")), name="report_approved_by_another"),
            models.CheckConstraint(
                condition=Q(row_count=None)
                | Q(row_count__lte=BULK)
                | Q(level__lt=Level.R2)
                | Q(by=None)
                | Q(approved_by__isnull=False),
                name="bulk_is_taken_out_by_two",
            ),
            models.CheckConstraint(
                condition=Q(started_at=None) | Q(harm=Harm.NO) | Q(harm=Harm.UNKNOWN, approved_by__isnull=False),
                name="no_report_that_may_harm",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(started_at__isnull=False), name="report_finished_after_its_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_report_display()} {self.at:%Y-%m-%d %H:%M}"

    @property
    def filters_in_words(self) -> list[tuple[str, str]]:
        return [
            (name_label(name), value_label(name, str(value), self.report)) for name, value in self.filters.items()
        ]

    @property
    def to_be_taken_until(self) -> datetime | None:
        """None where it was taken out already, or needed no approval."""
        return self.approved_at + TAKEN_WITHIN if self.approved_at and self.started_at is None else None

    @property
    def file_name(self) -> str:
        """Names the level and the line of the log, and nobody."""
        return f"{self.report}-R{self.level}-{timezone.localdate(self.at):%Y-%m-%d}-{self.pk}.csv"


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, user: "User") -> "PublicationQuerySet":
        return self.filter(organisation=user.organisation_id)

    def in_force(self) -> "PublicationQuerySet":
        return self.filter(ended_at=None)


class Publication(models.Model):
    """The names of those who returned in an Exchange, made known by two people. It holds their marks, no name.

    What is published now is, of the marked lines, whatever may still be known: see `publishing`.
    """

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="publications", verbose_name=_("exchange"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="publications", verbose_name=_("published by")
    )
    reason = models.CharField(_("reason"), max_length=500)
    marks = models.JSONField(_("marks of the lines"), default=list)
    sha256 = models.CharField(_("hash"), max_length=64)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    at = models.DateTimeField(_("published"), default=timezone.now)
    ended_at = models.DateTimeField(_("withdrawn"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("withdrawn by")
    )
    ended_reason = models.CharField(_("why it was withdrawn"), max_length=500, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(approved_by=F("proposed_by")), name="published_by_two"),
            models.UniqueConstraint(
                fields=["exchange", "organisation"],
                condition=Q(ended_at=None),
                name="one_publication_of_an_exchange",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_reason="")),
                name="publication_withdrawn_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exchange_id} {self.at:%Y-%m-%d}"

    @property
    def count(self) -> int:
        """How many lines were approved."""
        return len(self.marks)

    @property
    def file_name(self) -> str:
        return f"published-R{Level.R2}-{timezone.localdate(self.at):%Y-%m-%d}-{self.pk}.csv"
