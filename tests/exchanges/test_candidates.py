"""Candidates of a list, and the exact ones that are confirmed together. People are invented."""

import pytest

from casework.accounts.models import SYSTEM
from casework.exchanges import actions
from casework.exchanges.actions import candidates as searching
from casework.exchanges.actions.exact import exact_matches
from casework.exchanges.models import Candidate, Entry, Link
from casework.exchanges.statuses import EntryStatus
from casework.jobs.actions import run_job
from casework.jobs.models import JobStatus
from casework.lib.errors import Refused
from casework.people.models import Person
from casework.people.statuses import PersonStatus
from tests import make
from tests.exchanges import make_work

BORN = "14.10.1976"
IVAN = {"surname": "Коваленко", "given": "Іван", "patronymic": "Петрович", "date_of_birth": BORN}


@pytest.fixture
def exchange(db):
    return make_work.exchange()


@pytest.fixture
def ivan(bureau):
    return make.person(bureau, date_of_birth=BORN)


def proposed(exchange, user) -> list[tuple[Entry, Person]]:
    return [(candidate.entry, candidate.person) for candidate in exact_matches(exchange, user)]


def test_candidates_are_kept_with_their_reasons(exchange, bureau, ivan):
    entry = make_work.entry(exchange, bureau, "Kovalenko Ivan", date_of_birth="1976")
    make_work.search(entry)
    candidate = entry.candidates.get()
    entry.refresh_from_db()
    assert (candidate.person, candidate.rank, candidate.exact) == (ivan, 1, False)
    assert {"patronymic", "born"} <= {reason["field"] for reason in candidate.reasons}
    assert entry.searched_at is not None


def test_the_place_of_capture_of_a_list_is_kept_weighed_and_shown_to_those_who_may_see_it(
    exchange, bureau, ivan, steward, signed_in, caseworker
):
    here = make.person(bureau, place_of_capture="м. Маріуполь")
    text = "ПІБ;Місце полону\nКоваленко Іван Петрович;Мариуполь\n".encode()
    draft = actions.receive_list(exchange, organisation=bureau, content=text, name="list.csv", by=steward)
    actions.import_list(draft, by=steward)
    entry = Entry.objects.get()
    assert entry.place_of_capture == "Мариуполь"
    first = searching.live_candidates(entry, by=caseworker)[0]
    said = {reason.field: (reason.code, reason.agrees) for reason in first.reasons}
    assert (first.person_id, said["place_of_capture"]) == (here.pk, ("equal", True))
    page = signed_in(caseworker).get(f"/exchanges/{exchange.reference}/review/?entry={entry.reference}")
    assert "place of capture equal" in page.content.decode()


@pytest.mark.parametrize(
    ("said", "raw"),
    [
        ({"surname": "Коваленко", "given": "Петрівна", "patronymic": "Оксана"}, {}),
        (
            {"surname": "Довженко", "given": "Оксана", "patronymic": "Петрівна", "call_sign": "Коваленко"},
            {"ПІБ": "Довженко (Коваленко) Оксана Петрівна"},
        ),
    ],
)
def test_an_entry_is_read_as_a_line_of_a_list_is(exchange, bureau, said, raw):
    oksana = make.person(bureau, "Коваленко Оксана Петрівна", date_of_birth=BORN)
    make.person(bureau, "Довженко Ольга Петрівна", date_of_birth="02.03.1980")
    entry = make_work.listed(exchange, bureau, [said | {"date_of_birth": BORN}])[0]
    Entry.objects.filter(pk=entry.pk).update(raw=raw)
    entry.refresh_from_db()
    make_work.search(entry)
    first = entry.candidates.get(rank=1)
    assert (first.person, first.decision) == (oksana, "match")
    assert [one["agrees"] for one in first.reasons if one["field"] == "surname"] == [True]


def test_nobody_of_another_organisation_is_proposed(exchange, bureau, other_bureau):
    make.person(other_bureau, date_of_birth=BORN)
    entry = make_work.entry(exchange, bureau, **IVAN)
    make_work.search(entry)
    assert entry.candidates.count() == 0


