"""What was agreed, what was announced, and where the work on an exchange stands."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.audit.forms import carry_out
from casework.exchanges import actions, ledger
from casework.exchanges.forms import overview as forms
from casework.exchanges.models import Agreement, Entry, Exchange, ListFile, Statement
from casework.exchanges.statuses import EXCHANGE, Announcer, CountOf, ExchangeSide, ListStatus
from casework.exchanges.views.fetch import own_organisation

PER_PAGE = 50
SORTS = {"day": "held_on", "reference": "reference", "kind": "kind", "status": "status"}


@require(Permission.VIEW_EXCHANGES)
def exchange_list(request: AuthedRequest) -> HttpResponse:
    form = forms.ExchangeFilter(request.GET)
    exchanges = Exchange.objects.select_related("agreement").prefetch_related("statements")
    if form.is_valid():
        wanted = {"held_on__year": form.cleaned_data["year"]}
        wanted |= {name: form.cleaned_data[name] for name in ("kind", "status", "agreement")}
        exchanges = exchanges.filter(**{name: value for name, value in wanted.items() if value})
    sort = request.GET.get("sort", "-day")
    field = SORTS.get(sort.removeprefix("-"), "held_on")
    ordering = [f"-{field}", "-pk"] if sort.startswith("-") else [field, "pk"]
    page = Paginator(exchanges.order_by(*ordering), PER_PAGE).get_page(request.GET.get("page"))
    agreements = Agreement.objects.all()
    return render(
        request,
        "exchanges/list.html",
        {"form": form, "page_obj": page, "sort": sort, "agreements": agreements},
    )


@require(Permission.VIEW_EXCHANGES)
def agreement(request: AuthedRequest, slug: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement, slug=slug)
    exchanges = agreement.exchanges.prefetch_related("statements").order_by("held_on", "pk")
    sums = {f"to_{side}": _sum(exchange.announced(side) for exchange in exchanges) for side in ExchangeSide.values}
    return render(
        request, "exchanges/agreement.html", {"agreement": agreement, "exchanges": exchanges, "sums": sums}
    )


def _sum(said: Iterable[list[Statement]]) -> int | None:
    """The highest announced counts taken together, where there are any; None where there are none."""
    counts = [[s.count for s in statements if s.count is not None] for statements in said]
    known = [max(each) for each in counts if each]
    return sum(known) if known else None


@require(Permission.VIEW_EXCHANGES)
def exchange_detail(request: AuthedRequest, reference: str) -> HttpResponse:
    exchange = get_object_or_404(Exchange.objects.select_related("agreement"), reference=reference)
    user = request.user
    lists = ListFile.objects.visible_to(user).filter(exchange=exchange).exclude(status=ListStatus.DISCARDED)
    # Before the first list nothing can vary.
    has_entries = Entry.objects.visible_to(user).filter(exchange=exchange).exists()
    book = ledger.ledger(exchange, own_organisation(request), user)
    context = {
        "exchange": exchange,
        "counts": count_strip(exchange, book),
        "variances": book.variances if has_entries else [],
        "statements": sorted(exchange.statements.all(), key=_by_side_and_count),
        "lists": lists.select_related("exchange", "received_by", "replaces").order_by("-received_at", "-pk"),
        "steps": EXCHANGE.targets(exchange.status, user.permissions),
    }
    return render(request, "exchanges/detail.html", context)


def _by_side_and_count(statement: Statement) -> tuple[int, ...]:
    """As in the ledger: everybody first, then the groups; each announcer under the other."""
    ranks = ((ExchangeSide, statement.side), (CountOf, statement.counted), (Announcer, statement.announcer))
    return tuple(choices.values.index(value) for choices, value in ranks)


def count_strip(exchange: Exchange, book: ledger.Ledger) -> list[dict[str, Any]]:
    """From what was announced to whom was told; each number leads to its people."""
    labels = {
        "announced": (_("announced"), "#statements"),
        "listed": (_("listed"), "?"),
        "linked": (_("linked"), "?status=linked"),
        "arrived": (_("arrived"), "?arrival=arrived"),
        "verified": (_("verified"), "?identity=verified"),
        "told": (_("families told"), ""),
    }
    roster = reverse("exchanges:entries", args=[exchange.reference])
    return [
        {"label": label, "value": ledger_count, "url": roster + query if query.startswith("?") else query}
        for name, ledger_count in ledger.counts_of(book).items()
        for label, query in [labels[name]]
    ]


@require(Permission.MANAGE_EXCHANGES)
def exchange_create(request: AuthedRequest) -> HttpResponse:
    form = forms.ExchangeForm(request.POST or None)
    done = carry_out(request, form, actions.create_exchange, success=_("The exchange is planned."))
    return done or render(request, "exchanges/form.html", {"form": form, "heading": _("New exchange")})


@require(Permission.MANAGE_EXCHANGES)
def exchange_edit(request: AuthedRequest, reference: str) -> HttpResponse:
    exchange = get_object_or_404(Exchange, reference=reference)
    initial = {
        name: getattr(exchange, name) for name in forms.ExchangeEditForm.base_fields if name != "submission"
    }
    form = forms.ExchangeEditForm(request.POST or None, initial=initial)
    done = carry_out(request, form, actions.update_exchange, exchange, success=_("The changes are saved."))
    context = {"form": form, "exchange": exchange, "heading": _("Change the exchange")}
    return done or render(request, "exchanges/form.html", context)


@require(Permission.MANAGE_EXCHANGES)
def exchange_status(request: AuthedRequest, reference: str) -> HttpResponse:
    exchange = get_object_or_404(Exchange, reference=reference)
    form = forms.ExchangeStatusForm(request.POST or None, exchange=exchange, permissions=request.user.permissions)
    done = carry_out(request, form, actions.change_exchange_status, exchange, success=_("The step is recorded."))
    completing = "reason" in form.fields
    variances = ledger.variances(exchange, own_organisation(request), request.user) if completing else []
    context = {"form": form, "exchange": exchange, "variances": variances, "heading": _("Status of the exchange")}
    return done or render(request, "exchanges/form.html", context)


@require(Permission.MANAGE_EXCHANGES)
def statement_add(request: AuthedRequest, reference: str) -> HttpResponse:
    exchange = get_object_or_404(Exchange, reference=reference)
    form = forms.StatementForm(request.POST or None)
    done = carry_out(
        request, form, actions.add_statement, exchange, success=_("The statement is recorded."), to=exchange
    )
    context = {"form": form, "exchange": exchange, "heading": _("What was announced")}
    return done or render(request, "exchanges/form.html", context)


@require(Permission.MANAGE_EXCHANGES)
@require_POST
def load_history(request: AuthedRequest) -> HttpResponse:
    actions.load_public_history(by=request.user)
    return redirect("exchanges:list")
