"""The auditor's pages: who saw this record, what did this user see, what is unusual. Codes only."""

import ast
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from casework import audit
from casework.access import Role
from casework.audit.details import MEANT, NAMES, record_label, value_label
from casework.audit.labels import ACTIONS, action_label
from casework.audit.models import AuditEvent
from casework.audit.pages import PAGES
from tests import make
from tests.families import make as make_families
from tests.proofs.access_routes import all_routes

pytestmark = pytest.mark.django_db
# Nobody is signed in there, or nothing is read.
OUTSIDE = {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_set_password",
    "accounts:proposal_approve",
    "accounts:proposal_refuse",
    "mfa_login_webauthn",
    "set_language",
}
NOON = timezone.make_aware(datetime(2036, 5, 23, 12, 10))


def shown(signed_in, auditor, **query):
    page = signed_in(auditor).get(reverse("reports:readings"), query)
    assert page.status_code == 200
    return [(row["event"].actor, row["event"].subject) for row in page.context["rows"]]


def found(signed_in, auditor, day="2036-05-23"):
    with time_machine.travel(NOON, tick=False):
        page = signed_in(auditor).get(reverse("reports:unusual"), {"day": day})
    assert page.status_code == 200
    return page.context["found"]


def test_who_saw_a_person_is_found_by_their_code(signed_in, auditor, caseworker, supervisor, bureau):
    seen, other = make.person(bureau), make.person(bureau)
    signed_in(caseworker).get(seen.get_absolute_url())
    signed_in(supervisor).get("/people/")
    signed_in(supervisor).get(other.get_absolute_url())
    expected = [("supervisor", "people:list"), ("caseworker", "people:detail")]
    assert shown(signed_in, auditor, code=seen.reference.lower()) == expected


def test_what_a_user_saw_is_found_by_their_name(signed_in, auditor, caseworker, supervisor, bureau):
    person = make.person(bureau)
    signed_in(caseworker).get(person.get_absolute_url())
    signed_in(supervisor).get(person.get_absolute_url())
    assert shown(signed_in, auditor, actor="supervisor") == [("supervisor", "people:detail")]


def test_who_tried_to_see_a_record_and_was_refused_is_shown_to_whoever_holds_it(
    signed_in, auditor, foreign_caseworker, bureau
):
    person = make.person(bureau)
    signed_in(foreign_caseworker).get(person.get_absolute_url())
    assert shown(signed_in, auditor, code=person.reference) == [("foreign-caseworker", "people:detail")]


def test_an_auditor_does_not_learn_who_read_the_records_of_others(signed_in, other_bureau, caseworker, bureau):
    elsewhere = make.user("their-auditor", other_bureau, Role.AUDITOR)
    person = make.person(bureau)
    signed_in(caseworker).get(person.get_absolute_url())
    assert shown(signed_in, elsewhere, code=person.reference) == []
    assert shown(signed_in, elsewhere, actor="caseworker") == []


def test_no_name_stands_on_the_pages_of_an_auditor(signed_in, auditor, caseworker, bureau):
    person = make.person(bureau, "Вигаданий Іван Петрович")
    signed_in(caseworker).get(person.get_absolute_url())
    for name in ("reports:readings", "reports:unusual", "audit:list"):
        text = signed_in(auditor).get(reverse(name)).content.decode()
        assert "Вигаданий" not in text


def test_readings_follow_each_other_page_by_page(signed_in, auditor, caseworker, bureau):
    person = make.person(bureau)
    client = signed_in(caseworker)
    for _ in range(60):
        client.get(person.get_absolute_url())
    first = signed_in(auditor).get(reverse("reports:readings"), {"code": person.reference}).context
    second = shown(signed_in, auditor, code=person.reference, before=first["older"])
    assert (len(first["rows"]), len(second)) == (40, 20)


def test_thirty_people_in_an_hour_are_unusual_but_for_those_of_own_cases(signed_in, auditor, caseworker, bureau):
    with time_machine.travel(NOON, tick=False):
        client = signed_in(caseworker)
        for number in range(32):
            person = make.person(bureau)
            if number < 2:
                make_families.case(bureau, person, assigned_to=caseworker)
            client.get(person.get_absolute_url())
    assert [(one.actor, one.people, one.opened) for one in found(signed_in, auditor).hours] == [
        ("caseworker", 30, 30)
    ]
    assert found(signed_in, auditor).nights == []
    assert found(signed_in, auditor, "2036-05-22").hours == []


