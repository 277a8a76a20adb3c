"""The roster of an exchange, each entry of it, and who arrived."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.accounts.models import User
from casework.audit.forms import carry_out
from casework.exchanges import actions
from casework.exchanges.forms.work import ArrivalFilter, RosterFilter, UnlistedForm
from casework.exchanges.models import Entry, EntryQuerySet, Exchange
from casework.exchanges.review import SCORED_BY
from casework.exchanges.statuses import Arrival, EntryStatus, IdentityCheck
from casework.exchanges.views.fetch import own_entries, own_entry
from casework.exchanges.views.tables import AT_THE_DOOR, OF_THE_ROSTER, export_of_entries, table_of
from casework.families.sharing import fields_open
from casework.families.statuses import ReferableField
from casework.lib.searches import asked
from casework.people.models import Person

PER_PAGE = 50
MOST_AT_THE_DOOR = 100
NOT_COUNTED = (EntryStatus.DUPLICATE, EntryStatus.WITHDRAWN)


@require(Permission.VIEW_EXCHANGES)
def entries(request: AuthedRequest, reference: str) -> HttpResponse:
    exchange = get_object_or_404(Exchange, reference=reference)
    form = RosterFilter(asked(request), exchange=exchange, user=request.user)
    table = table_of(request, form.narrow(own_entries(request, exchange)), OF_THE_ROSTER, PER_PAGE)
    context = {"exchange": exchange, "form": form, "export": export_of_entries(request, exchange, table)}
    return render(request, "exchanges/entries.html", context | table)


@require(Permission.VIEW_EXCHANGES)
def entry(request: AuthedRequest, reference: str) -> HttpResponse:
    entry = own_entry(request, reference)
    links = list(entry.links.select_related("person", "confirmed_by", "undone_by"))
    live = next((link for link in links if link.undone_at is None), None)
    holds = request.user.permissions
    verified = entry.identity == IdentityCheck.VERIFIED
    verifications = list(entry.verifications.select_related("by", "person"))
    shown = fields_open(_seen_people([*links, *verifications], request.user), request.user)
    context = {
        "entry": entry,
        "live": live,
        # Whoever is not shared any more is not named; what was decided about the entry stays.
        "seen": shown,
        "sees_status": live is not None and ReferableField.STATUS in shown.get(live.person_id, ()),
        "sees_score": live is not None and shown.get(live.person_id, frozenset()) >= SCORED_BY,
        "undone": [link for link in links if link is not live],
        "verifications": verifications,
        "receptions": entry.receptions.select_related("by"),
        "duplicates": entry.duplicates.all(),
        "can_review": Permission.LINK_ENTRY in holds and entry.status == EntryStatus.RECEIVED,
        "can_undo": Permission.LINK_ENTRY in holds
        and not verified
        and entry.status not in (EntryStatus.RECEIVED, EntryStatus.WITHDRAWN),
        "can_register": {Permission.LINK_ENTRY, Permission.REGISTER_PERSON} <= holds
        and entry.status == EntryStatus.NOT_ON_REGISTER,
        "can_arrive": Permission.RECORD_ARRIVAL in holds and not verified and entry.status not in NOT_COUNTED,
        "can_verify": _is_ready(entry)
        and not verified
        and live
        and live.confirmed_by_id != request.user.pk
        and Permission.VERIFY_PERSON in holds,
        "can_dispute": _is_ready(entry) and Permission.VERIFY_PERSON in holds,
    }
    return render(request, "exchanges/entry.html", context)


def _seen_people(rows: list[Any], user: User) -> QuerySet[Person]:
    return Person.objects.visible_to(user).filter(pk__in={row.person_id for row in rows})


def _is_ready(entry: Entry) -> bool:
    return entry.status == EntryStatus.LINKED and entry.arrival == Arrival.ARRIVED


@require(Permission.RECORD_ARRIVAL)
def arrivals(request: AuthedRequest, reference: str) -> HttpResponse:
    exchange = get_object_or_404(Exchange, reference=reference)
    roster = own_entries(request, exchange).exclude(status__in=NOT_COUNTED)
    form = ArrivalFilter(asked(request))
    counts = arrival_counts(roster, reference)
    table = table_of(request, form.narrow(roster), AT_THE_DOOR, MOST_AT_THE_DOOR)
    context = table | {
        "exchange": exchange,
        "form": form,
        "export": export_of_entries(request, exchange, table, counted="on"),
        "counts": counts,
        "awaited": next(count["value"] for count in counts if count["arrival"] == Arrival.AWAITED),
    }
    return render(request, "exchanges/arrivals.html", context)


def arrival_counts(roster: EntryQuerySet, reference: str) -> list[dict[str, Any]]:
    found: list[str] = list(roster.order_by().values_list("arrival", flat=True))
    tones = {Arrival.AWAITED: "warn", Arrival.ARRIVED: "good", Arrival.DID_NOT_ARRIVE: "bad"}
    url = reverse("exchanges:arrivals", args=[reference])
    return [
        {
            "arrival": arrival,
            "label": arrival.label,
            "value": found.count(arrival),
            "url": f"{url}?arrival={arrival}",
            "tone": tones[arrival],
        }
        for arrival in Arrival
    ]


@require(Permission.RECORD_ARRIVAL)
@require_POST
def record_arrivals(request: AuthedRequest, reference: str) -> HttpResponse:
    """For those who are ticked, or with `everybody` for all who are still awaited."""
    exchange = get_object_or_404(Exchange, reference=reference)
    own = Entry.objects.visible_to(request.user).filter(exchange=exchange)
    if "everybody" in request.POST:
        chosen = own.filter(arrival=Arrival.AWAITED).exclude(status__in=NOT_COUNTED)
        arrival = Arrival.ARRIVED.value
    else:
        chosen = own.filter(reference__in=request.POST.getlist("entry"))
        arrival = request.POST.get("arrival", "")
    if arrival not in Arrival.values or not chosen:
        messages.warning(request, _("Nobody was ticked: tick those of whom you know it."))
        return _back(request, exchange)
    count = actions.record_arrivals(chosen, arrival=arrival, by=request.user)
    said = {"count": count, "arrival": Arrival(arrival).label}
    text = ngettext("%(count)s entry: %(arrival)s.", "%(count)s entries: %(arrival)s.", count) % said
    messages.success(request, text)
    return _back(request, exchange)


def _back(request: AuthedRequest, exchange: Exchange) -> HttpResponse:
    """To the same part of the roster: the form carries the query string on in `shown`."""
    page = Entry.objects.visible_to(request.user).filter(reference=request.POST.get("entry_page", "")).first()
    if page is not None:
        return redirect(page)
    query = request.POST.get("shown", "")
    return redirect(f"{reverse('exchanges:arrivals', args=[exchange.reference])}{'?' if query else ''}{query}")


@require(Permission.RECORD_ARRIVAL)
def unlisted_arrival(request: AuthedRequest, reference: str) -> HttpResponse:
    exchange = get_object_or_404(Exchange, reference=reference)
    form = UnlistedForm(request.POST or None)
    said = _("The arrival is recorded. Whoever links entries finds it among those to be decided.")
    done = carry_out(request, form, actions.record_unlisted_arrival, exchange, success=said)
    return done or render(request, "exchanges/unlisted_form.html", {"exchange": exchange, "form": form})
