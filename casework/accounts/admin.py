from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from casework.access import Permission, can
from casework.accounts import actions
from casework.accounts.http import acting
from casework.accounts.models import Grant, Organisation, User
from casework.accounts.sign_in.admin import end_sessions, open_sessions, reset_second_factor
from casework.audit.admin import ActionAdmin, ReadOnlyInline


@admin.register(Organisation)
class OrganisationAdmin(ActionAdmin):
    view_permission = change_permission = Permission.MANAGE_USERS
    update = staticmethod(actions.update_organisation)
    list_display = ["name", "slug", "phone"]
    search_fields = ["name", "slug"]


class GrantInline(ReadOnlyInline):
    model = Grant
    fk_name = "user"
    fields = ["role", "expires_at"]
    verbose_name_plural = _("grants (given and ended under Grants)")


class NewUserForm(forms.ModelForm):
    password = forms.CharField(label=_("first password"), widget=forms.PasswordInput, min_length=12)

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        named = {name: self.cleaned_data.get(name, "") for name in self.Meta.fields}
        validate_password(password, User(**named))
        return password


class UserForm(forms.ModelForm):
    new_password = forms.CharField(
        label=_("new password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave empty to keep the present one. Whoever it belongs to is signed out everywhere."),
    )

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password


def create_colleague(*, by: User, **fields: Any) -> User:
    """A new user of the administrator's own organisation."""
    organisation = Organisation.objects.visible_to(by).get()
    return actions.create_user(**fields, organisation=organisation, by=by)


def update_colleague(user: User, *, new_password: str = "", by: User, **changes: Any) -> None:
    if changes:
        actions.update_user(user, **changes, by=by)
    if new_password:
        actions.set_password(user, password=new_password, by=by)


@admin.register(User)
class UserAdmin(ActionAdmin):
    view_permission = change_permission = Permission.MANAGE_USERS
    create = staticmethod(create_colleague)
    update = staticmethod(update_colleague)
    list_display = ["username", "first_name", "last_name", "is_active", "last_login"]
    list_filter = ["is_active", "grants__role"]
    search_fields = ["username", "first_name", "last_name"]
    date_hierarchy = "date_joined"
    fields = [*NewUserForm.Meta.fields, "organisation", "is_active", "last_login", "open_sessions", "new_password"]
    readonly_fields = ["organisation", "last_login", "open_sessions"]
    inlines = [GrantInline]
    open_sessions = staticmethod(open_sessions)
    actions = [end_sessions, reset_second_factor]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs |= {"form": UserForm if obj else NewUserForm}
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fields(request, obj) if obj else [*NewUserForm.Meta.fields, "password"]


@admin.register(Grant)
class GrantAdmin(ActionAdmin):
    """A role is granted here, and ended by the date on which it expires or by deleting the grant."""

    view_permission = change_permission = Permission.MANAGE_USERS
    list_display = ["user", "role", "expires_at", "proposed_by", "approved_by"]
    list_filter = ["role"]
    list_select_related = ["user"]
    search_fields = ["user__username"]
    autocomplete_fields = ["user"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = User.objects.visible_to(acting(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can(request.user, Permission.MANAGE_USERS)

    def delete_model(self, request: HttpRequest, obj: Grant) -> None:
        actions.revoke_role(obj.user, role=obj.role, by=acting(request))

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Grant]) -> None:
        for grant in queryset.select_related("user"):
            actions.revoke_role(grant.user, role=grant.role, by=acting(request))

    def log_deletions(self, *args: Any) -> None:  # type: ignore[override]
        pass
