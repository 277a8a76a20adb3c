"""Identity and condition, one returned person after another."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.accounts.models import User
from casework.audit.forms import carry_out
from casework.exchanges import actions
from casework.exchanges.actions.verifications import why_not_verified
from casework.exchanges.forms.work import SEEN_LINES, ArrivalFilter, DisputeForm, VerifyForm
from casework.exchanges.models import Entry, Exchange, Link, Reception, Verification
from casework.exchanges.review import Queue, linked, side_by_side
from casework.exchanges.statuses import Arrival, EntryStatus, IdentityCheck
from casework.exchanges.views.arrivals import PER_PAGE
from casework.exchanges.views.fetch import own_entries, own_entry
from casework.exchanges.views.tables import TO_VERIFY, export_of_entries, table_of
from casework.lib.searches import asked
from casework.people.models import Person


@require(Permission.VERIFY_PERSON)
def verifications(request: AuthedRequest, reference: str) -> HttpResponse:
    exchange = get_object_or_404(Exchange, reference=reference)
    to_verify = own_entries(request, exchange).to_verify()
    form = ArrivalFilter(asked(request))
    queue = Queue.to_verify(exchange, request.user)
    table = table_of(request, form.narrow(to_verify), TO_VERIFY, PER_PAGE)
    waiting = {"status": EntryStatus.LINKED, "arrival": Arrival.ARRIVED, "identity": IdentityCheck.PENDING}
    context = table | {
        "exchange": exchange,
        "form": form,
        "export": export_of_entries(request, exchange, table, **waiting),
        "queue": queue,
        "next_code": queue.next(),
        "verified": queue.verified,
    }
    return render(request, "exchanges/verifications.html", context)


@require(Permission.VERIFY_PERSON)
def verify(request: AuthedRequest, reference: str) -> HttpResponse:
    entry = own_entry(request, reference)
    link = _live_link(entry, request.user)
    queue = Queue.to_verify(entry.exchange, request.user)
    following = queue.next(entry.reference)
    url = reverse("exchanges:verify", args=[following]) if following and following != entry.reference else ""
    receptions = list(entry.receptions.select_related("by"))
    begun = {"place": _last_place(request, entry.exchange)} | _begun(receptions, request.user)
    form = VerifyForm(request.POST or None, user=request.user, initial=begun)
    said = _("Verified: %s has returned.") % (link.person.reference if link else "")
    done = carry_out(
        request, form, actions.verify_person, entry, success=said, to=url or _list_url(entry.exchange)
    )
    proposal = linked(link, request.user) if link else None
    context = {
        "entry": entry,
        "link": link,
        "held": link is not None and link.person.organisation_id == request.user.organisation_id,
        "shown": proposal.shown if proposal else (),
        "form": form,
        "receptions": receptions,
        "next_url": url,
        "queue": queue,
        "refusal": "" if request.method == "POST" else why_not_verified(entry, by=request.user),
        "rows": side_by_side(entry, proposal) if proposal else [],
    }
    return done or render(request, "exchanges/verify_form.html", context)


@require(Permission.VERIFY_PERSON)
def dispute(request: AuthedRequest, reference: str) -> HttpResponse:
    entry = own_entry(request, reference)
    form = DisputeForm(request.POST or None)
    said = _("The identity is disputed. The entry is to be decided anew.")
    done = carry_out(request, form, actions.dispute_identity, entry, success=said, to=_list_url(entry.exchange))
    context = {"entry": entry, "link": _live_link(entry, request.user), "form": form}
    return done or render(request, "exchanges/dispute_form.html", context)


def _live_link(entry: Entry, user: User) -> Link | None:
    """The link to a person whom the user may see; None where there is none such, or not any more."""
    links = entry.links.live().filter(person__in=Person.objects.visible_to(user))
    return links.select_related("person", "confirmed_by").first()


def _begun(receptions: list[Reception], user: User) -> dict[str, str]:
    """What the reception desk put down. Who they are each verifier says for themselves, from what they saw."""
    if not receptions:
        return {}
    last, told = receptions[0], [met.told for met in reversed(receptions) if met.told]
    begun = {"condition": last.condition, "condition_note": last.condition_note}
    begun |= {f"seen_{line}_told": text for line, text in enumerate(told[:SEEN_LINES], 1)}
    if last.place:
        begun["place"] = last.place
    if own := next((met for met in receptions if met.by_id == user.pk), None):
        begun |= {"identified_by": own.identified_by, "identified_detail": own.identified_detail}
    return begun


def _last_place(request: AuthedRequest, exchange: Exchange) -> str:
    """Where the user verified last at this exchange: most likely they are still there."""
    last = Verification.objects.filter(by=request.user, entry__exchange=exchange).first()
    return last.place if last else ""


def _list_url(exchange: Exchange) -> str:
    return reverse("exchanges:verifications", args=[exchange.reference])
