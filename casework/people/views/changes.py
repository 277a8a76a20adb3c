"""Additions to a person's record and steps of their status."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.audit.forms import carry_out
from casework.people import actions, forms
from casework.people.views.fetch import written_change, written_person


def _add(
    request: AuthedRequest, reference: str, form_class: Any, action: Any, words: dict[str, str], to: str = "detail"
) -> HttpResponse:
    """The pages that add one thing to a person's record are alike but for form, action and words."""
    person = written_person(request, reference)
    shown = reverse(f"people:{to}", args=[person.reference])
    extra = {"person": person} if issubclass(form_class, forms.AboutPersonForm) else {}
    form = form_class(request.POST or None, **extra)
    done = carry_out(request, form, action, person, success=words["success"], to=shown)
    return done or render(request, "people/add.html", {"form": form, "person": person} | words)


@require(Permission.REGISTER_PERSON)
def name_add(request: AuthedRequest, reference: str) -> HttpResponse:
    words = {"heading": _("Another name or spelling"), "success": _("The name is on the record.")}
    return _add(request, reference, forms.PersonNameForm, actions.add_name, words)


@require(Permission.RECORD_EVIDENCE)
def number_add(request: AuthedRequest, reference: str) -> HttpResponse:
    words = {"heading": _("Number of another body"), "success": _("The number is on the record.")}
    return _add(request, reference, forms.RegistryNumberForm, actions.add_registry_number, words)


@require(Permission.RECORD_EVIDENCE)
def evidence_add(request: AuthedRequest, reference: str) -> HttpResponse:
    words = {"heading": _("New evidence"), "success": _("The evidence is recorded.")}
    return _add(request, reference, forms.EvidenceForm, actions.record_evidence, words, to="evidence")


@require(Permission.RECORD_EVIDENCE)
def detention_add(request: AuthedRequest, reference: str) -> HttpResponse:
    words = {"heading": _("Stay at a place of detention"), "success": _("The stay is recorded.")}
    return _add(request, reference, forms.DetentionForm, actions.record_detention, words, to="timeline")


@require(Permission.VIEW_PEOPLE)
def status_change(request: AuthedRequest, reference: str) -> HttpResponse:
    person = written_person(request, reference)
    form = forms.StatusForm(request.POST or None, person=person, permissions=request.user.permissions)
    done = carry_out(request, form, actions.change_status, person, success=_("The step is recorded."), to=person)
    return done or render(request, "people/status_form.html", {"form": form, "person": person})


@require(Permission.RESTRICT_PERSON)
def restriction(request: AuthedRequest, reference: str) -> HttpResponse:
    """Who alone may see the person: proposed here, in force once another approves it."""
    person = written_person(request, reference)
    present = person.restrictions.in_force().first()
    initial = {"officer": present.officer_id, "readers": present.readers.all()} if present else {}
    form = forms.RestrictionForm(request.POST or None, user=request.user, initial=initial)
    success = _("Proposed. It is in force once somebody else approves it.")
    done = carry_out(request, form, actions.propose_restriction, person, success=success, to=person)
    context = {"form": form, "person": person, "present": present}
    return done or render(request, "people/restriction.html", context)


@require(Permission.RESTRICT_PERSON)
def restriction_lift(request: AuthedRequest, reference: str) -> HttpResponse:
    person = written_person(request, reference)
    form = forms.LiftingForm(request.POST or None)
    success = _("Proposed. Everybody sees the record again once somebody else approves it.")
    done = carry_out(request, form, actions.propose_lifting, person, success=success, to=person)
    words = {"heading": _("Lift the restriction")}
    return done or render(request, "people/add.html", {"form": form, "person": person} | words)


@require(Permission.APPROVE_DEATH)
@require_POST
def death_approve(request: AuthedRequest, pk: int) -> HttpResponse:
    change = written_change(request, pk)
    actions.approve_death(change, by=request.user)
    messages.success(request, _("Approved. The family can now be told."))
    return redirect(change.person)


@require(Permission.APPROVE_DEATH)
@require_POST
def death_refuse(request: AuthedRequest, pk: int) -> HttpResponse:
    change = written_change(request, pk)
    actions.refuse_death(change, by=request.user)
    messages.success(request, _("Refused. The status stays as it was."))
    return redirect(change.person)
