"""What the database holds of a relative cannot be read without the keys, and opens only where it belongs."""

import threading

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from django.db.models import F

from casework.accounts.models import SYSTEM
from casework.families import actions
from casework.families.models import CaseRelative, ContactAttempt, Relative
from casework.families.search import search_cases
from casework.lib.encryption import Key, NotAuthentic
from casework.lib.sealed_fields import row_key
from casework.lib.versions import update_row
from casework.people.models import Evidence, Person
from tests import make
from tests.families import make as families

SECRET = {
    "phone": "+380501234567",
    "other_phone": "+380671234567",
    "email": "canary@example.org",
    "address": "Sadova 7, Chernihiv",
    "call_back_word": "chestnut",
    "remarks": "Her heart is weak",
}


@pytest.fixture
def case(bureau):
    return families.case(bureau)


@pytest.fixture
def relative(case) -> Relative:
    return families.relative(case, **SECRET).relative


def _stored(record, *columns: str) -> list[str]:
    """What the database holds, past the program."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {record._meta.db_table} WHERE id = %s", [record.pk])
        return list(cursor.fetchone())


def _store(record, **columns: str) -> None:
    assigned = ", ".join(f"{column} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {record._meta.db_table} SET {assigned} WHERE id = %s", [*columns.values(), record.pk]
        )


def test_the_database_holds_no_open_text(relative):
    stored = _stored(relative, *SECRET)
    assert all(text.startswith("sealed:development:") for text in stored)
    assert not any(secret in text for text in stored for secret in SECRET.values())


def test_a_record_reads_as_it_was_written(relative):
    read = Relative.objects.get(pk=relative.pk)
    assert {name: str(getattr(read, name)) for name in SECRET} == SECRET
    assert read.phone.is_valid()


def test_a_deferred_field_opens_when_it_is_read(relative):
    assert Relative.objects.only("name").get().call_back_word == "chestnut"
    assert Relative.objects.defer("email").get().email == "canary@example.org"


def test_what_is_not_known_stays_empty(case):
    relative = families.relative(case, phone="").relative
    assert _stored(relative, "phone", "phone_index", "email") == ["", "", ""]
    assert (Relative.objects.get().phone, Relative.objects.get().email) == ("", "")


def test_a_text_moved_to_another_row_is_refused(relative, case):
    other = families.relative(case, "Петро Коваленко", phone="+380507654321").relative
    _store(other, phone=_stored(relative, "phone")[0])
    moved = Relative.objects.get(pk=other.pk)
    with pytest.raises(NotAuthentic, match=f"families_relative.phone:{other.reference} does not open"):
        _ = moved.phone


def test_a_text_moved_to_another_column_is_refused(relative):
    _store(relative, remarks=_stored(relative, "address")[0])
    with pytest.raises(NotAuthentic):
        _ = Relative.objects.get().remarks


def test_an_open_text_written_past_the_program_is_refused(relative):
    _store(relative, phone="+380990000000")
    with pytest.raises(NotAuthentic, match="not sealed"):
        _ = Relative.objects.get().phone


def test_values_give_no_text_and_no_ciphertext_that_could_be_taken_for_one(relative):
    [[phone]] = Relative.objects.values_list("phone")
    assert repr(phone) == "<sealed>"
    for use in (str, bool, len, hash, list, lambda sealed: sealed == "+380501234567"):
        with pytest.raises(TypeError):
            use(phone)


def test_an_update_over_rows_is_refused(relative):
    for change in ({"phone": "+380990000000"}, {"remarks": F("address")}):
        with pytest.raises(TypeError, match="sealed"):
            Relative.objects.update(**change)
    relative.remarks = "Else"
    with pytest.raises(TypeError, match="sealed"):
        Relative.objects.bulk_update([relative], ["remarks"])


def test_a_filter_on_a_sealed_field_is_refused(relative):
    for asked in (
        {"phone": "+380501234567"},
        {"phone": F("other_phone")},
        {"email__contains": "@"},
        {"remarks__in": ["x"]},
    ):
        with pytest.raises(FieldError):
            Relative.objects.filter(**asked).exists()
    assert list(Relative.objects.exclude(phone="")) == [relative]


def test_an_edit_seals_anew_and_is_found_by_the_new_number(relative, case, caseworker):
    changes = {"phone": "+380507654321", "email": ""}
    relative = actions.update_relative(relative, version=relative.version, **changes, by=caseworker)
    assert (str(relative.phone), relative.email) == ("+380507654321", "")
    assert list(search_cases(type(case).objects.all(), "050 765 43 21", reader=case.organisation)) == [case]
    assert list(search_cases(type(case).objects.all(), "050 123 45 67", reader=case.organisation)) == []


@pytest.mark.parametrize("said", ["+380501234567", "050 123 45 67", "(050) 123-45-67", "+380 67 123 45 67"])
def test_a_case_is_found_by_either_number_of_a_relative(relative, case, said):
    assert list(search_cases(type(case).objects.all(), said, reader=case.organisation)) == [case]


def test_a_number_sealed_under_an_older_key_is_found(relative, case, settings):
    settings.FIELD_KEYS = (Key("second", b"2" * 32), *settings.FIELD_KEYS)
    assert list(search_cases(type(case).objects.all(), "+380501234567", reader=case.organisation)) == [case]


def test_the_search_by_a_number_uses_the_index(relative, case):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Relative.objects.filter(phone_index="0" * 32).explain()
    assert "phone_index" in plan


def test_the_number_of_a_contact_is_sealed(relative, case, caseworker):
    actions.record_contact(case, relative=relative, outcome="reached", by=caseworker)
    attempt = ContactAttempt.objects.get()
    assert attempt.number_used == "+380501234567"
    assert _stored(attempt, "number_used")[0].startswith("sealed:")


def test_records_made_in_bulk_are_each_sealed_for_their_row(case):
    person = case.person
    made = Evidence.objects.bulk_create(
        Evidence(person=person, about="captivity", content=f"Said {n}", source=f"Source {n}") for n in range(50)
    )
    read = Evidence.objects.in_bulk([one.pk for one in made])
    assert [(read[one.pk].content, read[one.pk].source) for one in made] == [
        (f"Said {n}", f"Source {n}") for n in range(50)
    ]


def test_saving_and_writing_one_row_seal(relative):
    relative.remarks = "Speaks Ukrainian only"
    relative.save()
    assert Relative.objects.get().remarks == "Speaks Ukrainian only"
    person = make.person(relative.organisation)
    update_row(person, health="sick", version=F("version") + 1)
    read = Person.objects.get(pk=person.pk)
    assert (read.health, read.version, _stored(read, "health")[0][:7]) == ("sick", 2, "sealed:")


def test_the_admin_finds_by_number_and_writes(relative, supervisor, signed_in, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    client = signed_in(supervisor)
    found = client.get("/admin/families/relative/", {"q": "0501234567"})
    assert relative.name in found.content.decode()
    assert relative.name not in client.get("/admin/families/relative/", {"q": "0509999999"}).content.decode()
    page = client.get(f"/admin/families/relative/{relative.pk}/change/")
    assert "chestnut" in page.content.decode()
    assert client.get("/admin/families/relative/", {"o": "3"}).status_code == 200


def test_row_keys_grow_and_are_drawn_once_by_many_threads():
    drawn: list[list[int]] = []
    threads = [threading.Thread(target=lambda: drawn.append([row_key() for _ in range(5_000)])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = [key for keys in drawn for key in keys]
    assert len(set(every)) == 40_000
    assert all(keys == sorted(keys) for keys in drawn)
    assert 0 < max(every) < 2**63


def test_many_threads_read_texts_and_never_ciphertext(relative):
    """Another field of its kind shared its cipher between threads, and now and then gave the ciphertext back."""
    [stored] = Relative.objects.all()
    read: list[str] = []

    def look() -> None:
        for _ in range(500):
            one = Relative.from_db(
                "default",
                [field.attname for field in Relative._meta.concrete_fields],
                [stored.__dict__[field.attname] for field in Relative._meta.concrete_fields],
            )
            read.append(f"{one.call_back_word} {one.address}")

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(read) == {"chestnut Sadova 7, Chernihiv"}


def test_one_request_of_one_mother_still_makes_one_case(bureau, intake):
    about = {"surname": "Коваленко", "given": "Іван"}
    mother = {"name": "Марія Коваленко", "phone": "+380501234567"}
    case = actions.register_request(
        organisation=bureau, relative=mother, relationship="mother", about=about, by=intake
    )
    again = {"name": "Марія К.", "phone": "+380501234567"}
    with pytest.raises(Exception, match="already has the case"):
        actions.register_request(
            organisation=bureau, relative=again, relationship="mother", person=case.person, by=SYSTEM
        )
    assert CaseRelative.objects.count() == 1
