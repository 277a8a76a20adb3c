"""Emergency access to a restricted case, and its review."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.accounts.sign_in.sessions import require_fresh_sign_in
from casework.audit.forms import ActionForm, carry_out
from casework.families import actions
from casework.people.models import BreakGlass

PER_PAGE = 50


class BreakGlassForm(ActionForm):
    case_code = forms.CharField(
        label=gettext_lazy("code of the case"), max_length=12, widget=forms.TextInput(attrs={"autofocus": True})
    )
    reason = forms.CharField(
        label=gettext_lazy("why you must see it now"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class GlassReviewForm(forms.Form):
    justified = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda value: value == "yes")
    remark = forms.CharField(max_length=500, required=False)


@require(Permission.BREAK_GLASS)
def break_glass(request: AuthedRequest) -> HttpResponse:
    require_fresh_sign_in(request)
    form = BreakGlassForm(request.POST or None, initial={"case_code": request.GET.get("case", "")})
    success = _("You can read this case for an hour. Whoever is responsible for it and the auditor are told.")
    done = carry_out(request, form, actions.break_glass, success=success)
    return done or render(request, "families/break_glass.html", {"form": form})


@require(Permission.REVIEW_BREAK_GLASS)
def broken_glass(request: AuthedRequest) -> HttpResponse:
    """Those that wait for a review first."""
    visible = BreakGlass.objects.visible_to(request.user).select_related("user", "reviewed_by")
    page = Paginator(visible.exclude(reviewed_at=None), PER_PAGE).get_page(request.GET.get("page"))
    waiting = visible.unreviewed().order_by("at")
    return render(request, "families/broken_glass.html", {"waiting": waiting, "page_obj": page})


@require(Permission.REVIEW_BREAK_GLASS)
@require_POST
def glass_review(request: AuthedRequest, pk: int) -> HttpResponse:
    broken = get_object_or_404(BreakGlass.objects.visible_to(request.user).select_related("user"), pk=pk)
    form = GlassReviewForm(request.POST)
    if form.is_valid():
        actions.review_glass(broken, **form.cleaned_data, by=request.user)
        messages.success(request, _("The review is recorded."))
    else:
        messages.error(request, _("Say whether it was justified, in no more than 500 characters."))
    return redirect("families:broken_glass")
