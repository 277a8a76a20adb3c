"""Django's admin on our terms: what may be done follows our permissions, and every write is an action."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms import Media, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.access import Permission, can
from casework.audit.models import AuditEvent
from casework.audit.refusals import record_refusal
from casework.audit.views import readable
from casework.lib.errors import Refused
from casework.lib.sealed_fields import sealed_fields
from casework.lib.searches import opened


class _FoundList(ChangeList):
    """Its query is sealed in the address, see `lib.searches`; shown is what was typed."""

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        self.query = opened(request, self.query)


def visible_rows(rows: models.QuerySet[Any], request: HttpRequest) -> models.QuerySet[Any]:
    """What the user may see, where the model can tell."""
    visible_to = getattr(rows, "visible_to", None)
    return visible_to(request.user) if visible_to else rows


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows; changes nothing. Where the model can tell what a user may see, only that is shown."""

    view_permission: Permission
    show_full_result_count = False
    list_per_page = 50

    @property
    def media(self) -> Media:
        """Of the scripts of Django's own what is used here: nothing is filled in from another field, no related
        record is made in a window of its own, and the rest of them needs no jQuery, a third of the weight."""
        return Media(js=["admin/js/core.js", "admin/js/actions.js"])

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def view_on_site(self, obj: Any) -> str | None:
        """The page of the record itself; Django's own way there asks nobody whose record it is."""
        return str(obj.get_absolute_url()) if hasattr(obj, "get_absolute_url") else None

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return visible_rows(super().get_queryset(request), request)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return _FoundList

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, opened(request, search_term))

    def get_sortable_by(self, request: HttpRequest) -> Any:
        """Sealed columns have no order."""
        sealed = {field.name for field in sealed_fields(self.model)}
        return [name for name in self.get_list_display(request) if name not in sealed]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can(request.user, self.view_permission)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can(request.user, self.view_permission)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # There is one history, the audit.
    def log_addition(self, *args: Any) -> None:  # type: ignore[override]
        pass

    def log_change(self, *args: Any) -> None:  # type: ignore[override]
        pass


class ActionAdmin(ReadOnlyAdmin):
    """Writes through actions.

    `create(**cleaned data, by=user)` returns the new record; `update(record, **changed data, by=user)`. Either may
    be None: then that cannot be done here.
    """

    change_permission: Permission
    create: Callable[..., models.Model] | None = None
    update: Callable[..., Any] | None = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return type(self).create is not None and can(request.user, self.change_permission)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return type(self).update is not None and can(request.user, self.change_permission)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        if change:
            stored = self.model._default_manager.get(pk=obj.pk)
            changed = {name: form.cleaned_data[name] for name in form.changed_data}
            if changed:
                type(self).update(stored, **changed, by=request.user)  # type: ignore[misc]
            return
        created = type(self).create(**form.cleaned_data, by=request.user)  # type: ignore[misc]
        obj.pk = created.pk
        obj.refresh_from_db()

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refusal:
            record_refusal(request)
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False
    show_change_link = True
    view_on_site = False  # Django's own way there asks nobody whose record it is
    media = Media()  # no line is added to it

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return visible_rows(super().get_queryset(request), request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # as for the record in which it stands

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    view_permission = Permission.VIEW_AUDIT
    list_display = ["shown_number", "at", "shown_actor", "organisation", "shown_action", "shown_subject"]
    search_fields = ["=actor"]
    show_full_result_count = False
    fields = readonly_fields = (
        "shown_number",
        "at",
        "shown_actor",
        "organisation",
        "shown_action",
        "shown_subject",
        "shown_details",
    )

    @admin.display(description=_("No."))
    def shown_number(self, event: AuditEvent) -> str:
        return event.number

    @admin.display(description=_("who"))
    def shown_actor(self, event: AuditEvent) -> str:
        return event.actor if event.actor_id else gettext("the system")

    @admin.display(description=_("what was done"))
    def shown_action(self, event: AuditEvent) -> str:
        return str(readable(event)["done"])

    @admin.display(description=_("to what"))
    def shown_subject(self, event: AuditEvent) -> str:
        words = readable(event)
        return str(words["page"] or words["record"])

    @admin.display(description=_("details"))
    def shown_details(self, event: AuditEvent) -> str:
        return "; ".join(f"{name}: {text}" for name, text in readable(event)["details"]) or "–"
