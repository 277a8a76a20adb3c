"""Whoever reads somebody's record is put down before they see it; so is whoever was refused."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from casework.access import Role
from casework.audit.actions import find_first_fault
from casework.audit.models import AuditEvent, AuditHead, AuditMention
from casework.audit.reading import collecting, not_shown
from casework.families import actions as families
from casework.people.models import Evidence, Person, PersonName
from tests import make
from tests.families import make as make_families

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(bureau) -> Person:
    return make.person(bureau)


def reads(user):
    """Page and records of each event of reading by `user`, in their order."""
    events = AuditEvent.objects.filter(action="read", actor=user.username).order_by("pk")
    return [(event.subject, event.details["of"]) for event in events]


def refusals(user):
    events = AuditEvent.objects.filter(action="refuse", actor=user.username).order_by("pk")
    return [(event.subject, event.details) for event in events]


def test_the_page_of_a_person_is_put_down_with_whoever_it_shows(signed_in, caseworker, person, bureau):
    case = make_families.case(bureau, person)
    signed_in(caseworker).get(person.get_absolute_url())
    assert reads(caseworker) == [("people:detail", sorted([person.reference, case.reference]))]


def test_a_list_is_one_event_with_all_whom_it_shows(signed_in, caseworker, bureau):
    people = [make.person(bureau) for _ in range(60)]
    signed_in(caseworker).get("/people/")
    assert AuditEvent.objects.filter(action="read").count() == 1
    ((page, of),) = reads(caseworker)
    assert (page, len(of), set(of) <= {p.reference for p in people}) == ("people:list", 50, True)


def test_a_search_is_put_down_with_whom_it_found(signed_in, caseworker, bureau):
    found = [make.person(bureau, "Вигаданий Іван"), make.person(bureau, "Вигаданий Петро")]
    make.person(bureau, "Коваленко Остап")
    signed_in(caseworker).get("/people/", {"q": "Вигаданий"})
    assert reads(caseworker) == [("people:list", sorted(p.reference for p in found))]


def test_what_belongs_to_a_person_counts_as_theirs_in_the_admin_too(signed_in, bureau, person):
    user = make.user("both", bureau, Role.CASEWORKER, Role.SUPERVISOR)
    make.evidence(person)
    signed_in(user).get("/admin/people/evidence/")
    assert reads(user) == [("admin:people_evidence_changelist", [person.reference])]


def test_the_relatives_of_a_case_lead_to_its_person(signed_in, caseworker, bureau, person):
    case = make_families.case(bureau, person)
    relative = make_families.relative(case).relative
    signed_in(caseworker).get(reverse("families:relative_edit", args=[relative.reference]))
    ((_page, of),) = reads(caseworker)
    assert {relative.reference, case.reference, person.reference} == set(of)


def test_records_that_were_pointed_to_alone_are_put_down_by_their_codes(bureau, person):
    case = make_families.case(bureau, person)
    relative = make_families.relative(case).relative
    with collecting() as found:
        list(case.case_relatives.all())
        list(PersonName.objects.filter(person=person))
    assert found.subjects() == sorted([case.reference, person.reference, relative.reference])


def test_whoever_is_weighed_and_not_shown_is_not_put_down(person):
    with collecting() as found, not_shown():
        list(Person.objects.all())
    assert found.subjects() == []


def test_who_saw_a_record_is_found_by_its_code(signed_in, caseworker, person):
    signed_in(caseworker).get(person.get_absolute_url())
    seen = AuditEvent.objects.mentioning([person.reference]).filter(action="read")
    assert [event.actor for event in seen] == [caseworker.username]


def test_an_export_is_put_down_before_each_part_of_it_is_sent(signed_in, supervisor, bureau):
    people = [make.person(bureau) for _ in range(450)]
    url = reverse("reports:run", args=["people_by_status"])
    response = signed_in(supervisor).post(url, {"purpose": "A test"})
    sent: set[str] = set()
    for part in response.streaming_content:
        sent |= {p.reference for p in people if p.reference in part.decode()}
        assert sent <= {code for _page, of in reads(supervisor) for code in of}
    assert len(sent) == 450


def test_a_part_that_cannot_be_put_down_is_not_sent(signed_in, supervisor, person):
    url = reverse("reports:run", args=["people_by_status"])
    response = signed_in(supervisor).post(url, {"purpose": "A test"})
    AuditHead.objects.all().delete()
    with pytest.raises(AuditHead.DoesNotExist):
        list(response.streaming_content)


def test_what_cannot_be_put_down_is_not_shown(signed_in, caseworker, person):
    client = signed_in(caseworker)
    AuditHead.objects.all().delete()
    response = client.get(person.get_absolute_url())
    assert (response.status_code, person.name in response.content.decode()) == (503, False)


def test_a_redirect_shows_nobody_unless_it_carries_a_word_about_them(signed_in, caseworker, person, bureau):
    client = signed_in(caseworker)
    client.get("/people/", {"q": person.reference})
    assert reads(caseworker) == []
    make_families.case(bureau, person)
    said = {"about": "captivity", "content": "Seen.", "source": "A video", "reliability": "F", "credibility": "6"}
    url = reverse("people:add_evidence", args=[person.reference])
    assert client.post(url, said | {"reported_on": "2026-01-01"}).status_code == 302
    assert Evidence.objects.exists()
    assert reads(caseworker) == [("people:add_evidence", [person.reference])]


def test_commands_that_put_out_records_are_put_down(bureau, person, tmp_path):
    call_command("report", "people_by_status", output=tmp_path / "out.csv", purpose="A test")
    rows = tmp_path / "list.csv"
    rows.write_text("query_id,full_name\n1,Коваленко Іван Петрович\n")
    call_command("match_list", rows, output=tmp_path / "matches.csv")
    found = AuditEvent.objects.mentioning([person.reference]).filter(action="read").order_by("pk")
    assert [(event.actor, event.subject) for event in found] == [("system", "report"), ("system", "match_list")]


def test_a_page_that_is_not_allowed_is_put_down_as_refused(signed_in, caseworker):
    assert signed_in(caseworker).get("/audit/").status_code == 403
    assert refusals(caseworker) == [("audit:list", {"method": "GET", "status": 403})]


def test_the_record_of_another_organisation_is_put_down_as_asked_for_and_not_as_read(
    signed_in, foreign_caseworker, person
):
    signed_in(foreign_caseworker).get(person.get_absolute_url())
    asked = {"asked": [person.reference], "method": "GET", "status": 404}
    assert (reads(foreign_caseworker), refusals(foreign_caseworker)) == ([], [("people:detail", asked)])
    assert AuditMention.objects.filter(subject=person.reference, event__in=_ids("refuse")).exists()


def test_what_is_no_code_in_an_address_is_not_kept(signed_in, caseworker):
    signed_in(caseworker).get("/people/Коваленко/")
    assert refusals(caseworker) == [("people:detail", {"method": "GET", "status": 404})]


def test_an_action_that_refuses_is_put_down_though_it_was_rolled_back(signed_in, caseworker, bureau, person):
    case = make_families.case(bureau, person)
    follow_up = families.add_follow_up(case, what="Call", due_on="2030-01-01", owner=caseworker, by=caseworker)
    client, url = signed_in(caseworker), reverse("families:follow_up_done", args=[follow_up.pk])
    for _ in range(2):
        client.post(url, {"outcome": ""})
    assert refusals(caseworker) == [("families:follow_up_done", {"asked": [follow_up.pk], "method": "POST"})]


def test_a_form_whose_action_refuses_is_put_down(signed_in, caseworker, person):
    client, url = signed_in(caseworker), reverse("people:add_number", args=[person.reference])
    for _ in range(2):
        client.post(url, {"body": "nib", "number": "007"})
    assert refusals(caseworker) == [("people:add_number", {"asked": [person.reference], "method": "POST"})]


def test_reading_and_refusing_leave_the_chains_whole(signed_in, caseworker, person):
    client = signed_in(caseworker)
    for path in ("/people/", person.get_absolute_url(), "/audit/", "/cases/C-2222-2222/"):
        client.get(path)
    assert find_first_fault() is None


def _ids(action):
    return AuditEvent.objects.filter(action=action).values("pk")
