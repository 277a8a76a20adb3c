"""Requests that are being taken down."""

import json
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.audit.models import Submission
from casework.audit.reading import Recorded
from casework.lib.sealed_fields import SealedTextField, row_key

if TYPE_CHECKING:
    from casework.accounts.models import User


class RequestDraftQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User") -> "RequestDraftQuerySet":
        """One's own that are not registered yet; also where a last save came in after the registration."""
        return self.filter(user=user).exclude(key__in=Submission.objects.values("key"))


class RequestDraft(Recorded):
    """What was typed of a request that is not registered yet, for whoever types it to go on with."""

    id = models.BigIntegerField(primary_key=True, default=row_key, editable=False)
    key = models.UUIDField(_("key of the form"), unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("by"))
    content = SealedTextField(_("what was typed"), help_text=_("JSON"))
    started_at = models.DateTimeField(_("begun"), default=timezone.now)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now, db_index=True)

    objects = RequestDraftQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-saved_at"]
        verbose_name = _("draft of a request")
        verbose_name_plural = _("drafts of requests")

    def __str__(self) -> str:
        return str(self.key)

    @property
    def said(self) -> dict[str, str]:
        """What was typed, by the names of the fields."""
        return dict(json.loads(self.content))

    @property
    def missed(self) -> str:
        return " ".join(filter(None, (self.said.get(name) for name in ("surname", "given", "patronymic"))))
