from datetime import date

import pytest
from django.db import IntegrityError

from casework.audit.models import AuditEvent
from casework.lib.errors import Refused, Stale
from casework.people import actions
from casework.people.models import NameKey, Person, PersonName
from casework.people.statuses import NameKind
from tests import make

pytestmark = pytest.mark.django_db


def test_a_registered_person_has_a_main_name_its_latin_form_and_keys(bureau, intake):
    person = actions.register_person(
        organisation=bureau, surname="Згурський", given="Юхим", patronymic="Пилипович", by=intake
    )
    assert person.name == "Згурський Юхим Пилипович"
    assert person.name_latin == "Zghurskyi Yukhym Pylypovych"
    assert [(n.kind, n.script) for n in person.names.all()] == [("primary", "cyrl")]
    assert NameKey.objects.filter(name__person=person).exists()
    event = AuditEvent.objects.get(action="register_person")
    assert (event.subject, event.actor) == (f"person:{person.reference}", "intake")


def test_a_partial_date_of_birth_keeps_what_was_said_and_the_days_it_means(bureau, intake):
    person = actions.register_person(
        organisation=bureau, surname="Згурський", date_of_birth="18.1.1970 or 29.3.1965", by=intake
    )
    assert person.date_of_birth == "18.1.1970 or 29.3.1965"
    assert (person.born_earliest, person.born_latest) == (date(1965, 3, 29), date(1970, 1, 18))
    assert person.age is None


def test_unknown_stays_unknown(bureau, intake):
    person = actions.register_person(organisation=bureau, given="Юхим", by=intake)
    assert (person.sex, person.category, person.date_of_birth, person.born_earliest) == ("", "", "", None)
    assert person.health == "unknown"


def test_a_person_without_any_name_is_refused(bureau, intake):
    with pytest.raises(Refused):
        actions.register_person(organisation=bureau, patronymic="Пилипович", by=intake)
    assert (Person.objects.count(), AuditEvent.objects.filter(action="register_person").count()) == (0, 0)


def test_an_impossible_date_is_refused_and_nothing_is_written(bureau, intake):
    with pytest.raises(Refused, match=r"31\.02\.1980"):
        actions.register_person(organisation=bureau, surname="Згурський", date_of_birth="31.02.1980", by=intake)
    assert Person.objects.count() == 0


def test_a_sender_reference_is_taken_once_in_an_organisation(bureau, other_bureau, intake):
    make.person(bureau, sender_reference="A-1")
    with pytest.raises(Refused, match="A-1"):
        make.person(bureau, sender_reference="A-1")
    make.person(other_bureau, sender_reference="A-1")
    assert Person.objects.count() == 2


def test_the_auditor_registers_nobody(bureau, auditor):
    with pytest.raises(Refused):
        actions.register_person(organisation=bureau, surname="Згурський", by=auditor)


def test_an_edit_of_an_old_version_is_refused_and_changes_nothing(bureau, intake, caseworker):
    person = make.person(bureau)
    actions.update_person(person, version=1, rank="солдат", by=intake)
    with pytest.raises(Stale):
        actions.update_person(person, version=1, rank="сержант", by=caseworker)
    person.refresh_from_db()
    assert (person.rank, person.version) == ("солдат", 2)


def test_only_the_holder_changes_the_record(bureau, foreign_caseworker):
    person = make.person(bureau)
    with pytest.raises(Refused):
        actions.update_person(person, version=1, rank="сержант", by=foreign_caseworker)
    with pytest.raises(Refused):
        actions.add_name(person, surname="Інший", by=foreign_caseworker)


def test_a_changed_date_of_birth_changes_its_key(bureau, intake):
    person = make.person(bureau, date_of_birth="14.10.1976")
    actions.update_person(person, version=1, date_of_birth="15.10.1976", by=intake)
    keys = NameKey.objects.filter(name__person=person, key__startswith="d:").values_list("key", flat=True)
    assert [key.split("|")[0] for key in keys] == ["d:1976-10-15"]


def test_a_new_main_name_leaves_the_old_one_on_the_record(bureau, intake):
    person = make.person(bureau, "Коваленко Іван Петрович")
    actions.add_name(person, kind=NameKind.PRIMARY, surname="Kovalenko", given="Ivan", by=intake)
    person.refresh_from_db()
    assert person.name == "Kovalenko Ivan"
    assert {(str(n), n.kind) for n in person.names.all()} == {
        ("Коваленко Іван Петрович", "spelling"),
        ("Kovalenko Ivan", "primary"),
    }


def test_the_database_keeps_one_main_name(bureau):
    person = make.person(bureau)
    with pytest.raises(IntegrityError):
        PersonName.objects.create(person=person, kind="primary", surname="Інший", script="cyrl", latin="Inshyi")


def test_credibility_one_needs_another_origin(bureau, caseworker):
    person = make.person(bureau)
    facts = {"about": "captivity", "content": "Seen.", "credibility": "1", "by": caseworker}
    make.evidence(person, source="A channel", origin="the video of 3 May")
    with pytest.raises(Refused):
        actions.record_evidence(person, source="Another channel", origin="The video of 3 May", **facts)
    actions.record_evidence(person, source="A released man", **facts)
    assert person.evidence.count() == 2


def test_a_number_of_another_body_is_a_text_and_stands_once(bureau, intake):
    person = make.person(bureau)
    actions.add_registry_number(person, body="nib", number="0012", by=intake)
    with pytest.raises(Refused):
        actions.add_registry_number(person, body="nib", number="0012", by=intake)
    assert [n.number for n in person.registry_numbers.all()] == ["0012"]


def test_a_detention_names_a_place(bureau, caseworker):
    person = make.person(bureau)
    with pytest.raises(Refused):
        actions.record_detention(person, from_date="2022", by=caseworker)
    stay = actions.record_detention(
        person, place_as_told="a colony near the sea", from_date="spring 2022", by=caseworker
    )
    assert (stay.from_date, stay.from_earliest.year) == ("spring 2022", 2022)
