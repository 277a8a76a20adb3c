"""Reports: what stands in them, for whom, and that none leaves without its line in the log."""

import csv
import hashlib
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.access import Role
from casework.accounts.models import SYSTEM
from casework.audit.models import AuditEvent
from casework.families.models import Case, CaseRelative, Referral, Relative
from casework.lib.errors import Refused
from casework.people import actions as people
from casework.reports import actions
from casework.reports.models import ReportLog
from casework.reports.registry import REPORTS
from casework.reports.scope import Scope
from tests import make
from tests.exchanges import make_work
from tests.reports.make import case, notification, refer

pytestmark = pytest.mark.django_db


def filters_of(name, **values):
    form = REPORTS[name].filters(values)
    assert form.is_valid()
    return form.cleaned_data


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def rows_for(user, name, **values):
    report, scope, filters = REPORTS[name], Scope(user.organisation, user), filters_of(name, **values)
    return [dict(zip(report.columns, row, strict=True)) for row in report.rows(scope, filters)]


@pytest.fixture
def partner(other_bureau):
    return make.user("partner", other_bureau, Role.PARTNER)


def export(client, name, query="", purpose="Weekly meeting"):
    response = client.post(reverse("reports:run", args=[name]) + query, {"purpose": purpose})
    return response, b"".join(response.streaming_content) if response.streaming else response.content


def test_an_exported_report_is_logged_with_its_rows_and_the_hash_of_its_very_bytes(signed_in, supervisor, bureau):
    make.person(bureau)
    response, content = export(signed_in(supervisor), "people_by_status", "?status=missing")
    log = ReportLog.objects.get()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert (log.report, log.by, log.organisation, log.purpose) == (
        "people_by_status",
        supervisor,
        bureau,
        "Weekly meeting",
    )
    assert (log.filters, log.row_count) == ({"status": "missing"}, 1)
    assert log.sha256 == hashlib.sha256(content).hexdigest()
    assert log.columns == list(table(content)[0])
    assert log.finished_at is not None
    assert list(AuditEvent.objects.filter(subject=f"reportlog:{log.pk}").values_list("action", flat=True)) == [
        "finish_report",
        "start_report",
    ]


def test_the_audit_of_a_report_does_not_repeat_its_purpose(signed_in, supervisor):
    export(signed_in(supervisor), "people_by_status", purpose="For the mother of Yelizar")
    assert not AuditEvent.objects.filter(data__contains="Yelizar").exists()


def test_the_log_knows_of_a_report_before_its_first_byte(signed_in, supervisor, bureau):
    make.person(bureau)
    response = signed_in(supervisor).post(
        reverse("reports:run", args=["people_by_status"]), {"purpose": "Weekly meeting"}
    )
    assert ReportLog.objects.get().finished_at is None
    b"".join(response.streaming_content)
    assert ReportLog.objects.get().finished_at is not None


def test_a_transfer_that_broke_off_stays_unfinished_in_the_log(supervisor, bureau):
    make.person(bureau)
    report, filters = REPORTS["people_by_status"], filters_of("people_by_status")
    log = actions.start_report(report, organisation=bureau, purpose="x", filters=filters, by=supervisor)
    content = actions.stream_report(log, report, Scope(bureau, supervisor), filters, by=supervisor)
    next(content)
    content.close()
    log.refresh_from_db()
    assert (log.finished_at, log.row_count, log.sha256) == (None, None, "")


def test_a_report_is_finished_once(bureau):
    report, filters = REPORTS["people_by_status"], filters_of("people_by_status")
    log = actions.start_report(report, organisation=bureau, purpose="x", filters=filters, by=SYSTEM)
    actions.finish_report(log, row_count=1, sha256="a" * 64, by=SYSTEM)
    with pytest.raises(Refused):
        actions.finish_report(log, row_count=2, sha256="b" * 64, by=SYSTEM)
    log.refresh_from_db()
    assert (log.row_count, log.sha256) == (1, "a" * 64)


