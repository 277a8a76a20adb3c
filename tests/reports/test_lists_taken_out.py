"""From a list on screen to its export: the same rows, the columns that were chosen, and no way round the log."""

import csv
import io
import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from casework.access import Role
from casework.accounts.actions import approve, propose
from casework.accounts.models import SYSTEM, Proposal
from casework.audit.models import AuditEvent
from casework.exchanges.forms.work import ArrivalFilter, RosterFilter
from casework.families import actions as families
from casework.families.forms import CaseFilter
from casework.families.models import Referral
from casework.people.forms import PeopleFilter
from casework.reports.levels import BULK
from casework.reports.models import ReportLog
from casework.reports.registry import REPORTS
from tests import make
from tests.exchanges import make_work
from tests.notifications import make as make_news
from tests.reports.make import refer

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/reports/run/[^"]+)"')


@pytest.fixture
def client(signed_in, supervisor):
    return signed_in(supervisor)


def link_on(client, url):
    """Where the list leads to be taken out; None where it does not."""
    found = LINK.search(client.get(url).content.decode())
    return found[1].replace("&amp;", "&") if found else None


def search(client, text):
    """The address at which the list shows what was found."""
    typed = urlencode({"search": "on", "q": text})
    return client.post("/people/", typed, content_type="application/x-www-form-urlencoded").headers["Location"]


def table(client, url, **said):
    response = client.post(url, {"purpose": "Weekly meeting"} | said)
    assert response.streaming, response.context["form"].errors
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def taken_out(client, url):
    return table(client, link_on(client, url))


def test_the_people_who_are_shown_are_taken_out_and_nobody_else(client, bureau):
    shown = make.person(bureau, "Вигадана Марта", sex="f", category="civilian")
    make.person(bureau, "Вигаданий Остап", sex="m", category="civilian")
    rows = taken_out(client, "/people/?sex=f&category=civilian")
    assert [row["person"] for row in rows] == [shown.reference]
    assert ReportLog.objects.get().filters == {"sex": "f", "category": "civilian", "held": "own"}


def test_what_a_search_found_is_taken_out_by_codes_and_its_words_are_kept_nowhere(client, bureau):
    found = [make.person(bureau, f"Вигадана {given}") for given in ("Марта", "Ганна")]
    make.person(bureau, "Небувалий Юхим")
    address = search(client, "Вигадана")
    rows = taken_out(client, address)
    assert {row["person"] for row in rows} == {person.reference for person in found}
    kept = str(ReportLog.objects.get().filters)
    assert "Вигадана" not in kept
    assert all(person.reference in kept for person in found)
    assert not AuditEvent.objects.filter(data__contains="Вигадана").exists()


def test_a_name_is_not_taken_for_a_code(client, bureau):
    """What is put down of a report is references, and never words."""
    make.person(bureau, "Вигадана Марта")
    page = client.post("/reports/run/people_by_status/?codes=Вигадана", {"purpose": "Weekly meeting"})
    assert page.context["filters"].errors.keys() == {"codes"}
    assert not ReportLog.objects.exists()


def test_what_a_search_found_on_several_pages_is_to_be_narrowed_first(client, bureau):
    for number in range(51):
        make.person(bureau, f"Вигадана Марта{'а' * number}")
    address = search(client, "Вигадана")
    assert link_on(client, address) is None
    assert "narrow it" in client.get(address).content.decode()


def test_the_columns_that_were_chosen_stand_in_the_file_and_the_codes_by_which_it_is_recognised(client, bureau):
    make.person(bureau, "Вигадана Марта", rank="soldier", unit="A1", date_of_birth="1.2.1983")
    [row] = taken_out(client, "/people/?columns=unit&columns=born")
    assert list(row) == ["person", "name", "name_latin", "date_of_birth", "rank", "unit"]
    assert ReportLog.objects.get().columns == list(row)


def test_a_column_above_the_level_does_not_come_by_being_chosen(client, bureau):
    make.person(bureau, health="sick", place_of_capture="A field")
    [row] = table(client, "/reports/run/people_by_status/?columns=health&columns=place_of_capture&columns=status")
    assert list(row) == ["person", "status"]


def test_of_cases_those_that_are_shown_are_taken_out(client, bureau, supervisor):
    mine, other = (
        families.open_case(make.person(bureau, name), organisation=bureau, assigned_to=to, by=SYSTEM)
        for name, to in (("Вигадана Марта", supervisor), ("Небувалий Юхим", None))
    )
    assert [row["case"] for row in taken_out(client, "/cases/?assigned=me")] == [mine.reference]
    assert [row["case"] for row in taken_out(client, "/cases/?assigned=nobody")] == [other.reference]
    [row] = taken_out(client, "/cases/?assigned=nobody&columns=contact")
    assert list(row) == ["case", "person", "name", "last_contact_on", "days_since_contact"]


@pytest.fixture
def exchange(db):
    return make_work.exchange()


def test_of_a_roster_those_who_are_shown_are_taken_out(client, bureau, exchange):
    came, awaited = (make_work.entry(exchange, bureau, name) for name in ("Гай Нестор", "Лис Юхим"))
    make_work.arrived(came, SYSTEM)
    roster = reverse("exchanges:entries", args=[exchange.reference])
    assert [row["entry"] for row in taken_out(client, f"{roster}?arrival=arrived")] == [came.reference]
    rows = taken_out(client, f"{roster}?arrival=awaited&columns=arrival")
    assert rows == [{"entry": awaited.reference, "name": awaited.name, "arrival": "awaited", "person": ""}]


def test_of_news_what_is_shown_is_taken_out(client, bureau, caseworker, officer):
    person = make.person(bureau)
    make_news.case(person, "Вигадана Марта", assigned_to=caseworker)
    [news] = make_news.news(person, linked_by=caseworker, by=officer)
    assert [row["notification"] for row in taken_out(client, "/notifications/?status=prepared")] == [
        news.reference
    ]
    assert link_on(client, "/notifications/?status=approved") is None  # nothing is shown


def test_every_filter_of_a_list_is_one_of_its_report():
    """Else the file would hold more than the list shows. What was typed comes by codes."""
    of_lists = {
        "people_by_status": PeopleFilter.base_fields,
        "cases": CaseFilter.base_fields,
        "entries": RosterFilter.base_fields | ArrivalFilter.base_fields,
    }
    for name, fields in of_lists.items():
        assert set(fields) - {"q"} <= set(REPORTS[name].filters.base_fields)


def test_a_list_is_no_way_round_the_second_person(client, bureau, supervisor, steward):
    for number in range(BULK + 1):
        make.person(bureau, f"Вигадана Марта{'а' * number}")
    url = link_on(client, "/people/?status=missing&columns=status")
    assert not client.post(url, {"purpose": "Weekly meeting"}).streaming
    proposal = Proposal.objects.get(kind="export_report")
    assert proposal.payload["columns"] == ["name", "name_latin", "status"]
    approve(proposal, seen=proposal.digest, by=steward)
    log = ReportLog.objects.get()
    assert log.columns == ["person", "name", "name_latin", "status"]
    taken = client.post(reverse("reports:take", args=[log.pk]))
    header, *rows = b"".join(taken.streaming_content).decode("utf-8-sig").splitlines()
    assert (header, len(rows)) == ("person,name,name_latin,status", BULK + 1)


def test_whoever_takes_out_no_reports_is_offered_none(signed_in, bureau, officer):
    make.person(bureau)
    assert link_on(signed_in(officer), "/people/") is None


def test_nobody_is_found_by_a_code_who_may_not_be_seen(client, other_bureau):
    foreign = make.person(other_bureau)
    page = client.get(f"/reports/run/people_by_status/?codes={foreign.reference}")
    assert page.context["count"] == 0


def test_a_case_that_was_referred_tells_in_the_file_what_it_tells_on_screen(
    signed_in, bureau, other_bureau, supervisor
):
    partner = make.user("partner", other_bureau, Role.PARTNER)
    shared, bare = (
        families.open_case(make.person(bureau, name), organisation=bureau, by=SYSTEM)
        for name in ("Вигадана Марта", "Небувалий Юхим")
    )
    refer(shared, to=other_bureau, by=supervisor, fields=("identity", "status"))
    Referral.objects.filter(pk=refer(bare, to=other_bureau, by=supervisor, fields=()).pk).update(
        fields=["notes"], names_person=False
    )
    rows = {row["case"]: row for row in taken_out(signed_in(partner), "/cases/?scope=referred")}
    told = rows[shared.reference]
    assert (told["name"], told["status"], told["last_contact_on"]) == ("Вигадана Марта", "open", "")
    assert {rows[bare.reference][column] for column in ("person", "name", "status", "relatives")} == {""}


def test_an_export_that_was_proposed_before_columns_could_be_chosen_holds_all_of_them(bureau, supervisor, steward):
    said = {"report": "people_by_status", "filters": {}, "level": 2, "recipient": "", "rows": 1}
    said |= {"activity": "reports", "harm": "unknown", "harm_words": "Nobody can tell."}
    proposal = propose("export_report", "report:people_by_status", said, reason="A meeting", by=supervisor)
    approve(proposal, seen=proposal.digest, by=steward)
    assert ReportLog.objects.get().columns == list(REPORTS["people_by_status"].columns_at(2))
