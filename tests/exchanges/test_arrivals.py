"""Who came off the bus. People are invented."""

import pytest

from casework.audit.models import AuditEvent
from casework.exchanges import actions
from casework.exchanges.models import Entry
from casework.exchanges.statuses import Arrival, EntryStatus
from casework.lib.errors import Refused
from casework.people.models import Person, StatusChange
from casework.people.statuses import PersonStatus
from tests import make
from tests.exchanges import make_work


@pytest.fixture
def exchange(db):
    return make_work.exchange()


@pytest.fixture
def entry(exchange, bureau):
    return make_work.entry(exchange, bureau)


def test_an_arrival_is_recorded_with_its_time_and_can_be_taken_back(entry, officer):
    assert actions.record_arrivals([entry], arrival=Arrival.ARRIVED, by=officer) == 1
    entry.refresh_from_db()
    assert (entry.arrival, entry.arrived_at is None) == (Arrival.ARRIVED, False)
    assert actions.record_arrivals([entry], arrival=Arrival.AWAITED, by=officer) == 1
    entry.refresh_from_db()
    assert (entry.arrival, entry.arrived_at) == (Arrival.AWAITED, None)


def test_the_same_arrival_twice_changes_nothing(entry, officer):
    make_work.arrived(entry, officer)
    events = AuditEvent.objects.count()
    assert actions.record_arrivals([entry], arrival=Arrival.ARRIVED, by=officer) == 0
    assert AuditEvent.objects.count() == events


def test_whoever_is_linked_and_arrived_is_reported_returned_and_back_again(entry, caseworker, officer):
    make_work.linked(entry, caseworker, status=PersonStatus.PROBABLY_CAPTIVE)
    make_work.arrived(entry, officer)
    person = make_work.person_of(entry)
    change = person.status_changes.get()
    assert (person.status, change.from_status) == (PersonStatus.RETURN_REPORTED, PersonStatus.PROBABLY_CAPTIVE)
    assert (change.by, change.by_role) == (officer, "verification_officer")
    actions.record_arrivals([entry], arrival=Arrival.DID_NOT_ARRIVE, by=officer)
    person.refresh_from_db()
    assert person.status == PersonStatus.PROBABLY_CAPTIVE


def test_one_thought_dead_who_arrived_is_reported_returned(entry, caseworker, officer):
    make_work.linked(entry, caseworker, status=PersonStatus.DEATH_REPORTED)
    make_work.arrived(entry, officer)
    assert make_work.person_of(entry).status == PersonStatus.RETURN_REPORTED


def test_the_arrival_of_a_verified_person_is_not_taken_back(entry, caseworker, officer):
    make_work.verified(make_work.arrived(make_work.linked(entry, caseworker), officer), officer)
    for arrival in (Arrival.AWAITED, Arrival.DID_NOT_ARRIVE):
        with pytest.raises(Refused, match=f"identity of {entry.reference} was verified"):
            actions.record_arrivals([entry], arrival=arrival, by=officer)
    entry.refresh_from_db()
    assert entry.arrival == Arrival.ARRIVED


def test_many_arrivals_are_all_or_none(exchange, bureau, caseworker, officer):
    stays, twice, other = make_work.listed(exchange, bureau, ["Бойко Олег", "Бойко Олег", "Ткачук Марія"])
    actions.mark_duplicate(twice, stays, by=caseworker)
    with pytest.raises(Refused, match=f"{twice.reference} is “duplicate”"):
        actions.record_arrivals([other, twice], arrival=Arrival.ARRIVED, by=officer)
    assert set(Entry.objects.values_list("arrival", flat=True)) == {Arrival.AWAITED}


def test_the_arrival_of_another_organisations_entry_is_not_recorded(entry, other_bureau):
    stranger = make.user("stranger", other_bureau, "verification_officer")
    with pytest.raises(Refused, match="received by another organisation"):
        actions.record_arrivals([entry], arrival=Arrival.ARRIVED, by=stranger)


def test_390_arrivals_cost_few_queries(exchange, bureau, caseworker, officer, django_assert_max_num_queries):
    names = [f"Бойко{letter} Олег" for letter in "абвгдежзиклмнопрстуфхцчш"] * 17
    entries = make_work.listed(exchange, bureau, names[:390])
    for entry in entries[:20]:
        make_work.linked(entry, caseworker)
    before = AuditEvent.objects.count()
    with django_assert_max_num_queries(29):
        assert actions.record_arrivals(Entry.objects.all(), arrival=Arrival.ARRIVED, by=officer) == 390
    assert Entry.objects.filter(arrival=Arrival.ARRIVED).count() == 390
    assert Person.objects.filter(status=PersonStatus.RETURN_REPORTED).count() == 20
    assert StatusChange.objects.filter(to_status=PersonStatus.RETURN_REPORTED).count() == 20
    assert AuditEvent.objects.count() == before + 390 + 20


def test_one_who_was_on_no_list_is_entered_as_arrived_with_candidates(exchange, bureau, officer):
    person = make.person(bureau, date_of_birth="14.10.1976")
    entry = actions.record_unlisted_arrival(
        exchange, surname="Коваленко", given="Іван", patronymic="Петрович", date_of_birth="14.10.1976", by=officer
    )
    assert (entry.arrival, entry.status, entry.list_file) == (Arrival.ARRIVED, EntryStatus.RECEIVED, None)
    assert (entry.born_earliest.isoformat(), entry.organisation) == ("1976-10-14", bureau)
    assert entry.raw == {
        "surname": "Коваленко",
        "given": "Іван",
        "patronymic": "Петрович",
        "date_of_birth": "14.10.1976",
    }
    assert [candidate.person for candidate in entry.candidates.all()] == [person]
    assert not Entry.objects.listed().exists()


@pytest.mark.parametrize(
    ("fields", "why"),
    [({"surname": ""}, "needs a surname"), ({"surname": "Бойко", "date_of_birth": "31.2.1990"}, "not a date")],
)
def test_an_unlisted_arrival_that_cannot_be_read_is_not_kept(fields, why, exchange, officer):
    with pytest.raises(Refused, match=why):
        actions.record_unlisted_arrival(exchange, **fields, by=officer)
    assert not Entry.objects.exists()