@pytest.mark.parametrize("purpose", ["", "   "])
def test_nothing_leaves_without_a_purpose(signed_in, supervisor, bureau, purpose):
    make.person(bureau)
    response, _content = export(signed_in(supervisor), "people_by_status", purpose=purpose)
    assert response.status_code == 200
    assert not response.streaming
    assert ReportLog.objects.count() == 0


def test_the_file_has_a_bom_and_no_cell_that_is_a_formula(signed_in, supervisor, bureau):
    make.person(bureau, "=HYPERLINK Іван", unit="@SUM(A1)", rank="-3")
    _response, content = export(signed_in(supervisor), "people_by_status")
    row = table(content)[0]
    assert content.startswith(b"\xef\xbb\xbf")
    assert (row["name"], row["unit"], row["rank"]) == ("'=HYPERLINK Іван", "'@SUM(A1)", "'-3")


def test_unknown_filters_and_wrong_values_do_not_export(signed_in, supervisor):
    response, _content = export(signed_in(supervisor), "people_by_status", "?status=gone")
    assert not response.streaming
    assert ReportLog.objects.count() == 0


def test_the_page_shows_the_count_and_the_first_ten_rows_and_logs_nothing(signed_in, supervisor, bureau):
    for number in range(12):
        make.person(bureau, f"Вигаданий{number:02} Іван")
    response = signed_in(supervisor).get(reverse("reports:run", args=["people_by_status"]))
    assert response.context["count"] == 12
    assert [row[1] for row in response.context["rows"]] == [f"Вигаданий{number:02} Іван" for number in range(10)]
    assert ReportLog.objects.count() == 0


def test_an_unknown_report_is_not_found_and_one_of_another_role_is_forbidden(signed_in, partner):
    client = signed_in(partner)
    assert client.get(reverse("reports:run", args=["salaries"])).status_code == 404
    assert client.post(reverse("reports:run", args=["notifications"]), {"purpose": "x"}).status_code == 403
    assert ReportLog.objects.count() == 0


def test_the_action_itself_refuses_a_report_that_the_role_may_not_run(partner, intake, other_bureau):
    for user, name in ((partner, "notifications"), (intake, "people_by_status")):
        with pytest.raises(Refused):
            actions.start_report(
                REPORTS[name], organisation=user.organisation, purpose="x", filters=filters_of(name), by=user
            )


def test_each_role_is_offered_the_reports_it_may_run(signed_in, supervisor, partner):
    def offered(user):
        return {report.name for report in signed_in(user).get(reverse("reports:list")).context["reports"]}

    assert offered(supervisor) == set(REPORTS)
    assert offered(partner) == {"statistics", "people_by_status", "cases", "families_waiting"}


def test_a_report_holds_nobody_of_another_organisation(supervisor, foreign_caseworker, bureau, other_bureau):
    own, foreign = make.person(bureau, "Свій Іван"), make.person(other_bureau, "Чужий Іван")
    case(own), case(foreign)
    assert [row["person"] for row in rows_for(supervisor, "people_by_status")] == [own.reference]
    assert [row["person"] for row in rows_for(foreign_caseworker, "people_by_status")] == [foreign.reference]
    assert [row["person"] for row in rows_for(supervisor, "families_waiting")] == [own.reference]


def test_people_by_status_says_what_is_known_and_leaves_the_unknown_empty(supervisor, bureau):
    person = make.person(bureau, "Коваленко Іван Петрович", date_of_birth="1976", category="pow")
    row = rows_for(supervisor, "people_by_status")[0]
    assert row == {
        "person": person.reference,
        "name": "Коваленко Іван Петрович",
        "held_by": "bureau",
        "name_latin": "Kovalenko Ivan Petrovych",
        "status": "missing",
        "status_since": timezone.localdate().isoformat(),
        "category": "pow",
        "sex": "",
        "date_of_birth": "1976",
        "place_of_birth": "",
        "rank": "",
        "unit": "",
        "date_of_capture": "",
        "place_of_capture": "",
        "days_since_capture": None,
        "health": "unknown",
    }


