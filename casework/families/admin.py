from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from casework.access import Permission
from casework.accounts.models import User
from casework.audit.admin import ActionAdmin, ReadOnlyAdmin, ReadOnlyInline
from casework.families import actions
from casework.families.forms import RELATIVE_FIELDS
from casework.families.models import (
    Case,
    CaseRelative,
    Consent,
    ContactAttempt,
    FollowUp,
    Note,
    Referral,
    Relative,
)
from casework.families.search import has_phone
from casework.lib.searches import opened


class CaseRelativeInline(ReadOnlyInline):
    model = CaseRelative
    show_change_link = False


class ContactAttemptInline(ReadOnlyInline):
    model = ContactAttempt


class FollowUpInline(ReadOnlyInline):
    model = FollowUp
    fk_name = "case"


class NoteInline(ReadOnlyInline):
    model = Note
    show_change_link = False


class ConsentInline(ReadOnlyInline):
    model = Consent


class ReferralInline(ReadOnlyInline):
    model = Referral
    fk_name = "case"


@admin.register(Case)
class CaseAdmin(ActionAdmin):
    view_permission = Permission.VIEW_CASES
    change_permission = Permission.MANAGE_CASE
    update = staticmethod(actions.update_case)
    list_display = ["reference", "person", "status", "assigned_to", "opened_on", "last_contact_on"]
    list_filter = ["status"]
    list_select_related = ["person", "assigned_to"]
    search_fields = ["reference", "person__name", "person__reference", "relatives__name"]
    date_hierarchy = "opened_on"
    _stated = ["reference", "person", "organisation", "status", "assigned_to", "last_contact_on", "closed_on"]
    fields = [*_stated, "closing_reason", "opened_on", "request"]
    readonly_fields = [*_stated, "closing_reason"]
    inlines = [
        CaseRelativeInline,
        FollowUpInline,
        ContactAttemptInline,
        NoteInline,
        ConsentInline,
        ReferralInline,
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Own cases alone: of a case that was referred only the named fields may be seen, on its page."""
        return _own(super().get_queryset(request), request, "organisation")


@admin.register(Relative)
class RelativeAdmin(ActionAdmin):
    view_permission = Permission.VIEW_CASES
    change_permission = Permission.MANAGE_CASE
    update = staticmethod(actions.update_relative)
    list_display = ["reference", "name", "phone", "language"]
    list_filter = ["language"]
    search_fields = ["reference", "name"]
    fields = ["reference", "organisation", *RELATIVE_FIELDS]
    readonly_fields = ["reference", "organisation"]
    inlines = [CaseRelativeInline]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        phone = has_phone(opened(request, search_term))
        return (found if phone is None else found | queryset.filter(phone)), may_repeat


class _OfOwnCases(ReadOnlyAdmin):
    view_permission = Permission.VIEW_CASES
    search_fields = ["case__reference", "case__person__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return _own(super().get_queryset(request), request, "case__organisation")


@admin.register(ContactAttempt)
class ContactAttemptAdmin(_OfOwnCases):
    list_display = ["case", "relative", "at", "channel", "outcome", "by"]
    list_filter = ["outcome", "channel"]
    list_select_related = ["case", "relative", "by"]
    date_hierarchy = "at"


@admin.register(FollowUp)
class FollowUpAdmin(_OfOwnCases):
    list_display = ["case", "what", "due_on", "owner", "done_at"]
    list_filter = [("done_at", admin.EmptyFieldListFilter)]
    list_select_related = ["case", "owner"]
    date_hierarchy = "due_on"


@admin.register(Consent)
class ConsentAdmin(_OfOwnCases):
    list_display = ["case", "giver", "relative", "purpose", "recipient", "given", "given_on", "withdrawn_on"]
    list_filter = ["purpose", "given"]
    list_select_related = ["case", "relative", "recipient"]
    date_hierarchy = "given_on"


@admin.register(Referral)
class ReferralAdmin(_OfOwnCases):
    list_display = [
        "case",
        "recipient",
        "purpose",
        "harm",
        "at",
        "until",
        "accepted_at",
        "declined_at",
        "revoked_at",
    ]
    list_select_related = ["case", "recipient"]
    date_hierarchy = "at"


def _own(rows: QuerySet[Any], request: HttpRequest, path: str) -> QuerySet[Any]:
    user = request.user
    return rows.filter(**{path: user.organisation_id}) if isinstance(user, User) else rows.none()
