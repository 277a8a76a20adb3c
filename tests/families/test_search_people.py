"""The one search for people: whom a text that is being typed means, and why."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.access import Role
from casework.accounts.models import SYSTEM
from casework.families import actions as families
from casework.families.search import search_people
from casework.matching.engine import candidates
from casework.matching.search import describe
from casework.people import actions as people
from casework.people.models import Person
from tests import make as base
from tests.families import make

pytestmark = pytest.mark.django_db


def found(text, by, limit=10):
    return [(one.person.name, one.why) for one in search_people(text, by=by, limit=limit)]


def names(text, by, limit=10):
    return [name for name, _why in found(text, by, limit)]


@pytest.fixture
def zghurskyi(bureau):
    return base.person(bureau, "Згурський Юхим Пилипович", date_of_birth="14.10.1976")


@pytest.fixture
def others(bureau):
    return [base.person(bureau, name) for name in ("Згуренко Остап Ілліч", "Коваленко Юхим Петрович")]


BEGUN = "name begins so"


@pytest.mark.parametrize(
    "text",
    [
        "Згурс",
        "згурськ",
        "Zghursk",
        "zgursk",
        "Згурський Ю",
        "Згурский Юх",
        "юхим згу",
        "Юхим Пилипович Зг",
        "Zghurskyi Yu",
    ],
)
def test_a_name_is_found_while_it_is_being_typed(zghurskyi, others, caseworker, text):
    assert found(text, caseworker) == [(zghurskyi.name, BEGUN)]


@pytest.mark.parametrize("text", ["Pueh", "Згур", "Zghur", "Zghurs"])
def test_what_begins_two_names_finds_both_also_on_the_wrong_keyboard(zghurskyi, others, caseworker, text):
    assert sorted(names(text, caseworker)) == ["Згуренко Остап Ілліч", "Згурський Юхим Пилипович"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Згурський Юхим", "surname equal, given name equal"),
        ("Ефим Згурский", "surname equal but for its spelling, given name equal in the other language"),
        ("Zghurskyj Juchym", "surname equal after transliteration, given name equal after transliteration"),
        ("Згурський Юхим 14.10.1976", "surname equal, given name equal, birth date equal"),
    ],
)
def test_a_whole_name_says_why_it_is_meant(zghurskyi, others, caseworker, text, why):
    assert found(text, caseworker)[0] == (zghurskyi.name, why)


@pytest.mark.parametrize("text", ["Згурський Ю. П.", "Ю. П. Згурський", "Zghurskyi Yu. P."])
def test_initials_are_enough(zghurskyi, others, caseworker, text):
    assert names(text, caseworker) == [zghurskyi.name]


def test_a_misspelled_name_comes_after_one_that_begins_so(bureau, caseworker):
    base.person(bureau, "Гончарук Остап")
    begins = base.person(bureau, "Гончарукевич Остап")
    assert names("Гончаруке", caseworker) == [begins.name, "Гончарук Остап"]
    assert names("Гончаруг Остап", caseworker) == ["Гончарук Остап"]


def test_a_code_of_the_person_or_of_a_case_is_found(zghurskyi, bureau, caseworker):
    case = make.case(bureau, zghurskyi)
    assert found(zghurskyi.reference.lower(), caseworker) == [(zghurskyi.name, "code")]
    assert found(case.reference, caseworker) == [(zghurskyi.name, "code of the case")]
    wrong = zghurskyi.reference[:-1] + ("2" if zghurskyi.reference[-1] != "2" else "3")
    assert found(wrong, caseworker) == []


def test_numbers_are_found(zghurskyi, bureau, caseworker):
    people.add_registry_number(zghurskyi, body="nib", number="00417", by=SYSTEM)
    sent = base.person(bureau, sender_reference="B-77")
    assert found("00417", caseworker) == [(zghurskyi.name, "number of another body")]
    assert found("B-77", caseworker) == [(sent.name, "sender's reference")]


def test_a_day_of_birth_is_found(zghurskyi, others, caseworker):
    assert found("14.10.1976", caseworker) == [(zghurskyi.name, "birth date equal")]


def test_another_name_on_record_says_so(zghurskyi, caseworker):
    people.add_name(zghurskyi, kind="maiden", surname="Пономаренко", given="Юхим", by=SYSTEM)
    assert found("Понома", caseworker) == [(zghurskyi.name, "another name on record: Пономаренко Юхим")]


def test_a_telephone_is_found_by_whoever_may_see_cases(zghurskyi, bureau, caseworker, verification_officer):
    make.relative(make.case(bureau, zghurskyi), phone="+380501234567")
    assert found("050 123 45 67", caseworker) == [(zghurskyi.name, "telephone of a relative")]
    assert found("050 123 45 67", verification_officer) == []


TEXTS = ("Згурський Юхим", "Згурс", "14.10.1976", "00417", "B-77", "050 123 45 67")


def _asked_of_all(person, case, by):
    return [text for text in (*TEXTS, person.reference, case.reference) if search_people(text, by=by)]


@pytest.fixture
def known_by_everything(bureau):
    person = base.person(bureau, "Згурський Юхим", date_of_birth="14.10.1976", sender_reference="B-77")
    people.add_registry_number(person, body="nib", number="00417", by=SYSTEM)
    case = make.case(bureau, person)
    make.relative(case, phone="+380501234567")
    return person, case


def test_nobody_of_another_organisation_is_found_by_anything(known_by_everything, foreign_caseworker, caseworker):
    person, case = known_by_everything
    assert _asked_of_all(person, case, caseworker) == [*TEXTS, person.reference, case.reference]
    assert _asked_of_all(person, case, foreign_caseworker) == []


def test_who_was_referred_by_name_is_found_by_what_was_shared_alone(known_by_everything, other_bureau, caseworker):
    person, case = known_by_everything
    partner = base.user("partner", other_bureau, Role.PARTNER)
    families.accept_referral(make.referral(case, other_bureau, caseworker, "identity"), by=partner)
    asked = _asked_of_all(person, case, partner)
    assert asked == ["Згурський Юхим", "Згурс", "00417", person.reference, case.reference]
    assert found("Згурський Юхим 14.10.1976", partner) == found("Згурський Юхим 1.2.1990", partner)


def test_the_search_of_lists_and_the_one_of_typing_give_the_same_first(bureau, caseworker):
    for name in ("Згурський Юхим Пилипович", "Згурський Юхим Ілліч", "Згурська Ольга Пилипівна", "Коваль Юхим"):
        base.person(bureau, name)
    for text in ("Згурський Юхим Пилипович", "Zgurskij Efim Filippovich", "Згурский Ефим Ильич", "Коваль Ю."):
        listed = candidates([describe(text)], among=Person.objects.all())[0]
        typed = search_people(text, by=caseworker)
        assert [one.person.pk for one in typed][: len(listed)] == [one.person_id for one in listed]


def test_the_number_of_queries_does_not_grow_with_the_people(bureau, caseworker, django_assert_max_num_queries):
    for number in range(30):
        base.person(bureau, f"Згур{'абвгдежзик'[number % 10]}енко Юхим")
    with django_assert_max_num_queries(25):
        assert len(search_people("Згур", by=caseworker)) == 10


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=40), st.text(alphabet="ЗгурськийЮхим Zghurskyi-.,0123456789«'", max_size=30)))
def test_no_text_whatever_fails(caseworker, text):
    assert isinstance(search_people(text, by=caseworker), list)
