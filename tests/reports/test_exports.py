"""What a file tells, who may have it, and what takes two people."""

import csv
import hashlib
import io
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from casework.access import Role
from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM, Proposal
from casework.audit.models import AuditEvent
from casework.lib.errors import Refused
from casework.people import actions as people
from casework.reports import actions
from casework.reports.levels import BULK, Level, pseudonym
from casework.reports.models import ReportLog
from casework.reports.registry import REPORTS
from tests import make
from tests.reports.make import case, refer, returned

pytestmark = pytest.mark.django_db

PEOPLE = REPORTS["people_by_status"]


def url(name="people_by_status", query=""):
    return reverse("reports:run", args=[name]) + query


def table(response):
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def order(**said):
    form = PEOPLE.filters({})
    assert form.is_valid()
    return actions.Order(**{"purpose": "Weekly meeting", "filters": form.cleaned_data} | said)


@pytest.fixture
def many(bureau):
    rows = [{"surname": "Вигаданий", "given": f"Іван {number}"} for number in range(BULK + 1)]
    return people.register_people(bureau, rows, by=SYSTEM)


@pytest.fixture
def partner(other_bureau):
    return make.user("partner", other_bureau, Role.PARTNER)


def test_every_column_has_a_level_and_no_report_is_of_none():
    for report in REPORTS.values():
        assert set(report.levels.values()) <= set(Level)
        assert report.columns_at(report.highest) == report.columns
        assert report.columns_at(report.lowest) != ()


@pytest.mark.parametrize(
    ("level", "has", "lacks"),
    [
        (Level.R1, {"person", "status"}, {"name", "date_of_birth", "unit", "place_of_capture", "health"}),
        (Level.R2, {"name", "date_of_birth"}, {"place_of_capture", "health"}),
        (Level.R3, {"place_of_capture"}, {"health"}),
        (Level.R4, {"health"}, set()),
    ],
)
def test_a_file_holds_the_columns_of_its_level_and_names_it(bureau, supervisor, signed_in, level, has, lacks):
    make.person(bureau)
    response = signed_in(supervisor).post(url(query=f"?level={level.value}"), {"purpose": "Weekly meeting"})
    columns, log = set(table(response)[0]), ReportLog.objects.get()
    assert (has <= columns, lacks & columns) == (True, set())
    assert (log.level, log.columns) == (level, list(PEOPLE.columns_at(level)))
    assert f"people_by_status-R{level.value}-" in response["Content-Disposition"]


def test_without_a_choice_a_file_tells_who_somebody_is_and_no_more(bureau, supervisor, signed_in):
    make.person(bureau)
    client = signed_in(supervisor)
    assert "level R2 identity" in client.get(url()).content.decode()
    table(client.post(url(), {"purpose": "Weekly meeting"}))
    assert ReportLog.objects.get().level == Level.R2


def test_pseudonyms_are_the_same_in_each_file_for_one_recipient_and_another_for_each(
    bureau, other_bureau, supervisor, signed_in
):
    person = make.person(bureau)
    client = signed_in(supervisor)
    sent = {"purpose": "Study", "recipient": other_bureau.pk, "harm": "no"}
    first, again = (table(client.post(url(query="?level=1"), sent)) for _time in range(2))
    ours = table(client.post(url(query="?level=1"), {"purpose": "Study"}))
    theirs = pseudonym(person.reference, "other-bureau")
    assert [theirs in [row["person"] for row in rows] for rows in (first, again, ours)] == [True, True, False]
    assert person.reference not in str([first, again, ours])


def test_a_role_takes_out_no_more_than_it_may(bureau, other_bureau, supervisor, partner, signed_in):
    refer(case(make.person(bureau)), to=other_bureau, by=supervisor, fields=("status",))
    client = signed_in(partner)
    assert client.post(url(query="?level=4"), {"purpose": "x"}).streaming is False
    assert "health" not in table(client.post(url(query="?level=3"), {"purpose": "x"}))[0]
    with pytest.raises(Refused, match="Your role may not"):
        actions.order_report(PEOPLE, order(level=Level.R4), organisation=other_bureau, by=partner)