def test_a_rejection_outlives_another_search(exchange, bureau, ivan, caseworker):
    entry = make_work.entry(exchange, bureau, **IVAN)
    make_work.search(entry)
    actions.reject_candidate(entry, ivan, by=caseworker)
    other = make.person(bureau, "Коваленко Іван Павлович", date_of_birth=BORN)
    make_work.search(entry)
    kept = {candidate.person: candidate.rejected_by for candidate in entry.candidates.all()}
    assert kept == {ivan: caseworker, other: None}


def test_a_candidate_found_since_the_search_can_be_rejected_and_a_stranger_cannot(exchange, bureau, caseworker):
    entry = make_work.entry(exchange, bureau, **IVAN)
    make_work.search(entry)
    late = make.person(bureau, date_of_birth=BORN)
    actions.reject_candidate(entry, late, by=caseworker)
    assert entry.candidates.get().rejected_by == caseworker
    with pytest.raises(Refused, match="rejected already"):
        actions.reject_candidate(entry, late, by=caseworker)
    with pytest.raises(Refused, match="not among the candidates"):
        actions.reject_candidate(entry, make.person(bureau, "Ткачук Марія Олегівна"), by=caseworker)


def test_a_long_list_is_searched_in_the_background_and_goes_on_after_a_crash(exchange, bureau, ivan, monkeypatch):
    monkeypatch.setattr(searching, "AT_ONCE", 3)
    monkeypatch.setattr(searching, "BATCH", 2)
    entries = make_work.listed(exchange, bureau, [IVAN] * 5)
    job = actions.find_candidates(entries[0].list_file, by=SYSTEM)
    assert (job.total, Candidate.objects.count()) == (5, 0)
    searching.store_candidates(entries[:2], by=SYSTEM)

    run_job.call(job.pk)

    job.refresh_from_db()
    assert (job.status, job.done, Candidate.objects.count()) == (JobStatus.DONE, 5, 5)
    assert not Entry.objects.filter(searched_at=None).exists()


def test_candidates_cost_the_same_queries_for_few_and_many(exchange, bureau, ivan, django_assert_max_num_queries):
    entries = make_work.listed(exchange, bureau, [IVAN] * 60)
    with django_assert_max_num_queries(25):
        actions.find_candidates(entries[0].list_file, by=SYSTEM)
    assert Candidate.objects.count() == 60


def test_an_exact_and_only_candidate_is_proposed_together_with_others(exchange, bureau, ivan, caseworker):
    maria = make.person(bureau, "Ткачук Марія Олегівна", date_of_birth="1.2.1990")
    rows = [IVAN, {"surname": "ТКАЧУК", "given": "Марія", "patronymic": "Олегівна", "date_of_birth": "01.02.1990"}]
    first, second = make_work.listed(exchange, bureau, rows)
    make_work.search(first)
    assert proposed(exchange, caseworker) == [(first, ivan), (second, maria)]

    links = actions.link_exact([first, second], by=caseworker)

    assert [(link.entry, link.person, link.confirmed_by, link.proposed_by) for link in links] == [
        (first, ivan, caseworker, "engine"),
        (second, maria, caseworker, "engine"),
    ]
    assert proposed(exchange, caseworker) == []


@pytest.mark.parametrize(
    "change",
    [
        {"patronymic": ""},
        {"patronymic": "Павлович"},
        {"date_of_birth": "1976"},
        {"date_of_birth": "15.10.1976"},
        {"surname": "Коваленков"},
        {"given": "Ілля"},
    ],
)
def test_what_is_not_wholly_equal_is_not_proposed_as_exact(change, exchange, bureau, ivan, caseworker):
    entry = make_work.entry(exchange, bureau, **(IVAN | change))
    make_work.search(entry)
    assert proposed(exchange, caseworker) == []
    with pytest.raises(Refused, match=f"{entry.reference} can no longer be linked without a look"):
        actions.link_exact([entry], by=caseworker)
    assert Link.objects.count() == 0


def test_two_people_with_everything_equal_are_for_a_reviewer(exchange, bureau, ivan, caseworker):
    make.person(bureau, date_of_birth=BORN)
    entry = make_work.entry(exchange, bureau, **IVAN)
    make_work.search(entry)
    assert proposed(exchange, caseworker) == []
    with pytest.raises(Refused, match="without a look"):
        actions.link_exact([entry], by=caseworker)


