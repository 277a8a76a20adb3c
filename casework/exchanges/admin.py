from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from casework.access import Permission
from casework.accounts.http import acting
from casework.audit.admin import ActionAdmin, ReadOnlyAdmin, ReadOnlyInline
from casework.exchanges import actions
from casework.exchanges.models import (
    Agreement,
    Candidate,
    Entry,
    Exchange,
    Link,
    ListFile,
    Statement,
    Verification,
)


class _Managed(ActionAdmin):
    view_permission = Permission.VIEW_EXCHANGES
    change_permission = Permission.MANAGE_EXCHANGES
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


class ExchangeInline(ReadOnlyInline):
    model = Exchange
    fields = ["reference", "stage", "held_on", "kind", "status"]


class StatementInline(ReadOnlyInline):
    model = Statement
    show_change_link = False


class CandidateInline(ReadOnlyInline):
    model = Candidate
    fields = ["rank", "person", "score", "exact", "rejected_at", "rejected_by"]
    show_change_link = False


class LinkInline(ReadOnlyInline):
    model = Link
    fields = ["person", "score", "proposed_by", "confirmed_by", "confirmed_at", "undone_at", "undone_reason"]


class VerificationInline(ReadOnlyInline):
    model = Verification
    fields = ["at", "outcome", "person", "identified_by", "condition", "by", "reason"]


@admin.register(Agreement)
class AgreementAdmin(_Managed):
    create = staticmethod(actions.create_agreement)
    update = staticmethod(actions.update_agreement)
    list_display = ["name", "agreed_on", "agreed_count", "mediators"]
    search_fields = ["name", "slug", "mediators"]
    date_hierarchy = "agreed_on"
    inlines = [ExchangeInline]


@admin.register(Exchange)
class ExchangeAdmin(_Managed):
    create = staticmethod(actions.create_exchange)
    update = staticmethod(actions.update_exchange)
    list_display = ["reference", "held_on", "kind", "status", "agreement", "stage", "mediators"]
    list_filter = ["status", "kind", "agreement"]
    list_select_related = ["agreement"]
    search_fields = ["reference", "number", "place", "mediators", "formula"]
    date_hierarchy = "held_on"
    fields = [
        *["reference", "held_on", "kind", "agreement", "stage", "number", "place", "mediators", "formula"],
        *["note", "source", "source_url", "status"],
    ]
    readonly_fields = ["reference", "status"]
    inlines = [StatementInline]


class ConfidenceFilter(admin.SimpleListFilter):
    """Without one that is empty: it would be a link without words."""

    title = _("confidence")
    parameter_name = "confidence"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(letter, letter) for letter in "ABC"]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Statement]) -> QuerySet[Statement]:
        return queryset.filter(confidence=self.value()) if self.value() else queryset


@admin.register(Statement)
class StatementAdmin(_Managed):
    """What was announced is added here, and never changed: a correction is a statement of its own."""

    create = staticmethod(actions.add_statement)
    list_display = ["exchange", "announcer", "side", "counted", "count", "withheld", "source", "confidence"]
    list_filter = ["announcer", "side", "counted", "withheld", ConfidenceFilter]
    list_select_related = ["exchange"]
    search_fields = ["exchange__reference", "source"]
    date_hierarchy = "exchange__held_on"


@admin.register(ListFile)
class ListFileAdmin(ReadOnlyAdmin):
    view_permission = Permission.VIEW_EXCHANGES
    list_display = ["name", "exchange", "kind", "version", "status", "received_by", "received_at"]
    list_filter = ["status", "kind"]
    list_select_related = ["exchange", "received_by"]
    search_fields = ["name", "exchange__reference", "sha256"]
    date_hierarchy = "received_at"


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    view_permission = Permission.VIEW_EXCHANGES
    list_display = ["reference", "full_name", "exchange", "row", "category", "status", "arrival", "identity"]
    list_filter = ["status", "arrival", "identity", "category"]
    list_select_related = ["exchange"]
    search_fields = ["reference", "surname", "given", "patronymic", "exchange__reference"]
    date_hierarchy = "exchange__held_on"
    inlines = [LinkInline, VerificationInline, CandidateInline]

    @admin.display(description=_("name"))
    def full_name(self, entry: Entry) -> str:
        return entry.name


class _OfOwnEntries(ReadOnlyAdmin):
    """Records that are seen by whoever sees their entry."""

    view_permission = Permission.VIEW_EXCHANGES
    search_fields = ["entry__reference", "entry__surname", "person__name", "person__reference"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(entry__in=Entry.objects.visible_to(acting(request)))


@admin.register(Link)
class LinkAdmin(_OfOwnEntries):
    exclude = ["proposed_by"]  # a word of the program; the review says it
    list_display = ["entry", "person", "exchange", "score", "confirmed_by", "confirmed_at", "undone_at"]
    list_filter = [("undone_at", admin.EmptyFieldListFilter)]
    list_select_related = ["entry", "person", "exchange", "confirmed_by"]
    date_hierarchy = "confirmed_at"


@admin.register(Verification)
class VerificationAdmin(_OfOwnEntries):
    list_display = ["entry", "person", "outcome", "identified_by", "condition", "by", "at"]
    list_filter = ["outcome", "identified_by"]
    list_select_related = ["entry", "person", "by"]
    date_hierarchy = "at"
