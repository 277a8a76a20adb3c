"""The steps of a person's status."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.audit.reading import Recorded
from casework.people.models.evidence import Evidence
from casework.people.models.people import Person
from casework.people.statuses import ConfirmedBy, PersonStatus

if TYPE_CHECKING:
    from casework.accounts.models import User


class StatusChangeQuerySet(models.QuerySet["StatusChange"]):
    def pending(self) -> "StatusChangeQuerySet":
        return self.filter(effective_at=None, refused_at=None)

    def visible_to(self, user: "User") -> "StatusChangeQuerySet":
        return self.filter(person__in=Person.objects.visible_to(user))

    def writable_by(self, user: "User") -> "StatusChangeQuerySet":
        return self.filter(person__in=Person.objects.writable_by(user))


class StatusChange(Recorded):
    """One step of a person's status, dated and reasoned. It is also the outbox of news.

    `linked_by` is who confirmed the Link on which a return rests. A change to `deceased` is pending until somebody
    of another role approves it. `news_claimed_at` is set when the notifications that follow from it are prepared.
    """

    whose = ("person",)

    person = models.ForeignKey(Person, models.PROTECT, related_name="status_changes", verbose_name=_("person"))
    from_status = models.CharField(_("from"), max_length=20, choices=PersonStatus.choices)
    to_status = models.CharField(_("to"), max_length=20, choices=PersonStatus.choices)
    reason = models.TextField(_("reason"))
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, verbose_name=_("evidence"))
    confirmed_by = models.CharField(_("confirmed by"), max_length=20, choices=ConfirmedBy.choices, blank=True)
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("linked by")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    by_role = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("approved by")
    )
    approved_role = models.CharField(max_length=120, blank=True)
    effective_at = models.DateTimeField(_("in effect since"), null=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("refused by")
    )
    refused_at = models.DateTimeField(_("refused"), null=True)
    news_claimed_at = models.DateTimeField(null=True, editable=False)

    objects = StatusChangeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        indexes: ClassVar = [
            models.Index(fields=["person", "-at"]),
            models.Index(fields=["effective_at"], condition=Q(news_claimed_at=None), name="status_change_outbox"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(to_status=PersonStatus.RETURNED)
                | (Q(linked_by__isnull=False) & Q(by__isnull=False) & ~Q(by=F("linked_by"))),
                name="return_verified_by_another_than_the_linker",
            ),
            models.CheckConstraint(
                condition=~Q(to_status=PersonStatus.DECEASED)
                | Q(effective_at=None)
                | (
                    Q(approved_by__isnull=False)
                    & Q(by__isnull=False)
                    & ~Q(approved_by=F("by"))
                    & ~Q(approved_role=F("by_role"))
                    & ~Q(approved_role="")
                    & ~Q(by_role="")
                ),
                name="death_needs_two_people_of_different_roles",
            ),
            models.CheckConstraint(
                condition=~Q(to_status=PersonStatus.CONFIRMED_CAPTIVE) | ~Q(confirmed_by=""),
                name="captivity_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(effective_at=None) | Q(refused_at=None), name="status_change_refused_or_in_effect"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(effective_at=None, refused_at=None),
                name="one_pending_status_change_per_person",
            ),
        ]

    @property
    def is_pending(self) -> bool:
        return self.effective_at is None and self.refused_at is None

    def __str__(self) -> str:
        return f"{self.get_from_status_display()} → {self.get_to_status_display()}"
