"""What the database itself refuses, whoever writes and by whatever way. The same on SQLite and PostgreSQL."""

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from casework.families.models import CaseRelative
from casework.lib.codes import new_code
from casework.notifications.models import DeliveryAttempt, Notification
from casework.notifications.triggers import NEWS
from casework.people import actions as people
from casework.people.models import Person, StatusChange
from tests import make
from tests.notifications import make as news

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(bureau):
    person = make.person(bureau, "Вигаданий Єлизар Петрович")
    news.case(person, "Наталя", "Богдан")
    return person


@pytest.fixture
def prepared(person, caseworker, officer):
    return news.news(person, linked_by=caseworker, by=officer)[0]


def row(person, change, **fields) -> Notification:
    waiting = CaseRelative.objects.filter(case__person=person).order_by("order").last()
    said = {
        "reference": new_code("N"),
        "person": person,
        "case": waiting.case,
        "relative": waiting.relative,
        "relationship": "mother",
        "order": 1,
        "status_change": change,
        "tells": "returned",
        "language": "uk",
        "wording": "Добра новина.",
    }
    return Notification(**said | fields)


def refused(write) -> bool:
    """Whether the database refused `write`."""
    try:
        with transaction.atomic():
            write()
    except (IntegrityError, DataError):
        return True
    return False


def test_every_trigger_is_there_after_migrating():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
    assert there >= set(NEWS.triggers)


def test_laying_the_triggers_down_again_changes_nothing(person, caseworker, officer):
    NEWS.lay_down()
    change = news.returned(person, linked_by=caseworker, by=officer)
    assert not refused(lambda: Notification.objects.bulk_create([row(person, change)]))
    assert refused(lambda: Notification.objects.bulk_create([row(person, change, tells="deceased")]))


@pytest.mark.parametrize("status", ["approved", "delivered", "unreachable", "declined", "retracted"])
def test_news_is_not_born_further_than_prepared(person, caseworker, officer, supervisor, status):
    change = news.returned(person, linked_by=caseworker, by=officer)
    told = row(
        person,
        change,
        status=status,
        approved_by=supervisor,
        approved_wording="Добра новина.",
        delivered_by=caseworker,
        delivered_at=timezone.now(),
        retracted_reason="A reason.",
    )
    assert refused(lambda: Notification.objects.bulk_create([told]))


def test_a_reported_return_is_no_news(person, caseworker):
    change = people.report_return(person, reason="Linked.", by=caseworker)
    assert refused(lambda: Notification.objects.bulk_create([row(person, change)]))


def test_a_proposed_death_is_no_news(person, caseworker, supervisor):
    evidence = make.evidence(person, about="death")
    people.change_status(person, to="death_reported", reason="A witness.", evidence=evidence, by=caseworker)
    proposed = people.change_status(person, to="deceased", reason="DNA.", evidence=evidence, by=caseworker)
    assert refused(lambda: Notification.objects.bulk_create([row(person, proposed, tells="deceased")]))
    assert refused(lambda: Person.objects.filter(pk=person.pk).update(status="deceased"))
    people.refuse_death(proposed, by=supervisor)
    assert refused(lambda: Notification.objects.bulk_create([row(person, proposed, tells="deceased")]))


def test_the_change_of_another_person_is_no_news_of_this_one(bureau, person, caseworker, officer):
    other = make.person(bureau, "Вигаданий Валерій")
    news.returned(person, linked_by=caseworker, by=officer)
    change = news.returned(other, linked_by=caseworker, by=officer)
    assert refused(lambda: Notification.objects.bulk_create([row(person, change)]))


def test_a_return_is_not_told_as_another_fate(person, caseworker, officer):
    change = news.returned(person, linked_by=caseworker, by=officer)
    assert refused(lambda: Notification.objects.bulk_create([row(person, change, tells="located")]))


def test_a_return_that_was_taken_back_is_not_told(person, caseworker, officer):
    change = news.returned(person, linked_by=caseworker, by=officer)
    people.withdraw_return(person, reason="Another man.", by=officer)
    assert refused(lambda: Notification.objects.bulk_create([row(person, change)]))


def test_a_stranger_to_the_case_is_not_told(bureau, person, caseworker, officer):
    change = news.returned(person, linked_by=caseworker, by=officer)
    other = news.case(make.person(bureau, "Вигаданий Валерій"), "Чужа")
    stranger = news.relative("Чужа")
    assert refused(lambda: Notification.objects.bulk_create([row(person, change, relative=stranger)]))
    assert refused(lambda: Notification.objects.bulk_create([row(person, change, relative=stranger, case=other)]))


