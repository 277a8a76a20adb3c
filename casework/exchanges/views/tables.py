"""Tables of entries: how they are sorted, and which columns they have beside the name."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from casework.accounts.http import AuthedRequest
from casework.exchanges.models import EntryQuerySet, Exchange
from casework.lib.alphabet import Alphabetical
from casework.lib.chosen_columns import choose_columns
from casework.lib.exports import Export, export_of
from casework.lib.searches import asked
from casework.lib.sorting import Sorts, ordering

Table = dict[str, Any]
ON_THE_LIST = "row"
OF_THE_ROSTER = {
    "row": _("Row"),
    "born": _("Born"),
    "category": _("Category"),
    "decision": _("Decision"),
    "arrival": _("Arrival"),
    "identity": _("Identity"),
    "person": _("Person"),
}
AT_THE_DOOR = {name: OF_THE_ROSTER[name] for name in ("row", "born", "arrival", "decision", "identity")}
TO_VERIFY = {
    "row": _("Row"),
    "born": _("Born"),
    "linked_to": _("Linked to"),
    "linked_by": _("Linked by"),
}
_NAME = (Alphabetical("surname"), Alphabetical("given"), F("pk"))
SORTS: Sorts = {
    ON_THE_LIST: (F("list_file"), F("row"), F("pk")),
    "name": _NAME,
    "born": (F("born_earliest"), *_NAME),
    "category": (F("category"), *_NAME),
    "decision": (F("status"), *_NAME),
    "arrival": (F("arrival"), *_NAME),
    "identity": (F("identity"), *_NAME),
}


def table_of(request: AuthedRequest, entries: EntryQuerySet, offered: Mapping[str, Any], per_page: int) -> Table:
    """Sorted and paged as the address says: as they stand on the lists, where it says nothing."""
    sort = request.GET.get("sort", "") or ON_THE_LIST
    order = None if sort == ON_THE_LIST else ordering(SORTS, sort)
    entries = entries.in_order() if order is None else entries.order_by(*order)
    page = Paginator(entries, per_page).get_page(request.GET.get("page"))
    return {"page_obj": page, "sort": sort, "columns": choose_columns(request.GET, offered)}


def export_of_entries(request: AuthedRequest, exchange: Exchange, table: Table, **filters: str) -> Export:
    searched = asked(request).get("q", "").strip()
    said: dict[str, Any] = {"searched": searched, "columns": table["columns"], "always": ("name",), **filters}
    return export_of(request.GET, "entries", table["page_obj"], exchange=exchange.reference, **said)
