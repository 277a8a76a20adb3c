"""Two records that are of one human being, made one; and made two again where that was wrong."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.db.models.lookups import In
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Proposal
from casework.audit.reading import Recorded
from casework.people import models as people
from casework.people.models import Person, closed_to

if TYPE_CHECKING:
    from casework.accounts.models import User


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: "User") -> "MergeQuerySet":
        closed = closed_to(user, writing=True)
        return self.filter(kept__organisation=user.organisation_id).exclude(
            Q(kept__in=closed) | Q(merged__in=closed)
        )

    def standing(self) -> "MergeQuerySet":
        return self.filter(undone_at=None)


class Merge(Recorded):
    """All that `merged` had is `kept`'s, until it is undone, by two people as it was done.

    `moved` and `had` are the keys of the rows that came, and of those that `kept` had before, by relation;
    `filled` are the fields that were empty in `kept` and say since what `merged` says. The row of `merged` stays
    as it was. Triggers hold that a Merge rests on an approved Proposal, and `Person.merged_into` on a Merge.
    """

    whose = ("kept", "merged")

    kept = models.ForeignKey(Person, models.PROTECT, related_name="merges", verbose_name=_("kept record"))
    merged = models.ForeignKey(Person, models.PROTECT, related_name="merged_by", verbose_name=_("merged record"))
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="+", verbose_name=_("proposal"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    moved = models.JSONField(_("what moved"), default=dict)
    had = models.JSONField(_("what the kept record had"), default=dict)
    filled = models.JSONField(_("what was filled in"), default=list)
    main_name = models.BigIntegerField(_("main name of the merged record"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_proposal = models.OneToOneField(
        Proposal, models.PROTECT, null=True, related_name="+", verbose_name=_("proposal to undo it")
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at=None), name="merged_once"),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="two_records_merged"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_proposal=None)
                | Q(undone_at__isnull=False, undone_proposal__isnull=False),
                name="merge_undone_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.kept_id}"


def proposals_closed_to(user: "User") -> Q:
    """Of proposals to merge or to undo it, those where `user` may not change one of the two."""
    kept = closed_to(user, writing=True).values("person__reference")
    return people.proposals_closed_to(user) | Q(In(KT("payload__keep"), kept.query))