def test_health_is_not_handed_to_another_organisation_in_a_file(bureau, other_bureau, supervisor, signed_in):
    make.person(bureau)
    sent = {"purpose": "Care", "recipient": other_bureau.pk, "harm": "no"}
    page = signed_in(supervisor).post(url(query="?level=4"), sent)
    assert "is not handed to another organisation" in page.content.decode()
    assert ReportLog.objects.count() == 0


def test_whether_it_does_harm_is_asked_where_it_leaves_the_house(bureau, other_bureau, supervisor, signed_in):
    make.person(bureau)
    client = signed_in(supervisor)
    page = client.post(url(), {"purpose": "Care", "recipient": other_bureau.pk})
    assert ("Say whether this may harm" in page.content.decode(), ReportLog.objects.count()) == (True, 0)
    sent = {"purpose": "Care", "recipient": other_bureau.pk, "harm": "yes", "harm_words": "They are overheard."}
    assert "it may do harm" in client.post(url(), sent, follow=True).content.decode()
    log = ReportLog.objects.get()
    assert (log.harm, log.harm_words, log.started_at, log.finished_at) == (
        "yes",
        "They are overheard.",
        None,
        None,
    )
    assert AuditEvent.objects.filter(action="stop_report").count() == 1


def test_where_nobody_can_tell_whether_it_does_harm_another_approves_it(
    bureau, other_bureau, supervisor, steward, signed_in
):
    make.person(bureau)
    sent = {
        "purpose": "Care",
        "recipient": other_bureau.pk,
        "harm": "unknown",
        "harm_words": "We do not know them.",
    }
    client = signed_in(supervisor)
    client.post(url(), sent)
    proposal = Proposal.objects.get()
    accounts.approve(proposal, seen=proposal.digest, by=steward)
    log = ReportLog.objects.get()
    assert (log.harm, log.harm_words, log.approved_by, log.by) == (
        "unknown",
        "We do not know them.",
        steward,
        supervisor,
    )
    assert len(table(client.post(reverse("reports:take", args=[log.pk])))) == 2  # with the invented one


def test_many_people_are_taken_out_by_two(many, caseworker, supervisor, signed_in):
    client = signed_in(caseworker)
    assert "it takes two" in client.get(url()).content.decode()
    response = client.post(url(), {"purpose": "Census"}, follow=True)
    assert (response.streaming, ReportLog.objects.count()) == (False, 0)
    proposal = Proposal.objects.get()
    assert (proposal.payload["rows"], proposal.payload["level"], proposal.reason) == (BULK + 1, 2, "Census")
    accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    log = ReportLog.objects.get()
    assert (log.by, log.approved_by, log.started_at) == (caseworker, supervisor, None)
    assert "Approved, for you to take out" in client.get(reverse("reports:log")).content.decode()
    taken = client.post(reverse("reports:take", args=[log.pk]))
    content = b"".join(taken.streaming_content)
    log.refresh_from_db()
    assert (log.row_count, log.sha256) == (BULK + 1, hashlib.sha256(content).hexdigest())


def test_the_approval_is_for_the_filters_and_level_that_were_proposed(many, caseworker, supervisor):
    found = PEOPLE.filters({"status": "missing"})
    assert found.is_valid()
    asked = order(filters=found.cleaned_data, level=Level.R3)
    proposal = actions.order_report(PEOPLE, asked, organisation=caseworker.organisation, by=caseworker)
    accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    log = ReportLog.objects.get()
    assert (log.filters, log.level) == ({"status": "missing"}, Level.R3)
    assert actions.filters_of(log)["status"] == "missing"


@pytest.fixture
def approved(many, caseworker, supervisor):
    proposal = actions.order_report(PEOPLE, order(), organisation=caseworker.organisation, by=caseworker)
    accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    return ReportLog.objects.get()


def test_an_approved_report_is_taken_out_once(approved, caseworker, signed_in):
    client = signed_in(caseworker)
    assert client.post(reverse("reports:take", args=[approved.pk])).streaming
    assert client.post(reverse("reports:take", args=[approved.pk])).streaming is False


