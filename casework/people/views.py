from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.access import Permission, can, require
from casework.accounts.http import AuthedRequest
from casework.accounts.models import Organisation
from casework.audit.forms import carry_out
from casework.lib.codes import MistypedCode, read_code
from casework.lib.errors import Refused
from casework.lib.searches import asked
from casework.lists import MAX_BYTES, UnreadableFile
from casework.people import actions, forms
from casework.people.models import Person, StatusChange
from casework.people.statuses import FATES

PER_PAGE = 50
SORTS = {
    "name": ("name", "pk"),
    "status": ("status", "name"),
    "since": ("status_since", "name"),
    "born": ("born_earliest", "name"),
}


@require(Permission.VIEW_PEOPLE)
def person_list(request: AuthedRequest) -> HttpResponse:
    form = forms.PeopleFilter(asked(request))
    people = Person.objects.visible_to(request.user).standing()
    filters = {name: value for name, value in form.data.items() if name in ("status", "category", "sex") and value}
    sort = request.GET.get("sort", "name")
    if filters or sort.removeprefix("-") != "name":
        # A filter, or an order, would tell what a referral does not share.
        people = people.filter(organisation=request.user.organisation_id, **filters)
    mistyped = False
    if text := form.data.get("q", "").strip():
        try:
            code = read_code(text)
            if code and (kept := Person.objects.visible_to(request.user).kept_for(code)):
                return redirect(kept)
            people = people.search(text)
        except MistypedCode:
            mistyped, people = True, people.none()
    page = Paginator(people.order_by(*_ordering(sort)), PER_PAGE).get_page(request.GET.get("page"))
    if text and page.paginator.count == 1:
        return redirect(page.object_list[0])
    context = {"form": form, "page_obj": page, "sort": sort, "text": text, "mistyped": mistyped}
    return render(request, "people/list.html", context)


def _ordering(sort: str) -> list[str]:
    names = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    return [f"-{name}" for name in names] if sort.startswith("-") else list(names)


@require(Permission.VIEW_PEOPLE)
def person_detail(request: AuthedRequest, reference: str) -> HttpResponse:
    visible = Person.objects.visible_to(request.user).select_related("organisation")
    person = visible.filter(reference=reference).first()
    if person is None and (kept := visible.kept_for(reference)):
        messages.info(request, _("%(code)s was merged into this record.") % {"code": reference})
        return redirect(kept)
    if person is None:
        raise Http404
    held = person.organisation_id == request.user.organisation_id
    writes = can(request.user, Permission.VIEW_PEOPLE, person, writing=True)
    context = {
        "person": person,
        "held": held,
        "untold": person.status in FATES and person.cases.untold().exists(),
        # Whom to ask, and nothing more: not whom they hold, nor that they restricted it.
        "ask": Organisation.objects.filter(people__in=Person.objects.possibly(person).open_to(None)).distinct()
        if held
        else [],
        "merged": person.merged.all() if held and can(request.user, Permission.MERGE_PEOPLE) else [],
        "restricted": held and person.restrictions.in_force().exists(),
        "can_restrict": writes and can(request.user, Permission.RESTRICT_PERSON),
        "can_edit": writes and can(request.user, Permission.REGISTER_PERSON),
        "can_record": writes and can(request.user, Permission.RECORD_EVIDENCE),
        "can_change_status": writes and bool(forms.steps_by_hand(person, request.user.permissions)),
        "can_approve_death": writes and can(request.user, Permission.APPROVE_DEATH),
        "names": person.names.order_by("kind", "pk"),
        "numbers": person.registry_numbers.all(),
        "evidence": person.evidence.select_related("recorded_by") if held else [],
        "documents": person.attachments.visible_to(request.user).select_related("added_by", "withdrawn_by"),
        "detentions": person.detentions.select_related("place", "evidence") if held else [],
        "changes": person.status_changes.select_related("by", "approved_by", "refused_by", "linked_by"),
        "pending": person.status_changes.pending().select_related("by").first(),
        "cases": person.cases.visible_to(request.user).select_related("assigned_to"),
        "sees_cases": can(request.user, Permission.VIEW_CASES),
        "entries": person.links.live()
        .filter(entry__organisation=request.user.organisation_id)
        .select_related("entry__exchange"),
        "sees_exchanges": can(request.user, Permission.VIEW_EXCHANGES),
    }
    return render(request, "people/detail.html", context)


@require(Permission.REGISTER_PERSON)
def person_edit(request: AuthedRequest, reference: str) -> HttpResponse:
    person = _held(request, reference)
    values = {name: getattr(person, name) for name in (*forms.PERSON_FIELDS, "version")}
    form = forms.PersonEditForm(request.POST or None, initial=values)
    done = carry_out(request, form, actions.update_person, person, success=_("The changes are saved."))
    return done or render(request, "people/form.html", {"form": form, "person": person})


