from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.accounts.models import Proposal
from casework.accounts.sign_in.sessions import while_open
from casework.audit.details import name_label
from casework.audit.refusals import record_refusal
from casework.lib.chosen_columns import COLUMNS, ChosenColumns, choose_columns
from casework.lib.errors import Refused
from casework.reports import actions
from casework.reports import figures as charts
from casework.reports.forms import ExportForm, LevelForm
from casework.reports.levels import BULK, Level
from casework.reports.models import ReportLog
from casework.reports.quality import quality_of
from casework.reports.registry import REPORTS, reports_for
from casework.reports.report import Filters, Report
from casework.reports.scope import Scope

PREVIEWED = 10
PER_PAGE = 50


@require(Permission.RUN_REPORTS)
def report_list(request: AuthedRequest) -> HttpResponse:
    return render(request, "reports/list.html", {"reports": reports_for(request.user)})


@require(Permission.RUN_REPORTS)
def figures(request: AuthedRequest) -> HttpResponse:
    """The numbers at a glance, in charts that are tables."""
    scope = Scope.of(request.user)
    context: dict[str, Any] = {}
    if request.user.holds(Permission.VIEW_PEOPLE):
        context["register"] = charts.register(scope.people().filter(organisation=scope.organisation))
    if request.user.holds(Permission.VIEW_EXCHANGES):
        years = charts.years_of_exchanges()
        asked = request.GET.get("year", "")
        year = int(asked) if asked in map(str, years) else next(iter(years), None)
        context |= {"years": years, "year": year}
        if year is not None:
            context["returns"], context["unknown"] = charts.announced_returns(year)
    return render(request, "reports/figures.html", context)


@require(Permission.RUN_REPORTS)
def report_run(request: AuthedRequest, name: str) -> HttpResponseBase:
    """Shows what the report will hold; on POST it is taken out. The filters stand in the address."""
    report = REPORTS.get(name)
    if report is None:
        raise Http404(name)
    if not request.user.holds(report.permission):
        raise PermissionDenied(report.permission)
    filters = report.filters(request.GET)
    levels = LevelForm(request.GET if "level" in request.GET else None, report=report, user=request.user)
    level = levels.chosen()
    chosen = _columns(request, report, level)
    form = ExportForm(request.POST or None, user=request.user)
    if filters.is_valid() and not levels.errors and request.method == "POST" and form.is_valid():
        asked: dict[str, Any] = {"filters": filters.cleaned_data, "columns": chosen.chosen}
        order = actions.Order(level=level, **asked, **form.cleaned_data)
        try:
            return _answer(request, report, order)
        except Refused as refusal:
            record_refusal(request)
            form.add_error(None, str(refusal))
    context = {"report": report, "filters": filters, "levels": levels, "level": level, "form": form}
    context["columns"] = chosen
    if filters.is_valid() and not levels.errors:
        scope = Scope.of(request.user)
        found = report.look(scope, filters.cleaned_data, PREVIEWED, level, scope.organisation.slug, chosen.chosen)
        context["count"], context["rows"] = found
        shown = report.columns_at(level, chosen.chosen)
        context["shown"] = [(name, name_label(name)) for name in shown]
        context["withheld"] = [one for one in report.columns_in_words if one[0] not in shown]
        context["by_codes"] = len(filters.cleaned_data.get("codes", "").split())
        context["bulk"] = level >= Level.R2 and found[0] > BULK
    return render(request, "reports/run.html", context)


def _columns(request: AuthedRequest, report: Report, level: Level) -> ChosenColumns:
    """Those of the level, but for the codes, which always stand in the file."""
    query = request.GET.copy()
    query.setlist(COLUMNS, list(report.columns_for(query.getlist(COLUMNS))))
    names = [name for name in report.columns_at(level) if name not in report.codes]
    return choose_columns(query, {name: name_label(name) for name in names})


def _answer(request: AuthedRequest, report: Report, order: actions.Order) -> HttpResponseBase:
    """The file; or word that it waits for a second person, or was stopped."""
    scope = Scope.of(request.user)
    done = actions.order_report(report, order, organisation=scope.organisation, by=request.user)
    if isinstance(done, Proposal):
        messages.success(request, _("Proposed to a second person. Once approved, you find it here, for a day."))
        return redirect("reports:log")
    if done.started_at is None:
        messages.success(request, _("Stopped, and kept on record: it may do harm. Nothing was taken out."))
        return redirect("reports:log")
    return _file(request, done, order.filters)


def _file(request: AuthedRequest, log: ReportLog, filters: Filters) -> HttpResponseBase:
    content = actions.stream_report(log, REPORTS[log.report], Scope.of(request.user), filters, by=request.user)
    content = while_open(request, content)
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{log.file_name}"'
    return response


@require(Permission.RUN_REPORTS)
@require_POST
def report_take(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """What another has approved: once, within a day."""
    log = get_object_or_404(ReportLog.objects.visible_to(request.user).filter(by=request.user), pk=pk)
    log = actions.take_approved(log, by=request.user)
    return _file(request, log, actions.filters_of(log))


@require(Permission.RUN_REPORTS)
def report_log(request: AuthedRequest) -> HttpResponse:
    """What was taken out of the user's organisation, and by whom."""
    logs = ReportLog.objects.visible_to(request.user).select_related("by", "recipient", "approved_by")
    context = {
        "page_obj": Paginator(logs, PER_PAGE).get_page(request.GET.get("page")),
        "to_take": ReportLog.objects.to_take(request.user).select_related("recipient", "approved_by"),
    }
    return render(request, "reports/log.html", context)


@require(Permission.VIEW_QUALITY)
def quality(request: AuthedRequest) -> HttpResponse:
    """How often the engine was right, by the decisions that people made."""
    return render(request, "reports/quality.html", {"quality": quality_of(request.user)})


@require(Permission.VIEW_AUDIT)
@require_POST
def audit_check(request: AuthedRequest) -> HttpResponse:
    fault = actions.check_audit(by=request.user)
    if fault is None:
        messages.success(request, _("The audit is whole: nothing was altered, removed, inserted or reordered."))
    else:
        messages.error(
            request,
            _("Record %(sequence)s of the audit is bad: %(problem)s. Tell the administrator at once.")
            % {"sequence": fault.number, "problem": fault.problem},
        )
    return redirect("audit:list")
