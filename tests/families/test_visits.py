"""The sheet of paper for a visit: what stands on it, what never does, and who may have it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.audit.models import AuditEvent
from casework.families import actions
from casework.notifications.actions import prepare_news
from casework.people import actions as people
from tests import make as base
from tests.families import make
from tests.notifications import make as notices

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(bureau: Any) -> Any:
    person = base.person(bureau, "Бондар Олег Іванович", date_of_birth="14.10.1976")
    case = make.case(bureau, person, request="Де мій син?")
    make.relative(
        case, "Ганна Бондар", phone="+380501234567", address="Суми, вул. Лісова, 3", call_back_word="ластівка"
    )
    return case


def sheet(client: Any, case: Any) -> Any:
    return client.get(reverse("families:visit", args=[case.reference]))


def test_the_sheet_has_addresses_and_telephones_and_no_call_back_word(case, caseworker, signed_in):
    soon = timezone.localdate() + timedelta(days=3)
    actions.add_follow_up(case, what="Bring the form", due_on=soon, owner=caseworker, by=caseworker)
    page = sheet(signed_in(caseworker), case).content.decode()
    wanted = ("Ганна Бондар", "+380 50 123 4567", "Суми, вул. Лісова, 3", "Де мій син?", "Bring the form")
    assert [text for text in (*wanted, str(caseworker)) if text not in page] == []
    assert "ластівка" not in page


def test_that_it_was_read_is_put_down_with_the_relative(case, caseworker, signed_in):
    sheet(signed_in(caseworker), case)
    seen = AuditEvent.objects.filter(action="read", actor_id=str(caseworker.pk)).first()
    relative = case.case_relatives.get().relative
    put_down = f"{seen.subject} {seen.details}"
    assert (case.reference in put_down, relative.reference in put_down) == (True, True)


def test_news_is_on_it_once_it_was_told_and_no_status_before(case, caseworker, officer, bureau, signed_in):
    client = signed_in(caseworker)
    [news] = notices.news(case.person, linked_by=caseworker, by=officer)
    before = sheet(client, case)
    assert [(one["link"].relative.name, one["told"]) for one in before.context["family"]] == [("Ганна Бондар", [])]
    assert (before.context["untold"], "Told nothing yet." in before.content.decode()) == (True, True)
    case.person.refresh_from_db()
    paper = before.content.decode().split("visit-rule")[1].split("visit-foot")[0]
    assert (case.person.get_status_display(), case.person.get_status_display() in paper) == ("returned", False)
    notices.approved(news, by=notices.supervisor(bureau, "another"))
    notices.attempt(news, by=caseworker)
    after = sheet(client, case)
    assert [[told.pk for told in one["told"]] for one in after.context["family"]] == [[news.pk]]
    assert after.context["untold"] is False


def test_that_news_was_taken_back_is_said_on_the_screen_and_not_on_the_paper(
    case, caseworker, officer, bureau, signed_in
):
    """The family hears it from whoever calls to correct it: neither from a paper, nor from what is due."""
    [told] = notices.news(case.person, linked_by=caseworker, by=officer)
    notices.attempt(notices.approved(told, by=notices.supervisor(bureau, "another")), by=caseworker)
    people.withdraw_return(case.person, reason="It is somebody else.", by=officer)
    prepare_news()
    assert [told.reference in due.what for due in case.follow_ups.open()] == [True]
    page = sheet(signed_in(caseworker), case)
    screen, paper = page.content.decode().split("visit-rule")
    assert ("does not hold any more" in screen, page.context["taken_back"]) == (True, True)
    shown = [word for word in (told.reference, "no longer so", "returned", "taken back") if word in paper.lower()]
    assert (shown, page.context["due"]) == ([], [])


def test_a_claim_of_a_return_is_not_on_it(case, caseworker, signed_in):
    people.report_return(case.person, reason="Arrived and linked.", by=caseworker)
    case.person.refresh_from_db()
    page = sheet(signed_in(caseworker), case).content.decode()
    assert case.person.get_status_display().lower() not in page.lower()


def test_it_is_for_those_who_do_the_work_of_the_case(case, caseworker, intake, other_bureau, signed_in):
    other = make.case(other_bureau, base.person(other_bureau, "Чужий Петро"))
    assert [
        sheet(signed_in(caseworker), case).status_code,
        sheet(signed_in(intake), case).status_code,
        sheet(signed_in(caseworker), other).status_code,
    ] == [200, 403, 404]


def test_the_queries_do_not_grow_with_the_family(case, caseworker, signed_in, django_assert_max_num_queries):
    client = signed_in(caseworker)
    for number in range(5):
        make.relative(case, f"Родич {number}")
    sheet(client, case)
    with django_assert_max_num_queries(20):
        assert len(sheet(client, case).context["family"]) == 6
