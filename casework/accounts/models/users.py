"""Organisations and their users."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from casework.access import ROLES, Permission, Role, permissions_of
from casework.lib.alphabet import Alphabetical


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: "User") -> "OrganisationQuerySet":
        """To an administrator: their own."""
        return self.filter(pk=user.organisation_id)

    def chosen(self, slug: str | None) -> "Organisation | None":
        """The one with that slug; without a slug the first that was made here; None where there is none."""
        return self.filter(slug=slug).first() if slug else self.order_by("pk").first()


class Organisation(models.Model):
    """Who holds the records: a bureau, a national society, a partner."""

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    phone = models.CharField(
        _("telephone that families may call"),
        max_length=40,
        blank=True,
        help_text=_("Stands in the wording of news."),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = [Alphabetical("name")]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: "User") -> "UserQuerySet":
        """To an administrator: whoever works for the same organisation."""
        return self.filter(organisation__in=Organisation.objects.visible_to(user))

    def who_may(self, permission: Permission, organisation: Organisation | None) -> "UserQuerySet":
        """The active users of an organisation who hold `permission` now."""
        roles = [role for role in Role.values if permission in ROLES[role]]
        granted = Q(grants__expires_at=None) | Q(grants__expires_at__gt=timezone.now())
        theirs = Q(grants__role__in=roles, grants__organisation=organisation) & granted
        return self.filter(theirs, organisation=organisation, is_active=True).distinct()


UserManager = DjangoUserManager.from_queryset(UserQuerySet)
UserManager.use_in_migrations = False


class User(AbstractUser):
    """Somebody who works for one organisation. What they may do comes from their grants alone."""

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("organisation"),
    )
    must_change_password = models.BooleanField(_("must change their password"), default=False, editable=False)

    objects: ClassVar = UserManager()

    class Meta:
        ordering: ClassVar = [Alphabetical("last_name"), Alphabetical("first_name"), "username"]
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles that are granted now, read once for each request."""
        if not (self.is_active and self.organisation_id):
            return frozenset()
        return frozenset(
            self.grants.current().filter(organisation=self.organisation_id).values_list("role", flat=True)
        )

    @cached_property
    def permissions(self) -> frozenset[str]:
        return permissions_of(self.roles)

    @property
    def role_names(self) -> list[str]:
        return [str(Role(role).label) for role in Role.values if role in self.roles]

    def holds(self, permission: Permission) -> bool:
        return permission in self.permissions


class System:
    """Stands in for a user where a command or the worker acts by itself, or for one organisation."""

    pk = None
    permissions: frozenset[str] = frozenset(Permission)
    roles: frozenset[str] = frozenset()

    def __init__(self, organisation: Organisation | None = None) -> None:
        self.organisation = organisation

    def get_username(self) -> str:
        return "system"


SYSTEM = System()


def user_or_none(by: "User | System") -> "User | None":
    """What to store as the author where the system may act."""
    return by if isinstance(by, User) else None
