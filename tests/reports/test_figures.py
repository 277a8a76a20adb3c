"""The numbers at a glance."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from casework.exchanges.models import Exchange, Statement
from casework.notifications.models import Notification
from casework.people import actions as people
from casework.people.models import Person, StatusChange
from casework.reports.figures import announced_returns, register, years_of_exchanges
from tests import make
from tests.reports import make as make_reports

pytestmark = pytest.mark.django_db


def _counts(chart):
    return [(name, [cell.count for cell in cells]) for name, cells in chart.lines]


def _exchange(day: date, *said: tuple[str, str, int | None], **fields) -> Exchange:
    exchange = Exchange.objects.create(reference=str(day), held_on=day, **{"status": "completed"} | fields)
    for announcer, side, count in said:
        Statement.objects.create(
            exchange=exchange, announcer=announcer, side=side, counted="total", count=count, source="Invented"
        )
    return exchange


def test_the_highest_count_announced_of_each_exchange_is_taken_by_month_and_side():
    _exchange(date(2025, 5, 6), ("ukraine", "ukraine", 205), ("russia", "ukraine", 203), ("russia", "russia", 205))
    _exchange(date(2025, 5, 23), ("ukraine", "ukraine", 390), ("russia", "russia", None))
    _exchange(date(2025, 6, 9), ("russia", "russia", 10))
    _exchange(date(2025, 6, 11), ("ukraine", "ukraine", 1212), kind="bodies")
    _exchange(date(2025, 7, 1), ("ukraine", "ukraine", 99), status="planned")
    _exchange(date(2024, 2, 8), ("ukraine", "ukraine", 100), ("russia", "russia", 100))
    chart, unknown = announced_returns(2025)
    assert _counts(chart) == [("May", [595, 205]), ("June", [0, 10])]
    assert ([cell.count for cell in chart.total], unknown) == ([595, 215], 2)
    assert [cell.length for _name, cells in chart.lines for cell in cells] == ["100.0%", "34.5%", "0.0%", "1.7%"]
    assert years_of_exchanges() == [2025, 2024]


def test_waiting_is_counted_from_the_latest_day_on_which_they_can_have_gone_missing(bureau):
    today = timezone.localdate()
    for days in (0, 90, 91, 364, 365, 1094, 1095):
        for number in range(5):
            taken = today - timedelta(days=days)
            make.person(bureau, f"Коваленко Іван{days}{number}", date_of_capture=taken.strftime("%d.%m.%Y"))
    for number in range(5):
        make.person(bureau, f"Згурський Юхим{number}")
    waiting = register(Person.objects.all()).waiting
    assert _counts(waiting) == [
        ("under 3 months", [10]),
        ("3 to 6 months", [5]),
        ("6 months to 1 year", [5]),
        ("1 to 2 years", [5]),
        ("2 to 3 years", [5]),
        ("over 3 years", [5]),
        ("unknown", [5]),
    ]


def test_a_group_under_five_is_left_out_with_another_and_with_all_of_its_parts(bureau, caseworker, officer):
    persons = [make.person(bureau, f"Коваленко Іван{number}") for number in range(20)]
    for person in persons[:3]:
        make_reports.returned(person, linked_by=caseworker, verified_by=officer)
    for person in persons[3:9]:
        people.change_status(person, to="confirmed_captive", reason="List", confirmed_by="bureau", by=caseworker)
    shown = register(Person.objects.all())
    assert _counts(shown.statuses) == [("missing", [11]), ("confirmed captive", [None]), ("returned", [None])]
    assert (shown.waiting, shown.told) == (None, None)


def test_the_time_until_the_family_heard_counts_the_first_who_was_told(bureau, caseworker, supervisor, officer):
    now = timezone.now()
    for hours in (0.5, 2, 24, 200, None):
        for _number in range(5):
            news = make_reports.notification(bureau, caseworker=caseworker, officer=officer)
            StatusChange.objects.filter(pk=news.status_change_id).update(effective_at=now - timedelta(hours=300))
            if hours is not None:
                _tell(news, now - timedelta(hours=300 - hours), by=supervisor)
    told = register(Person.objects.all()).told
    assert _counts(told) == [
        ("within an hour", [None]),  # left out with the empty one, which could be worked out without it
        ("within a day", [5]),
        ("within 3 days", [5]),
        ("within a week", [None]),
        ("later", [5]),
        ("not told yet", [5]),
    ]


def _tell(news: Notification, at, *, by) -> None:
    sent = Notification.objects.filter(pk=news.pk)
    sent.update(status="approved", approved_by=by, approved_at=at, approved_wording=news.wording)
    sent.update(status="delivered", delivered_by=by, delivered_at=at)


def test_the_page_counts_the_own_people_alone(bureau, other_bureau, supervisor, signed_in):
    for number in range(6):
        make.person(bureau, f"Коваленко Іван{number}")
        make.person(other_bureau, f"Чужинець Петро{number}")
    page = signed_in(supervisor).get("/reports/figures/")
    assert _counts(page.context["register"].statuses) == [("missing", [6])]


def test_an_empty_register_and_a_history_without_exchanges_say_so(supervisor, signed_in):
    page = signed_in(supervisor).get("/reports/figures/?year=odd").content.decode()
    assert "Nobody is on the register yet." in page
    assert "No exchange has been carried out yet." in page
    assert page.count("Too few people for it to be shown.") == 2
    assert "left out</span>" not in page


def test_whoever_runs_no_reports_sees_no_figures(intake, signed_in):
    assert signed_in(intake).get("/reports/figures/").status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_the_figures_take_the_same_few_queries_whatever_there_is(
    bureau, supervisor, signed_in, django_assert_max_num_queries, count
):
    for number in range(count):
        make.person(bureau, f"Коваленко Іван{number}")
        _exchange(date(2025, 1, 1) + timedelta(days=number), ("ukraine", "ukraine", 10))
    client = signed_in(supervisor)
    with django_assert_max_num_queries(18):
        client.get("/reports/figures/")
