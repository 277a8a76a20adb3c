"""The search in the header: whom it shows, why, and to whom. People are invented."""

import pytest
from django.urls import reverse

from casework.audit.models import AuditEvent
from tests import make as base
from tests.families import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(caseworker, signed_in):
    return signed_in(caseworker)


@pytest.fixture
def person(bureau):
    return base.person(bureau, "Бондар Олег Іванович", date_of_birth="14.10.1976")


def shown(client, text=""):
    context = client.post(reverse("search"), {"q": text}).context
    return [(one.person.reference, one.why) for one in context["found"]], [p.reference for p in context["recent"]]


def test_part_of_a_name_in_another_alphabet_finds_the_person_and_says_why(client, person):
    found, recent = shown(client, "bond")
    assert (found, recent) == ([(person.reference, "name begins so")], [])


def test_a_relatives_telephone_finds_the_person(client, bureau, person):
    make.relative(make.case(bureau, person), "Ганна Бондар", phone="+380671112233")
    assert shown(client, "067 111 22 33")[0] == [(person.reference, "telephone of a relative")]


def test_every_search_that_shows_somebody_is_a_recorded_read(client, caseworker, person):
    shown(client, "бонд")
    event = AuditEvent.objects.get(action="read", subject="search")
    assert (event.actor, event.details["of"]) == (caseworker.username, [person.reference])


def test_before_anything_is_typed_it_shows_what_one_opened_last(
    client, bureau, person, second_caseworker, signed_in
):
    other = base.person(bureau, "Ткачук Марія")
    case = make.case(bureau, other)
    client.get(person.get_absolute_url())
    client.get(case.get_absolute_url())
    signed_in(second_caseworker).get(base.person(bureau, "Бойко Лев").get_absolute_url())
    assert shown(client) == ([], [other.reference, person.reference])


def test_what_was_opened_and_is_not_shared_any_more_is_not_shown(client, person, other_bureau):
    client.get(person.get_absolute_url())
    type(person).objects.filter(pk=person.pk).update(organisation=other_bureau)
    assert shown(client) == ([], [])


def test_nobody_of_another_organisation_is_found(person, foreign_caseworker, signed_in):
    assert shown(signed_in(foreign_caseworker), "бонд") == ([], [])
