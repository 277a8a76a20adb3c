from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from casework.access import Permission, can
from casework.accounts import actions
from casework.accounts.http import acting
from casework.accounts.models import Grant, Organisation, User
from casework.audit.admin import ActionAdmin, ReadOnlyInline


@admin.register(Organisation)
class OrganisationAdmin(ActionAdmin):
    view_permission = change_permission = Permission.MANAGE_USERS
    create = staticmethod(actions.create_organisation)
    update = staticmethod(actions.update_organisation)
    list_display = ["name", "slug", "phone"]
    search_fields = ["name", "slug"]


class GrantInline(ReadOnlyInline):
    model = Grant


class NewUserForm(forms.ModelForm):
    password = forms.CharField(label=_("first password"), widget=forms.PasswordInput, min_length=12)

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "organisation"]


@admin.register(User)
class UserAdmin(ActionAdmin):
    view_permission = change_permission = Permission.MANAGE_USERS
    create = staticmethod(actions.create_user)
    update = staticmethod(actions.update_user)
    list_display = ["username", "first_name", "last_name", "organisation", "is_active", "last_login"]
    list_filter = ["is_active", "organisation", "grants__role"]
    list_select_related = ["organisation"]
    search_fields = ["username", "first_name", "last_name"]
    date_hierarchy = "date_joined"
    fields = ["username", "first_name", "last_name", "email", "organisation", "is_active", "last_login"]
    readonly_fields = ["last_login"]
    inlines = [GrantInline]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs |= {"form": NewUserForm}
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fields(request, obj) if obj else [*NewUserForm.Meta.fields, "password"]


@admin.register(Grant)
class GrantAdmin(ActionAdmin):
    """A role is granted here, and ended by the date on which it expires or by deleting the grant."""

    view_permission = change_permission = Permission.MANAGE_USERS
    create = staticmethod(actions.grant_role)
    list_display = ["user", "role", "expires_at"]
    list_filter = ["role"]
    list_select_related = ["user"]
    search_fields = ["user__username"]
    autocomplete_fields = ["user"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can(request.user, Permission.MANAGE_USERS)

    def delete_model(self, request: HttpRequest, obj: Grant) -> None:
        actions.revoke_role(obj.user, role=obj.role, by=acting(request))

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Grant]) -> None:
        for grant in queryset.select_related("user"):
            actions.revoke_role(grant.user, role=grant.role, by=acting(request))

    def log_deletions(self, *args: Any) -> None:  # type: ignore[override]
        pass


admin.site.unregister(Group)  # what a user may do comes from grants alone
