"""People whom only a named list of users may see, and the glass that may be broken for an hour."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.audit.reading import Recorded

if TYPE_CHECKING:
    from casework.accounts.models import User

GLASS_STAYS_BROKEN = timedelta(minutes=60)
REVIEWED_WITHIN = timedelta(hours=72)


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def in_force(self) -> "RestrictionQuerySet":
        return self.filter(lifted_at=None)

    def visible_to(self, user: "User") -> "RestrictionQuerySet":
        return self.filter(readers=user.pk)


class Restriction(Recorded):
    """A person seen, with their cases, by `readers` alone; `officer`, one of them, hears of possible matches."""

    whose = ("person",)

    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="restrictions", verbose_name=_("person")
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("designated officer")
    )
    readers: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("may be seen by")
    )
    reason = models.CharField(_("reason"), max_length=500)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    at = models.DateTimeField(_("since"), default=timezone.now)
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lifting_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("lifting proposed by"),
    )
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("lifted by")
    )

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(lifted_at=None), name="one_restriction_of_a_person"
            ),
            models.CheckConstraint(condition=~Q(approved_by=F("proposed_by")), name="restricted_by_two"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lifting_proposed_by=None)
                | (
                    Q(lifted_at__isnull=False, lifted_by__isnull=False, lifting_proposed_by__isnull=False)
                    & ~Q(lifted_by=F("lifting_proposed_by"))
                ),
                name="restriction_lifted_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%Y-%m-%d}"


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def broken(self) -> "BreakGlassQuerySet":
        return self.filter(at__gt=timezone.now() - GLASS_STAYS_BROKEN)

    def unreviewed(self) -> "BreakGlassQuerySet":
        return self.filter(reviewed_at=None)

    def overdue(self) -> "BreakGlassQuerySet":
        """Not reviewed within 72 hours: whoever did it may not do it again until somebody reviews it."""
        return self.unreviewed().filter(at__lt=timezone.now() - REVIEWED_WITHIN)

    def visible_to(self, user: "User") -> "BreakGlassQuerySet":
        """All of the user's organisation: whoever reviews sees codes and reasons, never the person."""
        return self.filter(user__organisation=user.organisation_id)


class BreakGlass(Recorded):
    """One user's sight of one restricted case for an hour, without being on its list; to read, never to write."""

    whose = ("person",)

    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="broken_glass", verbose_name=_("person")
    )
    case_reference = models.CharField(_("case"), max_length=12)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    reason = models.CharField(_("reason"), max_length=500)
    at = models.DateTimeField(_("when"), default=timezone.now)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("reviewed by")
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    justified = models.BooleanField(_("justified"), null=True)
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("broken glass")
        verbose_name_plural = _("broken glass")
        indexes: ClassVar = [models.Index(fields=["user", "at"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reviewed_by=F("user")), name="glass_reviewed_by_another"),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, justified=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False, justified__isnull=False),
                name="glass_review_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_reference} {self.at:%Y-%m-%d %H:%M}"


class OfPersonQuerySet(models.QuerySet[Any]):
    """Records that belong to a person, and are read by the organisation that holds the person."""

    def visible_to(self, user: "User") -> "OfPersonQuerySet":
        return self.filter(person__organisation=user.organisation_id).exclude(person__in=closed_to(user))


def closed_to(reader: Any, *, writing: bool = False) -> "models.QuerySet[Restriction, Any]":
    """The keys of the restricted people whom `reader` may not see (or, `writing`, not change).

    `reader` is a user; for the system and for nobody every restricted person is closed.
    """
    key = getattr(reader, "pk", None)
    closed = Restriction.objects.in_force()
    if key is not None:
        closed = closed.exclude(readers=key)
        if not writing:
            closed = closed.exclude(person__in=BreakGlass.objects.broken().filter(user=key).values("person"))
    return closed.values("person")


def proposals_closed_to(user: "User") -> Q:
    """Of proposals about a person, those about somebody restricted whom `user` may not change."""
    closed = closed_to(user, writing=True)
    return Q(subject__in=closed.values(code=Concat(Value("person:"), "person__reference")))


def cases_behind_glass(reader: Any) -> "models.QuerySet[BreakGlass, Any]":
    """The codes of the cases for which `reader` broke the glass, by now."""
    return BreakGlass.objects.broken().filter(user=getattr(reader, "pk", None)).values("case_reference")
