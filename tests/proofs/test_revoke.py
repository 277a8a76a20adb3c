"""What was taken away is refused at the very next request, and running work stops where it is."""

import pytest
from django.db.models import Q

from casework.access import Role
from casework.accounts import backends
from casework.audit.models import AuditEvent
from casework.exchanges import actions as exchanges
from casework.exchanges.actions import candidates
from casework.exchanges.actions import imports as list_imports
from casework.exchanges.models import Candidate, Entry, ListFile
from casework.jobs.actions import run_job
from casework.jobs.models import Job
from casework.lib.errors import Refused
from casework.people import actions as people
from casework.people.actions import imports as people_imports
from casework.people.models import Person, Restriction
from casework.people.models import people as people_models
from casework.reports.actions import exports
from casework.reports.models import ReportLog
from tests.exchanges import make_work
from tests.proofs.access_answers import quietly, rolled_back
from tests.proofs.proof import Proof, planted
from tests.proofs.revoke_world import (
    OF_THE_USER,
    OWN,
    RESTRICTED,
    ROLES_TRIED,
    SHARED,
    WAYS,
    WORD,
    Stage,
    build,
    disable,
    end_grant,
    expire_grant,
    leave_off_the_list,
    places,
    revoke_referral,
)

pytestmark = pytest.mark.django_db
# Of the work that goes on without a session.
OF_WORK = (disable, end_grant, expire_grant)


def test_the_next_request_is_refused(proof, full, signed_in):
    with quietly():
        for role in ROLES_TRIED if full else (Role.SUPERVISOR,):
            for relation, ways in WAYS.items():
                with rolled_back():
                    stage = build(role, relation, signed_in)
                    for way in ways:
                        _next_request(proof, stage, f"{role}, {relation}, {way.__name__}", way)


def _next_request(proof: Proof, stage: Stage, said: str, way) -> None:
    """Every place by itself: none of them is the second to be asked."""
    shown = 0
    for name, asked in places(stage).items():
        with rolled_back():
            if not _shows(stage, _ask(stage, asked)):
                continue
            shown += 1
            way(stage)
            status, text = _ask(stage, asked)
            proof.check(not _shows(stage, (status, text)), f"{said}: {name} still shows it ({status})")
            proof.check(way not in OF_THE_USER or status in (302, 403), f"{said}: {name} answers {status}")
    proof.check(shown >= 2, f"{said}: nothing was shown before")


def _ask(stage: Stage, asked: tuple[str, str, dict[str, str]]) -> tuple[int, str]:
    """The answer, and that to which a search leads."""
    method, url, data = asked
    client, cookies = stage.client, stage.client.cookies.output(header="").strip()
    answer = getattr(client, method)(url, data)
    if data.get("search") and answer.status_code == 302 and "login" not in answer["Location"]:
        answer = client.get(answer["Location"])
    streams = answer.streaming
    try:
        text = (b"".join(answer.streaming_content) if streams else answer.content).decode(errors="replace")
    except Refused:
        text = ""
    client.cookies.load(cookies)
    return answer.status_code, text


def _shows(stage: Stage, answered: tuple[int, str]) -> bool:
    status, text = answered
    return status == 200 and (WORD in text.replace(f'value="{WORD}"', "") or stage.person.reference in text)


def test_a_running_export_breaks_off(proof, full, signed_in):
    with quietly():
        for relation, ways in WAYS.items():
            for role in ROLES_TRIED if full else (Role.SUPERVISOR,):
                with rolled_back():
                    stage = build(role, relation, signed_in)
                    if "export" in places(stage):
                        for way in ways:
                            _running_export(proof, stage, f"{role}, {relation}, {way.__name__}", way)


def _running_export(proof: Proof, stage: Stage, said: str, way) -> None:
    with rolled_back(), planted(exports, "LINES_AT_ONCE", 1):
        method, url, data = places(stage)["export"]
        parts = iter(getattr(stage.client, method)(url, data).streaming_content)
        begun, before = next(parts) + next(parts), _stopped()
        way(stage)
        rest, refused = b"", ""
        try:
            rest = b"".join(parts)
        except Refused as refusal:
            refused = str(refusal)
        log = ReportLog.objects.get()
        proof.check(begun != b"" and rest == b"", f"{said}: {rest!r} was sent after all")
        proof.check(refused != "" and log.finished_at is None, f"{said}: the report is said to be whole")
        proof.check(_stopped() == before + 1, f"{said}: nothing was put down")


def _stopped() -> int:
    return AuditEvent.objects.filter(action__in=("stop_report", "refuse", "refuse_job")).count()


@pytest.mark.parametrize("way", OF_WORK, ids=lambda way: way.__name__)
def test_a_job_stops_between_two_batches(proof, signed_in, way):
    with quietly(), planted(candidates, "AT_ONCE", 1), planted(candidates, "BATCH", 1):
        stage = build(Role.DATA_STEWARD, OWN, signed_in)
        for batches in (0, 1):
            with rolled_back():
                _running_job(proof, stage, f"{way.__name__} after {batches} batches", way, batches)


