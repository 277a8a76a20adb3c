"""Deciding entries: link, not on the register, duplicate, and taking each back. People are invented."""

import pytest
from django.db import IntegrityError, transaction

from casework.audit.models import AuditEvent
from casework.exchanges import actions
from casework.exchanges.models import Entry, Link
from casework.exchanges.statuses import EntryStatus, IdentityCheck
from casework.lib.errors import Refused, Stale
from casework.people.models import Person
from casework.people.statuses import NameKind, PersonStatus
from tests import make
from tests.exchanges import make_work
from tests.people.test_restrictions import restrict

BORN = "14.10.1976"


@pytest.fixture
def exchange(db):
    return make_work.exchange()


@pytest.fixture
def entry(exchange, bureau):
    return make_work.entry(exchange, bureau, date_of_birth=BORN)


@pytest.fixture
def person(bureau):
    return make.person(bureau, date_of_birth=BORN)


def state(entry: Entry) -> tuple[str, str, int]:
    entry.refresh_from_db()
    return entry.status, entry.identity, entry.links.live().count()


def test_a_link_keeps_who_confirmed_it_and_the_score_and_reasons_of_that_moment(entry, person, caseworker):
    link = actions.link_entry(entry, person, by=caseworker)

    entry.refresh_from_db()
    assert (entry.status, entry.decided_by) == (EntryStatus.LINKED, caseworker)
    assert (link.person, link.confirmed_by, link.proposed_by) == (person, caseworker, "engine")
    assert link.score is not None
    assert link.score > 0.9
    assert {"surname", "given", "patronymic", "born"} <= {reason["field"] for reason in link.reasons}
    event = AuditEvent.objects.first()
    assert (event.action, event.subject) == ("link_entry", f"entry:{entry.reference}")
    assert "Коваленко" not in event.data


def test_a_person_whom_the_search_did_not_propose_is_linked_by_hand(entry, bureau, caseworker):
    unlike = make.person(bureau, "Ткачук Марія Олегівна")
    link = actions.link_entry(entry, unlike, by=caseworker)
    assert (link.proposed_by, link.score, link.reasons) == ("by hand", None, [])


def test_the_second_reviewer_is_told_who_was_first_and_changes_nothing(
    entry, person, bureau, caseworker, supervisor
):
    other = make.person(bureau)
    actions.link_entry(entry, person, by=caseworker)
    with pytest.raises(Refused, match=r"caseworker linked this entry at \d\d:\d\d: nothing was changed"):
        actions.link_entry(entry, other, by=supervisor)
    with pytest.raises(Refused, match="linked this entry"):
        actions.mark_not_on_register(entry, by=supervisor)
    assert make_work.person_of(entry) == person


def test_a_decision_on_an_old_view_of_the_entry_is_refused(entry, person, caseworker, supervisor):
    seen = entry.version
    actions.mark_not_on_register(entry, by=supervisor)
    actions.undo_decision(entry, by=supervisor)
    with pytest.raises(Stale):
        actions.link_entry(entry, person, version=seen, by=caseworker)
    assert state(entry) == (EntryStatus.RECEIVED, IdentityCheck.PENDING, 0)


def test_a_person_stands_in_an_exchange_once(exchange, entry, person, bureau, caseworker):
    actions.link_entry(entry, person, by=caseworker)
    again = make_work.entry(exchange, bureau)
    with pytest.raises(Refused, match=f"{person.reference} is already linked .* {entry.reference}"):
        actions.link_entry(again, person, by=caseworker)
    assert state(again) == (EntryStatus.RECEIVED, IdentityCheck.PENDING, 0)


def test_a_person_can_stand_in_two_exchanges(entry, person, bureau, caseworker):
    actions.link_entry(entry, person, by=caseworker)
    second = make_work.entry(make_work.exchange("2025-06-10"), bureau)
    actions.link_entry(second, person, by=caseworker)
    assert Link.objects.live().filter(person=person).count() == 2


