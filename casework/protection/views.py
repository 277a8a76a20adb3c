"""What is done with data and for how long; who is due for review; holds and erasures."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.accounts.models import Proposal
from casework.audit.forms import carry_out
from casework.people.models import Person
from casework.processing import REGISTER, RETENTION, Activity, Held, Retention
from casework.protection import actions
from casework.protection.forms import HoldForm, ReasonForm
from casework.protection.models import Hold
from casework.protection.retention import due_for_review

PER_PAGE = 50


@require(Permission.RUN_REPORTS)
def register(request: AuthedRequest) -> HttpResponse:
    """The register of processing. It holds nobody's data."""
    activities = [
        (Activity(name), processing, [(Held(held).label, RETENTION[held].years) for held in processing.retention])
        for name, processing in REGISTER.items()
    ]
    return render(request, "protection/register.html", {"activities": activities, "retention": _retention()})


@require(Permission.ERASE_PERSON)
def due_list(request: AuthedRequest) -> HttpResponse:
    """Whose record nobody needs any more, as far as a clock can tell."""
    page = Paginator(due_for_review(request.user), PER_PAGE).get_page(request.GET.get("page"))
    holds = Hold.objects.visible_to(request.user).in_force().select_related("person", "by")[:PER_PAGE]
    context = {"page_obj": page, "holds": holds, "retention": _retention(), "labels": dict(Held.choices)}
    return render(request, "protection/list.html", context)


@require(Permission.ERASE_PERSON)
def person(request: AuthedRequest, reference: str) -> HttpResponse:
    held = _held(request, reference)
    context = {
        "person": held,
        "holds": held.holds.select_related("by", "lifted_by"),
        "why_not": "" if held.erased_at else actions.why_not_erased(held),
        "proposal": Proposal.objects.visible_to(request.user)
        .waiting()
        .filter(kind="erase_person", subject=f"person:{held.reference}")
        .first(),
    }
    return render(request, "protection/person.html", context)


@require(Permission.ERASE_PERSON)
def hold(request: AuthedRequest, reference: str) -> HttpResponse:
    held = _held(request, reference)
    form = HoldForm(request.POST or None)
    success = _("On hold: nothing of this person is erased while it lasts.")
    done = carry_out(request, form, actions.hold_person, held, success=success, to=_url(held))
    return done or _form(request, held, form, _("Keep this person"), _("Keep"))


@require(Permission.ERASE_PERSON)
def hold_lift(request: AuthedRequest, pk: int) -> HttpResponse:
    holds = Hold.objects.visible_to(request.user).select_related("person__organisation")
    found = get_object_or_404(holds, pk=pk)
    form = ReasonForm(request.POST or None)
    done = carry_out(request, form, actions.lift_hold, found, success=_("Lifted."), to=_url(found.person))
    return done or _form(request, found.person, form, _("Lift the hold"), _("Lift"))


@require(Permission.ERASE_PERSON)
def erase(request: AuthedRequest, reference: str) -> HttpResponse:
    held = _held(request, reference)
    form = ReasonForm(request.POST or None)
    success = _("Proposed. Nothing is erased before a supervisor approves it.")
    done = carry_out(request, form, actions.propose_erasure, held, success=success, to=_url(held))
    return done or _form(request, held, form, _("Propose the erasure"), _("Propose"), tone="bad")


def _held(request: AuthedRequest, reference: str) -> Person:
    """A person whose record the user's organisation holds, erased or not."""
    people = Person.objects.visible_to(request.user).held_by(request.user.organisation)
    return get_object_or_404(people.select_related("organisation"), reference=reference)


def _form(
    request: AuthedRequest, held: Person, form: ReasonForm | HoldForm, heading: str, submit: str, tone: str = ""
) -> HttpResponse:
    context = {"person": held, "form": form, "heading": heading, "submit": submit, "tone": tone}
    return render(request, "protection/form.html", context)


def _url(held: Person) -> str:
    return reverse("protection:person", args=[held.reference])


def _retention() -> list[tuple[str, Retention]]:
    return [(str(Held(held).label), RETENTION[held]) for held in Held]
