"""The pages of the roster, of arrivals, verifications and the ledger. People are invented."""

import pytest

from casework.exchanges.models import Entry
from casework.exchanges.statuses import Arrival, EntryStatus, IdentityCheck
from casework.people.statuses import PersonStatus
from tests import make
from tests.exchanges import make_work

BASE = "/exchanges/2025-05-23/"


@pytest.fixture
def exchange(db):
    return make_work.exchange()


@pytest.fixture
def entries(exchange, bureau):
    rows = [
        {"surname": "Коваленко", "given": "Іван", "patronymic": "Петрович", "category": "pow"},
        {"surname": "Ткачук", "given": "Марія", "patronymic": "Олегівна", "category": "civilian"},
        {"surname": "Бойко", "given": "Олег"},
    ]
    return make_work.listed(exchange, bureau, rows)


def shown(response) -> list[Entry]:
    return list(response.context["page_obj"])


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("", [0, 1, 2]),
        ("?category=civilian", [1]),
        ("?category=unknown", [2]),
        ("?status=linked", [0]),
        ("?arrival=arrived", [1]),
        ("?q=Kovalenko", [0]),
        ("?q=ткач марія", [1]),
        ("?q=123", []),
        ("?status=nonsense", [0, 1, 2]),
    ],
)
def test_the_roster_is_filtered_by_its_address(query, places, entries, caseworker, officer, signed_in):
    make_work.linked(entries[0], caseworker)
    make_work.arrived(entries[1], officer)
    page = signed_in(caseworker).get(f"{BASE}entries/{query}")
    assert shown(page) == [entries[place] for place in places]


def test_a_code_finds_its_entry_on_the_roster(entries, caseworker, signed_in):
    page = signed_in(caseworker).get(f"{BASE}entries/?q={entries[2].reference.lower()}")
    assert shown(page) == [entries[2]]


def test_an_entry_shows_what_was_received_and_what_became_of_it(entries, caseworker, officer, signed_in):
    make_work.arrived(make_work.linked(entries[0], caseworker), officer)
    make_work.verified(entries[0], officer, condition="sick", place="Chernihiv region")
    page = signed_in(caseworker).get(f"/exchanges/entry/{entries[0].reference}/").content.decode()
    assert "list-1.csv" in page
    assert "row 2" in page
    assert "Chernihiv region" in page
    assert "Take back the decision" not in page


def test_those_who_are_ticked_have_arrived(entries, officer, signed_in):
    client = signed_in(officer)
    codes = [entries[0].reference, entries[2].reference]
    page = client.post(
        f"{BASE}arrivals/record/", {"entry": codes, "arrival": "arrived", "shown": "arrival=awaited"}
    )
    assert page.headers["Location"] == f"{BASE}arrivals/?arrival=awaited"
    assert list(Entry.objects.in_order().values_list("arrival", flat=True)) == ["arrived", "awaited", "arrived"]


def test_all_who_are_awaited_arrive_in_one_step(entries, caseworker, officer, signed_in):
    make_work.linked(entries[0], caseworker)
    client = signed_in(officer)
    client.post(f"{BASE}arrivals/record/", {"entry": entries[2].reference, "arrival": "did_not_arrive"})
    client.post(f"{BASE}arrivals/record/", {"everybody": "1"})
    arrivals = Entry.objects.in_order().values_list("arrival", flat=True)
    assert list(arrivals) == ["arrived", "arrived", "did_not_arrive"]
    assert make_work.person_of(entries[0]).status == PersonStatus.RETURN_REPORTED


@pytest.mark.parametrize("data", [{}, {"arrival": "arrived"}, {"entry": "E-2222-2222", "arrival": "arrived"}])
def test_nobody_ticked_changes_nothing(data, entries, officer, signed_in):
    page = signed_in(officer).post(f"{BASE}arrivals/record/", data, follow=True)
    assert "Nobody was ticked" in page.content.decode()
    assert set(Entry.objects.values_list("arrival", flat=True)) == {Arrival.AWAITED}


def test_one_who_was_on_no_list_is_entered(exchange, bureau, officer, signed_in):
    client = signed_in(officer)
    url = f"{BASE}arrivals/unlisted/"
    assert client.post(url, {"surname": ""}).context["form"].errors
    assert client.post(url, {"surname": "Бойко", "date_of_birth": "31.2.1990"}).context["form"].errors
    client.post(url, {"surname": "Бойко", "given": "Олег", "date_of_birth": "about 1985"})
    entry = Entry.objects.get()
    assert (entry.name, entry.arrival, entry.list_file) == ("Бойко Олег", Arrival.ARRIVED, None)