def test_an_approved_report_waits_for_a_day(approved, caseworker):
    with time_machine.travel(timezone.now() + timedelta(hours=25)), pytest.raises(Refused, match="day has passed"):
        actions.take_approved(approved, by=caseworker)


def test_nobody_takes_out_what_was_approved_for_another(approved, supervisor, second_caseworker, signed_in):
    for user in (supervisor, second_caseworker):
        assert signed_in(user).post(reverse("reports:take", args=[approved.pk])).status_code == 404


def test_whoever_lost_the_role_takes_nothing_out(approved, caseworker, signed_in):
    accounts.revoke_role(caseworker, role=Role.CASEWORKER, by=SYSTEM)
    assert signed_in(caseworker).post(reverse("reports:take", args=[approved.pk])).status_code == 403


def test_many_people_without_who_they_are_are_taken_out_by_one(many, caseworker, signed_in):
    assert len(table(signed_in(caseworker).post(url(query="?level=1"), {"purpose": "Count"}))) == BULK + 1
    assert len(table(signed_in(caseworker).post(url("statistics"), {"purpose": "Count"}))) > 0


def test_a_file_that_grows_past_what_one_may_take_breaks_off(bureau, caseworker):
    make.person(bureau)
    log = actions.start_report(PEOPLE, organisation=bureau, by=caseworker, **vars(order()))
    people.register_people(bureau, [{"surname": "Новий", "given": str(n)} for n in range(BULK)], by=SYSTEM)
    with pytest.raises(Refused, match="takes two"):
        list(
            actions.stream_report(
                log, PEOPLE, actions.exports.Scope.of(caseworker), order().filters, by=caseworker
            )
        )
    assert ReportLog.objects.get().finished_at is None


def test_the_database_knows_who_approved_what_was_taken_out(bureau, caseworker, supervisor):
    said = {"report": "x", "organisation": bureau, "by": caseworker, "purpose": "x", "harm": "no"}
    now = timezone.now()
    for wrong in (
        {"level": 2, "row_count": BULK + 1, "started_at": now},
        {"level": 2, "approved_by": caseworker},
        {"level": 2, "harm": "unknown", "started_at": now},
        {"level": 2, "harm": "yes", "started_at": now, "approved_by": supervisor},
        {"level": 2, "finished_at": now},
    ):
        with pytest.raises(IntegrityError), make.rolled_back():
            ReportLog.objects.create(**said | wrong)


def test_the_command_writes_at_a_level_and_says_so(tmp_path, bureau, capsys):
    make.person(bureau)
    call_command("report", "people_by_status", output=tmp_path / "out.csv", purpose="Count", level="R1")
    header = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()[0]
    assert header.split(",") == list(PEOPLE.columns_at(Level.R1))
    assert ("at R1 to" in capsys.readouterr().out, ReportLog.objects.get().level) == (True, Level.R1)


def test_statistics_count_people_by_status_category_and_region_and_returns_by_month(
    bureau, caseworker, officer, supervisor
):
    place = people.create_place(name="Табір", region="North", by=SYSTEM)
    home = [make.person(bureau, f"Дім {n}", category="pow") for n in range(6)]
    for person in home:
        people.record_detention(person, place=place, by=SYSTEM)
        returned(person, linked_by=caseworker, verified_by=officer)
    for n in range(7):
        make.person(bureau, f"Зник {n}", category="civilian")
    report = REPORTS["statistics"]
    rows = [
        dict(zip(report.columns, row, strict=True))
        for row in report.rows(actions.exports.Scope.of(supervisor), {})
    ]
    counts = {(r["category"], r["region"], r["status"], r["month"]): r["count"] for r in rows}
    assert counts["pow", "North", "returned", None] == "under 5"  # the zeros beside it would tell
    assert counts["all", "all", "all", None] == 13
    assert counts[None, None, None, f"{timezone.localdate():%Y-%m}"] in (6, "under 5")
    assert [r for r in rows if isinstance(r["count"], int) and r["count"] < 5] == []
