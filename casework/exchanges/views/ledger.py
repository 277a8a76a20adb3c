"""The ledger of an exchange, and the people of each variance."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.exchanges import ledger as ledgers
from casework.exchanges.models import Exchange
from casework.exchanges.views.fetch import own_organisation, with_links
from casework.exchanges.views.tables import OF_THE_ROSTER, table_of

PER_PAGE = 50


@require(Permission.VIEW_EXCHANGES)
def ledger(request: AuthedRequest, reference: str) -> HttpResponse:
    exchange = get_object_or_404(Exchange, reference=reference)
    found = ledgers.ledger(exchange, own_organisation(request), request.user)
    rows = [(row, list(zip(found.announcers, row.announced, strict=True))) for row in found.rows]
    return render(request, "exchanges/ledger.html", {"exchange": exchange, "ledger": found, "rows": rows})


@require(Permission.VIEW_EXCHANGES)
def variance(request: AuthedRequest, reference: str, kind: str) -> HttpResponse:
    exchange = get_object_or_404(Exchange, reference=reference)
    try:
        label, entries = ledgers.variance_entries(exchange, own_organisation(request), kind, request.user)
    except KeyError as error:
        raise Http404 from error
    table = table_of(request, with_links(entries, request.user), OF_THE_ROSTER, PER_PAGE)
    return render(request, "exchanges/variance.html", {"exchange": exchange, "label": label} | table)
