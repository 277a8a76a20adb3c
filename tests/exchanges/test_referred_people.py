"""A list meets people whom another organisation holds: no page tells more of them than their referral names."""

import re

import pytest

from casework.access import Role
from casework.exchanges import actions, ledger
from casework.exchanges.actions.exact import exact_matches
from casework.exchanges.models import Entry
from casework.families import actions as families
from casework.lib.errors import Refused
from casework.people.models import Person
from tests import make
from tests.exchanges import make_work
from tests.families import make as make_families

BORN = "14.10.1976"


@pytest.fixture
def theirs(other_bureau):
    """A woman whom the other bureau holds, with what a referral need not share."""
    seen = {"unit": "в/ч А0001", "place_of_capture": "м. Соледар", "distinguishing_marks": "Шрам"}
    return make.person(other_bureau, "Вигадана Марія Олегівна", date_of_birth=BORN, **seen)


@pytest.fixture
def share(theirs, bureau, other_bureau, caseworker):
    """`share(*fields)` refers her, and the bureau accepts."""

    def share(*fields: str):
        holder = make.user("holder", other_bureau, Role.SUPERVISOR)
        case = make_families.case(other_bureau, theirs)
        referral = make_families.referral(case, bureau, holder, "identity", *fields)
        return families.accept_referral(referral, by=caseworker)

    return share


@pytest.fixture
def exchange(db):
    return make_work.exchange()


@pytest.fixture
def entry(exchange, bureau):
    said = {"date_of_birth": "1.1.1980", "place_of_capture": "Соледар"}
    return make_work.entry(exchange, bureau, "Вигадана Марія Олегівна", **said)


def shown(client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def review(client, entry: Entry, person: Person) -> str:
    code = person.reference
    return shown(client, f"/exchanges/2025-05-23/review/?entry={entry.reference}&person={code}&q={code}")


def test_the_review_shows_the_name_alone_where_the_name_alone_is_shared(
    share, entry, theirs, caseworker, signed_in
):
    share()
    text = review(signed_in(caseworker), entry, theirs)
    assert theirs.reference in text
    told = (BORN, "А0001", "м. Соледар", "place of capture equal", "missing</span>", "birth date", "birth year")
    assert [word for word in told if word in text] == []


def test_the_review_shows_birth_and_unit_where_they_are_shared(share, entry, theirs, caseworker, signed_in):
    share("birth", "capture", "status")
    text = review(signed_in(caseworker), entry, theirs)
    assert [
        word
        for word in ("А0001", "м. Соледар", "place of capture equal", "missing</span>", "birth")
        if word not in text
    ] == []


@pytest.mark.parametrize(("fields", "told"), [((), False), (("birth",), False), (("birth", "capture"), True)])
def test_a_score_is_told_where_all_is_shared_that_it_rests_on(
    share, exchange, bureau, theirs, caseworker, signed_in, fields, told
):
    """Else whoever tries one day after the other would read from it when she was born."""
    share(*fields)
    same = make_work.entry(exchange, bureau, theirs.name, date_of_birth=BORN)
    client = signed_in(caseworker)
    text = review(client, same, theirs)
    assert (theirs.reference in text, "chosen by hand" in text) == (True, False)
    make_work.linked(same, caseworker, theirs)
    linked = shown(client, f"/exchanges/entry/{same.reference}/")
    assert [re.search(r"\d %", page) is not None for page in (text, linked)] == [told, told]


def test_a_link_of_another_organisation_is_said_to_exist_and_its_entry_is_not_named(
    share, entry, exchange, theirs, caseworker, other_bureau, signed_in
):
    share()
    other = make_work.entry(exchange, other_bureau, "Чужий Запис")
    make_work.linked(other, make.user("linker", other_bureau, Role.CASEWORKER), theirs)
    text = review(signed_in(caseworker), entry, theirs)
    assert "Another organisation has linked this person" in text
    with pytest.raises(Refused, match="Another organisation") as refusal:
        actions.link_entry(entry, theirs, by=caseworker)
    assert [text for text in (text, str(refusal.value)) if "Чужий" in text or other.reference in text] == []


def test_nobody_of_another_organisation_is_linked_without_a_look(share, exchange, bureau, theirs, caseworker):
    share()
    same = make_work.entry(exchange, bureau, theirs.name, date_of_birth=BORN)
    make_work.search(same)
    assert exact_matches(exchange, caseworker) == []
    with pytest.raises(Refused):
        actions.link_exact([same], by=caseworker)


OF_ENTRY = ["entry/{}/", "entry/{}/verify/", "entry/{}/dispute/"]


@pytest.mark.parametrize("page", [*OF_ENTRY, "{}/entries/", "{}/verifications/"])
def test_who_is_no_longer_shared_is_not_named_by_the_entry(
    page, share, entry, theirs, supervisor, officer, other_bureau, signed_in
):
    referral = share()
    make_work.arrived(make_work.linked(entry, supervisor, theirs), supervisor)
    address = "/exchanges/" + page.format(entry.reference if page in OF_ENTRY else "2025-05-23")
    assert theirs.reference in shown(signed_in(officer), address)
    families.revoke_referral(referral, by=make.user("revoker", other_bureau, Role.SUPERVISOR))
    assert theirs.reference not in shown(signed_in(officer), address)


def test_a_link_that_was_undone_does_not_name_who_is_no_longer_shared(
    share, entry, theirs, supervisor, other_bureau, signed_in
):
    referral = share()
    make_work.linked(entry, supervisor, theirs)
    actions.undo_link(entry, reason="Somebody else.", by=supervisor)
    families.revoke_referral(referral, by=make.user("revoker", other_bureau, Role.SUPERVISOR))
    client = signed_in(supervisor)
    address = f"/exchanges/entry/{entry.reference}/"
    assert "Somebody else." in shown(client, address)
    assert theirs.reference not in shown(client, address)
    assert theirs.name not in shown(client, "/admin/exchanges/link/")


def test_whoever_verifies_sees_of_the_person_what_is_shared(share, entry, theirs, supervisor, officer, signed_in):
    share()
    make_work.arrived(make_work.linked(entry, supervisor, theirs), supervisor)
    text = shown(signed_in(officer), f"/exchanges/entry/{entry.reference}/verify/")
    assert [word for word in (BORN, "А0001", "Шрам") if word in text] == []


def test_the_ledger_counts_no_death_that_is_not_shared(share, exchange, entry, theirs, supervisor, bureau):
    share()
    make_work.linked(entry, supervisor, theirs)
    make.in_status(theirs, "deceased")
    Person.objects.filter(pk=theirs.pk).update(category="civilian")
    found = {variance.kind for variance in ledger.variances(exchange, bureau, supervisor)}
    assert found & {"died", "category-differs"} == set()
    assert {row.category: row.counts["linked"] for row in ledger.ledger(exchange, bureau).rows if row.counts} == {
        "": 1,
        "pow": 0,
        "civilian": 0,
        "unknown": 1,
    }
