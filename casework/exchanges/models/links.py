"""Who an entry can mean, who it was decided to be, and who it was found to be in person."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.audit.reading import Recorded
from casework.exchanges.models.agreements import Exchange
from casework.exchanges.models.entries import Entry
from casework.exchanges.statuses import IdentifiedBy, IdentityCheck
from casework.lib.sealed_fields import SealedCharField, row_key
from casework.people.models import Person
from casework.people.statuses import Health

if TYPE_CHECKING:
    from casework.accounts.models import User


def percent_of(score: float) -> int:
    """A probability in percent, cut off: what is not quite sure is never 100."""
    return int(score * 100)


class OfEntryQuerySet(models.QuerySet[Any]):
    """Records that say of an entry who it is: read where both the entry and the person are open to the user."""

    def visible_to(self, user: "User") -> "OfEntryQuerySet":
        return self.filter(entry__in=Entry.objects.visible_to(user), person__in=Person.objects.visible_to(user))


class Candidate(Recorded):
    """A Person whom the engine proposes for an Entry, with its reasons; and whether a reviewer rejected them."""

    whose = ("entry", "person")

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="candidates", verbose_name=_("entry"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="candidacies", verbose_name=_("person"))
    rank = models.PositiveSmallIntegerField(_("rank"))
    score = models.FloatField(_("score"))
    exact = models.BooleanField(_("exact"), default=False)
    # "match" where the engine would have nobody look, else "review"; empty where it was not kept.
    decision = models.CharField(_("what the engine says"), max_length=6, blank=True)
    reasons = models.JSONField(_("reasons"), default=list)
    rejected_at = models.DateTimeField(_("rejected"), null=True, blank=True)
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("rejected by"),
    )

    objects = OfEntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["entry", "rank"]
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "person"], name="candidate_once_per_entry")
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.person}"

    @property
    def percent(self) -> int:
        return percent_of(self.score)


class LinkQuerySet(OfEntryQuerySet):
    def live(self) -> "LinkQuerySet":
        return self.filter(undone_at=None)


class Link(Recorded):
    """The decision that an Entry is a Person. An undone Link stays, with who undid it and why."""

    whose = ("entry", "person")

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="links", verbose_name=_("entry"))
    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="links", verbose_name=_("exchange"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="links", verbose_name=_("person"))
    score = models.FloatField(_("score"), null=True, blank=True)
    reasons = models.JSONField(_("reasons"), default=list)
    proposed_by = models.CharField(
        _("proposed by"), max_length=150, help_text=_("The engine, or who chose by hand.")
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed"), default=timezone.now)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )
    undone_reason = models.CharField(_("why it was undone"), max_length=300, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-confirmed_at", "-pk"]
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry"], condition=Q(undone_at=None), name="one_live_link_per_entry"),
            models.UniqueConstraint(
                fields=["exchange", "person"], condition=Q(undone_at=None), name="person_once_per_exchange"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} = {self.person}"

    @property
    def percent(self) -> int | None:
        """None where it was chosen by hand."""
        return None if self.score is None else percent_of(self.score)


class Verification(Recorded):
    """Identity and condition of a returned Person, established in person by another than the linker."""

    whose = ("entry", "person")

    id = models.BigIntegerField(primary_key=True, default=row_key, editable=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="verifications", verbose_name=_("entry"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="verifications", verbose_name=_("person"))
    outcome = models.CharField(
        _("outcome"),
        max_length=8,
        choices=[
            (IdentityCheck.VERIFIED, IdentityCheck.VERIFIED.label),
            (IdentityCheck.DISPUTED, IdentityCheck.DISPUTED.label),
        ],
    )
    identified_by = models.CharField(_("identity by"), max_length=14, choices=IdentifiedBy.choices, blank=True)
    identified_detail = models.CharField(_("which document, or by whom recognised"), max_length=200, blank=True)
    condition = SealedCharField(_("condition"), max_length=20, choices=Health.choices, default=Health.UNKNOWN)
    condition_note = SealedCharField(_("remark on the condition"), max_length=300, blank=True)
    place = models.CharField(_("where"), max_length=200, blank=True)
    reason = models.CharField(_("why it is disputed"), max_length=300, blank=True)
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("linked by")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = OfEntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(outcome=IdentityCheck.VERIFIED) | ~Q(by=F("linked_by")),
                name="verifier_is_not_the_linker",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=IdentityCheck.VERIFIED) | ~Q(identified_by=""),
                name="verified_by_something",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=IdentityCheck.DISPUTED) | ~Q(reason=""), name="disputed_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.get_outcome_display()}"