@pytest.fixture
def referred(bureau, other_bureau, supervisor):
    """A person of the bureau whose case was referred to the other bureau, with what the referral names."""

    def refer_with(*fields):
        person = make.person(bureau, "Коваленко Іван", date_of_birth="1976", rank="солдат", category="pow")
        referral = refer(case(person), to=other_bureau, by=supervisor, fields=fields)
        return person, referral

    return refer_with


def test_of_a_referred_person_a_report_tells_the_name_and_what_the_referral_names(partner, referred):
    person, _referral = referred("birth")
    row = rows_for(partner, "people_by_status")[0]
    told = {name: value for name, value in row.items() if value is not None}
    assert told == {
        "person": person.reference,
        "name": "Коваленко Іван",
        "name_latin": "Kovalenko Ivan",
        "held_by": "bureau",
        "sex": "",
        "date_of_birth": "1976",
        "place_of_birth": "",
    }


def test_a_filter_does_not_tell_what_a_referral_does_not_name(partner, referred):
    person, _referral = referred("birth")
    assert rows_for(partner, "people_by_status", status="missing") == []
    assert rows_for(partner, "people_by_status", category="pow") == []
    Referral.objects.update(fields=["status"])
    assert [row["person"] for row in rows_for(partner, "people_by_status", status="missing")] == [person.reference]
    assert rows_for(partner, "people_by_status", category="pow") == []


def test_the_order_of_the_rows_does_not_tell_a_status_that_is_not_shared(partner, referred, other_bureau):
    """Their own are sorted by status; the referred dead stands apart, not between them."""
    person, _referral = referred("birth")
    make.in_status(person, "deceased")
    make.person(other_bureau, "Абакумов Іван")
    people.change_status(
        captive := make.person(other_bureau, "Яремчук Іван"),
        to="confirmed_captive",
        reason="x",
        confirmed_by="icrc",
        by=SYSTEM,
    )
    names = [row["name"] for row in rows_for(partner, "people_by_status")]
    assert names == ["Коваленко Іван", captive.name, "Абакумов Іван"]


def test_a_referral_that_is_not_in_force_shows_nobody(partner, referred):
    referred("birth", "status")
    for ended in ({"revoked_at": timezone.now()}, {"until": timezone.localdate() - timedelta(days=1)}):
        before = Referral.objects.values(*ended).get()
        Referral.objects.update(**ended)
        assert rows_for(partner, "people_by_status") == []
        assert rows_for(partner, "families_waiting") == []
        Referral.objects.update(**before)
    assert len(rows_for(partner, "people_by_status")) == 1


def test_a_referred_family_stands_among_the_waiting_only_where_its_status_is_shared(partner, referred):
    _person, referral = referred("birth", "relatives")
    assert rows_for(partner, "families_waiting") == []
    Referral.objects.update(fields=["status"])
    row = rows_for(partner, "families_waiting")[0]
    assert (row["case"], row["status"]) == (referral.case.reference, "open")
    assert (row["relatives"], row["days_since_contact"], row["assigned_to"]) == (None, None, None)


def test_whether_a_family_was_spoken_with_is_not_told_by_a_filter(partner, referred):
    _person, referral = referred("status")
    Case.objects.filter(pk=referral.case_id).update(last_contact_on=timezone.localdate() - timedelta(days=90))
    assert rows_for(partner, "families_waiting", unheard="on") == []
    Referral.objects.update(fields=["status", "contacts"])
    assert [row["days_since_contact"] for row in rows_for(partner, "families_waiting", unheard="on")] == [90]


def test_what_an_ended_referral_named_is_not_told_under_one_in_force(partner, referred, other_bureau, supervisor):
    _person, referral = referred("birth")
    ended = refer(referral.case, to=other_bureau, by=supervisor, fields=("status", "capture"))
    Referral.objects.filter(pk=ended.pk).update(revoked_at=timezone.now())
    row = rows_for(partner, "people_by_status")[0]
    assert (row["date_of_birth"], row["status"], row["rank"]) == ("1976", None, None)
    assert rows_for(partner, "people_by_status", status="missing") == []
    assert rows_for(partner, "families_waiting") == []


