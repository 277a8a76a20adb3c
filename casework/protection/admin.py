from django.contrib import admin

from casework.access import Permission
from casework.audit.admin import ReadOnlyAdmin
from casework.protection.models import Hold


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    view_permission = Permission.ERASE_PERSON
    list_display = ["person", "at", "by", "until", "lifted_at", "lifted_by"]
    list_select_related = ["person", "by", "lifted_by"]
    date_hierarchy = "at"
