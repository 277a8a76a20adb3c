"""The record of a person, a page for each of its sides."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from casework.access import Permission, can, require
from casework.accounts.http import AuthedRequest
from casework.accounts.models import Organisation
from casework.audit.models import AuditEvent
from casework.audit.views import readable
from casework.people import forms
from casework.people.models import Person
from casework.people.statuses import FATES
from casework.people.timeline import Kind, moments
from casework.people.views.fetch import held_person, visible_person
from casework.people.years import years_of

PER_PAGE = 50
READ = ("read", "read_attachment", "refuse")
ADULT = 18
TABS = (
    ("detail", _("Summary"), Permission.VIEW_PEOPLE),
    ("evidence", _("Evidence"), Permission.VIEW_PEOPLE),
    ("timeline", _("Timeline"), Permission.VIEW_PEOPLE),
    ("families", _("Families"), Permission.VIEW_CASES),
    ("exchanges", _("Exchanges"), Permission.VIEW_EXCHANGES),
    ("documents", _("Documents"), Permission.VIEW_PEOPLE),
    ("history", _("History"), Permission.VIEW_PEOPLE),
)


def _page(request: AuthedRequest, person: Any, tab: str, context: dict[str, Any]) -> HttpResponse:
    """One side of the record under the head that all of them share."""
    held = person.organisation_id == request.user.organisation_id
    writes = can(request.user, Permission.VIEW_PEOPLE) and person.writable
    steps = context.get("steps", person.status_changes.exclude(effective_at=None).select_related("by")[:1])
    head = {
        "person": person,
        # A receiver of a referral sees it where evidence was shared with them by name.
        "portrait": person.attachments.visible_to(request.user).portrait(),
        "held": held,
        "tab": tab,
        "tabs": [(f"people:{name}", label) for name, label, right in TABS if can(request.user, right)],
        "current": f"people:{tab}",
        "untold": person.status in FATES and person.untold,
        "merged": person.merges.standing().select_related("merged")
        if held and can(request.user, Permission.MERGE_PEOPLE)
        else [],
        "restricted": held and person.restricted,
        "minor": person.age is not None and person.age < ADULT,
        "last_change": next((step for step in steps if step.effective_at), None),
        "can_restrict": writes and can(request.user, Permission.RESTRICT_PERSON),
        "can_edit": writes and can(request.user, Permission.REGISTER_PERSON),
        "can_record": writes and can(request.user, Permission.RECORD_EVIDENCE),
        "can_change_status": writes and bool(forms.steps_by_hand(person, request.user.permissions)),
    }
    return render(request, f"people/{tab}.html", head | context)


@require(Permission.VIEW_PEOPLE)
def person_detail(request: AuthedRequest, reference: str) -> HttpResponse:
    person = visible_person(request, reference)
    if person.reference != reference:
        messages.info(request, _("%(code)s was merged into this record.") % {"code": reference})
        return redirect(person)
    if person.organisation_id != request.user.organisation_id:
        cases = person.cases.visible_to(request.user)
        return _page(request, person, "detail", {"cases": cases})
    evidence = list(person.evidence.select_related("recorded_by"))
    steps = list(person.status_changes.select_related("by"))
    heard = [item.happened_earliest or item.reported_on for item in evidence]
    context = {
        # Whom to ask, and nothing more: not whom they hold, nor that they restricted it.
        "ask": Organisation.objects.filter(people__in=Person.objects.possibly(person).open_to(None)).distinct(),
        "can_approve_death": can(request.user, Permission.APPROVE_DEATH) and person.writable,
        "steps": steps,
        "pending": next((step for step in steps if step.is_pending), None),
        "names": person.names.order_by("kind", "pk"),
        "numbers": person.registry_numbers.all(),
        "years": years_of(person, steps, heard),
        "newest": evidence[:3],
        "sees_cases": can(request.user, Permission.VIEW_CASES),
        "cases": person.cases.visible_to(request.user).select_related("assigned_to"),
        "stay": person.detentions.select_related("place", "evidence").first(),
    }
    return _page(request, person, "detail", context)


@require(Permission.VIEW_PEOPLE)
def person_evidence(request: AuthedRequest, reference: str) -> HttpResponse:
    person = held_person(request, reference)
    page = Paginator(person.evidence.select_related("recorded_by"), PER_PAGE).get_page(request.GET.get("page"))
    return _page(request, person, "evidence", {"page_obj": page})


@require(Permission.VIEW_PEOPLE)
def person_timeline(request: AuthedRequest, reference: str) -> HttpResponse:
    person = held_person(request, reference)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    steps = list(person.status_changes.select_related("by", "approved_by", "refused_by"))
    page = Paginator(moments(person, steps, kind), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "kinds": Kind.choices, "kind": kind, "steps": steps}
    return _page(request, person, "timeline", context)


@require(Permission.VIEW_CASES)
def person_families(request: AuthedRequest, reference: str) -> HttpResponse:
    person = held_person(request, reference)
    cases = person.cases.visible_to(request.user).select_related("assigned_to", "organisation", "person")
    cases = cases.prefetch_related("relatives")
    return _page(request, person, "families", {"cases": cases})


@require(Permission.VIEW_EXCHANGES)
def person_exchanges(request: AuthedRequest, reference: str) -> HttpResponse:
    person = held_person(request, reference)
    links = person.links.filter(entry__organisation=request.user.organisation)
    links = links.select_related("entry__exchange", "confirmed_by", "undone_by")
    return _page(request, person, "exchanges", {"links": links.order_by("-confirmed_at")})


@require(Permission.VIEW_PEOPLE)
def person_documents(request: AuthedRequest, reference: str) -> HttpResponse:
    person = held_person(request, reference)
    documents = person.attachments.visible_to(request.user).select_related("added_by", "withdrawn_by")
    return _page(request, person, "documents", {"documents": documents})


@require(Permission.VIEW_PEOPLE)
def person_history(request: AuthedRequest, reference: str) -> HttpResponse:
    """Who changed the record; who read it is for the auditor."""
    person = held_person(request, reference)
    events = AuditEvent.objects.visible_to(request.user).mentioning([person.reference])
    written = events.filter(subject=f"person:{person.reference}").exclude(action__in=READ)
    page = Paginator(written, PER_PAGE).get_page(request.GET.get("page"))
    events_read = [(event, readable(event)) for event in page]
    return _page(request, person, "history", {"page_obj": page, "events": events_read})
