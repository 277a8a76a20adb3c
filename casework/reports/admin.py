from django.contrib import admin
from django.utils.translation import gettext_lazy as _

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
    list_display = ["at", "exchange", "people_named", "proposed_by", "approved_by", "ended_at", "ended_by"]
    list_select_related = ["exchange", "proposed_by", "approved_by", "ended_by"]
    exclude = ["marks"]
    date_hierarchy = "at"

    @admin.display(description=_("rows"))
    def people_named(self, publication: Publication) -> int:
        return publication.count
