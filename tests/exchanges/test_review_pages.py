"""The pages on which a list is gone through. People are invented."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from casework.access import Role
from casework.exchanges import actions
from casework.exchanges.models import Entry
from casework.exchanges.statuses import EntryStatus
from casework.people.models import Person
from tests import make
from tests.exchanges import make_work

BORN = "14.10.1976"


@pytest.fixture
def exchange(db):
    return make_work.exchange()


@pytest.fixture
def ivan(bureau):
    return make.person(bureau, date_of_birth=BORN, rank="солдат")


@pytest.fixture
def entries(exchange, bureau):
    rows = [
        {"surname": "Kovalenko", "given": "Ivan", "date_of_birth": "1976"},
        {"surname": "Ткачук", "given": "Марія", "patronymic": "Олегівна"},
        {"surname": "Бойко", "given": "Олег"},
    ]
    return make_work.listed(exchange, bureau, rows)


def review(client, query=""):
    return client.get(f"/exchanges/2025-05-23/review/{query}")


def status(entry: Entry) -> str:
    entry.refresh_from_db()
    return entry.status


def test_the_first_undecided_entry_stands_beside_its_best_candidate_with_reasons(
    exchange, entries, ivan, caseworker, signed_in
):
    page = review(signed_in(caseworker))
    text = page.content.decode()
    assert (page.context["entry"], page.context["chosen"].person) == (entries[0], ivan)
    assert "surname equal after transliteration" in text
    assert "birth year agrees" in text
    assert "patronymic missing" in text
    assert "0 of 3 decided" in text
    rows = {row["label"]: row["agrees"] for row in page.context["rows"]}
    assert rows == {"Surname": True, "Given name": True, "Patronymic": None, "Born": True, "Rank": None}


def test_a_date_that_is_one_digit_off_is_a_difference_marked_where_it_is(
    exchange, bureau, ivan, caseworker, signed_in
):
    make_work.entry(exchange, bureau, date_of_birth="14.10.1977")
    page = review(signed_in(caseworker))
    born = next(row for row in page.context["rows"] if row["label"] == "Born")
    assert born == {
        "label": "Born",
        "left": [("14.10.197", False), ("7", True)],
        "right": [("14.10.197", False), ("6", True)],
        "agrees": False,
    }
    assert page.context["chosen"].percent < 100


def test_accepting_goes_straight_to_the_next_entry(exchange, entries, ivan, caseworker, signed_in):
    client = signed_in(caseworker)
    first, second, _third = entries
    page = client.post(
        f"/exchanges/entry/{first.reference}/link/", {"person": ivan.reference, "version": "1"}, follow=True
    )
    assert status(first) == EntryStatus.LINKED
    assert page.context["entry"] == second
    assert f"{first.reference} is linked to {ivan.reference}" in page.content.decode()


def test_each_decision_is_one_post_and_skipping_writes_nothing(exchange, entries, ivan, caseworker, signed_in):
    client = signed_in(caseworker)
    first, second, third = entries
    assert review(client, f"?after={first.reference}").context["entry"] == second
    assert review(client, f"?after={third.reference}").context["entry"] == first
    client.post(f"/exchanges/entry/{first.reference}/reject/", {"person": ivan.reference})
    client.post(f"/exchanges/entry/{second.reference}/not-on-register/")
    page = client.post(f"/exchanges/entry/{third.reference}/duplicate/", {"of": first.pk, "version": "1"})
    assert page.headers["Location"] == f"/exchanges/2025-05-23/review/?after={third.reference}"
    assert [status(entry) for entry in entries] == ["received", "not_on_register", "duplicate"]
    assert first.candidates.get().rejected_by == caseworker
    for expected in (third, second):
        page = client.post("/exchanges/2025-05-23/review/undo/", follow=True)
        assert page.context["entry"] == expected
    assert [status(entry) for entry in entries] == ["received", "received", "received"]


def test_a_rejected_candidate_is_not_proposed_first_again(exchange, entries, ivan, bureau, caseworker, signed_in):
    other = make.person(bureau, "Коваленко Іван", date_of_birth="1976")
    client = signed_in(caseworker)
    first = review(client).context["chosen"].person
    client.post(f"/exchanges/entry/{entries[0].reference}/reject/", {"person": first.reference})
    page = review(client)
    assert {first, page.context["chosen"].person} == {ivan, other}
    assert "caseworker rejected this candidate" not in page.content.decode()
    page = review(client, f"?entry={entries[0].reference}&person={first.reference}")
    assert "caseworker rejected this candidate" in page.content.decode()


def test_a_reviewer_who_comes_second_reads_who_was_first(
    exchange, entries, ivan, caseworker, supervisor, signed_in
):
    client = signed_in(supervisor)
    entry = review(client).context["entry"]
    actions.link_entry(entry, ivan, by=caseworker)
    page = client.post(
        f"/exchanges/entry/{entry.reference}/not-on-register/",
        {"version": "1"},
        headers={"referer": f"http://testserver/exchanges/2025-05-23/review/?entry={entry.reference}"},
        follow=True,
    )
    assert page.content.decode().count("caseworker linked this entry at") == 2
    assert status(entry) == EntryStatus.LINKED


def test_somebody_is_found_by_hand_and_linked(exchange, entries, bureau, caseworker, signed_in):
    wed = make.person(bureau, "Захарченко Марія Олегівна", date_of_birth="3.3.1990")
    client = signed_in(caseworker)
    entry = entries[2]
    page = review(client, f"?entry={entry.reference}&q=Zakharchenko")
    assert [person for person, _shown in page.context["found"]] == [wed]
    page = review(client, f"?entry={entry.reference}&person={wed.reference}")
    assert "chosen by hand" in page.content.decode()
    client.post(f"/exchanges/entry/{entry.reference}/link/", {"person": wed.reference})
    assert make_work.person_of(entry) == wed


def test_a_candidate_linked_in_the_exchange_already_cannot_be_accepted(
    exchange, entries, ivan, caseworker, signed_in
):
    make_work.linked(entries[2], caseworker, ivan)
    page = review(signed_in(caseworker), f"?entry={entries[0].reference}").content.decode()
    assert "already linked in this exchange" in page
    assert "Accept" not in page
    suggested = signed_in(caseworker).get(f"/exchanges/entry/{entries[0].reference}/duplicate/")
    assert list(suggested.context["form"].fields["of"].queryset) == [entries[2]]


def test_one_who_is_not_on_the_register_is_registered_from_the_page(exchange, entries, caseworker, signed_in):
    client = signed_in(caseworker)
    client.post(f"/exchanges/entry/{entries[1].reference}/register/", {"version": "1"})
    assert (status(entries[1]), Person.objects.get().name) == (EntryStatus.LINKED, "Ткачук Марія Олегівна")


def test_a_decision_is_taken_back_with_its_reason(exchange, entries, ivan, caseworker, signed_in):
    make_work.linked(entries[0], caseworker, ivan)
    client = signed_in(caseworker)
    url = f"/exchanges/entry/{entries[0].reference}/undo/"
    assert list(client.post(url, {"reason": ""}).context["form"].errors) == ["reason"]
    assert status(entries[0]) == EntryStatus.LINKED
    client.post(url, {"reason": "A namesake."})
    assert entries[0].links.get().undone_reason == "A namesake."


def test_exact_matches_are_listed_before_they_are_confirmed(exchange, bureau, ivan, caseworker, signed_in):
    maria = make.person(bureau, "Ткачук Марія Олегівна", date_of_birth="1.2.1990")
    rows = [
        {"surname": "Коваленко", "given": "Іван", "patronymic": "Петрович", "date_of_birth": BORN},
        {"surname": "Ткачук", "given": "Марія", "patronymic": "Олегівна", "date_of_birth": "1.2.1990"},
    ]
    first, second = make_work.listed(exchange, bureau, rows)
    make_work.search(first)
    client = signed_in(caseworker)
    page = client.get("/exchanges/2025-05-23/review/exact/")
    assert [(m.entry, m.person) for m in page.context["matches"]] == [(first, ivan), (second, maria)]
    assert [status(first), status(second)] == ["received", "received"]
    client.post("/exchanges/2025-05-23/review/exact/", {"entry": [first.reference]})
    assert [status(first), status(second)] == ["linked", "received"]


def test_people_registered_since_are_found_by_searching_again(exchange, bureau, caseworker, signed_in):
    entry = make_work.entry(exchange, bureau, date_of_birth=BORN)
    make_work.search(entry)
    make.person(bureau, date_of_birth=BORN)
    page = signed_in(caseworker).post("/exchanges/2025-05-23/review/search/", follow=True)
    assert [match.entry for match in page.context["matches"]] == [entry]


def test_every_entry_decided_is_said(exchange, bureau, caseworker, signed_in):
    actions.mark_not_on_register(make_work.entry(exchange, bureau), by=caseworker)
    assert "Every entry is decided" in review(signed_in(caseworker)).content.decode()


@pytest.mark.parametrize("page", ["", "link/", "reject/", "not-on-register/", "duplicate/", "undo/", "register/"])
def test_somebody_elses_entry_is_not_there(page, exchange, entries, foreign_caseworker, ivan, signed_in):
    client = signed_in(foreign_caseworker)
    url = f"/exchanges/entry/{entries[0].reference}/{page}"
    answer = (
        client.get(url) if page in ("", "duplicate/", "undo/") else client.post(url, {"person": ivan.reference})
    )
    assert answer.status_code == 404
    assert review(client, f"?entry={entries[0].reference}").status_code == 404
    assert status(entries[0]) == EntryStatus.RECEIVED


def test_a_person_of_another_organisation_cannot_be_chosen(exchange, entries, other_bureau, caseworker, signed_in):
    theirs = make.person(other_bureau, date_of_birth=BORN)
    client = signed_in(caseworker)
    query = f"?entry={entries[0].reference}&person={theirs.reference}"
    assert review(client, query).status_code == 404
    url = f"/exchanges/entry/{entries[0].reference}/link/"
    assert client.post(url, {"person": theirs.reference}).status_code == 404
    assert status(entries[0]) == EntryStatus.RECEIVED


@pytest.mark.parametrize("count", [3, 60])
def test_the_review_costs_the_same_queries_for_few_and_many(
    count, exchange, bureau, ivan, caseworker, signed_in, django_assert_max_num_queries
):
    make_work.listed(exchange, bureau, ["Коваленко Іван"] * count)
    client = signed_in(caseworker)
    with django_assert_max_num_queries(29):
        review(client)


@pytest.mark.parametrize("version", ["²", "-1", "one", "9" * 5000, ""])
def test_a_version_that_is_no_number_is_answered(version, exchange, entries, ivan, caseworker, signed_in):
    said = {"person": ivan.reference, "version": version}
    address = f"/exchanges/entry/{entries[0].reference}/link/"
    assert signed_in(caseworker).post(address, said).status_code == 302


@pytest.fixture
def colleague(bureau):
    return make.user("colleague", bureau, Role.CASEWORKER)


def test_two_reviewers_at_once_are_shown_different_entries(exchange, entries, caseworker, colleague, signed_in):
    one, other = signed_in(caseworker), signed_in(colleague)
    assert review(one).context["entry"] == entries[0]
    assert review(other).context["entry"] == entries[1]
    one.post(f"/exchanges/entry/{entries[0].reference}/not-on-register/", {"version": entries[0].version})
    assert review(one, f"?after={entries[0].reference}").context["entry"] == entries[2]
    other.post(f"/exchanges/entry/{entries[1].reference}/not-on-register/", {"version": entries[1].version})
    assert review(other).context["entry"] == entries[2]  # nothing else is left: nobody waits


def test_a_reviewer_who_left_holds_nothing_up(exchange, entries, caseworker, colleague, signed_in):
    assert review(signed_in(caseworker)).context["entry"] == entries[0]
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert review(signed_in(colleague)).context["entry"] == entries[0]


def test_a_reviewer_comes_back_to_where_they_stopped(exchange, entries, caseworker, signed_in):
    client = signed_in(caseworker)
    assert review(client, f"?after={entries[0].reference}").context["entry"] == entries[1]
    assert review(client).context["entry"] == entries[1]
    actions.mark_not_on_register(entries[1], version=entries[1].version, by=caseworker)
    assert review(client).context["entry"] == entries[2]
