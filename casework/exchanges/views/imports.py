"""A list comes in: upload, columns, preview, import; and what became of it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.access import Permission, can, require
from casework.accounts.http import AuthedRequest
from casework.accounts.models import Organisation
from casework.audit.forms import carry_out
from casework.audit.refusals import record_refusal
from casework.exchanges import actions
from casework.exchanges.actions.comparison import Comparison, compare, standing_entries
from casework.exchanges.drafts import read_draft, sheets_of, warnings
from casework.exchanges.forms import imports as forms
from casework.exchanges.models import Entry, Exchange, ListFile
from casework.exchanges.statuses import EntryStatus, ListStatus
from casework.exchanges.views.fetch import own_organisation
from casework.lib.csv_export import csv_lines
from casework.lib.errors import Refused
from casework.lists import Reading, ReadRow, errors_csv
from casework.people.statuses import Category

PER_PAGE = 100


@require(Permission.IMPORT_LIST)
def upload(request: AuthedRequest, reference: str) -> HttpResponse:
    exchange = get_object_or_404(Exchange, reference=reference)
    organisation = own_organisation(request)
    form = forms.UploadForm(
        request.POST or None, request.FILES or None, exchange=exchange, organisation=organisation
    )
    done = carry_out(request, form, _or_the_first(request, partial(_receive, exchange, organisation)))
    return done or render(request, "exchanges/upload.html", {"form": form, "exchange": exchange})


def _receive(exchange: Exchange, organisation: Organisation, *, file: UploadedFile, **fields: Any) -> ListFile:
    return actions.receive_list(
        exchange, organisation=organisation, content=file.read(), name=file.name or "", **fields
    )


def _or_the_first(
    request: AuthedRequest, action: Callable[..., ListFile], success: str = ""
) -> Callable[..., ListFile]:
    """`action`; where the same file was imported before, that list with a word about it."""

    def act(*args: Any, **fields: Any) -> ListFile:
        try:
            found = action(*args, **fields)
        except actions.AlreadyImported as known:
            messages.info(request, str(known))
            return known.list_file
        if success:
            messages.success(request, success)
        return found

    return act


@require(Permission.VIEW_EXCHANGES)
def list_file(request: AuthedRequest, reference: str, pk: int) -> HttpResponse:
    found = _list_file(request, reference, pk)
    if found.status == ListStatus.DRAFT:
        return redirect("exchanges:list_preview" if found.columns else "exchanges:list_columns", reference, pk)
    entries = Entry.objects.visible_to(request.user).filter(list_file=found)
    context = {
        "exchange": found.exchange,
        "list_file": found,
        "page_obj": Paginator(entries, PER_PAGE).get_page(request.GET.get("page")),
        "to_search": entries.to_link().filter(searched_at=None).count(),
        "to_link": entries.to_link().count(),
        "next_version": found.replaced_by.imported().first(),
    }
    return render(request, "exchanges/list_file.html", context)


@require(Permission.IMPORT_LIST)
def list_columns(request: AuthedRequest, reference: str, pk: int) -> HttpResponse:
    draft = _draft(request, reference, pk)
    sheet_forms = [
        forms.SheetForm(
            request.POST or None, prefix=f"sheet{number}", sheet=sheet, said=draft.columns.get(sheet.name)
        )
        for number, sheet in enumerate(sheets_of(draft))
    ]
    error = ""
    if request.method == "POST" and all(form.is_valid() for form in sheet_forms):
        said = {form.sheet.name: form.said for form in sheet_forms if form.cleaned_data["used"]}
        try:
            actions.set_columns(draft, columns=said, by=request.user)
        except Refused as refusal:
            record_refusal(request)
            error = str(refusal)
        else:
            return redirect("exchanges:list_preview", reference, pk)
    context = {"exchange": draft.exchange, "list_file": draft, "sheet_forms": sheet_forms, "error": error}
    return render(request, "exchanges/columns.html", context)


@require(Permission.IMPORT_LIST)
def list_preview(request: AuthedRequest, reference: str, pk: int) -> HttpResponse:
    draft = _draft(request, reference, pk)
    if not draft.columns:
        return redirect("exchanges:list_columns", reference, pk)
    return _preview(request, draft, forms.ImportForm())


def _preview(request: AuthedRequest, draft: ListFile, form: forms.ImportForm) -> HttpResponse:
    reading = read_draft(draft)
    found = warnings(draft, reading)
    page = Paginator(reading.rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "exchange": draft.exchange,
        "list_file": draft,
        "form": form,
        "reading": reading,
        "warnings": found,
        "needs_confirmation": any(warning.blocks for warning in found),
        "changed_count": sum(bool(row.changes) for row in reading.rows),
        "page_obj": page,
        "rows": [(row, _category(row)) for row in page],
        "comparison": _compared(draft, reading),
    }
    return render(request, "exchanges/preview.html", context)


def _category(row: ReadRow) -> str:
    said = row.values.get("category")
    return str(Category(said).label) if said else ""


def _compared(draft: ListFile, reading: Reading) -> Comparison | None:
    if draft.replaces is None:
        return None
    return compare(standing_entries(draft.replaces), reading.rows)


@require(Permission.IMPORT_LIST)
@require_POST
def list_import(request: AuthedRequest, reference: str, pk: int) -> HttpResponse:
    found = _list_file(request, reference, pk)
    form = forms.ImportForm(request.POST)
    action = _or_the_first(request, actions.import_list, success=_("The list is imported."))
    done = carry_out(request, form, action, found)
    if done is None:
        found.refresh_from_db()
        return _preview(request, found, form) if found.status == ListStatus.DRAFT else redirect(found)
    if can(request.user, Permission.LINK_ENTRY):
        job = actions.find_candidates(found, by=request.user)
        return redirect(job) if job else done
    return done


@require(Permission.IMPORT_LIST)
@require_POST
def list_discard(request: AuthedRequest, reference: str, pk: int) -> HttpResponse:
    draft = _list_file(request, reference, pk)
    actions.discard_list(draft, by=request.user)
    messages.success(request, _("The list is discarded; nothing of it was imported."))
    return redirect(draft.exchange)


@require(Permission.IMPORT_LIST)
def list_errors(request: AuthedRequest, reference: str, pk: int) -> StreamingHttpResponse:
    """The rows that cannot be read, for whoever corrects the file."""
    draft = _draft(request, reference, pk)
    lines = errors_csv(read_draft(draft))
    response = StreamingHttpResponse(csv_lines(next(lines), lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="errors-{draft.exchange.reference}-{pk}.csv"'
    return response


@require(Permission.VIEW_EXCHANGES)
def list_changes(request: AuthedRequest, reference: str, pk: int) -> HttpResponse:
    """What an imported version added, dropped and changed."""
    found = _list_file(request, reference, pk)
    if found.status != ListStatus.IMPORTED or found.replaces is None:
        raise Http404
    seen = Entry.objects.visible_to(request.user)
    entries = seen.filter(list_file=found).select_related("previous")
    earlier = seen.filter(list_file__in=_earlier(found))
    gone = earlier.filter(
        status=EntryStatus.WITHDRAWN,
        next_versions=None,
        decided_at__gte=found.received_at,
        decided_at__lte=found.imported_at,
    )
    context = {
        "exchange": found.exchange,
        "list_file": found,
        "added": entries.filter(previous=None),
        "changed": [(entry, _changes(entry)) for entry in entries.exclude(previous=None)],
        "dropped": gone,
        "stayed": seen.filter(pk__in=[entry.pk for entry in _stayed(found.replaces, read_draft(found))]),
    }
    return render(request, "exchanges/changes.html", context)


def _stayed(replaced: ListFile, reading: Reading) -> list[Entry]:
    """Who has arrived and therefore stays as listed before, though the new version drops or changes them."""
    comparison = compare(standing_entries(replaced), reading.rows)
    return [*(changed.entry for changed in comparison.changed), *comparison.dropped]


def _earlier(list_file: ListFile) -> list[ListFile]:
    found = []
    while list_file.replaces is not None:
        list_file = list_file.replaces
        found.append(list_file)
    return found


_SHOWN = (
    "surname",
    "given",
    "patronymic",
    "call_sign",
    "date_of_birth",
    "category",
    "sex",
    "rank",
    "unit",
    "place_of_birth",
    "place_of_capture",
)


def _changes(entry: Entry) -> list[tuple[str, str, str]]:
    """Label, before and after of each field that a new version says otherwise."""
    before = entry.previous
    return [
        (str(Entry._meta.get_field(name).verbose_name), getattr(before, name), getattr(entry, name))  # type: ignore[union-attr]
        for name in _SHOWN
        if getattr(before, name) != getattr(entry, name)
    ]


def _list_file(request: AuthedRequest, reference: str, pk: int) -> ListFile:
    files = ListFile.objects.visible_to(request.user).select_related(
        "exchange", "organisation", "replaces", "received_by"
    )
    return get_object_or_404(files, exchange__reference=reference, pk=pk)


def _draft(request: AuthedRequest, reference: str, pk: int) -> ListFile:
    found = _list_file(request, reference, pk)
    if found.status != ListStatus.DRAFT:
        raise Refused(_("This list is no draft any more: what became of it is on the page of the exchange."))
    return found
