"""News for relatives: prepared after verification, approved word for word, delivered by a human being."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.audit.reading import Recorded
from casework.families.models import Case, CaseRelative, Relative
from casework.families.statuses import Language, Relationship
from casework.lib.sealed_fields import SealedCharField, row_key
from casework.notifications.statuses import (
    BOUND,
    TONES,
    DeliveryChannel,
    DeliveryOutcome,
    News,
    NotificationStatus,
)
from casework.people.models import Person, StatusChange

if TYPE_CHECKING:
    from casework.accounts.models import User


def unclaimed_changes() -> "models.QuerySet[StatusChange]":
    """Steps that took effect, and of which nothing has followed for the families yet."""
    return StatusChange.objects.filter(effective_at__isnull=False, news_claimed_at=None)


def unclaimed_news(user: "User") -> "models.QuerySet[StatusChange]":
    """Of these, the fates of people and of families that the user works with; nobody else's are even counted."""
    ours = Q(person__in=Person.objects.writable_by(user)) | Q(
        person__in=Case.objects.writable_by(user).values("person")
    )
    return unclaimed_changes().filter(ours, to_status__in=News.values)


def current_change(person: Person) -> StatusChange | None:
    """The step by which the person has the status they have. After a merge another record's steps may be later."""
    steps = person.status_changes.filter(effective_at__isnull=False, to_status=person.status)
    return steps.order_by("-effective_at", "-pk").first()


def people_without_family(user: "User") -> "models.QuerySet[Person]":
    """People of the user's organisation whose fate is news, and whom nobody is there to be told about."""
    told = Notification.objects.filter(person=OuterRef("pk"), tells=OuterRef("status"))
    return Person.objects.writable_by(user).filter(~Exists(told), status__in=News.values)


