from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from casework.people.models import Evidence, Person, PersonName

pytestmark = pytest.mark.django_db

HEADER = (
    "id,surname,given_name,patronymic,date_of_birth,sex,category,rank,unit,place_of_birth,place_of_capture,shoe\n"
)
ROWS = HEADER + (
    "R-1,Згурський,Юхим,Пилипович,14.10.1976,m,pow,солдат,в/ч А0000,Полтава,Маріуполь,43\n"
    "R-2,Підлісна,Віра,,1990,f,civilian,,,,,38\n"
    ",Підлісна,Оксана,Іванівна,,,,,,,,\n"
)


@pytest.fixture
def run(tmp_path, bureau):
    def run(text: str, *options: str, name: str = "people.csv") -> str:
        path = tmp_path / name
        path.write_bytes(text.encode())
        out = StringIO()
        call_command("import_people", str(path), *options, stdout=out, stderr=out)
        return out.getvalue()

    return run


def test_people_of_a_file_are_registered(run, bureau):
    said = run(ROWS)
    assert "Added 3 people; 0 were known; 0 said otherwise" in said
    assert "Columns left out: shoe." in said
    person = Person.objects.get(sender_reference="R-1")
    assert (person.organisation, person.name, person.category, person.sex) == (
        bureau,
        "Згурський Юхим Пилипович",
        "pow",
        "m",
    )
    assert (person.rank, person.unit, person.place_of_capture) == ("солдат", "в/ч А0000", "Маріуполь")
    assert str(person.born_earliest) == "1976-10-14"
    assert person.names.get().source == "people.csv"
    unknown = Person.objects.get(name__contains="Оксана")
    assert (unknown.sex, unknown.category, unknown.date_of_birth) == ("", "", "")


def test_the_same_file_twice_adds_nothing(run):
    run(ROWS)
    assert "Added 0 people; 3 were known; 0 said otherwise" in run(ROWS)
    assert (Person.objects.count(), Evidence.objects.count()) == (3, 0)


def test_a_row_that_says_otherwise_is_evidence_and_overwrites_nothing(run):
    run(ROWS)
    other = ROWS.replace("14.10.1976", "14.10.1967")
    assert "Added 0 people; 2 were known; 1 said otherwise" in run(other, name="later.csv")
    assert "3 were known" in run(other, name="later.csv")
    person = Person.objects.get(sender_reference="R-1")
    assert person.date_of_birth == "14.10.1976"
    assert [(e.source, "14.10.1967" in e.content) for e in person.evidence.all()] == [("later.csv", True)]


def test_a_dry_run_says_what_would_be_done_and_does_nothing(run):
    assert "Would add 3 people" in run(ROWS, "--dry-run")
    assert Person.objects.count() == 0


def test_a_bad_row_is_named_and_nothing_is_imported(run):
    with pytest.raises(CommandError) as failure:
        run(ROWS.replace("14.10.1976", "31.02.1976"))
    assert "row 2" in str(failure.value)
    assert "31.02.1976" in str(failure.value)
    assert Person.objects.count() == 0


def test_two_rows_that_are_the_same_person_are_registered_once(run):
    assert "Added 1 people; 1 were known" in run("surname,given_name\nЗгурський,Юхим\nЗгурський,Юхим\n")


def test_a_file_that_is_not_there_or_no_list_fails(run, tmp_path, bureau):
    with pytest.raises(CommandError):
        call_command("import_people", str(tmp_path / "nowhere.csv"))
    with pytest.raises(CommandError):
        run("%PDF-1.7 nothing to read")


def test_postgresql_knows_at_once_how_many_came(run):
    """It plans by that; SQLite does not count."""
    run(ROWS)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'people_personname'")
            assert cursor.fetchall() == [(3,)]
    assert PersonName.objects.count() == 3
