from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Func
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access import Permission, can, require
from casework.accounts.http import AuthedRequest
from casework.accounts.models import User
from casework.audit.forms import carry_out
from casework.families import actions, forms
from casework.families.models import Case, CaseQuerySet
from casework.families.search import search_cases
from casework.families.sharing import fields_shown, named_cases, open_detentions, open_evidence, open_of
from casework.families.statuses import CASE, ReferableField
from casework.families.views.fetch import own_case, visible_case
from casework.lib.alphabet import Alphabetical
from casework.lib.chosen_columns import choose_columns
from casework.lib.codes import MistypedCode
from casework.lib.exports import export_of
from casework.lib.searches import asked

HISTORY = 50
COLUMNS = {  # beside the person and the code
    "relatives": gettext_lazy("Relatives"),
    "status": gettext_lazy("Status"),
    "assigned": gettext_lazy("Assigned to"),
    "contact": gettext_lazy("Last contact"),
    "opened": gettext_lazy("Opened"),
}
SORTS: dict[str, tuple[Func | F, ...]] = {
    "person": (Alphabetical("person__name"),),
    "status": (F("status"), F("last_contact_on")),
    "assigned": (Alphabetical("assigned_to__last_name"), F("assigned_to__username")),
    "contact": (F("last_contact_on"), F("opened_on")),
    "opened": (F("opened_on"),),
}


@require(Permission.VIEW_CASES)
def case_list(request: AuthedRequest) -> HttpResponse:
    own = Case.objects.writable_by(request.user)
    referred = Case.objects.referred_to(request.user)
    own_count, referred_count = own.count(), referred.count()
    scope = request.GET.get("scope") or ("own" if can(request.user, Permission.OPEN_CASE) else "")
    if scope not in ("own", "referred"):
        scope = "referred" if referred_count and not own_count else "own"
    form = forms.CaseFilter(asked(request))
    text, mistyped = form.data.get("q", "").strip(), False
    cases = _filtered(own, form, request) if scope == "own" else referred
    if text:
        try:
            cases = (
                search_cases(cases, text, reader=request.user.organisation)
                if scope == "own"
                else _search_referred(cases, text, request)
            )
        except MistypedCode:
            mistyped, cases = True, cases.none()
    sort = request.GET.get("sort", "-opened")
    shown = cases.select_related("person", "organisation", "assigned_to")
    columns = choose_columns(request.GET, COLUMNS)
    if scope == "own" and "relatives" in columns:
        shown = shown.prefetch_related("relatives")
    page = Paginator(shown.order_by(*_ordering(sort, scope)), forms.MOST).get_page(request.GET.get("page"))
    if text and page.paginator.count == 1:
        return redirect(page.object_list[0])
    context = {"form": form, "page_obj": page, "sort": sort, "scope": scope, "text": text, "mistyped": mistyped}
    context |= {"own_count": own_count, "referred_count": referred_count, "columns": columns}
    context["export"] = export_of(
        request.GET, "cases", page, searched=text, columns=columns, always=("name",), scope=scope
    )
    if scope == "referred":
        context["named"] = named_cases(request.user)
    elif can(request.user, Permission.ASSIGN_CASE):
        context["assign_form"] = forms.AssignManyForm(user=request.user)
    return render(request, "families/list.html", context)


def _filtered(cases: CaseQuerySet, form: forms.CaseFilter, request: AuthedRequest) -> CaseQuerySet:
    chosen = form.cleaned_data if form.is_valid() else {}
    if chosen.get("status"):
        cases = cases.filter(status=chosen["status"])
    if chosen.get("assigned") == "me":
        cases = cases.filter(assigned_to=request.user)
    if chosen.get("assigned") == "nobody":
        cases = cases.filter(assigned_to=None)
    return cases.unheard() if chosen.get("unheard") else cases


def _search_referred(cases: CaseQuerySet, text: str, request: AuthedRequest) -> CaseQuerySet:
    """What was not shared cannot be searched for either."""
    named = cases.filter(pk__in=named_cases(request.user))
    return search_cases(named, text, reader=request.user.organisation, by_relatives=False)