def test_an_unlikely_namesake_leaves_no_doubt(exchange, bureau, ivan, caseworker):
    make.person(bureau, "Коваленко Іван Петрович", date_of_birth="3.5.1991")
    entry = make_work.entry(exchange, bureau, **IVAN)
    make_work.search(entry)
    assert proposed(exchange, caseworker) == [(entry, ivan)]
    assert [link.person for link in actions.link_exact([entry], by=caseworker)] == [ivan]


def test_two_entries_with_everything_equal_are_for_a_reviewer(exchange, bureau, ivan, caseworker):
    first, second = make_work.listed(exchange, bureau, [IVAN, IVAN])
    make_work.search(first)
    assert proposed(exchange, caseworker) == []
    with pytest.raises(Refused, match="without a look"):
        actions.link_exact([first, second], by=caseworker)
    assert Link.objects.count() == 0


@pytest.mark.parametrize("status", [PersonStatus.DECEASED, PersonStatus.RETURNED, PersonStatus.DEATH_REPORTED])
def test_whoever_is_thought_dead_or_home_is_for_a_reviewer(status, exchange, bureau, ivan, caseworker):
    entry = make_work.entry(exchange, bureau, **IVAN)
    make_work.search(entry)
    make.in_status(ivan, status)
    assert proposed(exchange, caseworker) == []
    with pytest.raises(Refused, match="without a look"):
        actions.link_exact([entry], by=caseworker)


def test_a_person_linked_in_the_exchange_or_a_rejected_candidate_is_not_proposed(
    exchange, bureau, ivan, caseworker
):
    linked, again = make_work.listed(exchange, bureau, [{"surname": "Коваленко"}, IVAN])
    make_work.search(again)
    make_work.linked(linked, caseworker, ivan)
    assert proposed(exchange, caseworker) == []
    with pytest.raises(Refused, match="already linked in this exchange"):
        actions.link_exact([again], by=caseworker)
    actions.undo_decision(linked, by=caseworker)
    actions.reject_candidate(again, ivan, by=caseworker)
    assert proposed(exchange, caseworker) == []
    with pytest.raises(Refused, match="without a look"):
        actions.link_exact([again], by=caseworker)


def test_exact_links_are_all_or_none_when_somebody_was_faster(exchange, bureau, ivan, caseworker, supervisor):
    maria = make.person(bureau, "Ткачук Марія Олегівна", date_of_birth="1.2.1990")
    rows = [IVAN, {"surname": "Ткачук", "given": "Марія", "patronymic": "Олегівна", "date_of_birth": "1.2.1990"}]
    first, second = make_work.listed(exchange, bureau, rows)
    make_work.search(first)
    actions.mark_not_on_register(second, by=supervisor)
    with pytest.raises(Refused, match=second.reference):
        actions.link_exact([first, second], by=caseworker)
    assert (Link.objects.count(), ivan.links.count(), maria.links.count()) == (0, 0, 0)


def test_many_exact_links_cost_few_queries(exchange, bureau, caseworker, officer, django_assert_max_num_queries):
    surnames = "Бойко Ткачук Мельник Шевчук Поліщук Лисенко Гнатюк Савчук Кравець Дорошенко Яременко Федорук"
    rows = [
        IVAN | {"surname": surname, "date_of_birth": f"{n}.3.{1970 + n}"}
        for n, surname in enumerate(surnames.split(), 1)
    ]
    for row in rows:
        make.person(bureau, f"{row['surname']} Іван Петрович", date_of_birth=row["date_of_birth"])
    entries = make_work.listed(exchange, bureau, rows)
    actions.record_arrivals(entries, arrival="arrived", by=officer)
    make_work.search(entries[0])
    matches = exact_matches(exchange, caseworker)
    with django_assert_max_num_queries(40):
        actions.link_exact([candidate.entry for candidate in matches], by=caseworker)
    reported = Person.objects.filter(status=PersonStatus.RETURN_REPORTED).count()
    assert (len(matches), reported) == (12, 12)
    assert Entry.objects.filter(status=EntryStatus.LINKED).count() == 12
