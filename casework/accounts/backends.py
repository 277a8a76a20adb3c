"""Who is behind a session, with what they may do: read anew for each request, at the cost of one query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import F, FilteredRelation

from casework.accounts.models import User
from casework.accounts.models.grants import in_force


class UserBackend(AuthenticationBackend):
    """Signs in as before. The user comes with their organisation and the roles that are granted now."""

    def get_user(self, user_id: Any) -> User | None:
        found = list(
            User.objects.filter(pk=user_id)
            .select_related("organisation")
            .annotate(
                held=FilteredRelation("grants", condition=in_force("grants__")),
                role_held=F("held__role"),
                role_held_at=F("held__organisation"),
            )
        )
        if not found or not self.user_can_authenticate(found[0]):
            return None
        user = found[0]
        if user.organisation_id:
            user.roles = frozenset(row.role_held for row in found if row.role_held_at == user.organisation_id)
        return user
