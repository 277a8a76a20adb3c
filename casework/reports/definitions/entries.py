"""The entries of received lists, and who arrived on none, one row each."""

from typing import Any

from django import forms
from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from casework.access import Permission
from casework.exchanges.models import Entry, EntryQuerySet, Exchange, Link
from casework.exchanges.statuses import Arrival, EntryStatus, IdentityCheck
from casework.people.statuses import Category
from casework.reports.filters import OfCodes, only_codes
from casework.reports.levels import Level
from casework.reports.names import ReportName
from casework.reports.report import Filters, Report, Row
from casework.reports.scope import Scope

UNKNOWN = "unknown"
_ANY = [("", _("any"))]


class EntriesFilters(OfCodes):
    exchange = forms.ModelChoiceField(
        label=_("Exchange"),
        required=False,
        queryset=Exchange.objects.all(),
        to_field_name="reference",
        empty_label=_("all of which lists were received"),
    )
    status = forms.ChoiceField(label=_("Decision"), required=False, choices=[*_ANY, *EntryStatus.choices])
    arrival = forms.ChoiceField(label=_("Arrival"), required=False, choices=[*_ANY, *Arrival.choices])
    identity = forms.ChoiceField(label=_("Identity"), required=False, choices=[*_ANY, *IdentityCheck.choices])
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[*_ANY, *Category.choices, (UNKNOWN, _("unknown"))]
    )
    list = forms.IntegerField(label=_("Number of the list"), required=False, min_value=1)
    counted = forms.BooleanField(label=_("Without duplicates and what was withdrawn"), required=False)


def _records(scope: Scope, filters: Filters) -> QuerySet[Any]:
    asked: dict[str, Any] = {
        name: filters[name] for name in ("exchange", "status", "arrival", "identity") if filters.get(name)
    }
    if category := filters.get("category"):
        asked["category"] = "" if category == UNKNOWN else category
    if filters.get("list"):
        asked["list_file"] = filters["list"]
    found = only_codes(_visible(scope), filters).filter(**asked)
    if filters.get("counted"):
        found = found.exclude(status__in=[EntryStatus.DUPLICATE, EntryStatus.WITHDRAWN])
    live = Link.objects.live().filter(person__in=scope.people()).select_related("person")
    in_order = (F("exchange__held_on").desc(nulls_first=True), "exchange", F("list_file").asc(nulls_last=True))
    links = Prefetch("links", live, to_attr="live_links")
    return found.select_related("exchange").prefetch_related(links).order_by(*in_order, "row", "pk")


def _visible(scope: Scope) -> EntryQuerySet:
    if scope.user is None:
        return Entry.objects.held_by(scope.organisation).open_to(None)
    return Entry.objects.visible_to(scope.user)


def _row(entry: Any, scope: Scope) -> Row:
    """Whom it means stands there by the code alone, and where the reader may see them."""
    return [
        entry.reference,
        entry.exchange.reference,
        entry.row,
        entry.name,
        entry.date_of_birth,
        entry.category,
        entry.rank,
        entry.unit,
        entry.status,
        entry.arrival,
        entry.identity,
        next((link.person.reference for link in entry.live_links), None),
    ]


ENTRIES = Report(
    name=ReportName.ENTRIES,
    holds=_(
        "Every entry of a list, and whoever arrived on none: what was decided, who arrived, who was verified."
    ),
    permission=Permission.VIEW_EXCHANGES,
    levels={
        "entry": Level.R1,
        "exchange": Level.R1,
        "row": Level.R2,
        "name": Level.R2,
        "date_of_birth": Level.R2,
        "category": Level.R1,
        "rank": Level.R2,
        "unit": Level.R2,
        "status": Level.R1,
        "arrival": Level.R1,
        "identity": Level.R1,
        "person": Level.R1,
    },
    codes=("entry", "person"),
    canary=lambda canary: {
        "entry": canary.code("E"),
        "person": canary.code("P"),
        "name": canary.name,
        "date_of_birth": f"{canary.born:%d.%m.%Y}",
    },
    filters=EntriesFilters,
    records=_records,
    row=_row,
    of_list={"born": ("date_of_birth",), "decision": ("status",)},
)