def test_the_database_holds_one_live_link_per_entry_and_per_person(exchange, entry, person, bureau, caseworker):
    first = actions.link_entry(entry, person, by=caseworker)
    other, again = make.person(bureau), make_work.entry(exchange, bureau)
    values = {"exchange": exchange, "proposed_by": "by hand", "confirmed_by": caseworker}
    for doubled in (Link(entry=entry, person=other, **values), Link(entry=again, person=person, **values)):
        with pytest.raises(IntegrityError), transaction.atomic():
            doubled.save(force_insert=True)
    assert list(Link.objects.live()) == [first]


def test_an_entry_of_another_organisation_is_not_linked(entry, person, foreign_caseworker, other_bureau):
    theirs = make.person(other_bureau)
    with pytest.raises(Refused, match="received by another organisation"):
        actions.link_entry(entry, theirs, by=foreign_caseworker)
    assert state(entry) == (EntryStatus.RECEIVED, IdentityCheck.PENDING, 0)


def test_a_person_of_another_organisation_is_not_linked(entry, other_bureau, caseworker):
    with pytest.raises(Refused, match="not on the register that you can see"):
        actions.link_entry(entry, make.person(other_bureau, date_of_birth=BORN), by=caseworker)
    assert state(entry) == (EntryStatus.RECEIVED, IdentityCheck.PENDING, 0)


def test_linking_one_who_arrived_reports_their_return(entry, person, caseworker, officer):
    make_work.arrived(entry, officer)
    actions.link_entry(entry, person, by=caseworker)
    person.refresh_from_db()
    change = person.status_changes.get()
    assert (person.status, change.by, change.linked_by) == (PersonStatus.RETURN_REPORTED, caseworker, None)


def test_being_on_a_list_says_nothing_of_a_return(entry, person, caseworker):
    actions.link_entry(entry, person, by=caseworker)
    person.refresh_from_db()
    assert (person.status, person.status_changes.count()) == (PersonStatus.MISSING, 0)


def test_undoing_a_link_keeps_it_on_the_record_and_takes_the_report_back(entry, person, caseworker, officer):
    actions.link_entry(entry, person, by=caseworker)
    make_work.arrived(entry, officer)
    actions.undo_link(entry, reason="A namesake of the next village.", by=caseworker)

    person.refresh_from_db()
    link = entry.links.get()
    assert state(entry) == (EntryStatus.RECEIVED, IdentityCheck.PENDING, 0)
    assert (link.undone_by, link.undone_reason) == (caseworker, "A namesake of the next village.")
    assert person.status == PersonStatus.MISSING


def test_a_return_known_from_another_exchange_outlives_an_undone_link(person, bureau, caseworker, officer):
    first = make_work.entry(make_work.exchange("2025-05-23"), bureau, date_of_birth=BORN)
    second = make_work.entry(make_work.exchange("2025-05-24"), bureau, date_of_birth=BORN)
    for entry in (first, second):
        make_work.arrived(make_work.linked(entry, caseworker, person), officer)
    actions.undo_link(second, reason="Another man.", by=caseworker)
    person.refresh_from_db()
    assert person.status == PersonStatus.RETURN_REPORTED
    actions.undo_link(first, reason="Another man too.", by=caseworker)
    person.refresh_from_db()
    assert person.status == PersonStatus.MISSING


def test_a_verified_return_outlives_an_undone_link_of_another_exchange(person, bureau, caseworker, officer):
    home = make_work.entry(make_work.exchange("2025-05-23"), bureau, date_of_birth=BORN)
    make_work.verified(make_work.arrived(make_work.linked(home, caseworker, person), officer), officer)
    wrong = make_work.entry(make_work.exchange("2025-05-24"), bureau, date_of_birth=BORN)
    make_work.arrived(make_work.linked(wrong, caseworker, person), officer)
    actions.undo_link(wrong, reason="He came home the day before.", by=caseworker)
    person.refresh_from_db()
    assert person.status == PersonStatus.RETURNED


