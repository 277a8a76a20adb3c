"""What may be made known of an exchange, what waits, and what was published."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.accounts.models import Proposal
from casework.audit.forms import ActionForm, carry_out
from casework.exchanges.models import Exchange
from casework.families.forms import text_field
from casework.reports import actions
from casework.reports.models import Publication
from casework.reports.publishing import LEVEL, Draft, draft, standing
from casework.reports.scope import Scope


class ReasonForm(ActionForm):
    reason = text_field(gettext_lazy("reason"), rows=2, max_length=500, help_text=gettext_lazy("Name nobody."))


@require(Permission.PUBLISH_LIST)
def publication(request: AuthedRequest, reference: str) -> HttpResponse:
    """Who would be in, who is left out and why; on POST it is proposed."""
    exchange = get_object_or_404(Exchange, reference=reference)
    organisation = Scope.of(request.user).organisation
    found = draft(exchange, organisation)
    form = ReasonForm(request.POST or None)
    success = _("Proposed. Nothing is published before somebody else approves it.")
    proposing = carry_out(
        request,
        form,
        actions.propose_publication,
        exchange,
        organisation=organisation,
        seen=request.POST.get("seen", ""),
        success=success,
        to=reverse("reports:publication", args=[reference]),
    )
    return proposing or render(request, "reports/publication.html", _context(request, exchange, found, form))


def _context(request: AuthedRequest, exchange: Exchange, found: Draft, form: ReasonForm) -> dict[str, Any]:
    publications = Publication.objects.visible_to(request.user).filter(exchange=exchange)
    waiting = Proposal.objects.visible_to(request.user).waiting()
    proposal = waiting.filter(kind="publish_list", subject=f"exchange:{exchange.reference}").first()
    return {
        "exchange": exchange,
        "draft": found,
        "form": form,
        "level": LEVEL,
        "proposal": proposal,
        "changed": proposal is not None and proposal.payload.get("sha256") != found.sha256,
        "publications": publications.select_related("proposed_by", "approved_by", "ended_by"),
    }


@require(Permission.PUBLISH_LIST)
def published(request: AuthedRequest, pk: int) -> HttpResponse:
    """The names that are published, ready to be printed; none once it is withdrawn."""
    found = _publication(request, pk)
    lines = [] if found.ended_at else standing(draft(found.exchange, found.organisation), found.marks)
    context = {"publication": found, "lines": lines, "off": found.count - len(lines), "level": LEVEL}
    return render(request, "reports/published.html", context)


@require(Permission.PUBLISH_LIST)
@require_POST
def published_file(request: AuthedRequest, pk: int) -> HttpResponse:
    found = _publication(request, pk)
    response = HttpResponse(
        actions.take_publication(found, by=request.user), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    return response


@require(Permission.PUBLISH_LIST)
def withdraw(request: AuthedRequest, pk: int) -> HttpResponse:
    found = _publication(request, pk)
    form = ReasonForm(request.POST or None)
    success = _("Withdrawn. The list is published no longer.")
    to = reverse("reports:publication", args=[found.exchange.reference])
    done = carry_out(request, form, actions.withdraw_publication, found, success=success, to=to)
    return done or render(request, "reports/withdraw.html", {"publication": found, "form": form, "back": to})


def _publication(request: AuthedRequest, pk: int) -> Publication:
    visible = Publication.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("exchange", "organisation", "approved_by"), pk=pk)
