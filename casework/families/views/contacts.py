from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.access import Permission, can, require
from casework.accounts.http import AuthedRequest
from casework.accounts.middleware import came_from
from casework.audit.forms import carry_out
from casework.families import actions, forms
from casework.families.models import Consent, FollowUp
from casework.families.statuses import ConsentPurpose
from casework.families.views.fetch import own_case

PER_PAGE = 50


@require(Permission.MANAGE_CASE)
def contact_add(request: AuthedRequest, reference: str) -> HttpResponse:
    """With `?relative=CODE` for that relative, else for the first to be informed."""
    case = own_case(request, reference)
    links = list(case.case_relatives.select_related("relative").order_by("order"))
    wanted = request.GET.get("relative")
    link = next((one for one in links if one.relative.reference == wanted), links[0] if links else None)
    about = {"relative": link.relative, "number_used": str(link.relative.phone)} if link is not None else {}
    form = forms.ContactForm(request.POST or None, case=case, initial=about)
    done = carry_out(request, form, actions.record_contact, case, success=_("The contact is recorded."), to=case)
    context = {"case": case, "form": form, "link": link, "others": [one for one in links if one != link]}
    return done or render(request, "families/contact_form.html", context)


@require(Permission.MANAGE_CASE)
def follow_up_add(request: AuthedRequest, reference: str) -> HttpResponse:
    case = own_case(request, reference)
    form = forms.FollowUpForm(request.POST or None, user=request.user)
    done = carry_out(request, form, actions.add_follow_up, case, success=_("The follow-up is set."), to=case)
    words = {"heading": _("New follow-up"), "submit": _("Save")}
    return done or render(request, "families/form.html", {"case": case, "form": form} | words)


@require(Permission.MANAGE_CASE)
@require_POST
def follow_up_done(request: AuthedRequest, pk: int) -> HttpResponse:
    """In one click, with or without a word on what came of it; then back to where the reader was."""
    follow_up = get_object_or_404(FollowUp.objects.visible_to(request.user).select_related("case"), pk=pk)
    form = forms.FollowUpDoneForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Keep what came of it below 300 characters, and send it again."))
    else:
        actions.complete_follow_up(follow_up, outcome=form.cleaned_data["outcome"], by=request.user)
        messages.success(request, _("Done: %s") % follow_up.what)
    return redirect(came_from(request))


@require(Permission.VIEW_CASES)
def follow_ups(request: AuthedRequest) -> HttpResponse:
    form = forms.FollowUpFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = FollowUp.objects.visible_to(request.user).select_related("case__person", "owner", "done_by")
    if chosen.get("whose") != "all":
        found = found.owned_by(request.user)
    state = chosen.get("state")
    found = found.done().order_by("-done_at", "-pk") if state == "done" else found.open().order_by("due_on", "pk")
    if state == "overdue":
        found = found.filter(due_on__lt=timezone.localdate())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "families/follow_ups.html", {"form": form, "page_obj": page, "today": timezone.localdate()}
    )


@require(Permission.OPEN_CASE)
def note_add(request: AuthedRequest, reference: str) -> HttpResponse:
    case = own_case(request, reference)
    form = forms.NoteForm(request.POST or None)
    done = carry_out(request, form, actions.add_note, case, success=_("The note is kept."), to=case)
    words = {"heading": _("New note"), "submit": _("Save")}
    return done or render(request, "families/form.html", {"case": case, "form": form} | words)


@require(Permission.OPEN_CASE)
def consent_add(request: AuthedRequest, reference: str) -> HttpResponse:
    """With `?for=referral` to sharing, and then on to the referral."""
    case = own_case(request, reference)
    to_refer = request.GET.get("for") == ConsentPurpose.REFERRAL and can(request.user, Permission.REFER_CASE)
    asked = {"purpose": ConsentPurpose.REFERRAL} if to_refer else None
    form = forms.ConsentForm(request.POST or None, case=case, initial=asked)
    to = reverse("families:referral_add", args=[case.reference]) if to_refer else case
    done = carry_out(request, form, actions.record_consent, case, success=_("The answer is recorded."), to=to)
    words = {"heading": _("Consent"), "submit": _("Save")}
    return done or render(request, "families/form.html", {"case": case, "form": form} | words)


@require(Permission.OPEN_CASE)
@require_POST
def consent_withdraw(request: AuthedRequest, pk: int) -> HttpResponse:
    consents = Consent.objects.writable_by(request.user).select_related("case")
    consent = get_object_or_404(consents, pk=pk)
    actions.withdraw_consent(consent, by=request.user)
    messages.success(request, _("The consent is withdrawn from today."))
    return redirect(consent.case)
