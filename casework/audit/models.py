"""The record of what was done and read. It refers to nothing by foreign key, so that nothing can take it along."""

import json
import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.audit.database import CHAINS, START, moment_id


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, user: Any) -> "AuditEventQuerySet":
        """The events of the user's own organisation, and of the system."""
        return self.filter(organisation__in=[user.organisation.slug, ""]) if user.organisation else self.none()

    def between(self, start: datetime, end: datetime) -> "AuditEventQuerySet":
        """From `start` on, and before `end`: by the ids, which grow with time."""
        return self.filter(pk__gte=moment_id(start), pk__lt=moment_id(end))

    def mentioning(self, subjects: list[str]) -> "AuditEventQuerySet":
        """The events that name one of `subjects`, each as in AuditMention."""
        return self.filter(Exists(AuditMention.objects.filter(event=OuterRef("pk"), subject__in=subjects)))


class AuditEvent(models.Model):
    """One thing that was done or read, chained to the one before it by its hash.

    There are CHAINS chains side by side, so that nobody who writes waits for another. The id grows with time:
    microseconds since 1970, times CHAINS, plus the chain; `at` is what the clock said. No personal data belongs
    here: references, field names and statuses, never names or numbers of people.
    """

    id = models.BigIntegerField(primary_key=True)
    chain = models.PositiveSmallIntegerField(_("chain"))
    sequence = models.BigIntegerField(_("place in the chain"))
    at = models.DateTimeField(_("when"))
    actor_id = models.CharField(_("user id"), max_length=40, blank=True)
    actor = models.CharField(_("who"), max_length=150)
    organisation = models.CharField(_("organisation"), max_length=80, blank=True)
    action = models.CharField(_("what was done"), max_length=60)
    subject = models.CharField(_("to what"), max_length=120)
    data = models.TextField(_("details"), default="{}", help_text=_("JSON with sorted keys, hashed as it stands"))
    previous_hash = models.CharField(_("hash of the one before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes: ClassVar = [
            models.Index(fields=["organisation", "id"], name="audit_event_organisation"),
            models.Index(fields=["actor", "id"], name="audit_event_actor"),
            models.Index(fields=["action", "id"], name="audit_event_action"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Chain and place in it, as the verifier names the record."""
        return f"{self.chain}-{self.sequence}"

    @property
    def details(self) -> dict[str, Any]:
        return dict(json.loads(self.data))


class AuditMention(models.Model):
    """What an event is about, one row for each: its subject, and every record that its details name.

    Derived from what is hashed; the verifier derives it again and compares.
    """

    pk = models.CompositePrimaryKey("subject", "event")
    subject = models.CharField(max_length=120)
    event = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.event} {self.subject}"


class AuditHead(models.Model):
    """Where a chain ends, locked by whoever appends to it, so that nobody can cut the tail unseen.

    `id` is the chain, `last` the id of its last event.
    """

    id = models.PositiveSmallIntegerField(primary_key=True)
    sequence = models.BigIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=START)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id__gte=0, id__lt=CHAINS), name="audit_head_of_a_chain")
        ]

    def __str__(self) -> str:
        return f"{self.pk}-{self.sequence} {self.hash}"


class AuditCheckpoint(models.Model):
    """Where every chain ended at one moment, signed with a key that is not in the database.

    `content` is what is signed, to the letter: JSON with the number of the checkpoint, the moment, and for each
    chain the sequence and hash of its last event.
    """

    number = models.BigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    content = models.TextField()
    public_key = models.CharField(_("key"), max_length=64, help_text=_("of the signature, in hexadecimal digits"))
    signature = models.CharField(max_length=128)

    class Meta:
        ordering: ClassVar = ["number"]
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")

    def __str__(self) -> str:
        return f"{self.number} {self.at:%Y-%m-%d %H:%M}"


class Submission(models.Model):
    """A form that was carried out: the same form sent again finds it here and is not carried out twice."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    url = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return str(self.key)
