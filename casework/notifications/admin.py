from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from casework.access import Permission
from casework.accounts.http import acting
from casework.audit.admin import ActionAdmin, ReadOnlyAdmin, ReadOnlyInline
from casework.notifications import actions
from casework.notifications.models import DeliveryAttempt, Notification, NotificationTemplate


class DeliveryAttemptInline(ReadOnlyInline):
    model = DeliveryAttempt
    fields = ["at", "by", "channel", "number_used", "outcome", "words", "next_try_at"]
    readonly_fields = ["at"]


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    """Shown only: news is prepared, approved and told where its rules are in sight."""

    view_permission = Permission.VIEW_NOTIFICATIONS
    list_display = ["reference", "person", "relative", "tells", "status", "prepared_at", "delivered_at"]
    list_filter = ["status", "tells", "language"]
    list_select_related = ["person", "relative"]
    search_fields = ["reference", "person__reference", "person__name", "relative__name", "case__reference"]
    date_hierarchy = "prepared_at"
    inlines = [DeliveryAttemptInline]


@admin.register(DeliveryAttempt)
class DeliveryAttemptAdmin(ReadOnlyAdmin):
    view_permission = Permission.VIEW_NOTIFICATIONS
    list_display = ["notification", "at", "by", "channel", "outcome", "next_try_at"]
    list_filter = ["outcome", "channel"]
    list_select_related = ["notification", "by"]
    search_fields = ["notification__reference"]
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> Any:
        visible = Notification.objects.visible_to(acting(request))
        return super().get_queryset(request).filter(notification__in=visible)


@admin.register(NotificationTemplate)
class NotificationTemplateAdmin(ActionAdmin):
    view_permission = change_permission = Permission.EDIT_TEMPLATES
    update = staticmethod(actions.update_template)
    list_display = ["tells", "language", "wording_version"]
    list_filter = ["tells", "language"]
    search_fields = ["body"]
    readonly_fields = ["tells", "language"]

    @admin.display(description=_("version"))
    def wording_version(self, template: NotificationTemplate) -> int:
        return template.version
