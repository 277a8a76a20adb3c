"""What keeps a person from being erased."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.audit.reading import Recorded
from casework.people.models import Person, closed_to


class HoldQuerySet(models.QuerySet["Hold"]):
    def visible_to(self, user: "settings.AUTH_USER_MODEL") -> "HoldQuerySet":  # type: ignore[name-defined]
        """Those on people whose record the user's organisation holds."""
        return self.filter(person__organisation=user.organisation_id).exclude(person__in=closed_to(user))

    def in_force(self) -> "HoldQuerySet":
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()), lifted_at=None)


class Hold(Recorded):
    """While it lasts, nothing of the person is erased.

    A legal hold lasts until somebody lifts it; with `until` it is what a review decided, for another review then.
    """

    whose = ("person",)

    person = models.ForeignKey(Person, models.PROTECT, related_name="holds", verbose_name=_("person"))
    reason = models.CharField(_("reason"), max_length=500)
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("Empty: until somebody lifts it."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("since"), default=timezone.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("lifted by")
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lifted_reason = models.CharField(_("why it was lifted"), max_length=500, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        indexes: ClassVar = [models.Index(fields=["person", "lifted_at"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="held_for_a_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lifted_reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_reason="")),
                name="hold_lifted_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%Y-%m-%d}"

    @property
    def in_force(self) -> bool:
        return self.lifted_at is None and (self.until is None or self.until >= timezone.localdate())
