from django.contrib import admin

from casework.access import Permission
from casework.audit.admin import ReadOnlyAdmin
from casework.reports.models import Publication, ReportLog


@admin.register(ReportLog)
class ReportLogAdmin(ReadOnlyAdmin):
    view_permission = Permission.VIEW_AUDIT
    list_display = [
        "at",
        "report",
        "level",
        "recipient",
        "by",
        "approved_by",
        "purpose",
        "row_count",
        "finished_at",
    ]
    list_filter = ["report", "level"]
    list_select_related = ["by", "recipient", "approved_by"]
    search_fields = ["purpose", "sha256", "by__username"]
    date_hierarchy = "at"


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    view_permission = Permission.VIEW_AUDIT
    list_display = ["at", "exchange", "count", "proposed_by", "approved_by", "ended_at", "ended_by"]
    list_select_related = ["exchange", "proposed_by", "approved_by", "ended_by"]
    exclude = ["marks"]
    date_hierarchy = "at"
