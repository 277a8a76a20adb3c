"""Records that may be of one human being: of two organisations, and of one."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Organisation
from casework.people.models import Person, closed_to

if TYPE_CHECKING:
    from casework.accounts.models import User


class PossibleMatch(models.Model):
    """Two people of two organisations who may be one human being. Each is told whom to ask, and nothing more."""

    one = models.ForeignKey(Person, models.CASCADE, related_name="matches_as_one", verbose_name=_("one"))
    other = models.ForeignKey(Person, models.CASCADE, related_name="matches_as_other", verbose_name=_("the other"))
    score = models.FloatField(_("score"))
    found_at = models.DateTimeField(_("found"), default=timezone.now)

    class Meta:
        verbose_name = _("possible match")
        verbose_name_plural = _("possible matches")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one", "other"], name="possible_match_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="possible_match_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id}"


class Decision(models.TextChoices):
    """What somebody said of a pair. That they are one human being is a proposal to merge, and a Merge."""

    OPEN = "", _("not looked at")
    NOT_SURE = "not_sure", _("not sure")
    DIFFERENT = "different", _("different people")


class DuplicateQuerySet(models.QuerySet["Duplicate"]):
    def visible_to(self, user: "User") -> "DuplicateQuerySet":
        """The pairs of the user's organisation of which neither is closed to the user."""
        closed = closed_to(user, writing=True)
        return self.filter(organisation=user.organisation_id).exclude(one__in=closed).exclude(other__in=closed)

    def standing(self) -> "DuplicateQuerySet":
        """Those of which neither was merged by now."""
        return self.filter(one__merged_into=None, other__merged_into=None)

    def to_decide(self) -> "DuplicateQuerySet":
        """The most likely first; those that nobody was sure of at the end."""
        undecided = self.standing().exclude(decision=Decision.DIFFERENT)
        return undecided.order_by("decision", "-score", "pk")


class Duplicate(models.Model):
    """Two people of one organisation who may be one human being, and what was decided of them.

    `decided_on` is the hash of what the two records said at the decision: it stands until one of them changes.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("held by"))
    one = models.ForeignKey(Person, models.CASCADE, related_name="duplicates_as_one", verbose_name=_("one"))
    other = models.ForeignKey(
        Person, models.CASCADE, related_name="duplicates_as_other", verbose_name=_("the other")
    )
    score = models.FloatField(_("score"))
    found_at = models.DateTimeField(_("found"), default=timezone.now)
    decision = models.CharField(_("decision"), max_length=9, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_on = models.CharField(_("hash of what was decided"), max_length=64, blank=True)

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        indexes: ClassVar = [models.Index(fields=["organisation", "decision", "-score"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one", "other"], name="duplicate_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="duplicate_in_order"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None, decided_on="")
                | (
                    Q(decision__in=[Decision.NOT_SURE, Decision.DIFFERENT])
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_on="")
                ),
                name="duplicate_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id}"
