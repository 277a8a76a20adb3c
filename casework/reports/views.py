from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.audit.refusals import record_refusal
from casework.lib.errors import Refused
from casework.reports import actions
from casework.reports.forms import PurposeForm
from casework.reports.models import ReportLog
from casework.reports.registry import REPORTS, reports_for
from casework.reports.report import Filters, Report
from casework.reports.scope import Scope

PREVIEWED = 10
PER_PAGE = 50


@require(Permission.RUN_REPORTS)
def report_list(request: AuthedRequest) -> HttpResponse:
    return render(request, "reports/list.html", {"reports": reports_for(request.user)})


@require(Permission.RUN_REPORTS)
def report_run(request: AuthedRequest, name: str) -> HttpResponseBase:
    """Shows what the report will hold; on POST it is taken out. The filters stand in the address."""
    report = REPORTS.get(name)
    if report is None:
        raise Http404(name)
    if not request.user.holds(report.permission):
        raise PermissionDenied(report.permission)
    filters = report.filters(request.GET)
    purpose = PurposeForm(request.POST or None)
    if filters.is_valid() and request.method == "POST" and purpose.is_valid():
        try:
            return _download(request, report, filters.cleaned_data, purpose.cleaned_data["purpose"])
        except Refused as refusal:
            record_refusal(request)
            purpose.add_error("purpose", str(refusal))
    context = {"report": report, "filters": filters, "form": purpose}
    if filters.is_valid():
        found = report.look(Scope.of(request.user), filters.cleaned_data, PREVIEWED)
        context["count"], context["rows"] = found
    return render(request, "reports/run.html", context)


def _download(request: AuthedRequest, report: Report, filters: Filters, purpose: str) -> HttpResponseBase:
    scope = Scope.of(request.user)
    log = actions.start_report(
        report, organisation=scope.organisation, purpose=purpose, filters=filters, by=request.user
    )
    content = actions.stream_report(log, report, scope, filters, by=request.user)
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{report.name}-{timezone.localdate():%Y-%m-%d}.csv"'
    return response


@require(Permission.RUN_REPORTS)
def report_log(request: AuthedRequest) -> HttpResponse:
    """What was taken out of the user's organisation, and by whom."""
    logs = ReportLog.objects.visible_to(request.user).select_related("by")
    page = Paginator(logs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/log.html", {"page_obj": page})


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
