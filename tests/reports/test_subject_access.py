"""All that is held on one person is handed to them, and nothing of anybody else. People are invented."""

import csv
import hashlib
import io
import json

import pytest
from django.utils import timezone

from casework.access import Role
from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM
from casework.audit.models import AuditEvent
from casework.families import actions as families
from casework.lib.errors import Refused
from casework.notifications import actions as notifications
from casework.notifications.models import Notification
from casework.people import actions as people
from casework.reports import actions
from casework.reports.models import ReportLog
from casework.reports.redaction import Others
from tests import make
from tests.exchanges import make_work
from tests.families import make as make_families
from tests.notifications import make as news

pytestmark = pytest.mark.django_db

# What stands in the record of somebody else, in one form or another.
OTHERS = (
    *("Наталі", "Зінченк", "Захар", "Бджілк", "Богдан", "caseworker", "Вартовий"),
    *("380501234567", "050 123 45 67", "natalia@", "Шевченка 12", "калина"),
)


@pytest.fixture
def person(bureau):
    return make.person(
        bureau,
        "Вигаданий Іван Петрович",
        date_of_birth="07.03.1999",
        circumstances="Востаннє телефонував Наталії Зінченко 14.10.2022 з номера 050 123 45 67.",
        distinguishing_marks="Шрам на лівій руці",
    )


@pytest.fixture
def record(person, bureau, other_bureau, caseworker, supervisor, officer):
    """Everything that may be on a record, with others in every text."""
    type(caseworker).objects.filter(pk=caseworker.pk).update(last_name="Вартовий")
    evidence = make.evidence(
        person, content="Захара Бджілку тримали з Іваном.", source="Захар Бджілка", origin="Богдан"
    )
    people.record_detention(person, place_as_told="Підвал, каже Захар", evidence=evidence, by=SYSTEM)
    people.add_name(person, surname="Vyhadanyi", given="Ivan", source="Лист Наталії", by=SYSTEM)
    people.add_registry_number(person, body="icrc", number="UKR-0012", by=SYSTEM)
    case = families.open_case(person, organisation=bureau, request="Наталія просить знайти Івана.", by=caseworker)
    link = make_families.relative(
        case, "Зінченко Наталія", email="natalia@example.org", address="вул. Шевченка 12", call_back_word="калина"
    )
    families.record_contact(
        case, relative=link.relative, outcome="reached", words="Наталія плакала.", by=caseworker
    )
    families.add_note(case, text="Вартовий: дзвонити Наталією обраним номером +380501234567.", by=caseworker)
    families.add_follow_up(case, what="Зателефонувати Наталії", due_on=timezone.localdate(), by=caseworker)
    make_families.referral(case, other_bureau, caseworker)
    entry = make_work.linked(make_work.entry(make_work.exchange(), bureau, person.name), caseworker, person)
    make_work.verified(make_work.arrived(entry, officer), officer, identified_detail="Упізнала Наталія")
    notifications.prepare_news()
    news.attempt(news.approved(Notification.objects.get(), by=supervisor), by=caseworker)
    return person


def report(person, by, form="json", purpose="Asked in writing, passport seen."):
    return actions.take_subject_report(person, purpose=purpose, form=form, by=by)


def test_everything_of_the_person_stands_in_it(record, steward):
    _log, _sections, content = report(record, steward)
    told = json.loads(content)
    assert list(told) == [
        *("person", "names", "numbers", "status_changes", "evidence", "detentions"),
        *("cases", "relatives", "contacts", "notes", "follow_ups", "consents", "referrals"),
        *("entries", "verifications", "news"),
    ]
    assert (
        told["person"][0]
        | {
            "name": "Вигаданий Іван Петрович",
            "date_of_birth": "07.03.1999",
            "distinguishing_marks": "Шрам на лівій руці",
            "status": "returned",
            "circumstances": "Востаннє телефонував […] […] 14.10.2022 з номера […].",
        }
        == told["person"][0]
    )
    assert (
        told["evidence"][0]
        | {
            "content": "[…] […] тримали з Іваном.",
            "source": "[…]",
            "origin": "[…]",
        }
        == told["evidence"][0]
    )
    assert told["relatives"] == [{"relationship": "mother", "proof": "not shown yet", "relative": "[…]"}]
    assert told["notes"][0]["text"] == "[…]: дзвонити […] обраним номером […]."
    assert told["referrals"][0] | {"recipient": "Other-Bureau"} == told["referrals"][0]
    assert told["verifications"][0]["identified_detail"] == "Упізнала […]"


