"""Documents and photographs of a person, sealed on the disk."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.attachments.statuses import FileType, Kind
from casework.audit.reading import Recorded
from casework.families.models import Referral
from casework.families.sharing import since_the_fate
from casework.families.statuses import TOLD, ReferableField
from casework.lib.sealed_fields import SealedCharField
from casework.people.models import Person
from casework.people.statuses import FATES

if TYPE_CHECKING:
    from casework.accounts.models import User


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: "User") -> "AttachmentQuerySet":
        """Those of people whom the user's organisation holds; of others, where evidence was shared by name.

        A document tells who somebody is: a referral that leaves out the name opens none. And what was added since
        a fate took effect of which the family was not told yet would tell that.
        """
        received = Referral.objects.in_force().filter(recipient=user.organisation_id, names_person=True)
        shared, told = set(), set()
        for person, case_status, fields in received.values_list("case__person", "case__status", "fields"):
            if ReferableField.EVIDENCE in fields:
                shared.add(person)
                if case_status in TOLD:
                    told.add(person)
        own = Q(person__organisation=user.organisation_id)
        kept_back = Q(person__status__in=FATES) & since_the_fate("added_at", OuterRef("person"))
        open_now = Q(person__in=told) | ~kept_back
        return self.filter(
            own | (Q(person__in=shared, withdrawn_at=None) & open_now),
            person__in=Person.objects.visible_to(user),
        )

    def standing(self) -> "AttachmentQuerySet":
        return self.filter(withdrawn_at=None)

    def portrait(self) -> "Attachment | None":
        """The picture at the head of the person's record: of two merged records', the later."""
        return self.exclude(portrait_since=None).order_by("-portrait_since", "-pk").first()


class Attachment(Recorded):
    """A file about a person: the original as it came, and of a picture the copy that is shown, both sealed.

    Each file is sealed under `file_secret`, drawn for this record alone and itself sealed: a change of keys leaves
    the files as they are, and without the secret they are noise.
    """

    whose = ("person",)

    reference = models.CharField(_("code"), max_length=12, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="attachments", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    remark = SealedCharField(_("what it shows"), max_length=300, blank=True)
    file_name = SealedCharField(_("name of the file"), max_length=200, blank=True)
    file_type = models.CharField(_("type of file"), max_length=4, choices=FileType.choices)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(_("SHA-256 of the original"), max_length=64)
    shown_type = models.CharField(max_length=20, blank=True, editable=False)
    original_file = models.CharField(max_length=40, blank=True, editable=False)
    shown_file = models.CharField(max_length=40, blank=True, editable=False)
    file_secret = SealedCharField(max_length=60, blank=True, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added"), default=timezone.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("withdrawn by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)
    destroyed_at = models.DateTimeField(_("files destroyed"), null=True, editable=False)
    portrait_since = models.DateTimeField(_("shown at the head of the record since"), null=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-added_at", "-pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""), name="withdrawn_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(destroyed_at=None) | Q(original_file="", shown_file="", file_secret=""),
                name="destroyed_keeps_no_file",
            ),
            models.CheckConstraint(
                condition=Q(portrait_since=None) | (Q(withdrawn_at=None) & ~Q(shown_file="")),
                name="portrait_is_a_picture_that_stands",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("attachments:open", args=[self.reference])

    @property
    def is_picture(self) -> bool:
        return bool(self.shown_file)

    @property
    def can_be_opened(self) -> bool:
        return self.withdrawn_at is None and self.destroyed_at is None
