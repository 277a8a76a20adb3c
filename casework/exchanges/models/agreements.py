"""What was agreed, carried out and announced."""

from typing import ClassVar

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.exchanges.statuses import (
    EXCHANGE_TONES,
    Announcer,
    CountOf,
    ExchangeKind,
    ExchangeSide,
    ExchangeStatus,
)


class Agreement(models.Model):
    """What the sides agreed; carried out in one or more Exchanges."""

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    agreed_count = models.PositiveIntegerField(_("people agreed, each side"), null=True, blank=True)
    mediators = models.CharField(_("mediators"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = [F("agreed_on").desc(nulls_last=True), "name"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exchanges:agreement", args=[self.slug])


class Exchange(models.Model):
    """One event of handing over people. Its reference is a public name such as `2025-05-23`, not a secret."""

    reference = models.SlugField(_("reference"), unique=True)
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exchanges",
        verbose_name=_("agreement"),
    )
    stage = models.PositiveSmallIntegerField(_("stage"), null=True, blank=True)
    number = models.CharField(_("number by which it was announced"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=14, choices=ExchangeKind.choices, default=ExchangeKind.EXCHANGE)
    status = models.CharField(
        _("status"), max_length=12, choices=ExchangeStatus.choices, default=ExchangeStatus.PLANNED
    )
    held_on = models.DateField(_("day"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    mediators = models.CharField(_("mediators"), max_length=200, blank=True)
    formula = models.CharField(_("formula"), max_length=200, blank=True)
    note = models.TextField(_("remarks"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    variance_reason = models.TextField(_("why the counts vary"), blank=True)
    # The counts vary for one organisation: its reason may speak of its people, and nobody else reads it.
    variance_of = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering: ClassVar = [F("held_on").desc(nulls_first=True), "-pk"]
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        indexes: ClassVar = [models.Index(fields=["-held_on"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(status__in=ExchangeStatus.values), name="exchange_status_known")
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("exchanges:detail", args=[self.reference])

    @property
    def status_tone(self) -> str:
        return EXCHANGE_TONES[self.status]

    def announced(self, side: str) -> "list[Statement]":
        """What was announced of how many came to `side` in all; of bodies where it was bodies."""
        counted = CountOf.BODIES if self.kind == ExchangeKind.BODIES else CountOf.TOTAL
        said = [s for s in self.statements.all() if (s.side, s.counted) == (side, counted)]
        known = [s for s in said if s.withheld or s.count is not None]
        return sorted(known, key=lambda s: Announcer.values.index(s.announcer))

    @property
    def announced_to_ukraine(self) -> str:
        return _as_text(self.announced(ExchangeSide.UKRAINE))

    @property
    def announced_to_russia(self) -> str:
        return _as_text(self.announced(ExchangeSide.RUSSIA))


def _as_text(statements: "list[Statement]") -> str:
    """A count; "52 / 50" where announcers disagree; a word where it was withheld; empty where it is unknown."""
    said = (gettext("withheld") if s.withheld else str(intcomma(s.count)) for s in statements)
    return " / ".join(dict.fromkeys(said))


class Statement(models.Model):
    """A count that one announcer gave. It is a claim: withheld is not unknown, and neither is 0."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="statements", verbose_name=_("exchange"))
    announcer = models.CharField(_("announced by"), max_length=10, choices=Announcer.choices)
    side = models.CharField(_("returned"), max_length=8, choices=ExchangeSide.choices)
    counted = models.CharField(_("counted"), max_length=20, choices=CountOf.choices)
    count = models.PositiveIntegerField(_("count"), null=True, blank=True, help_text=_("Empty: not known."))
    withheld = models.BooleanField(
        _("withheld"), default=False, help_text=_("The announcer said that it would not say.")
    )
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    confidence = models.CharField(
        _("confidence"),
        max_length=1,
        blank=True,
        help_text=_("A: consistent; B: one source, or inferred in part; C: disputed."),
    )

    class Meta:
        ordering: ClassVar = ["exchange", "side", "counted", "announcer"]
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["exchange", "announcer", "side", "counted", "source"], name="statement_once"
            ),
            models.CheckConstraint(condition=Q(withheld=False) | Q(count=None), name="withheld_has_no_count"),
            models.CheckConstraint(condition=~Q(source=""), name="statement_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.get_announcer_display()}: {self.get_counted_display()} {self.get_side_display()}"
