"""What two organisations may have in common, of which neither is shown the other's record."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.people.models import Person


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
