from django.contrib import admin

from casework.access import Permission
from casework.attachments.models import Attachment
from casework.audit.admin import ReadOnlyAdmin


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    """What is kept, without the files: those are opened on the person's page."""

    view_permission = Permission.RECORD_EVIDENCE
    list_display = ["reference", "person", "kind", "file_type", "size", "added_by", "added_at", "withdrawn_at"]
    list_filter = ["kind", "file_type"]
    list_select_related = ["person", "added_by"]
    search_fields = ["reference", "person__reference"]
    date_hierarchy = "added_at"
    fields = [
        *["reference", "person", "kind", "remark", "file_name", "file_type", "size", "sha256"],
        *["added_by", "added_at", "portrait_since"],
        *["withdrawn_by", "withdrawn_at", "withdrawn_reason", "destroyed_at"],
    ]
