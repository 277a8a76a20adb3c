"""The one page on which a family's request is taken down."""

import uuid

import pytest
from django.urls import reverse

from casework.families.models import Case
from casework.people.models import Person
from tests import make as base
from tests.families import make

pytestmark = pytest.mark.django_db

SAID = {
    "name": "Ганна Бондар",
    "relationship": "mother",
    "phone": "0671112233",
    "language": "uk",
    "request": "Де мій син?",
    "surname": "Бондар",
    "given": "Олег",
    "patronymic": "Іванович",
    "date_of_birth": "14.10.1976",
}


@pytest.fixture
def client(intake, signed_in):
    return signed_in(intake)


def send(client, **changes):
    return client.post(reverse("families:create"), {"submission": uuid.uuid4()} | SAID | changes)


def summary():
    return [
        (case.person.name, case.person.date_of_birth, case.request, str(case.relatives.get().phone))
        for case in Case.objects.all()
    ]


def test_a_request_about_somebody_unknown_is_registered_at_once(client):
    response = send(client)
    assert response.headers["Location"] == Case.objects.get().get_absolute_url()
    assert summary() == [("Бондар Олег Іванович", "14.10.1976", "Де мій син?", "+380671112233")]


def test_a_partial_answer_is_welcome(client):
    send(client, given="", patronymic="", date_of_birth="близько 1976", phone="", request="")
    assert summary() == [("Бондар", "близько 1976", "", "")]


def test_the_names_are_what_cannot_be_left_out(client):
    response = send(client, surname="", given="", name="")
    assert sorted(response.context["form"].errors) == ["name", "surname"]
    assert Person.objects.count() == 0


def test_a_request_sent_twice_is_registered_once(client):
    key = uuid.uuid4()
    assert [send(client, submission=key).status_code for _again in range(2)] == [302, 302]
    assert (Person.objects.count(), Case.objects.count()) == (1, 1)


def test_somebody_who_may_be_known_is_shown_before_anything_is_saved(client, bureau):
    known = base.person(bureau, "Бондар Олег Иванович", date_of_birth="14.10.1976")
    make.relative(make.case(bureau, known), "Олена Бондар", relationship="wife")
    page = send(client).content.decode()
    assert (known.reference in page, "Олена Бондар" in page, "birth date equal" in page) == (True, True, True)
    assert (Person.objects.count(), Case.objects.count()) == (1, 1)


def test_the_known_person_is_used_when_chosen(client, bureau):
    known = base.person(bureau, "Бондар Олег Иванович", date_of_birth="14.10.1976")
    send(client, choice=known.reference)
    assert Case.objects.get().person == known
    assert Person.objects.count() == 1


def test_a_new_person_is_registered_when_none_of_the_known_is_meant(client, bureau):
    known = base.person(bureau, "Бондар Олег Иванович", date_of_birth="14.10.1976")
    send(client, choice="new")
    assert Case.objects.get().person != known
    assert Person.objects.count() == 2


def test_one_may_go_back_and_mend_what_was_typed(client, bureau):
    base.person(bureau, "Бондар Олег Иванович", date_of_birth="14.10.1976")
    back = send(client, choice="back")
    assert "Де мій син?" in back.content.decode()
    assert 'name="choice"' not in back.content.decode()
    assert Case.objects.count() == 0


def test_people_of_another_organisation_are_neither_shown_nor_chosen(client, other_bureau):
    foreign = base.person(other_bureau, "Бондар Олег Іванович", date_of_birth="14.10.1976")
    refused = send(client, choice=foreign.reference)
    assert "not on record any more" in refused.content.decode()
    assert Case.objects.count() == 0
    send(client)
    assert Case.objects.get().person != foreign


def test_a_case_is_opened_for_a_person_on_the_register(client, bureau):
    person = base.person(bureau)
    url = f"{reverse('families:create')}?person={person.reference}"
    said = {name: SAID[name] for name in ("name", "relationship", "phone", "language", "request")}
    client.post(url, said)
    assert Case.objects.get().person == person


def test_no_case_is_opened_for_a_foreign_person(client, other_bureau):
    foreign = base.person(other_bureau)
    assert client.get(f"{reverse('families:create')}?person={foreign.reference}").status_code == 404


def test_a_caseworker_may_take_the_case_at_once_and_intake_may_not(caseworker, intake, signed_in):
    send(signed_in(caseworker), take_it="on")
    assert Case.objects.get().assigned_to == caseworker
    send(signed_in(intake), take_it="on", surname="Чумак", given="Тарас", patronymic="", date_of_birth="")
    assert Case.objects.get(person__name="Чумак Тарас").assigned_to is None


def test_what_nobody_chose_is_said_in_words(signed_in, intake):
    page = signed_in(intake).get(reverse("families:create")).content.decode()
    assert page.count(">not chosen</option>") == 3  # relationship, sex, category
    assert "----" not in page
