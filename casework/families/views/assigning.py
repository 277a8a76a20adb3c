"""To whom cases are given: one from its page, or those that were ticked in the list."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.accounts.models import User
from casework.audit.forms import carry_out
from casework.families import actions, forms
from casework.families.models import Case
from casework.families.views.cases import form_page
from casework.families.views.fetch import own_case


@require(Permission.MANAGE_CASE)
def case_assign(request: AuthedRequest, reference: str) -> HttpResponse:
    case = own_case(request, reference)
    form = forms.AssignForm(request.POST or None, user=request.user, initial={"to": case.assigned_to})
    done = carry_out(request, form, actions.assign_case, case, success=_("The case is assigned."))
    return done or form_page(request, case, form, _("Assign the case"), _("Assign"))


@require(Permission.ASSIGN_CASE)
def cases_assign(request: AuthedRequest) -> HttpResponse:
    """Says what would be done with the cases that were ticked; sent once more, does it."""
    back = _list_as_left(request)
    if request.method == "POST":
        asked: forms.AssignManyForm = forms.AssignManySureForm(request.POST, user=request.user)
    else:
        asked = forms.AssignManyForm(request.GET, user=request.user)
    done = carry_out(request, asked, actions.assign_cases, success=_success(asked), to=back)
    if done is not None:
        return done
    context = {"asked": asked, "back": back, "shown": request.GET.get("shown", "")}
    if asked.cleaned_data.keys() >= {"cases", "to"}:
        context |= _preview(asked.cleaned_data["cases"], asked.cleaned_data["to"], request.user)
    return render(request, "families/assign_many.html", context)


def _list_as_left(request: AuthedRequest) -> str:
    """The list with the filters and the page from which the cases were chosen."""
    query = QueryDict(request.GET.get("shown", "")).urlencode()
    return reverse("families:list") + (f"?{query}" if query else "")


def _success(form: forms.AssignManyForm) -> str:
    """What is said of a form that was carried out."""
    if not form.is_valid():
        return ""
    count = len(form.cleaned_data["cases"])
    words = ngettext("%(count)s case is assigned to %(name)s.", "%(count)s cases are assigned to %(name)s.", count)
    return words % {"count": count, "name": form.cleaned_data["to"]}


def _preview(codes: dict[str, str], to: User, user: User) -> dict[str, object]:
    """What goes to `to`, what does not and why. A code that is not there for the user is not there at all."""
    cases = Case.objects.writable_by(user).filter(reference__in=codes).select_related("person", "assigned_to")
    found = {case.reference: case for case in cases}
    there = [found[code] for code in codes if code in found]
    reasons = {case.pk: _("They have this case already.") for case in there if case.assigned_to_id == to.pk}
    reasons |= actions.why_not_assigned(there, to)
    going = [case for case in there if case.pk not in reasons]
    initial = {"to": to.pk, "cases": [f"{case.reference}:{actions.state_of_assignment(case)}" for case in going]}
    return {
        "to": to,
        "going": going,
        "staying": [(case, reasons[case.pk]) for case in there if case.pk in reasons],
        "unchanged": len(codes) - len(going),
        "not_there": [code for code in codes if code not in found],
        "form": forms.AssignManySureForm(user=user, initial=initial),
    }
