"""The roles that users hold."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access import EXCLUSIVE, Role
from casework.accounts.models.users import Organisation, User


def in_force(path: str = "") -> Q:
    """Of grants, or of those at the end of a path such as `grants__`: those that count now."""
    return Q(**{f"{path}expires_at": None}) | Q(**{f"{path}expires_at__gt": timezone.now()})


class GrantQuerySet(models.QuerySet["Grant"]):
    def visible_to(self, user: User) -> "GrantQuerySet":
        """To an administrator: the grants at their own organisation."""
        return self.filter(organisation__in=Organisation.objects.visible_to(user))

    def current(self) -> "GrantQuerySet":
        return self.filter(in_force())


class Grant(models.Model):
    """A role of a user at an organisation, until it expires. It counts while they belong to that organisation."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name=_("user"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="grants", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    # Both empty where whoever runs the server granted it, as for the first administrators.
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("proposed by")
    )
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("approved by")
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["user", "role"]
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="one_grant_of_a_role"),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(role__in=sorted(role.value for role in EXCLUSIVE)),
                name="administrator_auditor_and_steward_exclude_one_another",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=None, approved_by=None)
                | (
                    Q(proposed_by__isnull=False, approved_by__isnull=False)
                    & ~Q(approved_by=F("proposed_by"))
                    & ~Q(approved_by=F("user"))
                    & ~Q(proposed_by=F("user"))
                ),
                name="grant_by_two_others",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
