"""Going through a list with the keyboard: one entry after another, each with whom it can mean."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.access import Permission, can, require
from casework.accounts.http import AuthedRequest
from casework.audit.forms import carry_out
from casework.audit.reading import not_shown
from casework.exchanges import actions
from casework.exchanges.actions.entries import decision_text
from casework.exchanges.actions.exact import exact_matches
from casework.exchanges.forms.work import DuplicateForm, UndoForm
from casework.exchanges.models import Entry, Exchange
from casework.exchanges.places import Places
from casework.exchanges.review import Proposal, Queue, chosen_by_hand, duplicates_of, proposals, side_by_side
from casework.exchanges.statuses import EntryStatus
from casework.exchanges.views.fetch import own_entries, own_entry
from casework.families.sharing import fields_open
from casework.lib.codes import MistypedCode
from casework.lib.searches import asked
from casework.lib.versions import read_version
from casework.people.models import Person

FOUND_BY_HAND = 8


@require(Permission.LINK_ENTRY)
def review(request: AuthedRequest, reference: str) -> HttpResponse:
    exchange = get_object_or_404(Exchange, reference=reference)
    queue = Queue.of(exchange, request.user)
    places = Places(exchange, request.user)
    code = request.GET.get("entry")
    if not code:
        after = request.GET.get("after")
        code = queue.next(after, held=places.held) if after else queue.resume(places.own, held=places.held)
    context: dict[str, Any] = {"exchange": exchange, "queue": queue}
    with not_shown():
        context["exact"] = len(exact_matches(exchange, request.user))
    if code is None:
        return render(request, "exchanges/review_done.html", context)
    entry = get_object_or_404(
        own_entries(request, exchange).select_related("decided_by", "organisation"), reference=code
    )
    context |= {"entry": entry, "next": queue.next(code, held=places.held)}
    if entry.status != EntryStatus.RECEIVED:
        return render(request, "exchanges/review_decided.html", context | {"said": decision_text(entry)})
    places.stand_at(entry)
    proposed = proposals(entry, request.user)
    chosen = _chosen(request, entry, proposed)
    return render(
        request,
        "exchanges/review.html",
        context
        | {
            "proposals": list(enumerate(proposed, 1)),
            "chosen": chosen,
            "rows": side_by_side(entry, chosen) if chosen else [],
            "found": _search(request),
            "q": asked(request).get("q", ""),
            "can_register": can(request.user, Permission.REGISTER_PERSON),
        },
    )


def _chosen(request: AuthedRequest, entry: Entry, proposed: list[Proposal]) -> Proposal | None:
    """The candidate who is shown beside the entry: the one asked for, or the best that was not rejected."""
    if code := request.GET.get("person"):
        for proposal in proposed:
            if proposal.person.reference == code:
                return proposal
        person = get_object_or_404(Person.objects.visible_to(request.user), reference=code)
        return chosen_by_hand(entry, person, request.user)
    return next((proposal for proposal in proposed if not proposal.rejected), None)


def _search(request: AuthedRequest) -> list[tuple[Person, frozenset[str]]] | None:
    """People of the register found by hand, and what of them is open; None where nothing was asked."""
    text = asked(request).get("q", "").strip()
    if not text:
        return None
    try:
        people = Person.objects.visible_to(request.user).search(text, reader=request.user.organisation)
        found = list(people[:FOUND_BY_HAND])
        shown = fields_open(found, request.user)
        return [(person, shown[person.pk]) for person in found]
    except MistypedCode:
        messages.warning(request, _("This code was mistyped: a character is wrong, or two are swapped."))
        return []


def _to_next(entry: Entry) -> HttpResponseRedirect:
    return HttpResponseRedirect(
        f"{reverse('exchanges:review', args=[entry.exchange.reference])}?after={entry.reference}"
    )


def _to_entry(entry: Entry) -> HttpResponseRedirect:
    return HttpResponseRedirect(
        f"{reverse('exchanges:review', args=[entry.exchange.reference])}?entry={entry.reference}"
    )


def _person(request: AuthedRequest) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.user), reference=request.POST.get("person", ""))


@require(Permission.LINK_ENTRY)
@require_POST
def link(request: AuthedRequest, reference: str) -> HttpResponse:
    entry, person = own_entry(request, reference), _person(request)
    actions.link_entry(entry, person, version=read_version(request.POST), by=request.user)
    said = {"entry": entry.reference, "person": person.reference}
    messages.success(request, _("%(entry)s is linked to %(person)s.") % said)
    return _to_next(entry)


@require(Permission.LINK_ENTRY)
@require_POST
def reject(request: AuthedRequest, reference: str) -> HttpResponse:
    entry, person = own_entry(request, reference), _person(request)
    actions.reject_candidate(entry, person, version=read_version(request.POST), by=request.user)
    messages.success(request, _("%s is rejected for this entry.") % person.reference)
    return _to_entry(entry)


@require(Permission.LINK_ENTRY)
@require_POST
def not_on_register(request: AuthedRequest, reference: str) -> HttpResponse:
    entry = own_entry(request, reference)
    actions.mark_not_on_register(entry, version=read_version(request.POST), by=request.user)
    messages.success(request, _("%s is marked as not on the register.") % entry.reference)
    return _to_next(entry)


@require(Permission.REGISTER_PERSON)
@require_POST
def register(request: AuthedRequest, reference: str) -> HttpResponse:
    entry = own_entry(request, reference)
    link = actions.register_from_entry(entry, version=read_version(request.POST), by=request.user)
    said = {"entry": entry.reference, "person": link.person.reference}
    messages.success(request, _("%(person)s is registered and linked to %(entry)s.") % said)
    return _to_next(entry)


@require(Permission.LINK_ENTRY)
def duplicate(request: AuthedRequest, reference: str) -> HttpResponse:
    entry = own_entry(request, reference)
    others = own_entries(request, entry.exchange).exclude(pk=entry.pk)
    text = asked(request).get("q", "").strip()
    shown = others.named(text) if text else duplicates_of(entry, request.user, proposals(entry, request.user))
    form = DuplicateForm(
        request.POST or None, others=others if request.POST else shown, initial={"version": entry.version}
    )
    done = carry_out(request, form, actions.mark_duplicate, entry, to=_to_next(entry).url)
    return done or render(
        request, "exchanges/duplicate.html", {"entry": entry, "form": form, "q": text, "any": shown.exists()}
    )


@require(Permission.LINK_ENTRY)
def undo(request: AuthedRequest, reference: str) -> HttpResponse:
    """Take a decision back, with the reason; without a form for those who just decided it."""
    entry = own_entry(request, reference)
    form = UndoForm(request.POST or None)
    to = _to_entry(entry).url
    done = carry_out(request, form, actions.undo_decision, entry, success=_("The decision is taken back."), to=to)
    return done or render(request, "exchanges/undo.html", {"entry": entry, "form": form})


@require(Permission.LINK_ENTRY)
@require_POST
def undo_last(request: AuthedRequest, reference: str) -> HttpResponse:
    exchange = get_object_or_404(Exchange, reference=reference)
    entry = actions.undo_last_decision(exchange, by=request.user)
    messages.success(request, _("Your decision on %s is taken back.") % entry.reference)
    return _to_entry(entry)


@require(Permission.LINK_ENTRY)
def review_exact(request: AuthedRequest, reference: str) -> HttpResponse:
    """All exact matches, listed before one step confirms those that are ticked."""
    exchange = get_object_or_404(Exchange, reference=reference)
    if request.method == "POST":
        ticked = Entry.objects.visible_to(request.user).filter(
            exchange=exchange, reference__in=request.POST.getlist("entry")
        )
        links = actions.link_exact(ticked, by=request.user)
        messages.success(request, _("%s entries are linked.") % len(links))
        return redirect("exchanges:review", exchange.reference)
    matches = exact_matches(exchange, request.user)
    return render(request, "exchanges/review_exact.html", {"exchange": exchange, "matches": matches})


@require(Permission.LINK_ENTRY)
@require_POST
def search_again(request: AuthedRequest, reference: str) -> HttpResponse:
    """Search for all undecided entries anew: people may have been registered since."""
    exchange = get_object_or_404(Exchange, reference=reference)
    for list_file in exchange.lists.visible_to(request.user).imported():
        actions.find_candidates(list_file, by=request.user)
    messages.success(request, _("The register is searched anew for every entry that is not decided."))
    return redirect("exchanges:review_exact", exchange.reference)