@pytest.mark.parametrize("form", ["page", "csv", "json"])
def test_nothing_of_anybody_else_stands_in_it(record, steward, signed_in, form):
    answer = signed_in(steward).post(
        f"/reports/held/{record.reference}/", {"purpose": "Asked in writing.", "form": form}
    )
    text = answer.content.decode()
    assert "Вигаданий Іван Петрович" in text
    assert [word for word in OTHERS if word in text] == []


def test_as_csv_each_fact_is_a_line(record, steward):
    _log, sections, content = report(record, steward, "csv")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == sum(len(facts) for section in sections for facts in section.records)
    assert rows[1] == {"part": "person", "record": "1", "field": "name", "text": "Вигаданий Іван Петрович"}


def test_it_is_put_down_like_any_report(record, steward, signed_in):
    answer = signed_in(steward).post(f"/reports/held/{record.reference}/", {"purpose": "Asked.", "form": "json"})
    log = ReportLog.objects.get()
    assert (log.report, log.level, log.purpose, log.by) == ("subject_access", 4, "Asked.", steward)
    assert log.filters == {"person": record.reference, "form": "json"}
    assert log.sha256 == hashlib.sha256(answer.content).hexdigest()
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{log.file_name[:-4]}.json"'
    assert record.reference not in answer.headers["Content-Disposition"]
    event = AuditEvent.objects.get(action="take_subject_report")
    assert (event.subject, event.details["level"]) == (f"person:{record.reference}", 4)
    read = AuditEvent.objects.filter(action="read", actor=steward.username).latest("pk")
    assert record.reference in read.details["of"]


def test_without_a_purpose_there_is_none(person, steward, signed_in):
    with pytest.raises(Refused, match="what the report is for"):
        report(person, steward, purpose=" ")
    assert (
        "purpose"
        in signed_in(steward).post(f"/reports/held/{person.reference}/", {"form": "csv"}).context["form"].errors
    )
    assert ReportLog.objects.count() == 0


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.DATA_STEWARD])
def test_it_is_the_data_stewards(person, bureau, signed_in, role):
    other = make.user("other", bureau, role)
    with pytest.raises(Refused):
        report(person, other)
    assert signed_in(other).get(f"/reports/held/{person.reference}/").status_code == 403


def test_of_other_organisations_and_restricted_people_there_is_none(
    person, other_bureau, steward, caseworker, supervisor, signed_in
):
    stranger = make.user("stranger", other_bureau, Role.DATA_STEWARD)
    proposal = people.propose_restriction(person, officer=caseworker, readers=[], reason="Known.", by=caseworker)
    assert signed_in(stranger).get(f"/reports/held/{person.reference}/").status_code == 404
    accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    for user in (stranger, steward):
        assert signed_in(user).post(f"/reports/held/{person.reference}/").status_code == 404
        with pytest.raises(Refused):
            report(person, user)


def test_the_way_to_it_is_on_the_page_of_data_protection(person, steward, signed_in):
    page = signed_in(steward).get(f"/protection/people/{person.reference}/").content.decode()
    assert f"/reports/held/{person.reference}/" in page


def test_what_another_organisation_has_is_not_ours_to_tell(person, other_bureau, steward, foreign_caseworker):
    case = families.open_case(person, organisation=other_bureau, request="Шукаємо.", by=SYSTEM)
    families.add_note(case, text="Не для них.", by=SYSTEM)
    assert "cases" not in json.loads(report(person, steward)[2])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Іван, Івана, Іваном", "Іван, Івана, Іваном"),
        ("Вигаданого бачили", "Вигаданого бачили"),
        ("Наталія, Наталії, Наталією", "[…], […], […]"),
        ("Зінченків; зінченко", "[…]; […]"),
        ("1999, 14.10.2022, 2022-10-14 о 10:30", "1999, 14.10.2022, 2022-10-14 о 10:30"),
        ("+38 (050) 123-45-67", "[…]"),
        ("natalia@example.org", "[…]"),
    ],
)
def test_others_are_known_by_their_names_whatever_the_ending(person, bureau, text, left):
    make_families.relative(make_families.case(bureau, person), "Зінченко Наталія")
    assert Others(person).out_of(text) == left


def test_who_bears_the_same_name_is_told_apart_by_the_other_words(bureau):
    person = make.person(bureau, "Вигаданий Іван Петрович")
    make_families.relative(make_families.case(bureau, person), "Вигадана Іванна")
    assert Others(person).out_of("Іванна шукає Івана Вигаданого") == "[…] шукає Івана Вигаданого"