def _add(
    request: AuthedRequest, reference: str, form_class: Any, action: Any, words: dict[str, str]
) -> HttpResponse:
    """The pages that add one thing to a person's record are alike but for form, action and words."""
    person = _held(request, reference)
    extra = {"person": person} if issubclass(form_class, forms.AboutPersonForm) else {}
    form = form_class(request.POST or None, **extra)
    done = carry_out(request, form, action, person, success=words["success"], to=person)
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
    return _add(request, reference, forms.EvidenceForm, actions.record_evidence, words)


@require(Permission.RECORD_EVIDENCE)
def detention_add(request: AuthedRequest, reference: str) -> HttpResponse:
    words = {"heading": _("Stay at a place of detention"), "success": _("The stay is recorded.")}
    return _add(request, reference, forms.DetentionForm, actions.record_detention, words)


@require(Permission.VIEW_PEOPLE)
def status_change(request: AuthedRequest, reference: str) -> HttpResponse:
    person = _held(request, reference)
    form = forms.StatusForm(request.POST or None, person=person, permissions=request.user.permissions)
    done = carry_out(request, form, actions.change_status, person, success=_("The step is recorded."), to=person)
    return done or render(request, "people/status_form.html", {"form": form, "person": person})


@require(Permission.RESTRICT_PERSON)
def restriction(request: AuthedRequest, reference: str) -> HttpResponse:
    """Who alone may see the person: proposed here, in force once another approves it."""
    person = _held(request, reference)
    present = person.restrictions.in_force().first()
    initial = {"officer": present.officer_id, "readers": present.readers.all()} if present else {}
    form = forms.RestrictionForm(request.POST or None, user=request.user, initial=initial)
    success = _("Proposed. It is in force once somebody else approves it.")
    done = carry_out(request, form, actions.propose_restriction, person, success=success, to=person)
    context = {"form": form, "person": person, "present": present}
    return done or render(request, "people/restriction.html", context)


@require(Permission.RESTRICT_PERSON)
def restriction_lift(request: AuthedRequest, reference: str) -> HttpResponse:
    person = _held(request, reference)
    form = forms.LiftingForm(request.POST or None)
    success = _("Proposed. Everybody sees the record again once somebody else approves it.")
    done = carry_out(request, form, actions.propose_lifting, person, success=success, to=person)
    words = {"heading": _("Lift the restriction")}
    return done or render(request, "people/add.html", {"form": form, "person": person} | words)


@require(Permission.APPROVE_DEATH)
@require_POST
def death_approve(request: AuthedRequest, pk: int) -> HttpResponse:
    change = _change(request, pk)
    actions.approve_death(change, by=request.user)
    messages.success(request, _("Approved. The family can now be told."))
    return redirect(change.person)


@require(Permission.APPROVE_DEATH)
@require_POST
def death_refuse(request: AuthedRequest, pk: int) -> HttpResponse:
    change = _change(request, pk)
    actions.refuse_death(change, by=request.user)
    messages.success(request, _("Refused. The status stays as it was."))
    return redirect(change.person)


@require(Permission.IMPORT_PEOPLE)
def people_import(request: AuthedRequest) -> HttpResponse:
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    done = carry_out(request, form, partial(_import_upload, request), to="people:list")
    return done or render(request, "people/import.html", {"form": form})


def _import_upload(request: AuthedRequest, *, file: Any, by: Any) -> None:
    if file.size > MAX_BYTES:
        raise Refused(_("The file is larger than %(most)s MB. Split it.") % {"most": MAX_BYTES // 2**20})
    try:
        found, done = actions.import_file(file.read(), file.name, organisation=by.organisation, by=by)
    except UnreadableFile as problem:
        raise Refused(str(problem)) from problem
    messages.success(
        request,
        _("Added %(added)s people. %(known)s were known; %(differing)s said otherwise: that is kept as evidence.")
        % {"added": done.added, "known": done.known, "differing": done.differing},
    )
    if found.unused:
        messages.info(request, _("Columns left out: %(names)s.") % {"names": ", ".join(found.unused)})


def _held(request: AuthedRequest, reference: str) -> Person:
    """For whoever writes: a referral lets read only."""
    return get_object_or_404(Person.objects.writable_by(request.user), reference=reference)


def _change(request: AuthedRequest, pk: int) -> StatusChange:
    changes = StatusChange.objects.writable_by(request.user)
    return get_object_or_404(changes.select_related("person"), pk=pk)
