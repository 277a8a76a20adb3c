"""The record of what was done. It refers to nothing by foreign key, so that nothing can take it along."""

import json
import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, user: Any) -> "AuditEventQuerySet":
        """The events of the user's own organisation, and of the system."""
        return self.filter(organisation__in=[user.organisation.slug, ""]) if user.organisation else self.none()


class AuditEvent(models.Model):
    """One thing that was done, chained to the one before it by its hash.

    No personal data belongs here: references, field names and statuses, never names or numbers of people.
    """

    sequence = models.BigIntegerField(_("sequence"), primary_key=True)
    at = models.DateTimeField(_("when"))
    actor_id = models.CharField(_("user id"), max_length=40, blank=True, db_index=True)
    actor = models.CharField(_("who"), max_length=150)
    organisation = models.CharField(_("organisation"), max_length=80, blank=True)
    action = models.CharField(_("what was done"), max_length=60, db_index=True)
    subject = models.CharField(_("to what"), max_length=120, db_index=True)
    data = models.TextField(_("details"), default="{}", help_text=_("JSON with sorted keys, hashed as it stands"))
    previous_hash = models.CharField(_("hash of the one before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-sequence"]
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject}"

    @property
    def details(self) -> dict[str, Any]:
        return dict(json.loads(self.data))


class AuditHead(models.Model):
    """Where the chain ends: one row, locked by whoever appends, so that nobody can cut the tail unseen."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(pk=1), name="audit_head_is_one_row")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"


class Submission(models.Model):
    """A form that was carried out: the same form sent again finds it here and is not carried out twice."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    url = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return str(self.key)
