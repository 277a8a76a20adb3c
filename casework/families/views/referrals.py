from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.accounts.models import User
from casework.audit.forms import carry_out
from casework.families import actions, forms
from casework.families.models import Case, Referral
from casework.families.statuses import Harm
from casework.families.views.fetch import own_case


@require(Permission.REFER_CASE)
def referral_add(request: AuthedRequest, reference: str) -> HttpResponse:
    """Without consent there is nothing to fill in: the page says so, and leads to where it is recorded."""
    case = own_case(request, reference)
    agreed = actions.agreed_recipients(case)
    if request.method != "POST" and not agreed.exists():
        return render(request, "families/no_consent.html", {"case": case})
    form = forms.ReferralForm(request.POST or None, agreed=agreed)
    done = carry_out(request, form, _refer, case, success=_became(request.POST.get("harm", "")), to=case)
    words = {"heading": _("Refer the case"), "submit": _("Refer")}
    return done or render(request, "families/form.html", {"case": case, "form": form} | words)


def _became(harm: str) -> str:
    if harm == Harm.YES:
        return _("Stopped, and kept on record: it may do harm. Nothing was shared.")
    if harm == Harm.UNKNOWN:
        return _("Proposed to a second person: it is sent once they approve it.")
    return _("The referral is sent. They see the case once they have accepted.")


def _refer(case: Case, *, fields_shared: list[str], by: User, **said: Any) -> Referral:
    return actions.refer_case(case, fields=fields_shared, by=by, **said)


@require(Permission.VIEW_CASES)
def referrals(request: AuthedRequest) -> HttpResponse:
    """What waits for our answer. Before it is accepted a referral names nobody."""
    waiting = Referral.objects.waiting_for(request.user.organisation).select_related("case__organisation", "by")
    return render(request, "families/referrals.html", {"waiting": waiting.order_by("at")})


@require(Permission.VIEW_CASES)
@require_POST
def referral_accept(request: AuthedRequest, pk: int) -> HttpResponse:
    referral = _received(request, pk)
    actions.accept_referral(referral, by=request.user)
    messages.success(request, _("Accepted. You can read what is shared with you."))
    return redirect(referral.case)


@require(Permission.VIEW_CASES)
@require_POST
def referral_decline(request: AuthedRequest, pk: int) -> HttpResponse:
    actions.decline_referral(_received(request, pk), by=request.user)
    messages.success(request, _("Declined. Nothing of the case was shown to you."))
    return redirect("families:referrals")


@require(Permission.REFER_CASE)
@require_POST
def referral_revoke(request: AuthedRequest, pk: int) -> HttpResponse:
    own = Referral.objects.filter(case__in=Case.objects.writable_by(request.user))
    referral = get_object_or_404(own.select_related("case__organisation"), pk=pk)
    actions.revoke_referral(referral, by=request.user)
    messages.success(request, _("Revoked. They see the case no longer."))
    return redirect(referral.case)


def _received(request: AuthedRequest, pk: int) -> Referral:
    received = Referral.objects.filter(recipient=request.user.organisation_id)
    return get_object_or_404(received.select_related("case", "recipient"), pk=pk)
