"""A request of a family, taken down on one page."""

import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.accounts.models import Organisation, User
from casework.audit.forms import carry_out
from casework.audit.models import Submission
from casework.families import actions, forms
from casework.families.models import Case, RequestDraft
from casework.lib.errors import Refused
from casework.matching.likely import likely_people
from casework.matching.reasons import reason_text
from casework.people.models import Person

NEW = "new"
_RELATIVE = ("name", "phone", "language", "call_back_word")
_TYPED = ["person", *(name for _part, _heading, names in forms.RequestForm.headings for name in names)]


@require(Permission.OPEN_CASE)
def case_create(request: AuthedRequest) -> HttpResponse:
    """With `?person=CODE` a case for that person; without, a request about somebody who may not be on record."""
    if reference := request.GET.get("person"):
        return _create_for(request, reference)
    form = forms.RequestForm(request.POST or None, user=request.user, initial=_begun(request))
    asks_back = request.POST.get("choice") == "back"
    if request.method == "POST" and form.is_valid() and not asks_back:
        if _is_new(form) and (known := _likely(form.cleaned_data, request.user)):
            return render(request, "families/request_known.html", {"form": form, "known": known})
        done = carry_out(
            request,
            form,
            _register,
            organisation=request.user.organisation,
            draft=form.cleaned_data["submission"],
            success=_("The request is registered."),
        )
        if done:
            return done
    return render(request, "families/request_form.html", {"form": form, "drafts": _other_drafts(request)})


def _create_for(request: AuthedRequest, reference: str) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), reference=reference)
    form = forms.CaseForm(request.POST or None, user=request.user, initial=_begun(request))
    done = carry_out(
        request,
        form,
        _register,
        organisation=request.user.organisation,
        person=person,
        draft=form.cleaned_data.get("submission") if form.is_valid() else None,
        success=_("The case is open."),
    )
    return done or render(request, "families/request_form.html", {"form": form, "person": person})


def _begun(request: AuthedRequest) -> dict[str, Any]:
    """With `?draft=KEY` the form goes on where it was left."""
    if (asked := request.GET.get("draft")) is None:
        return {}
    draft = get_object_or_404(RequestDraft.objects.visible_to(request.user), key=_key(asked))
    return draft.said | {"submission": draft.key}


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error


def _other_drafts(request: AuthedRequest) -> QuerySet[RequestDraft]:
    """What the user began and did not register, where they are about to begin anew."""
    drafts = RequestDraft.objects.visible_to(request.user)
    return drafts.none() if request.method == "POST" or "draft" in request.GET else drafts


@require(Permission.OPEN_CASE)
@require_POST
def draft_save(request: AuthedRequest) -> HttpResponse:
    """By the script as it is typed, or with the button for going on later."""
    said = {name: str(request.POST[name]) for name in _TYPED if name in request.POST}
    by_script = request.headers.get("Accept") == "application/json"
    try:
        actions.save_request_draft(_key(request.POST.get("submission", "")), content=said, by=request.user)
    except Refused as refusal:
        if not by_script:
            raise
        return JsonResponse({"errors": [str(refusal)]}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if by_script:
        return JsonResponse({"done": True})
    messages.success(request, _("Kept. You find it here, until you register or throw it away."))
    return redirect("families:create")


@require(Permission.OPEN_CASE)
@require_POST
def draft_discard(request: AuthedRequest) -> HttpResponse:
    actions.end_request_draft(_key(request.POST.get("submission", "")), by=request.user)
    messages.success(request, _("Thrown away."))
    return redirect("families:create")


@require(Permission.OPEN_CASE)
@require_POST
def known_people(request: AuthedRequest) -> HttpResponse:
    """A part of the page: whom of our register they may mean, by what was typed so far."""
    form = forms.RequestForm(request.POST, user=request.user)
    form.is_valid()
    said = form.cleaned_data
    known = _likely(said, request.user) if said.get("surname") or said.get("given") else []
    return render(request, "families/_known.html", {"known": known})


def _register(
    *,
    organisation: Organisation,
    by: User,
    relationship: str,
    request: str,
    take_it: bool = False,
    choice: str = "",
    others: str = "",
    person: Person | None = None,
    draft: uuid.UUID | None = None,
    **said: Any,
) -> Case:
    if draft is not None:
        actions.end_request_draft(draft, by=by)
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
        others=others,
        assigned_to=by if take_it else None,
        by=by,
    )


def _is_new(form: forms.RequestForm) -> bool:
    """Whether the question who is meant was not answered yet. A request that is sent again is not asked about."""
    key = form.cleaned_data["submission"]
    return not form.cleaned_data["choice"] and not Submission.objects.filter(key=key).exists()


def _likely(said: dict[str, Any], user: User) -> list[dict[str, Any]]:
    """The people of our register whom the family may mean, best first, with the reasons and their cases."""
    register = Person.objects.writable_by(user).prefetch_related("cases__case_relatives__relative")
    return [
        {
            "person": one.person,
            "reasons": [reason_text(reason) for reason in one.reasons],
            "cases": [case for case in one.person.cases.all() if case.organisation_id == user.organisation_id],
        }
        for one in likely_people(said, user, register=register)
    ]