def test_a_link_is_not_undone_without_a_reason_nor_where_there_is_none(entry, person, caseworker):
    with pytest.raises(Refused, match="not linked"):
        actions.undo_link(entry, reason="A mistake.", by=caseworker)
    actions.link_entry(entry, person, by=caseworker)
    with pytest.raises(Refused, match="Give the reason"):
        actions.undo_link(entry, reason="  ", by=caseworker)
    assert state(entry) == (EntryStatus.LINKED, IdentityCheck.PENDING, 1)


def test_a_verified_entry_is_not_unlinked(entry, person, caseworker, officer):
    make_work.verified(make_work.arrived(make_work.linked(entry, caseworker, person), officer), officer)
    for undo in (
        lambda: actions.undo_link(entry, reason="A mistake.", by=caseworker),
        lambda: actions.undo_decision(entry, by=caseworker),
    ):
        with pytest.raises(Refused, match="disputing the identity"):
            undo()
    assert state(entry) == (EntryStatus.LINKED, IdentityCheck.VERIFIED, 1)


def test_a_duplicate_names_the_entry_that_stays(exchange, entry, bureau, caseworker):
    twice = make_work.entry(exchange, bureau)
    actions.mark_duplicate(twice, entry, by=caseworker)
    twice.refresh_from_db()
    assert (twice.status, twice.duplicate_of) == (EntryStatus.DUPLICATE, entry)
    with pytest.raises(Refused, match="choose the entry that stays"):
        actions.mark_duplicate(entry, twice, by=caseworker)
    third = make_work.entry(exchange, bureau)
    with pytest.raises(Refused, match="Other entries are marked as duplicates of this one"):
        actions.mark_duplicate(entry, third, by=caseworker)
    assert state(entry)[0] == EntryStatus.RECEIVED


def test_a_duplicate_is_of_another_entry_of_the_same_exchange(entry, bureau, caseworker):
    elsewhere = make_work.entry(make_work.exchange("2025-06-10"), bureau)
    for of in (entry, elsewhere):
        with pytest.raises(Refused, match="another entry of the same exchange"):
            actions.mark_duplicate(entry, of, by=caseworker)
    assert state(entry)[0] == EntryStatus.RECEIVED


def test_an_arrival_is_not_lost_in_a_duplicate(exchange, entry, bureau, caseworker, officer):
    twice = make_work.arrived(make_work.entry(exchange, bureau), officer)
    with pytest.raises(Refused, match=f"{entry.reference} did not: record the arrival there first"):
        actions.mark_duplicate(twice, entry, by=caseworker)
    make_work.arrived(entry, officer)
    actions.mark_duplicate(twice, entry, by=caseworker)
    assert state(twice)[0] == EntryStatus.DUPLICATE


def test_one_not_on_the_register_can_be_registered_and_linked_in_one_step(exchange, bureau, caseworker):
    entry = make_work.entry(
        exchange, bureau, "Ткачук Марія Олегівна", date_of_birth="1988", sex="f", category="civilian"
    )
    actions.mark_not_on_register(entry, by=caseworker)
    link = actions.register_from_entry(entry, by=caseworker)
    person = link.person
    name = person.names.get(kind=NameKind.PRIMARY)
    assert (name.surname, name.given, name.patronymic) == ("Ткачук", "Марія", "Олегівна")
    assert entry.reference in name.source
    assert (person.date_of_birth, person.sex, person.category) == ("1988", "f", "civilian")
    assert (person.organisation, link.proposed_by) == (bureau, "by hand")
    assert state(entry) == (EntryStatus.LINKED, IdentityCheck.PENDING, 1)


def test_nobody_is_registered_from_an_entry_that_is_linked(entry, person, caseworker):
    actions.link_entry(entry, person, by=caseworker)
    with pytest.raises(Refused, match="linked this entry"):
        actions.register_from_entry(entry, by=caseworker)
    assert Person.objects.count() == 1


