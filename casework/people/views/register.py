from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Func
from django.db.models.expressions import OrderBy
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.audit.forms import carry_out
from casework.lib.alphabet import Alphabetical
from casework.lib.chosen_columns import choose_columns
from casework.lib.codes import MistypedCode, read_code
from casework.lib.errors import Refused
from casework.lib.exports import export_of
from casework.lib.searches import asked
from casework.lists import MAX_BYTES, UnreadableFile
from casework.people import actions, forms
from casework.people.models import Person
from casework.people.views.fetch import written_person

PER_PAGE = 50
COLUMNS = {  # beside the name and the code
    "born": gettext_lazy("Born"),
    "status": gettext_lazy("Status"),
    "since": gettext_lazy("Since"),
    "category": gettext_lazy("Category"),
    "unit": gettext_lazy("Rank and unit"),
}
SORTS: dict[str, tuple[Func | F, ...]] = {
    "name": (Alphabetical("name"), F("pk")),
    "status": (F("status"), Alphabetical("name"), F("pk")),
    "since": (F("status_since"), Alphabetical("name"), F("pk")),
    "born": (F("born_earliest"), Alphabetical("name"), F("pk")),
}


@require(Permission.VIEW_PEOPLE)
def person_list(request: AuthedRequest) -> HttpResponse:
    form = forms.PeopleFilter(asked(request))
    people = Person.objects.visible_to(request.user).standing()
    filters = {name: value for name, value in form.data.items() if name in ("status", "category", "sex") and value}
    sort = request.GET.get("sort", "name")
    held = filters or sort.removeprefix("-") != "name"
    if held:
        # A filter, or an order, would tell what a referral does not share.
        people = people.filter(organisation=request.user.organisation_id, **filters)
    mistyped = False
    if text := form.data.get("q", "").strip():
        try:
            code = read_code(text)
            if code and (kept := Person.objects.visible_to(request.user).kept_for(code)):
                return redirect(kept)
            people = people.search(text, reader=request.user.organisation)
        except MistypedCode:
            mistyped, people = True, people.none()
    page = Paginator(people.order_by(*_ordering(sort)), PER_PAGE).get_page(request.GET.get("page"))
    if text and page.paginator.count == 1:
        return redirect(page.object_list[0])
    columns = choose_columns(request.GET, COLUMNS)
    context = {"form": form, "page_obj": page, "sort": sort, "text": text, "mistyped": mistyped}
    context["columns"] = columns
    context["export"] = export_of(
        request.GET,
        "people_by_status",
        page,
        searched=text,
        columns=columns,
        always=("name", "name_latin"),
        held="own" if held else "",
    )
    return render(request, "people/list.html", context)


def _ordering(sort: str) -> list[OrderBy]:
    columns = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    return [column.desc() if sort.startswith("-") else column.asc() for column in columns]


@require(Permission.REGISTER_PERSON)
def person_edit(request: AuthedRequest, reference: str) -> HttpResponse:
    person = written_person(request, reference)
    values = {name: getattr(person, name) for name in (*forms.PERSON_FIELDS, "version")}
    form = forms.PersonEditForm(request.POST or None, initial=values)
    done = carry_out(request, form, actions.update_person, person, success=_("The changes are saved."))
    return done or render(request, "people/form.html", {"form": form, "person": person})


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