def _ordering(sort: str, scope: str) -> list[Any]:
    """Cases that were referred are sorted by their date alone: an order can tell what is not shared."""
    columns = SORTS.get(sort.removeprefix("-"), SORTS["opened"]) if scope == "own" else SORTS["opened"]
    down = sort.startswith("-") or scope != "own"
    return [one.desc(nulls_last=True) if down else one.asc(nulls_first=True) for one in columns] + ["-pk"]


@require(Permission.VIEW_CASES)
def case_detail(request: AuthedRequest, reference: str) -> HttpResponse:
    case = visible_case(request, reference)
    shown = fields_shown(case, request.user)
    own = case.organisation_id == request.user.organisation_id
    user = request.user
    writes = can(user, Permission.VIEW_CASES, case, writing=True)
    context = {
        "case": case,
        "behind_glass": own and not writes,
        "person": case.person,
        "own": own,
        "shown": shown,
        "can_note": writes and can(user, Permission.OPEN_CASE),
        "can_manage": writes and can(user, Permission.MANAGE_CASE),
        "can_refer": writes and can(user, Permission.REFER_CASE),
        "can_change_status": writes and any(not s.requires for s in CASE.targets(case.status, user.permissions)),
        "can_take": writes and case.assigned_to_id is None and can(user, Permission.MANAGE_CASE),
        "can_assign": writes and can(user, Permission.ASSIGN_CASE),
        "note_form": forms.NoteForm(),
        **_of_person(case, shown, user),
        **_of_family(case, shown, user),
    }
    if own:
        context |= {
            "follow_ups": case.follow_ups.open().select_related("owner").order_by("due_on")[:HISTORY],
            "follow_ups_done": case.follow_ups.done().select_related("done_by").order_by("-done_at")[:HISTORY],
            "consents": case.consents.select_related("relative", "recipient"),
            "referrals": case.referrals.select_related("recipient", "by", "approved_by"),
        }
        if can(user, Permission.VIEW_NOTIFICATIONS):
            context["notifications"] = case.notifications.select_related(
                "relative", "prepared_by", "approved_by", "delivered_by"
            ).order_by("order", "pk")
    return render(request, "families/detail.html", context)


def _of_person(case: Case, shown: frozenset[str], user: User) -> dict[str, Any]:
    person = case.person
    found: dict[str, Any] = {}
    if ReferableField.IDENTITY in shown:
        found |= {"names": person.names.order_by("kind", "pk"), "numbers": person.registry_numbers.all()}
    if ReferableField.EVIDENCE in shown:
        found |= {
            "evidence": open_evidence(case, user)[:HISTORY],
            "documents": person.attachments.visible_to(user).select_related("added_by"),
            "detentions": open_detentions(case, user).select_related("place")[:HISTORY],
        }
    return found


def _of_family(case: Case, shown: frozenset[str], user: User) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if ReferableField.RELATIVES in shown:
        found["links"] = case.case_relatives.select_related("relative").order_by("order")
    if ReferableField.CONTACTS in shown:
        contacts = open_of(case.contact_attempts.all(), case, user, put_down="at")
        found["contacts"] = contacts.select_related("relative", "by")[:HISTORY]
    if ReferableField.NOTES in shown:
        found["notes"] = open_of(case.notes.all(), case, user, put_down="at").select_related("by")[:HISTORY]
    return found


@require(Permission.MANAGE_CASE)
def case_edit(request: AuthedRequest, reference: str) -> HttpResponse:
    case = own_case(request, reference)
    values = {name: getattr(case, name) for name in ("request", "opened_on", "version")}
    form = forms.CaseEditForm(request.POST or None, initial=values)
    done = carry_out(request, form, actions.update_case, case, success=_("The changes are saved."))
    return done or form_page(request, case, form, _("Change the case"), _("Save"))


@require(Permission.MANAGE_CASE)
def case_status(request: AuthedRequest, reference: str) -> HttpResponse:
    case = own_case(request, reference)
    form = forms.StatusForm(request.POST or None, case=case, permissions=request.user.permissions)
    done = carry_out(request, form, actions.change_case_status, case, success=_("The step is recorded."))
    return done or render(request, "families/status_form.html", {"case": case, "form": form})


def form_page(request: AuthedRequest, case: Case, form: Any, heading: str, submit: str) -> HttpResponse:
    return render(
        request, "families/form.html", {"case": case, "form": form, "heading": heading, "submit": submit}
    )