def test_families_waiting_counts_days_and_relatives(supervisor, caseworker, bureau):
    today = timezone.localdate()
    waiting = case(
        make.person(bureau),
        opened_on=today - timedelta(days=400),
        last_contact_on=today - timedelta(days=45),
        assigned_to=caseworker,
    )
    for order, name in enumerate(("Наталія", "Олег"), 1):
        relative = Relative.objects.create(reference=f"R-{order}", organisation=bureau, name=name)
        CaseRelative.objects.create(case=waiting, relative=relative, relationship="mother", order=order)
    row = rows_for(supervisor, "families_waiting")[0]
    assert (row["case"], row["relatives"], row["assigned_to"]) == (waiting.reference, 2, "caseworker")
    assert (row["days_waited"], row["days_since_contact"]) == (400, 45)


def test_a_family_that_was_told_or_whose_case_ended_waits_no_longer(supervisor, bureau):
    for status in ("news_given", "closed", "withdrawn"):
        Case.objects.filter(pk=case(make.person(bureau)).pk).update(status=status)
    pending = case(make.person(bureau))
    Case.objects.filter(pk=pending.pk).update(status="news_pending")
    assert [row["case"] for row in rows_for(supervisor, "families_waiting")] == [pending.reference]


def test_families_unheard_for_over_thirty_days_can_be_chosen(supervisor, bureau):
    today = timezone.localdate()
    case(make.person(bureau), opened_on=today - timedelta(days=300), last_contact_on=today - timedelta(days=30))
    unheard = case(
        make.person(bureau), opened_on=today - timedelta(days=300), last_contact_on=today - timedelta(days=31)
    )
    assert [row["case"] for row in rows_for(supervisor, "families_waiting", unheard="on")] == [unheard.reference]


def test_notifications_say_who_did_what_and_name_nobody(supervisor, officer, caseworker, bureau):
    told = notification(bureau, caseworker=caseworker, officer=officer, relative="Наталія")
    row = rows_for(supervisor, "notifications")[0]
    assert (row["notification"], row["news"], row["status"]) == (told.reference, "returned", "prepared")
    assert (row["attempts"], row["days_outstanding"], row["delivered_at"]) == (0, 0, None)
    assert not [value for value in row.values() if "Наталія" in str(value) or "Іван" in str(value)]
    assert rows_for(supervisor, "notifications", status="delivered") == []


def test_dates_are_written_so_that_every_program_reads_them(supervisor, bureau, signed_in):
    case(make.person(bureau), opened_on=date(2025, 5, 23))
    _response, content = export(signed_in(supervisor), "families_waiting")
    assert table(content)[0]["opened_on"] == "2025-05-23"


def test_the_log_shows_the_reports_of_the_own_organisation_only(signed_in, supervisor, partner, bureau):
    export(signed_in(supervisor), "people_by_status")
    export(signed_in(partner), "people_by_status")
    shown = signed_in(partner).get(reverse("reports:log")).context["page_obj"]
    assert [log.by for log in shown] == [partner]


def test_the_log_takes_as_many_queries_for_sixty_reports_as_for_three(
    signed_in, supervisor, bureau, django_assert_max_num_queries
):
    client = signed_in(supervisor)
    for more in (3, 57):
        ReportLog.objects.bulk_create(
            ReportLog(
                report="people_by_status", organisation=bureau, by=supervisor, purpose="x", level=2, harm="no"
            )
            for _ in range(more)
        )
        with django_assert_max_num_queries(8):
            client.get(reverse("reports:log"))


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_takes_as_many_queries_for_sixty_rows_as_for_three(
    name, supervisor, officer, caseworker, bureau, django_assert_max_num_queries
):
    exchange = make_work.exchange()
    for more in (3, 57):
        for _ in range(more):
            news = notification(bureau, caseworker=caseworker, officer=officer)
            make_work.linked(make_work.entry(exchange, bureau, "Гай Нестор"), caseworker, news.person)
        with django_assert_max_num_queries(8):
            rows = rows_for(supervisor, name)
    if name not in ("exchange_reconciliation", "statistics"):
        assert len(rows) == 60
