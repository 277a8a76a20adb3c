"""What takes two people: what waits for me, what I proposed, what was decided."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.access import Permission, can, require
from casework.accounts import actions
from casework.accounts.forms import GrantForm
from casework.accounts.http import AuthedRequest
from casework.accounts.models import Proposal
from casework.accounts.payloads import in_words
from casework.audit.forms import carry_out

PER_PAGE = 50


@require(Permission.VIEW_PROPOSALS)
def proposal_list(request: AuthedRequest) -> HttpResponse:
    """Those that wait first; then the decided ones, newest first."""
    visible = Proposal.objects.visible_to(request.user).select_related("proposed_by", "decided_by")
    decided = visible.exclude(pk__in=Proposal.objects.waiting())
    context = {
        "waiting": visible.waiting().order_by("proposed_at", "pk"),
        "page_obj": Paginator(decided, PER_PAGE).get_page(request.GET.get("page")),
        "can_grant": can(request.user, Permission.MANAGE_USERS),
    }
    return render(request, "accounts/proposals.html", context)


@require(Permission.VIEW_PROPOSALS)
def proposal_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    proposal = _proposal(request, pk)
    context = {
        "proposal": proposal,
        "said": in_words(proposal.payload),
        "can_approve": Proposal.objects.to_approve(request.user).filter(pk=pk).exists(),
        "is_mine": proposal.proposed_by_id == request.user.pk,
    }
    return render(request, "accounts/proposal.html", context)


@require(Permission.VIEW_PROPOSALS)
@require_POST
def proposal_approve(request: AuthedRequest, pk: int) -> HttpResponse:
    actions.approve(_proposal(request, pk), seen=request.POST.get("seen", ""), by=request.user)
    messages.success(request, _("Approved, and carried out."))
    return redirect("accounts:proposals")


@require(Permission.VIEW_PROPOSALS)
@require_POST
def proposal_refuse(request: AuthedRequest, pk: int) -> HttpResponse:
    actions.refuse(_proposal(request, pk), by=request.user)
    messages.success(request, _("Set aside. Nothing was changed."))
    return redirect("accounts:proposals")


@require(Permission.MANAGE_USERS)
def grant(request: AuthedRequest) -> HttpResponse:
    form = GrantForm(request.POST or None, by=request.user)
    success = _("Proposed. The role is in force once somebody else approves it.")
    done = carry_out(request, form, actions.propose_grant, success=success, to="accounts:proposals")
    return done or render(request, "accounts/grant.html", {"form": form})


def _proposal(request: AuthedRequest, pk: int) -> Proposal:
    visible = Proposal.objects.visible_to(request.user).select_related("proposed_by", "decided_by", "organisation")
    return get_object_or_404(visible, pk=pk)
