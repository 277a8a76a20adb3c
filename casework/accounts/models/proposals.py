"""What one person proposes and another approves."""

import hashlib
import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from casework.access import DUTIES, Duty, can
from casework.accounts.models.users import Organisation, User
from casework.accounts.statuses import ProposalStatus
from casework.audit.details import value_label


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: User) -> "ProposalQuerySet":
        """What the user proposed or decided, and what they may decide now."""
        seen = Q(proposed_by=user) | Q(decided_by=user)
        for kind, duty in DUTIES.items():
            if can(user, duty.approve):
                waiting = Q(status=ProposalStatus.PROPOSED, kind=kind)
                seen |= waiting & ~import_string(duty.closed)(user) if duty.closed else waiting
        return self.filter(seen, organisation=user.organisation_id)

    def waiting(self) -> "ProposalQuerySet":
        return self.filter(status=ProposalStatus.PROPOSED)

    def to_approve(self, user: User) -> "ProposalQuerySet":
        """Those that wait for this user: proposed by another, and theirs to approve."""
        return self.visible_to(user).waiting().exclude(proposed_by=user)


class Proposal(models.Model):
    """One act that takes two people. It names records by their codes, never people by their names.

    The database holds that whoever decides it did not propose it, and that what was approved is what was proposed.
    """

    kind = models.CharField(_("what"), max_length=40, help_text=_("One of the duties in access.DUTIES."))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    subject = models.CharField(_("about"), max_length=120)
    payload = models.JSONField(_("details"), default=dict)
    reason = models.CharField(_("reason"), max_length=500)
    digest = models.CharField(_("hash of what was proposed"), max_length=64)
    status = models.CharField(
        _("status"), max_length=9, choices=ProposalStatus.choices, default=ProposalStatus.PROPOSED
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_digest = models.CharField(_("hash of what was decided"), max_length=64, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-pk"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        indexes: ClassVar = [models.Index(fields=["organisation", "status", "-proposed_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "subject"],
                condition=Q(status=ProposalStatus.PROPOSED),
                name="one_waiting_proposal_of_a_kind",
            ),
            models.CheckConstraint(
                condition=~Q(status=ProposalStatus.APPROVED)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by")) & Q(decided_digest=F("digest"))),
                name="proposal_approved_by_another_to_the_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:proposal", args=[self.pk])

    @property
    def duty(self) -> Duty:
        return DUTIES[self.kind]

    @property
    def label(self) -> str:
        return str(self.duty.label)

    @property
    def code(self) -> str:
        """The code of the record it is about."""
        return self.subject.rpartition(":")[2]

    @property
    def about(self) -> str:
        """The code, with the name of a report in words."""
        first, space, rest = self.code.partition(" ")
        return value_label("report", first) + space + rest

    @property
    def page_url(self) -> str:
        """Where it is shown what is decided; empty where the proposal itself says it."""
        return reverse(self.duty.page, args=[self.code]) if self.duty.page else ""

    def present_digest(self) -> str:
        """SHA-256, in hex, over all that an approval must be bound to, as it stands now."""
        who: list[Any] = [self.organisation_id, self.proposed_by_id]
        parts = [self.kind, *who, self.subject, self.payload, self.reason]
        return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
