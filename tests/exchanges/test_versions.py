"""A second version of a list: what it adds, drops and changes. The people are invented."""

import pytest

from casework.exchanges import actions
from casework.exchanges.models import Entry, Link
from casework.lib.errors import Refused
from casework.people.models import Person
from tests import make
from tests.exchanges import make_work
from tests.people.test_restrictions import restrict

pytestmark = pytest.mark.django_db

HEADER = "surname,given_name,patronymic,date_of_birth,rank\n"
FIRST = HEADER + (
    "Згурський,Юхим,Пилипович,14.10.1976,солдат\n"
    "Підлісна,Віра,Іванівна,02.03.1990,\n"
    "Довгань,Остап,Іванович,18.01.1970,сержант\n"
    "Тичина,Роман,Юрійович,05.05.1985,солдат\n"
)
# Unchanged; a rank corrected; a name corrected, born the same day; one dropped; one added.
SECOND = HEADER + (
    "Згурський,Юхим,Пилипович,14.10.1976,солдат\n"
    "Довгань,Остап,Іванович,18.01.1970,старший сержант\n"
    "Підлісна,Віра,Яківна,02.03.1990,\n"
    "Новак,Лука,Петрович,01.02.1999,солдат\n"
)


@pytest.fixture
def exchange(db):
    return make_work.exchange()


@pytest.fixture
def first(exchange, bureau, steward):
    return _import(exchange, bureau, steward, FIRST, None)


def _draft(exchange, bureau, steward, text, replaces):
    return actions.receive_list(
        exchange, organisation=bureau, content=text.encode(), name="list.csv", replaces=replaces, by=steward
    )


def _import(exchange, bureau, steward, text, replaces):
    return actions.import_list(_draft(exchange, bureau, steward, text, replaces), by=steward)


def entry(surname, **fields):
    return Entry.objects.get(surname=surname, **fields)


def test_the_preview_shows_what_a_version_adds_drops_and_changes(exchange, bureau, steward, first, signed_in):
    draft = _draft(exchange, bureau, steward, SECOND, first)
    page = signed_in(steward).get(f"/exchanges/{exchange.reference}/lists/{draft.pk}/preview/")
    comparison = page.context["comparison"]
    assert [e.surname for e, _row in comparison.unchanged] == ["Згурський"]
    assert {c.entry.surname: c.fields for c in comparison.changed} == {
        "Довгань": {"rank": ("сержант", "старший сержант")},
        "Підлісна": {"patronymic": ("Іванівна", "Яківна")},
    }
    assert [row.values["surname"] for row in comparison.added] == ["Новак"]
    assert [e.surname for e in comparison.dropped] == ["Тичина"]


def test_a_version_keeps_what_is_unchanged_and_withdraws_what_is_not(exchange, bureau, steward, first):
    second = _import(exchange, bureau, steward, SECOND, first)
    assert (second.version, second.unchanged_count) == (2, 1)
    assert entry("Згурський").list_file == first
    assert entry("Тичина").status == "withdrawn"
    assert entry("Довгань", list_file=first).status == "withdrawn"
    new = entry("Довгань", list_file=second)
    old = entry("Довгань", list_file=first)
    assert (new.previous, new.rank, new.status) == (old, "старший сержант", "received")
    assert Entry.objects.filter(exchange=exchange).listed().count() == 4


def test_the_page_of_the_version_tells_the_same_after_the_import(exchange, bureau, steward, first, signed_in):
    second = _import(exchange, bureau, steward, SECOND, first)
    page = signed_in(steward).get(f"/exchanges/{exchange.reference}/lists/{second.pk}/changes/")
    assert [e.surname for e in page.context["added"]] == ["Новак"]
    assert [e.surname for e in page.context["dropped"]] == ["Тичина"]
    assert {e.surname: fields for e, fields in page.context["changed"]} == {
        "Довгань": [("rank", "сержант", "старший сержант")],
        "Підлісна": [("patronymic", "Іванівна", "Яківна")],
    }


def test_a_linked_entry_that_is_dropped_loses_its_link_which_stays_on_record(
    exchange, bureau, steward, caseworker, first
):
    linked = make_work.linked(entry("Тичина"), caseworker)
    _import(exchange, bureau, steward, SECOND, first)
    assert Entry.objects.get(pk=linked.pk).status == "withdrawn"
    assert Link.objects.get(entry=linked).undone_reason == "The list “list.csv” says otherwise."


def test_whoever_has_arrived_stays_whatever_the_list_says(
    exchange, bureau, steward, caseworker, supervisor, first
):
    make_work.arrived(make_work.linked(entry("Тичина"), caseworker), supervisor)
    make_work.arrived(make_work.linked(entry("Довгань"), caseworker), supervisor)
    _import(exchange, bureau, steward, SECOND, first)
    assert [(e.status, e.arrival) for e in Entry.objects.filter(surname__in=["Тичина", "Довгань"])] == [
        ("linked", "arrived"),
        ("linked", "arrived"),
    ]
    assert Person.objects.filter(status="return_reported").count() == 2


def test_a_version_is_replaced_once(exchange, bureau, steward, first):
    one = _draft(exchange, bureau, steward, SECOND, first)
    two = _draft(exchange, bureau, steward, SECOND + "Інший,Петро,,,\n", first)
    actions.import_list(one, by=steward)
    with pytest.raises(Refused):
        actions.import_list(two, by=steward)


def test_a_third_version_is_compared_with_all_that_still_stands(exchange, bureau, steward, first):
    second = _import(exchange, bureau, steward, SECOND, first)
    third = _import(exchange, bureau, steward, SECOND + "Інший,Петро,,,\n", second)
    assert (third.unchanged_count, third.entries.count()) == (4, 1)


def test_a_list_that_adds_to_the_others_drops_nobody(exchange, bureau, steward, first):
    _import(exchange, bureau, steward, HEADER + "Новак,Лука,Петрович,01.02.1999,солдат\n", None)
    assert Entry.objects.filter(exchange=exchange).listed().count() == 5


def test_two_namesakes_are_not_taken_for_one_another(exchange, bureau, steward):
    twins = HEADER + "Коваль,Іван,,01.01.1990,солдат\nКоваль,Іван,,02.02.1991,солдат\n"
    first = _import(exchange, bureau, steward, twins, None)
    other = HEADER + "Коваль,Іван,,03.03.1992,солдат\nКоваль,Іван,,02.02.1991,солдат\n"
    second = _import(exchange, bureau, steward, other, first)
    assert second.unchanged_count == 1
    assert Entry.objects.filter(status="withdrawn").get().date_of_birth == "01.01.1990"


def test_the_pages_of_a_list_name_nobody_who_is_restricted(
    exchange, bureau, steward, caseworker, supervisor, first, signed_in
):
    make_work.arrived(entry("Тичина"), supervisor)  # and so stays, though the second version drops them
    second = _import(exchange, bureau, steward, SECOND, first)
    for surname in ("Новак", "Довгань", "Тичина"):  # added, changed, stayed
        on_it = Entry.objects.filter(surname=surname).latest("pk")
        person = make.person(bureau, f"{surname} {on_it.given}")
        make_work.linked(on_it, caseworker, person)
        restrict(person, caseworker, supervisor, caseworker)
    for page in (second.get_absolute_url(), f"{second.get_absolute_url()}changes/"):
        seen = signed_in(steward).get(page).content.decode()
        assert [name for name in ("Новак", "Довгань", "Тичина") if name in seen] == [], page
        assert "Підлісна" in seen, page