class NotificationTemplate(models.Model):
    """The wording from which notifications of one kind of news are prepared, in one language."""

    tells = models.CharField(_("news"), max_length=10, choices=News.choices)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    body = models.TextField(
        _("wording"),
        help_text=_("May contain {relative}, {person}, {relationship}, {organisation} and {phone}."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering: ClassVar = ["tells", "language"]
        verbose_name = _("wording of news")
        verbose_name_plural = _("wordings of news")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tells", "language"], name="one_wording_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.get_tells_display()} ({self.get_language_display()})"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: "User") -> "NotificationQuerySet":
        own = Case.objects.visible_to(user).filter(organisation=user.organisation_id)
        return self.filter(case__in=own)

    def writable_by(self, user: "User") -> "NotificationQuerySet":
        return self.filter(case__in=Case.objects.writable_by(user))

    def to_approve(self, user: "User") -> "NotificationQuerySet":
        """Those that this user may approve: prepared, and not by them."""
        return (
            self.visible_to(user)
            .filter(status=NotificationStatus.PREPARED)
            .exclude(Q(prepared_by=user) | Q(status_change__by=user) | Q(status_change__approved_by=user))
        )

    def to_tell(self, user: "User") -> "NotificationQuerySet":
        """Those that this user may tell now, whose next try is due first; their own cases before the others'."""
        due = Q(next_try_at=None) | Q(next_try_at__lte=timezone.now())
        mine = models.Case(When(case__assigned_to=user, then=0), default=1)
        approved = self.visible_to(user).filter(due, status=NotificationStatus.APPROVED)
        return approved.order_by(mine, Coalesce("next_try_at", "approved_at"), "case", "order", "pk")

    def outstanding(self) -> "NotificationQuerySet":
        """Those that somebody has still to approve or to tell."""
        return self.filter(status__in=[NotificationStatus.PREPARED, NotificationStatus.APPROVED])


class Notification(Recorded):
    """One piece of news for one Relative about one Person.

    The database holds what must never break: the preparer is not the approver; what is told is, to the letter,
    what was approved; and (by a trigger) the StatusChange it tells is in effect, of this Person, and of this kind.
    """

    whose = ("person", "case", "relative")

    reference = models.CharField(_("code"), max_length=12, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="notifications", verbose_name=_("person"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="notifications", verbose_name=_("case"))
    relative = models.ForeignKey(
        Relative, models.PROTECT, related_name="notifications", verbose_name=_("relative")
    )
    relationship = models.CharField(_("relationship"), max_length=16, choices=Relationship.choices)
    order = models.PositiveSmallIntegerField(_("order to inform"))
    status_change = models.ForeignKey(
        StatusChange, models.PROTECT, related_name="notifications", verbose_name=_("tells")
    )
    tells = models.CharField(_("news"), max_length=10, choices=News.choices)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    wording = models.TextField(_("wording"))
    status = models.CharField(
        _("status"), max_length=12, choices=NotificationStatus.choices, default=NotificationStatus.PREPARED
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("prepared by"),
        help_text=_("Who confirmed the news, or who last edited the wording; empty where the system did."),
    )
    prepared_at = models.DateTimeField(_("prepared"), default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved"), null=True)
    approved_wording = models.TextField(blank=True, default="", editable=False)
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("told by")
    )
    delivered_at = models.DateTimeField(_("told"), null=True)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    retracted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("retracted by")
    )
    retracted_reason = models.CharField(_("why it was retracted"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["prepared_at", "case", "order", "pk"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes: ClassVar = [
            models.Index(fields=["status", "prepared_at"]),
            models.Index(fields=["case", "status"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["status_change", "relative"], name="one_news_told_once_to_a_relative"),
            models.CheckConstraint(condition=Q(tells__in=News.values), name="only_confirmed_fates_are_news"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")),
                name="preparer_is_not_the_approver",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=BOUND)
                | (Q(approved_by__isnull=False) & ~Q(approved_wording="") & Q(approved_wording=F("wording"))),
                name="told_as_approved",
            ),
            models.CheckConstraint(
                condition=~Q(status=NotificationStatus.DELIVERED)
                | (Q(delivered_by__isnull=False) & Q(delivered_at__isnull=False)),
                name="delivered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status=NotificationStatus.RETRACTED) | ~Q(retracted_reason=""),
                name="retracted_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("notifications:detail", args=[self.reference])

    @property
    def status_tone(self) -> str:
        return TONES[NotificationStatus(self.status)]

    def may_not_be_approved_by(self, user: "User") -> bool:
        """Whoever prepared it, or confirmed what it tells, does not approve it."""
        change = self.status_change
        return user.pk in (self.prepared_by_id, change.by_id, change.approved_by_id)

    @property
    def is_still_so(self) -> bool:
        """Whether the step that it tells is the one that took effect last."""
        last = current_change(self.person)
        return last is not None and last.pk == self.status_change_id

    def in_order(self) -> NotificationQuerySet:
        """This news for all relatives of the case, with attempts, in the order to inform as it is now."""
        place = CaseRelative.objects.filter(case=OuterRef("case"), relative=OuterRef("relative")).values("order")
        same = Notification.objects.filter(case=self.case_id, status_change=self.status_change_id)
        ordered = same.order_by(Coalesce(Subquery(place), "order"), "pk")
        return ordered.select_related("relative").prefetch_related("attempts__by")

    def waits_for(self, line: "Iterable[Notification] | None" = None) -> "Notification | None":
        """The notification of a relative who comes earlier in the order, and whom nobody has tried to reach.

        `line` is what `in_order` gives, where it was read already.
        """
        for other in line or self.in_order():
            if other.pk == self.pk:
                break
            if other.status != NotificationStatus.RETRACTED and not other.attempts.all():
                return other
        return None


class DeliveryAttemptQuerySet(models.QuerySet["DeliveryAttempt"]):
    def visible_to(self, user: "User") -> "DeliveryAttemptQuerySet":
        return self.filter(notification__in=Notification.objects.visible_to(user))


class DeliveryAttempt(Recorded):
    """One attempt to tell: who, when, by which number, and what came of it."""

    whose = ("notification",)

    id = models.BigIntegerField(primary_key=True, default=row_key, editable=False)
    notification = models.ForeignKey(
        Notification, models.PROTECT, related_name="attempts", verbose_name=_("notification")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    channel = models.CharField(_("channel"), max_length=8, choices=DeliveryChannel.choices)
    number_used = SealedCharField(_("number used"), max_length=40, blank=True)
    outcome = models.CharField(_("outcome"), max_length=14, choices=DeliveryOutcome.choices)
    words = models.TextField(_("what was said"), blank=True)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)

    objects = DeliveryAttemptQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("delivery attempt")
        verbose_name_plural = _("delivery attempts")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(outcome=DeliveryOutcome.TOLD) | ~Q(channel=DeliveryChannel.MESSAGE),
                name="news_is_never_told_by_message",
            )
        ]

    def __str__(self) -> str:
        return f"{self.notification}: {self.get_outcome_display()}"