@pytest.mark.parametrize("decide", ["link", "not_on_register", "duplicate"])
def test_every_decision_can_be_undone_and_taken_anew(decide, exchange, entry, person, bureau, caseworker):
    stays = make_work.entry(exchange, bureau, "Ткачук Марія Олегівна")
    steps = {
        "link": lambda: actions.link_entry(entry, person, by=caseworker),
        "not_on_register": lambda: actions.mark_not_on_register(entry, by=caseworker),
        "duplicate": lambda: actions.mark_duplicate(entry, stays, by=caseworker),
    }
    steps[decide]()
    actions.undo_decision(entry, by=caseworker)
    assert state(entry) == (EntryStatus.RECEIVED, IdentityCheck.PENDING, 0)
    assert (entry.duplicate_of, entry.decided_by, entry.decided_at) == (None, None, None)
    steps[decide]()
    assert state(entry)[0] != EntryStatus.RECEIVED
    with pytest.raises(Refused, match="Nothing was decided"):
        actions.undo_decision(stays, by=caseworker)


def test_the_last_decision_undone_is_ones_own(exchange, bureau, caseworker, supervisor):
    names = ["Коваленко Іван Петрович", "Ткачук Марія Олегівна", "Бойко Олег Іванович"]
    first, second, third = make_work.listed(exchange, bureau, names)
    candidate = make.person(bureau, names[1])
    actions.mark_not_on_register(first, by=caseworker)
    actions.reject_candidate(second, candidate, by=caseworker)
    actions.mark_not_on_register(third, by=supervisor)

    assert actions.undo_last_decision(exchange, by=caseworker) == second
    assert second.candidates.get().rejected_at is None
    assert actions.undo_last_decision(exchange, by=caseworker) == first
    with pytest.raises(Refused, match="You have decided nothing"):
        actions.undo_last_decision(exchange, by=caseworker)
    assert [state(e)[0] for e in (first, second, third)] == ["received", "received", "not_on_register"]


def test_the_last_decision_undone_is_not_about_somebody_who_was_restricted_since(
    exchange, bureau, caseworker, second_caseworker, supervisor
):
    names = ["Коваленко Іван Петрович", "Ткачук Марія Олегівна", "Бойко Олег Іванович"]
    first, second, third = make_work.listed(exchange, bureau, names)
    linked, rejected = make.person(bureau, names[1]), make.person(bureau, names[2])
    actions.mark_not_on_register(first, by=caseworker)
    actions.link_entry(second, linked, by=caseworker)
    actions.reject_candidate(third, rejected, by=caseworker)
    for person in (linked, rejected):
        restrict(person, second_caseworker, supervisor, second_caseworker)

    assert actions.undo_last_decision(exchange, by=caseworker) == first
    with pytest.raises(Refused, match="You have decided nothing"):
        actions.undo_last_decision(exchange, by=caseworker)


def test_a_disputed_entry_that_is_linked_anew_is_to_be_verified_anew(entry, person, bureau, caseworker, officer):
    make_work.arrived(make_work.linked(entry, caseworker, person), officer)
    actions.dispute_identity(entry, reason="He gives another name.", by=officer)
    assert state(entry) == (EntryStatus.RECEIVED, IdentityCheck.DISPUTED, 0)
    actions.link_entry(entry, make.person(bureau, "Ткачук Марія Олегівна"), by=caseworker)
    assert state(entry) == (EntryStatus.LINKED, IdentityCheck.PENDING, 1)
    assert list(Entry.objects.to_verify()) == [entry]


def test_linking_costs_a_few_queries_however_long_the_list(
    exchange, entry, person, bureau, caseworker, django_assert_max_num_queries
):
    make_work.listed(exchange, bureau, ["Бойко Олег Іванович"] * 60)
    with django_assert_max_num_queries(30):
        actions.link_entry(entry, person, by=caseworker)
