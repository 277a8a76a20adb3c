"""The cases of an organisation, the relatives who asked, and all that was done with them."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Organisation
from casework.audit.reading import Recorded
from casework.families.statuses import (
    AT_WORK,
    CASE_TONES,
    TOLD,
    CaseStatus,
    Channel,
    ContactOutcome,
    Language,
    Proof,
    Relationship,
)
from casework.lib.alphabet import Alphabetical
from casework.lib.sealed_fields import (
    BlindIndexField,
    SealedCharField,
    SealedEmailField,
    SealedPhoneField,
    row_key,
)
from casework.people.models import Person, cases_behind_glass, closed_to

if TYPE_CHECKING:
    from casework.accounts.models import User

UNHEARD_AFTER = timedelta(days=30)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: "User") -> "CaseQuerySet":
        """The cases of the user's organisation, and those referred to it by a referral in force."""
        referred = Case.objects.filter(
            referrals__recipient=user.organisation_id,
            referrals__accepted_at__isnull=False,
            referrals__revoked_at=None,
            referrals__until__gte=timezone.localdate(),
        )
        return self.filter(Q(organisation=user.organisation_id) | Q(pk__in=referred.values("pk"))).open_to(user)

    def writable_by(self, user: "User") -> "CaseQuerySet":
        """The cases that the user's organisation has: a referral, or broken glass, lets read only."""
        standing = self.filter(person__erased_at=None)
        return standing.held_by(user.organisation).open_to(user, writing=True)

    def open_to(self, reader: "User | None", *, writing: bool = False) -> "CaseQuerySet":
        """Without the cases of restricted people; broken glass opens the one case for which it was broken."""
        if writing:
            return self.exclude(person__in=closed_to(reader, writing=True))
        return self.filter(
            ~Q(person__in=closed_to(reader, writing=True)) | Q(reference__in=cases_behind_glass(reader))
        )

    def held_by(self, organisation: Organisation | None) -> "CaseQuerySet":
        return self.filter(organisation=organisation)

    def referred_to(self, user: "User") -> "CaseQuerySet":
        """The cases of others that the user's organisation reads by a referral in force."""
        return self.visible_to(user).exclude(organisation=user.organisation_id)

    def at_work(self) -> "CaseQuerySet":
        return self.filter(status__in=AT_WORK)

    def untold(self) -> "CaseQuerySet":
        """Cases whose family has not been told yet what became of the person."""
        return self.exclude(status__in=[*TOLD, CaseStatus.WITHDRAWN])

    def unheard(self) -> "CaseQuerySet":
        """Cases at work whose family nobody has spoken with for more than 30 days, or ever since opening."""
        before = timezone.localdate() - UNHEARD_AFTER
        return self.at_work().filter(Q(last_contact_on__lt=before) | Q(last_contact_on=None, opened_on__lt=before))