def _running_job(proof: Proof, stage: Stage, said: str, way, batches: int) -> None:
    rows = [f"{WORD} Ivan {number}" for number in range(3)]
    entries = make_work.listed(make_work.exchange(), stage.reader.organisation, rows)
    job = exchanges.find_candidates(entries[0].list_file, by=stage.reader)
    store, done = candidates.store_candidates, []
    if not batches:
        way(stage)

    def once(batch, *, by):
        store(batch, by=by)
        done.append(batch)
        way(stage)

    with planted(candidates, "store_candidates", once):
        run_job.call(job.pk)
    job = Job.objects.get(pk=job.pk)
    said_why = "may not do it any more" in job.error
    proof.check((job.status, said_why) == ("failed", True), f"{said}: {job.status}, {job.error}")
    searched = Entry.objects.exclude(searched_at=None).count()
    proof.check((len(done), searched) == (batches, batches), f"{said}: {searched} entries were searched")
    events = AuditEvent.objects.filter(action="refuse_job", actor=stage.reader.username)
    proof.check([event.subject for event in events] == [f"job:{job.pk}"], f"{said}: nothing was put down")


@pytest.mark.parametrize("way", OF_WORK, ids=lambda way: way.__name__)
def test_an_import_of_people_leaves_nobody_behind(proof, signed_in, way):
    stage = build(Role.DATA_STEWARD, OWN, signed_in)
    register, before = people_imports.register_people, Person.objects.count()

    def half(*args, **kwargs):
        found = register(*args, **kwargs)
        way(stage)
        return found

    rows = [{"surname": "Вигаданий", "given": f"Іван {number}"} for number in range(4)]
    with (
        planted(people_imports, "BATCH", 2),
        planted(people_imports, "register_people", half),
        pytest.raises(Refused, match="may not do it any more"),
    ):
        people.import_people(stage.reader.organisation, rows, source="a file", by=stage.reader)
    proof.check(Person.objects.count() == before, f"{way.__name__}: people were added")


@pytest.mark.parametrize("way", OF_WORK, ids=lambda way: way.__name__)
def test_an_import_of_a_list_leaves_no_entry_behind(proof, signed_in, way):
    stage = build(Role.DATA_STEWARD, OWN, signed_in)
    read = list_imports.read_draft

    def while_read(draft):
        found = read(draft)
        way(stage)
        return found

    draft = exchanges.receive_list(
        make_work.exchange(), organisation=stage.reader.organisation, content="ПІБ\nВигаданий Іван".encode(),
        name="list.csv", by=stage.reader,
    )  # fmt: skip
    with (
        planted(list_imports, "read_draft", while_read),
        pytest.raises(Refused, match="may not do it any more"),
    ):
        exchanges.import_list(draft, confirmed=True, by=stage.reader)
    left = (Entry.objects.count(), ListFile.objects.get().status, Candidate.objects.count())
    proof.check(left == (0, "draft", 0), f"{way.__name__}: left behind {left}")


def _nothing_is_closed(reader, *, writing=False):
    return Restriction.objects.none().values("person")


def _no_check(*args):
    return None


@pytest.mark.parametrize(
    ("target", "name", "fault", "relation", "way"),
    [
        (backends, "in_force", lambda path: Q(**{f"{path}pk__gt": 0}), OWN, expire_grant),
        (people_models, "closed_to", _nothing_is_closed, RESTRICTED, leave_off_the_list),
    ],
    ids=["a role counts for ever", "no list counts"],
)
def test_the_proof_goes_red_where_the_next_request_is_not_refused(signed_in, target, name, fault, relation, way):
    proof = Proof("revoke")
    with quietly(), planted(target, name, fault):
        _next_request(proof, build(Role.SUPERVISOR, relation, signed_in), "planted", way)
    assert proof.breaches != []


@pytest.mark.parametrize(
    ("target", "name", "relation", "way"),
    [
        (exports, "require_still", OWN, end_grant),
        (exports, "_require_still", RESTRICTED, leave_off_the_list),
        (exports, "_require_still", SHARED, revoke_referral),
    ],
    ids=["a role", "a list", "a referral"],
)
def test_the_proof_goes_red_where_an_export_runs_on(signed_in, target, name, relation, way):
    proof = Proof("revoke")
    with quietly(), planted(target, name, _no_check):
        _running_export(proof, build(Role.SUPERVISOR, relation, signed_in), "planted", way)
    assert proof.breaches != []


def test_the_proof_goes_red_where_a_job_runs_on(signed_in):
    proof = Proof("revoke")
    small = planted(candidates, "AT_ONCE", 1), planted(candidates, "BATCH", 1)
    with quietly(), small[0], small[1], planted(candidates, "require_still", _no_check):
        _running_job(proof, build(Role.DATA_STEWARD, OWN, signed_in), "planted", expire_grant, 1)
    assert proof.breaches != []
