from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.jobs import actions
from casework.jobs.models import Job


@require(Permission.VIEW_PEOPLE)
def job_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    if job.is_over and job.url and not job.error and not request.htmx:
        return redirect(job.url)
    template = "jobs/_progress.html" if request.htmx else "jobs/detail.html"
    return render(request, template, {"job": job})


@require(Permission.VIEW_PEOPLE)
@require_POST
def job_cancel(request: AuthedRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    actions.cancel_job(job, by=request.user)
    return redirect(job)