class Case(Recorded):
    """One organisation's work for one Person and the Relatives who asked (a tracing request)."""

    whose = ("person",)

    reference = models.CharField(_("code"), max_length=12, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="cases", verbose_name=_("organisation")
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("assigned to"),
    )
    status = models.CharField(_("status"), max_length=14, choices=CaseStatus.choices, default=CaseStatus.OPEN)
    request = models.TextField(_("what the family asks"), blank=True)
    opened_on = models.DateField(_("opened"), default=timezone.localdate)
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    closing_reason = models.CharField(_("why it was closed"), max_length=300, blank=True)
    last_contact_on = models.DateField(_("last contact"), null=True, blank=True)
    relatives: models.ManyToManyField["Relative", "CaseRelative"] = models.ManyToManyField(
        "Relative", through="CaseRelative", related_name="cases"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-opened_on", "-pk"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes: ClassVar = [
            models.Index(fields=["organisation", "status", "last_contact_on"]),
            models.Index(fields=["organisation", "-opened_on", "-id"]),
            models.Index(fields=["assigned_to", "status"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(status__in=CaseStatus.values), name="case_status_known"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("families:detail", args=[self.reference])

    @property
    def days_since_contact(self) -> int:
        return (timezone.localdate() - (self.last_contact_on or self.opened_on)).days

    @property
    def is_unheard(self) -> bool:
        return (
            self.status in AT_WORK
            and timezone.localdate() - (self.last_contact_on or self.opened_on) > UNHEARD_AFTER
        )

    @property
    def status_tone(self) -> str:
        return CASE_TONES[CaseStatus(self.status)]


class RelativeQuerySet(models.QuerySet["Relative"]):
    def visible_to(self, user: "User") -> "RelativeQuerySet":
        """Those of the user's organisation; not those all of whose cases are closed to the user."""
        links = CaseRelative.objects.all()
        seen = links.filter(case__in=Case.objects.visible_to(user)).values("relative")
        return self.filter(Q(pk__in=seen) | ~Q(pk__in=links.values("relative")), organisation=user.organisation_id)

    def writable_by(self, user: "User") -> "RelativeQuerySet":
        """Those of whose cases none is closed to the user."""
        closed = CaseRelative.objects.filter(case__person__in=closed_to(user, writing=True)).values("relative")
        return self.filter(organisation=user.organisation_id).exclude(pk__in=closed)


class Relative(Recorded):
    """A family member or other person to be informed."""

    reference = models.CharField(_("code"), max_length=12, unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="relatives", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=200)
    phone = SealedPhoneField(_("telephone"), blank=True)
    phone_index = BlindIndexField("phone")
    other_phone = SealedPhoneField(_("second telephone"), blank=True)
    other_phone_index = BlindIndexField("other_phone")
    email = SealedEmailField(_("e-mail"), blank=True)
    address = SealedCharField(_("address"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.UKRAINIAN)
    call_back_word = SealedCharField(
        _("call-back word"),
        max_length=60,
        blank=True,
        help_text=_("A word agreed with them, by which they know that it is we who call."),
    )
    do_not_call_from = models.TimeField(_("do not call from"), null=True, blank=True)
    do_not_call_to = models.TimeField(_("do not call until"), null=True, blank=True)
    remarks = SealedCharField(_("to be known before a call"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RelativeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = [Alphabetical("name"), "pk"]
        verbose_name = _("relative")
        verbose_name_plural = _("relatives")

    def __str__(self) -> str:
        return self.name

    @property
    def must_not_be_called_now(self) -> bool:
        """Whether it is an hour at which they asked not to be called. The hours may span midnight."""
        start, end = self.do_not_call_from, self.do_not_call_to
        if start is None or end is None:
            return False
        now = timezone.localtime().time()
        return start <= now < end if start <= end else now >= start or now < end


class OfCaseQuerySet(models.QuerySet[Any]):
    """Records that belong to a case of the user's organisation."""

    def visible_to(self, user: "User") -> "OfCaseQuerySet":
        own = Case.objects.visible_to(user).filter(organisation=user.organisation_id)
        return self.filter(case__in=own)

    def writable_by(self, user: "User") -> "OfCaseQuerySet":
        return self.filter(case__in=Case.objects.writable_by(user))


class CaseRelative(Recorded):
    """Who a relative is to the person of a case, by what proof, and in which order they are to be informed."""

    whose = ("case", "relative")

    case = models.ForeignKey(Case, models.PROTECT, related_name="case_relatives", verbose_name=_("case"))
    relative = models.ForeignKey(
        Relative, models.PROTECT, related_name="case_relatives", verbose_name=_("relative")
    )
    relationship = models.CharField(_("relationship"), max_length=16, choices=Relationship.choices)
    proof = models.CharField(_("proof"), max_length=20, choices=Proof.choices, default=Proof.NONE)
    proof_note = models.CharField(_("number or remark of the proof"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order to inform"), default=1)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["case", "order"]
        verbose_name = _("relative of the case")
        verbose_name_plural = _("relatives of the case")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "relative"], name="relative_once_per_case"),
            models.UniqueConstraint(fields=["case", "order"], name="order_to_inform_is_an_order"),
            models.CheckConstraint(condition=Q(order__gte=1), name="order_to_inform_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.relative} ({self.get_relationship_display()})"


class ContactAttempt(Recorded):
    """One attempt to speak with a relative, whatever came of it. News is told by a Notification, not here."""

    whose = ("case", "relative")

    id = models.BigIntegerField(primary_key=True, default=row_key, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="contact_attempts", verbose_name=_("case"))
    relative = models.ForeignKey(
        Relative, models.PROTECT, related_name="contact_attempts", verbose_name=_("relative")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices, default=Channel.CALL)
    number_used = SealedCharField(_("number used"), max_length=40, blank=True)
    outcome = models.CharField(_("outcome"), max_length=14, choices=ContactOutcome.choices)
    words = models.TextField(_("what was said"), blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("contact attempt")
        verbose_name_plural = _("contact attempts")
        indexes: ClassVar = [models.Index(fields=["case", "-at"])]

    def __str__(self) -> str:
        return f"{self.relative}: {self.get_outcome_display()}"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def open(self) -> "FollowUpQuerySet":
        return self.filter(done_at=None)

    def done(self) -> "FollowUpQuerySet":
        return self.filter(done_at__isnull=False)

    def owned_by(self, user: "User") -> "FollowUpQuerySet":
        return self.filter(owner=user)

    def visible_to(self, user: "User") -> "FollowUpQuerySet":
        return self.filter(case__in=Case.objects.writable_by(user))


class FollowUp(Recorded):
    """Something due on a case by a day, with an owner."""

    whose = ("case",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="follow_ups", verbose_name=_("case"))
    what = models.CharField(_("what is to be done"), max_length=200)
    due_on = models.DateField(_("due"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="follow_ups", verbose_name=_("owner")
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("done by")
    )
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        indexes: ClassVar = [
            models.Index(fields=["owner", "due_on"], condition=Q(done_at=None), name="follow_ups_open")
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_overdue(self) -> bool:
        return self.done_at is None and self.due_on < timezone.localdate()


class Note(Recorded):
    whose = ("case",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes", verbose_name=_("case"))
    text = models.TextField(_("note"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return self.text[:60]