def test_the_news_cannot_be_moved_to_other_people(bureau, prepared, person):
    other = news.case(make.person(bureau, "Вигаданий Валерій"), "Чужа")
    mine = Notification.objects.filter(pk=prepared.pk)
    assert refused(lambda: mine.update(relative=news.relative("Чужа")))
    assert refused(lambda: mine.update(case=other))
    assert refused(lambda: mine.update(person=other.person))
    assert refused(lambda: mine.update(tells="deceased"))


def test_the_preparer_cannot_approve(prepared, officer):
    assert refused(
        lambda: Notification.objects.filter(pk=prepared.pk).update(
            status="approved", approved_by=officer, approved_wording=prepared.wording
        )
    )


def test_what_is_approved_is_the_wording(prepared, supervisor):
    mine = Notification.objects.filter(pk=prepared.pk)
    assert refused(lambda: mine.update(status="approved", approved_by=supervisor, approved_wording="Other."))
    assert refused(lambda: mine.update(status="approved", approved_by=None, approved_wording=prepared.wording))


def test_an_approved_wording_does_not_change(prepared, supervisor):
    news.approved(prepared, by=supervisor)
    mine = Notification.objects.filter(pk=prepared.pk)
    assert refused(lambda: mine.update(wording="Other."))
    assert refused(lambda: mine.update(wording="Other.", approved_wording="Other."))


@pytest.mark.parametrize("status", ["delivered", "unreachable", "declined"])
def test_no_step_is_left_out(prepared, supervisor, caseworker, status):
    assert refused(
        lambda: Notification.objects.filter(pk=prepared.pk).update(
            status=status,
            approved_by=supervisor,
            approved_wording=prepared.wording,
            delivered_by=caseworker,
            delivered_at=timezone.now(),
        )
    )


def test_delivered_is_by_somebody(prepared, supervisor):
    news.approved(prepared, by=supervisor)
    assert refused(lambda: Notification.objects.filter(pk=prepared.pk).update(status="delivered"))


def test_retracted_is_for_a_reason_and_for_good(prepared):
    mine = Notification.objects.filter(pk=prepared.pk)
    assert refused(lambda: mine.update(status="retracted"))
    assert not refused(lambda: mine.update(status="retracted", retracted_reason="Another man."))
    assert refused(lambda: mine.update(status="prepared"))


def test_nothing_is_approved_or_told_once_the_status_has_changed(
    prepared, person, officer, supervisor, caseworker
):
    news.approved(prepared, by=supervisor)
    second = Notification.objects.get(order=2)
    people.withdraw_return(person, reason="Another man.", by=officer)
    assert refused(
        lambda: Notification.objects.filter(pk=prepared.pk).update(
            status="delivered", delivered_by=caseworker, delivered_at=timezone.now()
        )
    )
    assert refused(
        lambda: Notification.objects.filter(pk=second.pk).update(
            status="approved", approved_by=supervisor, approved_wording=second.wording
        )
    )
    assert not refused(
        lambda: Notification.objects.filter(pk=second.pk).update(status="retracted", retracted_reason="Not so.")
    )


def test_what_standing_news_rests_on_cannot_be_taken_from_under_it(prepared):
    change = StatusChange.objects.filter(pk=prepared.status_change_id)
    assert refused(lambda: change.update(effective_at=None))
    assert refused(lambda: change.update(to_status="located"))
    assert not refused(lambda: change.update(news_claimed_at=timezone.now()))


def test_one_news_is_told_once_to_a_relative(prepared, person):
    again = row(person, prepared.status_change, relative=prepared.relative)
    assert refused(lambda: Notification.objects.bulk_create([again]))


@pytest.mark.parametrize("status", ["missing", "probably_captive", "return_reported", "death_reported"])
def test_a_claim_is_no_kind_of_news(person, status):
    change = StatusChange.objects.create(
        person=person, from_status="missing", to_status=status, reason="x", effective_at=timezone.now()
    )
    person.status = status
    person.save()
    assert refused(lambda: Notification.objects.bulk_create([row(person, change, tells=status)]))


def test_no_attempt_tells_news_by_message(prepared, caseworker):
    told = DeliveryAttempt(notification=prepared, by=caseworker, channel="message", outcome="told")
    assert refused(lambda: DeliveryAttempt.objects.bulk_create([told]))


@pytest.mark.parametrize("name", NEWS.triggers)
def test_a_database_without_a_trigger_would_be_seen(name):
    """The triggers are dropped for migrations, and all of them are laid down again after."""
    NEWS.take_away()
    NEWS.lay_down()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = %s", [name])
        else:
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = %s", [name])
        assert cursor.fetchone() == (1,)
