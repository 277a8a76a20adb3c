from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.audit.forms import carry_out
from casework.families import actions, forms
from casework.families.models import CaseRelative, Relative
from casework.families.views.fetch import own_case


@require(Permission.OPEN_CASE)
def relative_add(request: AuthedRequest, reference: str) -> HttpResponse:
    case = own_case(request, reference)
    form = forms.NewRelativeForm(request.POST or None, user=request.user)
    done = carry_out(request, form, actions.add_relative, case, success=_("The relative is on the case."), to=case)
    words = {"heading": _("Another relative"), "submit": _("Save")}
    return done or render(request, "families/form.html", {"case": case, "form": form} | words)


@require(Permission.MANAGE_CASE)
def relative_edit(request: AuthedRequest, reference: str) -> HttpResponse:
    """With `?case=CODE` also who they are to the person of that case."""
    relative = get_object_or_404(Relative.objects.writable_by(request.user), reference=reference)
    links = relative.case_relatives.select_related("case__person", "relative")
    link = links.filter(case__reference=request.GET.get("case", "")).first()
    success = _("The changes are saved.")
    values = forms.relative_values(relative, link)
    if link is not None:
        form: forms.RelativeEditForm = forms.CaseRelativeEditForm(request.POST or None, initial=values)
        done = carry_out(request, form, actions.update_case_relative, link, success=success, to=link.case)
    else:
        form = forms.RelativeEditForm(request.POST or None, initial=values)
        done = carry_out(request, form, actions.update_relative, relative, success=success, to="families:list")
    context = {"form": form, "case": link.case if link else None, "links": links, "relative": relative}
    return done or render(request, "families/relative_form.html", context)


@require(Permission.MANAGE_CASE)
@require_POST
def relative_move(request: AuthedRequest, reference: str, pk: int) -> HttpResponse:
    case = own_case(request, reference)
    link = get_object_or_404(CaseRelative.objects.select_related("case", "relative"), case=case, pk=pk)
    actions.move_relative(link, up=request.POST.get("to") == "up", by=request.user)
    return redirect(f"{case.get_absolute_url()}#relatives")