def test_twenty_nine_are_not(signed_in, auditor, caseworker, bureau):
    with time_machine.travel(NOON, tick=False):
        client = signed_in(caseworker)
        for _ in range(29):
            client.get(make.person(bureau).get_absolute_url())
    assert found(signed_in, auditor).hours == []


def test_a_list_counts_with_all_whom_it_shows_at_night(signed_in, auditor, caseworker, bureau):
    with time_machine.travel(NOON.replace(hour=23), tick=False):
        for _ in range(40):
            make.person(bureau)
        signed_in(caseworker).get("/people/")
    assert [(one.actor, one.people, one.opened) for one in found(signed_in, auditor).nights] == [
        ("caseworker", 40, 0)
    ]


def test_a_reader_who_opens_their_own_surname_is_shown_in_any_spelling(signed_in, auditor, bureau):
    reader = make.user("olena", bureau, Role.CASEWORKER, last_name="Kovalenko")
    relative, stranger = make.person(bureau, "Коваленко Іван"), make.person(bureau, "Мельник Іван")
    with time_machine.travel(NOON, tick=False):
        client = signed_in(reader)
        client.get("/people/")
        assert found(signed_in, auditor).surnames == []
        client.get(relative.get_absolute_url())
        client.get(stranger.get_absolute_url())
    assert [(one.actor, one.codes) for one in found(signed_in, auditor).surnames] == [
        ("olena", (relative.reference,))
    ]


def test_what_is_unusual_leads_to_its_events(signed_in, auditor, caseworker, bureau):
    with time_machine.travel(NOON, tick=False):
        client = signed_in(caseworker)
        for _ in range(30):
            client.get(make.person(bureau).get_absolute_url())
    with time_machine.travel(NOON.replace(hour=15), tick=False):
        signed_in(caseworker).get("/people/")
    one = found(signed_in, auditor).hours[0]
    span = {"actor": one.actor, "since": one.start.isoformat(), "until": one.end.isoformat()}
    assert shown(signed_in, auditor, **span) == [("caseworker", "people:detail")] * 30


def test_only_auditors_see_who_read_what(signed_in, supervisor, administrator):
    for user in (supervisor, administrator):
        for name in ("reports:readings", "reports:unusual"):
            assert signed_in(user).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("query", [{"day": "yesterday"}, {"before": "x"}, {"since": "x"}])
def test_odd_filters_are_answered(signed_in, auditor, query):
    assert shown(signed_in, auditor, **query) == []
    assert signed_in(auditor).get(reverse("reports:unusual"), query).status_code == 200


def test_every_action_that_was_done_here_has_plain_words(signed_in, caseworker, bureau):
    person = make.person(bureau)
    make_families.relative(make_families.case(bureau, person))
    signed_in(caseworker).get(person.get_absolute_url())
    done = set(AuditEvent.objects.values_list("action", flat=True))
    assert done <= set(ACTIONS)
    assert action_label("propose_grant_role") == "proposed: role for a user"


def test_every_page_and_every_detail_has_its_words():
    """Routes from the resolver, and what is given to `record` from its calls."""
    routes = {route.name for route in all_routes() if not route.name.startswith("admin:")}
    assert routes - set(PAGES) - OUTSIDE == set()
    ours = [model for model in apps.get_models() if model.__module__.startswith("casework.")]
    fields = {field.name for model in ours for field in model._meta.fields}
    assert set(_recorded()) - set(NAMES) - set(MEANT) - fields == set()


def _recorded():
    """The names of details in the calls of `record` and `record_alone`."""
    for path in Path(audit.__file__).parent.parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            called = getattr(call, "func", None)
            if getattr(called, "id", getattr(called, "attr", "")) in ("record", "record_alone"):
                yield from (keyword.arg for keyword in call.keywords if keyword.arg not in (None, "by"))


@pytest.mark.parametrize(
    ("name", "value", "action", "said"),
    [
        ("old", "active", "change_case_status", "active"),
        ("old", "probably_captive", "change_status", "probably captive"),
        ("role", "data_steward", "grant_role", "Data steward"),
        ("report", "people_by_status", "start_report", "People by status"),
        ("fields", "identity", "refer_case", "names and numbers of the person"),
        ("note", "anything_else", "add_note", "anything_else"),
    ],
)
def test_a_code_is_told_in_words(name, value, action, said):
    assert value_label(name, value, action) == said


def test_a_record_without_a_code_is_told_by_its_kind():
    assert record_label("listfile:7") == "list 7"
    assert record_label("P-CNRF-3672") == "P-CNRF-3672"
