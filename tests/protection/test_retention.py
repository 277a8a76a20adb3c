"""Who is due for review, what keeps them, and what the register of processing says."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.accounts.models import SYSTEM
from casework.families import actions as families
from casework.families.models import Case
from casework.people.models import Evidence, Person, StatusChange
from casework.processing import REGISTER, RETENTION, YEAR, Activity, Held
from casework.protection import actions
from casework.protection.retention import due_for_review
from tests import make
from tests.families import make as make_families
from tests.notifications import make as make_news

pytestmark = pytest.mark.django_db


def home(bureau, caseworker, officer, name="Давній Іван", *, days):
    """Somebody who came home that many days ago, and of whom nothing was heard since."""
    person = make.person(bureau, name)
    make_news.returned(person, linked_by=caseworker, by=officer)
    then = timezone.now() - timedelta(days=days)
    StatusChange.objects.filter(person=person).update(at=then, effective_at=then, news_claimed_at=then)
    Person.objects.filter(pk=person.pk).update(registered_at=then, status_since=then.date())
    return person


FIVE = RETENTION[Held.PERSON].period // timedelta(days=1)
THREE = RETENTION[Held.CASE].period // timedelta(days=1)


def due(user):
    return list(due_for_review(user))


def test_people_come_up_when_nothing_has_happened_for_as_long_as_they_are_kept(
    bureau, caseworker, officer, steward
):
    old = home(bureau, caseworker, officer, days=FIVE + 1)
    home(bureau, caseworker, officer, "Недавній Іван", days=FIVE - 1)
    assert [(one.pk, one.due) for one in due(steward)] == [(old.pk, Held.PERSON)]


def test_whoever_is_still_missed_never_comes_up(bureau, steward):
    person = make.person(bureau)
    then = timezone.now() - timedelta(days=40 * 365)
    Person.objects.filter(pk=person.pk).update(registered_at=then, status_since=then.date())
    assert due(steward) == []


def test_new_evidence_is_activity(bureau, caseworker, officer, steward):
    person = home(bureau, caseworker, officer, days=FIVE + 1)
    make.evidence(person)
    assert due(steward) == []
    Evidence.objects.update(recorded_at=timezone.now() - timedelta(days=FIVE + 1))
    assert len(due(steward)) == 1


def test_a_case_at_work_keeps_and_one_that_ended_long_ago_does_not(bureau, caseworker, officer, steward):
    person = home(bureau, caseworker, officer, days=THREE + 10)
    case = make_families.case(bureau, person)
    assert due(steward) == []
    families.change_case_status(case, to="closed", reason="Told.", by=SYSTEM)
    assert due(steward) == []
    Case.objects.update(closed_on=timezone.localdate() - timedelta(days=THREE + 1))
    assert [(one.pk, one.due) for one in due(steward)] == [(person.pk, Held.CASE)]


def test_whoever_was_reviewed_comes_up_again_after_the_day(bureau, caseworker, officer, steward):
    person = home(bureau, caseworker, officer, days=FIVE + 1)
    actions.hold_person(person, reason="May still ask.", until=timezone.localdate(), by=steward)
    assert due(steward) == []
    person.holds.update(until=timezone.localdate() - timedelta(days=1))
    assert due(steward) == [person]


def test_another_organisation_reviews_its_own(bureau, other_bureau, caseworker, officer):
    home(bureau, caseworker, officer, days=FIVE + 1)
    assert due(make.user("their-steward", other_bureau, "data_steward")) == []


def test_the_list_takes_as_many_queries_whoever_is_due(
    bureau, caseworker, officer, steward, signed_in, django_assert_max_num_queries
):
    client = signed_in(steward)
    for number in range(8):
        home(bureau, caseworker, officer, f"Давній {number}", days=FIVE + 1)
    with django_assert_max_num_queries(22):
        page = client.get(reverse("protection:list"))
    assert page.context["page_obj"].paginator.count == 8
    assert "Давній 3" in page.content.decode()


def test_an_empty_list_says_why(steward, signed_in):
    page = signed_in(steward).get(reverse("protection:list")).content.decode()
    assert ("Nobody is due for review" in page, "Nobody is on hold" in page) == (True, True)


def test_every_activity_stands_in_the_register_with_ground_and_retention():
    assert set(REGISTER) == set(Activity)
    assert set(RETENTION) == set(Held)
    for processing in REGISTER.values():
        assert (bool(processing.sources), bool(processing.retention), bool(str(processing.basis))) == (True,) * 3
    assert {held for processing in REGISTER.values() for held in processing.retention} == set(Held)
    assert all(kept.period >= YEAR for kept in RETENTION.values())


def test_the_register_is_there_to_be_read(caseworker, steward, signed_in):
    for user in (caseworker, steward):
        page = signed_in(user).get(reverse("protection:register")).content.decode()
        assert ("Third Geneva Convention, art. 122" in page, "5 years" in page) == (True, True)
