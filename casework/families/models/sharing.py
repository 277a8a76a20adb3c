"""What may be shared of a case, with whom, and what is: consents and referrals."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Organisation
from casework.audit.reading import Recorded
from casework.families.models.cases import Case, OfCaseQuerySet, Relative
from casework.families.statuses import (
    WITH_RECIPIENT,
    ConsentPurpose,
    Giver,
    Harm,
    Language,
    ReferableField,
)
from casework.people.models import closed_to
from casework.processing import REFERRED_FOR, Activity

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from casework.accounts.models import User


class Consent(Recorded):
    """What somebody agreed to, for one purpose and one recipient (or any); withdrawn by a date of its own."""

    whose = ("case", "relative")

    case = models.ForeignKey(Case, models.PROTECT, related_name="consents", verbose_name=_("case"))
    giver = models.CharField(_("given by"), max_length=14, choices=Giver.choices, default=Giver.RELATIVE)
    relative = models.ForeignKey(
        Relative,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="consents",
        verbose_name=_("relative"),
    )
    purpose = models.CharField(_("purpose"), max_length=12, choices=ConsentPurpose.choices)
    recipient = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recipient"),
        help_text=_("Empty: any organisation."),
    )
    given = models.BooleanField(_("gives consent"), help_text=_("Unticked: asked, and refused."))
    given_on = models.DateField(_("asked on"), default=timezone.localdate)
    language = models.CharField(
        _("language in which it was explained"), max_length=2, choices=Language.choices, blank=True
    )
    how = models.CharField(_("how"), max_length=120, blank=True, help_text=_("By telephone, in writing …"))
    withdrawn_on = models.DateField(_("withdrawn"), null=True, blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-given_on", "-pk"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(giver=Giver.RELATIVE, relative__isnull=False)
                | (~Q(giver=Giver.RELATIVE) & Q(relative=None)),
                name="consent_has_its_giver",
            ),
            models.CheckConstraint(
                condition=Q(recipient=None) | Q(purpose__in=WITH_RECIPIENT), name="consent_to_a_recipient"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver_name}: {self.get_purpose_display()}"

    @property
    def in_force(self) -> bool:
        return self.given and self.withdrawn_on is None

    @property
    def giver_name(self) -> str:
        return self.relative.name if self.relative else self.get_giver_display()

    @property
    def recipient_name(self) -> "StrOrPromise":
        if self.purpose == ConsentPurpose.PUBLICATION:
            return _("the public")
        if self.purpose not in WITH_RECIPIENT:
            return _("ourselves")
        return self.recipient.name if self.recipient else _("any organisation")

    @property
    def activity(self) -> Activity:
        """The line of the register of processing that it belongs to."""
        return ConsentPurpose(self.purpose).activity


class HarmChecked(models.Model):
    """A transfer of data, and the answer to whether it may harm the person, their relatives or others.

    The answer is part of the transfer and good for no other. Yes stops it; where nobody can tell, another person
    than the one who answered must approve it.
    """

    harm = models.CharField(_("may it do harm"), max_length=7, choices=Harm.choices)
    harm_words = models.CharField(_("why"), max_length=500)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("approved by"),
    )

    class Meta:
        abstract = True

    @property
    def waits_for_second(self) -> bool:
        return self.harm == Harm.UNKNOWN and self.approved_by_id is None


class ReferralQuerySet(models.QuerySet["Referral"]):
    def in_force(self) -> "ReferralQuerySet":
        return self.filter(accepted_at__isnull=False, revoked_at=None, until__gte=timezone.localdate())

    def visible_to(self, user: "User") -> "ReferralQuerySet":
        """Those of the user's own cases, and those that their organisation received."""
        own = Case.objects.writable_by(user)
        return self.filter(Q(case__in=own) | Q(recipient=user.organisation_id))

    def waiting_for(self, organisation: Organisation | None) -> "ReferralQuerySet":
        return self.filter(
            Q(harm=Harm.NO) | Q(harm=Harm.UNKNOWN, approved_by__isnull=False),
            recipient=organisation,
            accepted_at=None,
            declined_at=None,
            revoked_at=None,
            until__gte=timezone.localdate(),
        )


class Referral(Recorded, HarmChecked):
    """The sharing of a Case's named fields with another Organisation, for a purpose, until a date."""

    whose = ("case",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals", verbose_name=_("case"))
    recipient = models.ForeignKey(
        Organisation, models.PROTECT, related_name="referrals_received", verbose_name=_("to")
    )
    fields = models.JSONField(_("fields shared"), default=list)
    # Whether the name is among the fields: then the person is on the recipient's register too.
    names_person = models.BooleanField(default=False, editable=False)
    activity = models.CharField(
        _("serves"),
        max_length=12,
        choices=[(activity.value, activity.label) for activity in REFERRED_FOR],
        default=Activity.TRACING,
    )
    purpose = models.CharField(_("purpose"), max_length=300)
    until = models.DateField(_("until"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("accepted by")
    )
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at"]
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        indexes: ClassVar = [models.Index(fields=["recipient", "until"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(declined_at=None), name="referral_accepted_or_declined"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None)
                | Q(revoked_at__isnull=False)
                | Q(harm=Harm.NO)
                | Q(harm=Harm.UNKNOWN, approved_by__isnull=False),
                name="nothing_shared_that_may_harm",
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("by")), name="doubt_of_referral_approved_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} → {self.recipient}"

    @property
    def in_force(self) -> bool:
        return self.accepted_at is not None and self.revoked_at is None and self.until >= timezone.localdate()

    @property
    def field_names(self) -> list[str]:
        return [str(ReferableField(field).label) for field in self.fields]

    def get_fields_display(self) -> str:
        return ", ".join(self.field_names)

    @property
    def can_be_revoked(self) -> bool:
        return self.revoked_at is None and self.declined_at is None and self.until >= timezone.localdate()

    @property
    def state(self) -> "StrOrPromise":
        """What has become of it, in a word."""
        if self.harm == Harm.YES:
            return _("stopped: it may do harm")
        if self.revoked_at:
            return _("revoked")
        if self.declined_at:
            return _("declined")
        if self.until < timezone.localdate():
            return _("ended")
        if self.waits_for_second:
            return _("waits for a second person: nobody can tell whether it does harm")
        return _("in force") if self.accepted_at else _("waits for an answer")


def proposals_closed_to(user: "User") -> Q:
    """Of proposals to refer a case, those for somebody restricted whom `user` may not change."""
    closed = Referral.objects.filter(case__person__in=closed_to(user, writing=True))
    parts = (Value("referral:"), "case__reference", Value(" → "), "recipient__slug")
    subject = Concat(*parts, output_field=models.CharField())
    return Q(subject__in=closed.values(subject=subject))
