"""The reception desk: one person after another, found by any scrap of a name."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.audit.forms import answer_script, carry_out
from casework.exchanges import actions
from casework.exchanges.forms.reception import ReceptionForm
from casework.exchanges.models import Entry, EntryQuerySet, Exchange, Reception
from casework.exchanges.statuses import Arrival
from casework.exchanges.views.arrivals import NOT_COUNTED, arrival_counts
from casework.lib.encryption import browser_secret
from casework.lib.searches import asked
from casework.names.folding import spellings

SHOWN = 8


@require(Permission.RECORD_ARRIVAL)
def reception(request: AuthedRequest, reference: str) -> HttpResponse:
    exchange = get_object_or_404(Exchange, reference=reference)
    entries = _awaited_here(request, exchange)
    code, text = request.GET.get("entry", ""), asked(request).get("q", "")
    form = ReceptionForm(
        request.POST or None,
        exchange=exchange,
        user=request.user,
        initial={"entry": code, "place": _last_place(request, exchange)},
    )
    url = reverse("exchanges:reception", args=[reference])
    done = carry_out(request, form, actions.receive_person, exchange, success=_("They have arrived."), to=url)
    if (answer := answer_script(request, form, done)) is not None:
        return answer
    chosen = form["entry"].value()
    context = {
        "exchange": exchange,
        "form": form,
        "entry": entries.filter(reference=chosen).first() if chosen else None,
        "unlisted": "unlisted" in request.GET or (form.is_bound and not chosen),
        "found": list(entries.named(text).in_order()[:SHOWN]) if text else [],
        "text": text,
        "counts": arrival_counts(entries, reference),
        "secrets": " ".join(browser_secret(request.user.pk, key) for key in settings.FIELD_KEYS),
    }
    return done or render(request, "exchanges/reception.html", context)


@require(Permission.RECORD_ARRIVAL)
def roster(request: AuthedRequest, reference: str) -> HttpResponse:
    """The names of the exchange, and how they are folded: with them the desk finds people without a connection."""
    exchange = get_object_or_404(Exchange, reference=reference)
    people = [
        [entry.reference, entry.name, entry.date_of_birth, entry.arrival == Arrival.ARRIVED]
        for entry in _awaited_here(request, exchange).in_order()
    ]
    return JsonResponse({"people": people, "spellings": spellings()}, json_dumps_params={"ensure_ascii": False})


def _awaited_here(request: AuthedRequest, exchange: Exchange) -> EntryQuerySet:
    return Entry.objects.visible_to(request.user).filter(exchange=exchange).exclude(status__in=NOT_COUNTED)


def _last_place(request: AuthedRequest, exchange: Exchange) -> str:
    """Where the user received somebody last at this exchange: most likely they are still there."""
    last = Reception.objects.filter(by=request.user, entry__exchange=exchange).first()
    return last.place if last else ""
