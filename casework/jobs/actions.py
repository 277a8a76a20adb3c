"""Starting background work, telling its progress, and taking it up again after a crash."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks import task

from casework.accounts.models import SYSTEM, System, User, user_or_none
from casework.audit.actions import record
from casework.jobs.models import Job, JobStatus
from casework.lib.errors import Refused

log = logging.getLogger(__name__)
STALLED_AFTER = timedelta(minutes=2)
MOST_TRIES = 3


class Cancelled(Exception):
    """Somebody cancelled the job while it ran."""


class JobFailed(Exception):
    """The job met an error of the program; which is in the log."""


@transaction.atomic
def start_job(
    function: Callable[[Job], None], *, subject: object, total: int = 0, url: str = "", by: User | System
) -> Job:
    """Queue `function(job)`, a function of a module, to be run by the worker.

    It may be run again after a crash, and must then go on from what it has already committed.
    """
    kind = f"{function.__module__}.{function.__name__}"
    job = Job.objects.create(kind=kind, subject=str(subject), total=total, url=url, created_by=user_or_none(by))
    record("start_job", job, by=by, kind=kind)
    run_job.enqueue(job.pk)
    return job


@task()
def run_job(job_id: int) -> None:
    """Run a queued job. A job that somebody else runs or has finished is left alone."""
    claimed = Job.objects.filter(pk=job_id, status=JobStatus.QUEUED).update(
        status=JobStatus.RUNNING, heartbeat_at=timezone.now(), tries=F("tries") + 1
    )
    if not claimed:
        return
    job = Job.objects.get(pk=job_id)
    try:
        import_string(job.kind)(job)
    except Cancelled:
        return
    except Refused as refusal:
        _refuse(job, str(refusal))
    except Exception as error:
        _finish(
            job,
            JobStatus.FAILED,
            _("An error of the program. Try again; if it fails again, tell the administrator."),
        )
        log.exception("Job %s failed: %s", job.pk, job.kind)
        # What is raised here is kept by the queue, with its message: that of the error may quote a record.
        raise JobFailed(f"job {job.pk}: {type(error).__name__}") from None
    else:
        _finish(job, JobStatus.DONE)


def report_progress(job: Job, done: int) -> None:
    """Say how far the job is. Raises Cancelled when somebody has cancelled it."""
    running = Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING).update(
        done=done, heartbeat_at=timezone.now()
    )
    if not running:
        raise Cancelled


@transaction.atomic
def cancel_job(job: Job, *, by: User) -> None:
    """Stop the job at its next sign of life. What it has committed stays."""
    cancelled = Job.objects.filter(pk=job.pk, status__in=[JobStatus.QUEUED, JobStatus.RUNNING]).update(
        status=JobStatus.CANCELLED
    )
    if not cancelled:
        raise Refused(_("This job is over: there is nothing to cancel."))
    record("cancel_job", job, by=by)


def free_stalled_jobs() -> int:
    """Queue again the jobs whose worker gave no sign of life; give up on those that stalled too often."""
    stalled = Job.objects.filter(status=JobStatus.RUNNING, heartbeat_at__lt=timezone.now() - STALLED_AFTER)
    stalled.filter(tries__gte=MOST_TRIES).update(
        status=JobStatus.FAILED,
        error=_("The work stopped three times without a result. Tell the administrator."),
    )
    freed = 0
    for job_id in stalled.filter(tries__lt=MOST_TRIES).values_list("pk", flat=True):
        with transaction.atomic():
            if stalled.filter(pk=job_id).update(status=JobStatus.QUEUED):
                run_job.enqueue(job_id)
                freed += 1
    return freed


@transaction.atomic
def _refuse(job: Job, error: str) -> None:
    _finish(job, JobStatus.FAILED, error)
    record("refuse_job", job, by=job.created_by or SYSTEM)


def _finish(job: Job, status: str, error: str = "") -> None:
    Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING).update(status=status, error=error[:300])
