"""How well the engine does is told by what people decided, and is unknown where they decided too little."""

import pytest

from casework.exchanges import actions as exchanges
from casework.exchanges.models import Candidate, Entry
from casework.matching.actions import compare_registers
from casework.reports.quality import CONFIRMED, OVERRULED, UNDONE, Share, quality_of
from tests import make
from tests.exchanges import make_work
from tests.merging import make as make_merges
from tests.people.test_restrictions import restrict

pytestmark = pytest.mark.django_db
BORN = "14.10.1976"
NAMES = [f"Горо{letter}ицький Іван Петрович" for letter in "абвгдежз"]


@pytest.fixture
def people(bureau):
    return [make.person(bureau, name, date_of_birth=BORN) for name in NAMES]


@pytest.fixture
def entries(bureau, people):
    rows = [
        dict(zip(("surname", "given", "patronymic"), name.split(), strict=True)) | {"date_of_birth": BORN}
        for name in [*NAMES, "Підгорецький Олексій Романович"]
    ]
    entries = make_work.listed(make_work.exchange(), bureau, rows)
    make_work.search(entries[0])
    return entries


def said(quality):
    return {str(row.label): dict(row.counts) for row in quality.said}


@pytest.fixture
def decided(entries, people, caseworker):
    for entry, person in list(zip(entries, people, strict=False))[:6]:
        exchanges.link_entry(entry, person, by=caseworker)
    exchanges.undo_link(entries[0], reason="It is another.", by=caseworker)
    exchanges.mark_not_on_register(entries[6], by=caseworker)
    exchanges.mark_not_on_register(entries[8], by=caseworker)
    return entries


def test_what_the_engine_said_is_kept_with_the_candidate(entries):
    assert set(Candidate.objects.filter(rank=1).values_list("decision", flat=True)) == {"match"}


def test_confirmed_overruled_and_undone_are_told_apart(decided, supervisor):
    quality = quality_of(supervisor)
    assert said(quality) == {
        "match: nobody need look": {CONFIRMED: 5, UNDONE: 1, OVERRULED: 1},
        "nobody on the register": {CONFIRMED: 1},
    }
    assert [row.total for row in quality.by_list] == [7]
    assert [(row.confirmed, row.undone) for row in quality.by_month] == [(5, 1)]
    assert [(row.label, row.total) for row in quality.bands] == [("99.8–100 %", 7)]
    assert {entry.pk for entry in quality.overruled} == {decided[0].pk, decided[6].pk}


def test_linked_to_another_than_proposed_is_overruled(entries, people, caseworker, supervisor):
    exchanges.link_entry(entries[0], people[5], by=caseworker)
    exchanges.link_entry(entries[8], people[4], by=caseworker)
    assert said(quality_of(supervisor)) == {
        "match: nobody need look": {OVERRULED: 1},
        "nobody on the register": {OVERRULED: 1},
    }


def test_undone_and_linked_again_is_confirmed(entries, people, caseworker, supervisor):
    exchanges.link_entry(entries[0], people[0], by=caseworker)
    exchanges.undo_link(entries[0], reason="A slip.", by=caseworker)
    exchanges.link_entry(Entry.objects.get(pk=entries[0].pk), people[0], by=caseworker)
    assert said(quality_of(supervisor)) == {"match: nobody need look": {CONFIRMED: 1}}


def test_of_whom_was_merged_since_the_kept_record_counts(entries, people, bureau, caseworker, supervisor, steward):
    exchanges.link_entry(entries[0], people[0], by=caseworker)
    kept = make.person(bureau, NAMES[0], date_of_birth=BORN)
    make_work.search(entries[1])
    make_merges.merge(kept, people[0], by=steward, approved_by=supervisor)
    assert said(quality_of(supervisor)) == {"match: nobody need look": {CONFIRMED: 1}}


def test_of_a_restricted_person_the_engine_says_nothing_to_those_who_may_not_see_them(
    entries, bureau, caseworker, supervisor, signed_in
):
    """An entry of which it was sure, and that means nobody whom they know, would name who is restricted."""
    listed = make.user("listed", bureau, "supervisor")
    person = make.person(bureau, "Підгорецький Олексій Романович", date_of_birth=BORN)
    make_work.search(entries[8])
    restrict(person, supervisor, listed, listed)
    exchanges.mark_not_on_register(entries[8], by=caseworker)
    assert said(quality_of(listed)) == {"match: nobody need look": {OVERRULED: 1}}
    assert said(quality_of(supervisor)) == {"nobody on the register": {CONFIRMED: 1}}
    shown = {user: entries[8].reference in page(signed_in(user)) for user in (listed, supervisor)}
    assert shown == {listed: True, supervisor: False}


def test_of_few_decisions_no_share_is_told():
    assert [Share(4, 4).is_known, Share(5, 5).is_known] == [False, True]


def test_the_share_comes_with_where_the_truth_may_be():
    """Wilson's interval for 8 of 10 is 0.490 to 0.943, for 100 of 100 it begins at 0.963."""
    assert (Share(8, 10).percent, Share(8, 10).least, Share(8, 10).most) == (80, 49, 95)
    assert (Share(100, 100).least, Share(100, 100).most) == (96, 100)
    assert (Share(0, 10).least, Share(0, 10).percent) == (0, 0)


def test_the_page_says_unknown_where_nothing_was_decided(entries, supervisor, signed_in):
    assert "Unknown: nothing that the search proposed" in page(signed_in(supervisor))


def page(client):
    return client.get("/reports/quality/").content.decode()


def test_the_page_leads_to_what_was_overruled(decided, supervisor, steward, signed_in):
    for user in (supervisor, steward):
        found = page(signed_in(user))
        assert (decided[6].get_absolute_url() in found, "it was sure" in found) == (True, True)


def test_who_may_see_it(decided, caseworker, foreign_caseworker, other_bureau, signed_in):
    assert signed_in(caseworker).get("/reports/quality/").status_code == 403
    stranger = make.user("stranger", other_bureau, "supervisor")
    assert quality_of(stranger).is_unknown
    assert decided[6].reference not in page(signed_in(stranger))


def test_duplicates_are_counted(people, bureau, supervisor, steward):
    double = make.person(bureau, NAMES[0], date_of_birth=BORN)
    compare_registers()
    make_merges.merge(people[0], double, by=steward, approved_by=supervisor)
    assert quality_of(supervisor).duplicates == {"different": 0, "not_sure": 0, "merged": 1, "undone": 0}


def test_it_takes_the_same_few_queries_whatever_was_decided(decided, supervisor, django_assert_num_queries):
    with django_assert_num_queries(6):
        quality_of(supervisor)
