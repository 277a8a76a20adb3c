"""What is known of a person, by whose word, and where they are or were held."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.audit.reading import Recorded
from casework.lib.alphabet import Alphabetical
from casework.lib.codes import looks_like_code
from casework.lib.sealed_fields import SealedCharField, SealedTextField, row_key
from casework.people.models.people import DATE_HELP, Person
from casework.people.models.restrictions import OfPersonQuerySet
from casework.people.statuses import Credibility, EvidenceAbout, Reliability

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class PlaceOfDetention(models.Model):
    name = models.CharField(_("name"), max_length=200, unique=True)
    region = models.CharField(_("region"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = [Alphabetical("name")]
        verbose_name = _("place of detention")
        verbose_name_plural = _("places of detention")

    def __str__(self) -> str:
        return self.name


class Evidence(Recorded):
    """One dated piece of information about a person, with its source and its two grades, never averaged."""

    whose = ("person",)

    id = models.BigIntegerField(primary_key=True, default=row_key, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="evidence", verbose_name=_("person"))
    about = models.CharField(_("about"), max_length=12, choices=EvidenceAbout.choices)
    content = SealedTextField(_("what was said or seen"))
    source = SealedCharField(_("source"), max_length=200, help_text=_("Who says it, or where it is shown."))
    origin = SealedCharField(
        _("origin"),
        max_length=200,
        blank=True,
        help_text=_("Where the source has it from. Ten reposts of one video have one origin: the video."),
    )
    first_hand = models.BooleanField(_("first-hand"), null=True, blank=True)
    reliability = models.CharField(
        _("reliability of the source"), max_length=1, choices=Reliability.choices, default=Reliability.F
    )
    credibility = models.CharField(
        _("credibility of the information"),
        max_length=1,
        choices=Credibility.choices,
        default=Credibility.UNKNOWN,
    )
    happened = models.CharField(_("when it happened"), max_length=100, blank=True, help_text=DATE_HELP)
    happened_earliest = models.DateField(null=True, blank=True, editable=False)
    happened_latest = models.DateField(null=True, blank=True, editable=False)
    reported_on = models.DateField(_("reported to us on"), default=timezone.localdate)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-reported_on", "-pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        indexes: ClassVar = [models.Index(fields=["person", "-reported_on"])]

    def __str__(self) -> str:
        return f"{self.reliability}{self.credibility} {self.source}"

    @property
    def source_for_others(self) -> "StrOrPromise":
        """As another organisation reads it. A code is of somebody who came home and was asked whom they saw: with
        it their return would be known before their own family hears of it.
        """
        return _("source not named") if looks_like_code(self.source) else self.source


class Detention(Recorded):
    """A person's stay at one place, from and to as far as known."""

    whose = ("person",)

    person = models.ForeignKey(Person, models.PROTECT, related_name="detentions", verbose_name=_("person"))
    place = models.ForeignKey(PlaceOfDetention, models.PROTECT, null=True, blank=True, verbose_name=_("place"))
    place_as_told = models.CharField(_("place, as told"), max_length=200, blank=True)
    from_date = models.CharField(_("from"), max_length=100, blank=True, help_text=DATE_HELP)
    from_earliest = models.DateField(null=True, blank=True, editable=False)
    to_date = models.CharField(_("to"), max_length=100, blank=True, help_text=DATE_HELP)
    to_latest = models.DateField(null=True, blank=True, editable=False)
    evidence = models.ForeignKey(
        Evidence,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="detentions",
        verbose_name=_("known from"),
    )

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = [F("from_earliest").desc(nulls_last=True), "-pk"]
        verbose_name = _("detention")
        verbose_name_plural = _("detentions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~(Q(place=None) & Q(place_as_told="")), name="detention_names_a_place"
            )
        ]

    def __str__(self) -> str:
        return str(self.place or self.place_as_told)
