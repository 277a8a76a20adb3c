from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from casework.access import Permission
from casework.accounts.http import acting
from casework.audit.admin import ActionAdmin, ReadOnlyAdmin, ReadOnlyInline
from casework.people import actions
from casework.people.forms import PERSON_FIELDS
from casework.people.models import (
    Detention,
    Evidence,
    Person,
    PersonName,
    PlaceOfDetention,
    RegistryNumber,
    StatusChange,
)


class PersonNameInline(ReadOnlyInline):
    model = PersonName


class RegistryNumberInline(ReadOnlyInline):
    model = RegistryNumber


class StatusChangeInline(ReadOnlyInline):
    model = StatusChange
    fk_name = "person"
    fields = ["at", "from_status", "to_status", "reason", "by", "approved_by", "effective_at"]


@admin.register(Person)
class PersonAdmin(ActionAdmin):
    view_permission = Permission.VIEW_PEOPLE
    change_permission = Permission.REGISTER_PERSON
    update = staticmethod(actions.update_person)
    list_display = ["reference", "name", "name_latin", "status", "category", "date_of_birth", "organisation"]
    list_filter = ["status", "category", "sex"]
    list_select_related = ["organisation"]
    search_fields = ["reference", "name", "name_latin", "registry_numbers__number"]
    date_hierarchy = "status_since"
    fields = ["reference", "name", "name_latin", "status", "status_since", "organisation", *PERSON_FIELDS]
    readonly_fields = ["reference", "name", "name_latin", "status", "status_since", "organisation"]
    inlines = [PersonNameInline, RegistryNumberInline, StatusChangeInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(organisation=acting(request).organisation_id)


class _OfVisiblePeople(ReadOnlyAdmin):
    """Records of the people whom the user's organisation holds; a referral opens none of them here."""

    view_permission = Permission.VIEW_PEOPLE
    list_select_related = ["person"]
    search_fields = ["person__reference", "person__name"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(person__organisation=acting(request).organisation_id)


@admin.register(Evidence)
class EvidenceAdmin(_OfVisiblePeople):
    list_display = ["person", "about", "reliability", "credibility", "source", "reported_on"]
    list_filter = ["about", "reliability", "credibility", "first_hand"]
    date_hierarchy = "reported_on"


@admin.register(Detention)
class DetentionAdmin(_OfVisiblePeople):
    list_display = ["person", "place", "place_as_told", "from_date", "to_date"]
    list_filter = ["place"]
    list_select_related = ["person", "place"]


@admin.register(StatusChange)
class StatusChangeAdmin(_OfVisiblePeople):
    list_display = ["person", "at", "from_status", "to_status", "by", "approved_by", "effective_at"]
    list_filter = ["to_status"]
    exclude = ["by_role", "approved_role"]  # for the database alone, which holds that they differ
    list_select_related = ["person", "by", "approved_by"]
    date_hierarchy = "at"


@admin.register(PlaceOfDetention)
class PlaceOfDetentionAdmin(ActionAdmin):
    view_permission = Permission.VIEW_PEOPLE
    change_permission = Permission.RECORD_EVIDENCE
    create = staticmethod(actions.create_place)
    update = staticmethod(actions.update_place)
    list_display = ["name", "region", "country"]
    list_filter = ["country"]
    search_fields = ["name", "region"]
