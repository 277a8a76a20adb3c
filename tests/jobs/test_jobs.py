"""Background work: its progress, its end, and that a crash neither loses nor doubles it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from casework.access import Role
from casework.accounts.models import SYSTEM
from casework.audit.models import AuditEvent
from casework.jobs import actions
from casework.jobs.models import Job, JobStatus
from casework.lib.errors import Refused
from tests import make

pytestmark = pytest.mark.django_db
STEPS = 3


def count(job: Job) -> None:
    """Counts on from what is committed already, as every job must."""
    for done in range(job.done, STEPS):
        actions.report_progress(job, done + 1)


def counted_twice(job: Job) -> None:
    """Somebody else takes up the same job while it runs."""
    actions.run_job.call(job.pk)
    actions.report_progress(job, Job.objects.get(pk=job.pk).done + 1)


def cancelled_half_way(job: Job) -> None:
    actions.report_progress(job, 1)
    Job.objects.filter(pk=job.pk).update(status=JobStatus.CANCELLED)
    actions.report_progress(job, 2)


def refuses(job: Job) -> None:
    raise Refused("The list was discarded meanwhile.")


def breaks(job: Job) -> None:
    raise ValueError("a secret of the program")


def start(function=count, by=SYSTEM, **fields) -> Job:
    return actions.start_job(function, subject="7", total=STEPS, by=by, **fields)


def run(job: Job) -> Job:
    actions.run_job.call(job.pk)
    job.refresh_from_db()
    return job


def stalled(tries: int, silent: timedelta = actions.STALLED_AFTER + timedelta(seconds=1)) -> Job:
    job = start()
    Job.objects.filter(pk=job.pk).update(
        status=JobStatus.RUNNING, done=1, tries=tries, heartbeat_at=timezone.now() - silent
    )
    job.refresh_from_db()
    return job


def test_a_job_that_ran_is_done_with_all_its_steps(db):
    job = start()
    assert (job.status, job.percent) == ("queued", 0)
    run(job)
    assert (job.status, job.done, job.percent, job.tries, job.error) == ("done", STEPS, 100, 1, "")
    assert job.heartbeat_at is not None


def test_starting_a_job_is_recorded_and_stands_or_falls_with_its_transaction(transactional_db):
    job = start()
    assert AuditEvent.objects.get(action="start_job").subject == f"job:{job.pk}"
    assert DBTaskResult.objects.count() == 1
    with transaction.atomic():
        start()
        transaction.set_rollback(True)
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (1, 1)


def test_the_worker_runs_what_is_queued_and_stops_when_told_to_run_once(transactional_db, capsys):
    job = start()
    call_command("work", once=True)
    job.refresh_from_db()
    assert (job.status, job.done) == ("done", STEPS)


def test_a_job_run_twice_runs_once(db):
    job = run(start())
    Job.objects.filter(pk=job.pk).update(done=0)
    run(job)
    assert (job.status, job.done, job.tries) == ("done", 0, 1)


def test_a_job_that_somebody_runs_is_left_alone_by_another_worker(db):
    job = run(start(counted_twice))
    assert (job.status, job.done, job.tries) == ("done", 1, 1)


def test_a_cancelled_job_stops_at_its_next_sign_of_life_and_keeps_what_it_has_done(db):
    job = run(start(cancelled_half_way))
    assert (job.status, job.done, job.error) == ("cancelled", 1, "")


def test_a_job_cancelled_before_it_began_does_not_begin(caseworker):
    job = start(by=caseworker)
    actions.cancel_job(job, by=caseworker)
    run(job)
    assert (job.status, job.done, job.tries) == ("cancelled", 0, 0)
    assert AuditEvent.objects.get(action="cancel_job").subject == f"job:{job.pk}"


def test_a_job_that_is_over_cannot_be_cancelled(caseworker):
    job = run(start(by=caseworker))
    with pytest.raises(Refused):
        actions.cancel_job(job, by=caseworker)
    job.refresh_from_db()
    assert job.status == "done"
    assert not AuditEvent.objects.filter(action="cancel_job").exists()


def test_a_refused_job_says_why(db):
    job = run(start(refuses))
    assert (job.status, job.error) == ("failed", "The list was discarded meanwhile.")


def test_a_broken_job_says_what_to_do_and_nothing_of_the_inside(db):
    job = start(breaks)
    with pytest.raises(actions.JobFailed, match="ValueError"):
        run(job)
    job.refresh_from_db()
    assert job.status == "failed"
    assert job.error == "An error of the program. Try again; if it fails again, tell the administrator."


def test_a_stalled_job_is_queued_again_and_goes_on_where_it_was(db):
    job = stalled(tries=1)
    assert actions.free_stalled_jobs() == 1
    job.refresh_from_db()
    assert (job.status, job.done) == ("queued", 1)
    run(job)
    assert (job.status, job.done, job.tries) == ("done", STEPS, 2)


def test_a_job_that_gives_signs_of_life_is_not_stalled(db):
    job = stalled(tries=1, silent=actions.STALLED_AFTER - timedelta(seconds=10))
    assert actions.free_stalled_jobs() == 0
    job.refresh_from_db()
    assert job.status == "running"


def test_a_job_that_stalled_three_times_is_given_up(db):
    job = stalled(tries=actions.MOST_TRIES)
    assert actions.free_stalled_jobs() == 0
    job.refresh_from_db()
    assert job.status == "failed"
    assert job.error == "The work stopped three times without a result. Tell the administrator."


def test_the_worker_that_stalled_cannot_go_on_when_the_job_was_given_to_another(db):
    job = stalled(tries=1)
    actions.free_stalled_jobs()
    with pytest.raises(actions.Cancelled):
        actions.report_progress(job, 2)


# The pages


def page(client, job, **headers):
    return client.get(reverse("jobs:detail", args=[job.pk]), headers=headers)


def test_the_page_shows_how_far_the_job_is_and_asks_again(signed_in, caseworker):
    job = start(by=caseworker)
    Job.objects.filter(pk=job.pk).update(status=JobStatus.RUNNING, done=2)
    html = page(signed_in(caseworker), job).content.decode()
    assert 'value="2" max="3"' in html
    assert f'hx-get="{reverse("jobs:detail", args=[job.pk])}"' in html
    assert reverse("jobs:cancel", args=[job.pk]) in html


def test_the_part_that_is_asked_for_again_is_the_progress_alone(signed_in, caseworker):
    job = start(by=caseworker)
    part = page(signed_in(caseworker), job, **{"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "hx-get" in part


def test_when_the_job_is_over_nothing_more_is_asked_and_nothing_can_be_cancelled(signed_in, caseworker):
    job = run(start(by=caseworker, url="/people/"))
    part = page(signed_in(caseworker), job, **{"HX-Request": "true"}).content.decode()
    assert "hx-get" not in part
    assert 'href="/people/"' in part
    assert 'id="job-cancel" hx-swap-oob="delete"' in part


def test_the_page_of_a_job_that_is_done_leads_to_its_result(signed_in, caseworker):
    job = run(start(by=caseworker, url="/people/"))
    assert page(signed_in(caseworker), job).url == "/people/"


def test_the_page_of_a_failed_job_says_why(signed_in, caseworker):
    job = run(start(refuses, by=caseworker, url="/people/"))
    html = page(signed_in(caseworker), job).content.decode()
    assert "The list was discarded meanwhile." in html
    assert 'href="/people/"' in html
    assert reverse("jobs:cancel", args=[job.pk]) not in html


def test_a_job_is_cancelled_from_its_page_by_a_post(signed_in, caseworker):
    job = start(by=caseworker)
    client, url = signed_in(caseworker), reverse("jobs:cancel", args=[job.pk])
    assert client.get(url).status_code == 405
    client.post(url)
    job.refresh_from_db()
    assert job.status == "cancelled"


def test_the_jobs_of_another_organisation_are_not_found(signed_in, caseworker, other_bureau):
    job = start(by=caseworker)
    stranger = signed_in(make.user("stranger", other_bureau, Role.SUPERVISOR))
    assert page(stranger, job).status_code == 404
    assert stranger.post(reverse("jobs:cancel", args=[job.pk])).status_code == 404
    job.refresh_from_db()
    assert job.status == "queued"
