"""A request of a family, taken down on one page."""

from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.accounts.models import Organisation, User
from casework.audit.forms import carry_out
from casework.audit.models import Submission
from casework.families import actions, forms
from casework.families.models import Case
from casework.lib.errors import Refused
from casework.matching.likely import likely_people
from casework.matching.reasons import reason_text
from casework.people.models import Person

NEW = "new"
_RELATIVE = ("name", "phone", "language", "call_back_word")


@require(Permission.OPEN_CASE)
def case_create(request: AuthedRequest) -> HttpResponse:
    """With `?person=CODE` a case for that person; without, a request about somebody who may not be on record."""
    if reference := request.GET.get("person"):
        return _create_for(request, reference)
    form = forms.RequestForm(request.POST or None, user=request.user)
    asks_back = request.POST.get("choice") == "back"
    if request.method == "POST" and form.is_valid() and not asks_back:
        if _is_new(form) and (known := _likely(form, request.user)):
            return render(request, "families/request_known.html", {"form": form, "known": known})
        done = carry_out(
            request,
            form,
            _register,
            organisation=request.user.organisation,
            success=_("The request is registered."),
        )
        if done:
            return done
    return render(request, "families/request_form.html", {"form": form})


def _create_for(request: AuthedRequest, reference: str) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), reference=reference)
    form = forms.CaseForm(request.POST or None, user=request.user)
    organisation = request.user.organisation
    done = carry_out(
        request, form, _register, organisation=organisation, person=person, success=_("The case is open.")
    )
    return done or render(request, "families/request_form.html", {"form": form, "person": person})


def _register(
    *,
    organisation: Organisation,
    by: User,
    relationship: str,
    request: str,
    take_it: bool = False,
    choice: str = "",
    person: Person | None = None,
    **said: Any,
) -> Case:
    if choice and choice != NEW:
        person = Person.objects.writable_by(by).filter(reference=choice).first()
        if person is None:
            raise Refused(_("The person that was chosen is not on record any more. Send the form again."))
    relative = {name: said.pop(name) for name in _RELATIVE}
    return actions.register_request(
        organisation=organisation,
        person=person,
        about=said | {"name_source": relative["name"]},
        relative=relative,
        relationship=relationship,
        request=request,
        assigned_to=by if take_it else None,
        by=by,
    )


def _is_new(form: forms.RequestForm) -> bool:
    """Whether the question who is meant was not answered yet. A request that is sent again is not asked about."""
    key = form.cleaned_data["submission"]
    return not form.cleaned_data["choice"] and not Submission.objects.filter(key=key).exists()


def _likely(form: django_forms.Form, user: User) -> list[dict[str, Any]]:
    """The people of our register whom the family may mean, best first, with the reasons and their cases."""
    register = Person.objects.writable_by(user).prefetch_related("cases__case_relatives__relative")
    return [
        {
            "person": one.person,
            "reasons": [reason_text(reason) for reason in one.reasons],
            "cases": [case for case in one.person.cases.all() if case.organisation_id == user.organisation_id],
        }
        for one in likely_people(form.cleaned_data, user, register=register)
    ]