def test_verifying_goes_from_one_to_the_next_and_passes_over_ones_own(
    exchange, entries, bureau, caseworker, signed_in
):
    both = make.user("both", bureau, "caseworker", "verification_officer")
    for entry, linker in zip(entries, (caseworker, both, caseworker), strict=True):
        make_work.arrived(make_work.linked(entry, linker), both)
    client = signed_in(both)
    listed = client.get(f"{BASE}verifications/")
    assert shown(listed) == entries
    assert "you linked it: somebody else verifies" in listed.content.decode()
    said = {"identified_by": "document", "condition": "good", "place": "Chernihiv region"}
    first = client.post(f"/exchanges/entry/{entries[0].reference}/verify/", said)
    assert first.headers["Location"] == f"/exchanges/entry/{entries[2].reference}/verify/"
    following = client.get(first.headers["Location"])
    assert following.context["form"]["place"].value() == "Chernihiv region"
    last = client.post(first.headers["Location"], said)
    assert last.headers["Location"] == f"{BASE}verifications/"
    own = client.get(f"/exchanges/entry/{entries[1].reference}/verify/").content.decode()
    assert "You linked this entry yourself" in own
    assert "identified_by" not in own
    assert [e.identity for e in Entry.objects.in_order()] == ["verified", "pending", "verified"]


def test_whom_they_saw_is_written_beside_the_verification(entries, bureau, caseworker, officer, signed_in):
    seen = make.person(bureau, "Захарченко Петро")
    entry = make_work.arrived(make_work.linked(entries[0], caseworker), officer)
    client = signed_in(officer)
    url = f"/exchanges/entry/{entry.reference}/verify/"
    said = {"identified_by": "recognised", "condition": "unknown", "seen_1_code": seen.reference}
    assert list(client.post(url, said).context["form"].errors) == ["seen_1_told"]
    wrong = said | {"seen_1_code": "P-2222-2222", "seen_1_told": "Alive in May."}
    assert list(client.post(url, wrong).context["form"].errors) == ["seen_1_code"]
    client.post(url, said | {"seen_1_told": "Alive in May.", "seen_2_told": "A medic from Kherson."})
    person = make_work.person_of(entry)
    assert seen.evidence.get().content == "Alive in May."
    assert person.evidence.get().content == "A medic from Kherson."
    assert person.status == PersonStatus.RETURNED


def test_a_disputed_identity_goes_back_with_its_reason(entries, caseworker, officer, signed_in):
    entry = make_work.arrived(make_work.linked(entries[0], caseworker), officer)
    client = signed_in(officer)
    url = f"/exchanges/entry/{entry.reference}/dispute/"
    assert "reason" in client.post(url, {"reason": ""}).context["form"].errors
    client.post(url, {"reason": "He gives another name."})
    entry.refresh_from_db()
    assert (entry.status, entry.identity) == (EntryStatus.RECEIVED, IdentityCheck.DISPUTED)
    page = signed_in(caseworker).get(f"{BASE}review/?entry={entry.reference}").content.decode()
    assert "identity of this entry was disputed" in page


def test_the_ledger_leads_from_a_variance_to_its_people(exchange, entries, officer, caseworker, signed_in):
    make_work.arrived(entries[1], officer)
    client = signed_in(caseworker)
    ledger = client.get(f"{BASE}ledger/").content.decode()
    assert f"{BASE}ledger/arrived-not-linked/" in ledger
    page = client.get(f"{BASE}ledger/arrived-not-linked/")
    assert shown(page) == [entries[1]]
    assert client.get(f"{BASE}ledger/nonsense/").status_code == 404


def test_another_organisation_sees_nobody(entries, other_bureau, signed_in):
    stranger = make.user("stranger", other_bureau, "verification_officer")
    client = signed_in(stranger)
    for page in ("entries/", "arrivals/", "verifications/"):
        assert shown(client.get(BASE + page)) == []
    for page in ("", "verify/", "dispute/"):
        assert client.get(f"/exchanges/entry/{entries[0].reference}/{page}").status_code == 404
    client.post(f"{BASE}arrivals/record/", {"entry": entries[0].reference, "arrival": "arrived"})
    assert set(Entry.objects.values_list("arrival", flat=True)) == {Arrival.AWAITED}


@pytest.mark.parametrize("page", ["entries/", "arrivals/", "verifications/", "ledger/", "ledger/awaited/"])
@pytest.mark.parametrize("count", [3, 60])
def test_pages_cost_the_same_queries_for_few_and_many(
    page, count, exchange, bureau, officer, caseworker, signed_in, django_assert_max_num_queries
):
    rows = [{"surname": f"Бойко{n}", "given": "Олег"} for n in range(count)]
    entries = make_work.listed(exchange, bureau, rows)
    for entry in entries[:3]:
        make_work.linked(entry, caseworker)
    if page == "verifications/":
        make_work.arrived(entries[0], officer)
    client = signed_in(officer)
    with django_assert_max_num_queries(19):
        assert client.get(BASE + page).status_code == 200
