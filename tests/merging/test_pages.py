"""The pages: a list to work through, two records side by side, what a merge moves and what goes back."""

import pytest

from casework.accounts.models import SYSTEM, Proposal
from casework.matching.actions import compare_registers
from casework.matching.models import Duplicate
from casework.merging.models import Merge
from casework.people import actions as people
from casework.people.models import Person
from tests.merging import make

pytestmark = pytest.mark.django_db
LIST = "/people/duplicates/"


@pytest.fixture
def other(bureau):
    return make.person(bureau, "Згурский Ефим Филиппович", rank="солдат")


@pytest.fixture
def pair(kept, other):
    compare_registers()
    return Duplicate.objects.get()


def text(response) -> str:
    return response.content.decode()


def test_the_list_shows_the_pair_side_by_side_with_the_reasons(pair, kept, other, steward, signed_in):
    page = text(signed_in(steward).get(LIST))
    assert all(said in page for said in (kept.reference, other.reference, "солдат", "surname equal"))
    assert "1 pair left" in page


def test_different_people_leave_the_list_and_can_be_decided_anew(pair, steward, signed_in):
    client = signed_in(steward)
    seen = client.get(LIST).context["seen"]
    answer = client.post(f"{LIST}{pair.pk}/decide/", {"decision": "different", "seen": seen}, follow=True)
    assert "No two records wait" in text(answer)
    pair.refresh_from_db()
    assert (pair.decision, pair.decided_by) == ("different", steward)
    again = client.get(f"{LIST}?pair={pair.pk}")
    client.post(f"{LIST}{pair.pk}/decide/", {"decision": "not_sure", "seen": again.context["seen"]})
    pair.refresh_from_db()
    assert pair.decision == "not_sure"


def test_after_one_pair_comes_the_next(pair, bureau, steward, signed_in):
    for _each in range(2):
        make.person(bureau, "Підгорецький Олексій Романович", date_of_birth="1.2.1980")
    compare_registers()
    client = signed_in(steward)
    page = client.get(LIST)
    first, following = page.context["pair"], page.context["next"]
    said = {"decision": "different", "seen": page.context["seen"]}
    assert client.post(f"{LIST}{first.pk}/decide/", said).url == f"{LIST}?pair={following}"
    assert client.get(f"{LIST}?pair={following}").context["next"] is None


def test_proposed_by_one_approved_by_another_and_the_old_code_leads_to_the_kept_record(
    pair, kept, other, team, signed_in
):
    client, url = signed_in(team.steward), f"{LIST}{kept.reference}/{other.reference}/"
    page = client.get(url)
    assert "Filled in, where the kept record says nothing: rank." in text(page)
    client.post(url, {"seen": page.context["form"]["seen"].value(), "reason": "The same date of birth."})
    proposal = Proposal.objects.get()
    assert "waits for somebody else" in text(client.get(url))
    second = signed_in(team.supervisor)
    assert url in text(second.get(proposal.get_absolute_url()))
    second.post(f"/proposals/{proposal.pk}/approve/", {"seen": proposal.digest})
    followed = client.get(other.get_absolute_url(), follow=True)
    assert followed.redirect_chain == [(kept.get_absolute_url(), 302)]
    assert f"{other.reference} was merged into this record" in text(followed)
    assert other.reference in text(client.get(kept.get_absolute_url()))
    found = client.get("/people/", {"q": other.reference}, follow=True)
    assert found.redirect_chain[-1][0] == kept.get_absolute_url()


def test_what_goes_back_and_what_stays_is_listed_before_it_is_undone(pair, kept, other, team, signed_in):
    make.happen(["case"], other, team)
    make.merge(kept, other, by=team.steward, approved_by=team.supervisor)
    people.add_name(kept, surname="Zhurskyi", given="Yukhym", by=SYSTEM)
    client, url = signed_in(team.steward), f"/people/merges/{Merge.objects.get().pk}/"
    assert other.reference in text(client.get("/people/merges/"))
    page = text(client.get(url))
    assert ("cases: 1" in page, "Zhurskyi Yukhym" in page) == (True, True)
    client.post(url, {"reason": "They are two."})
    proposal = Proposal.objects.get(kind="unmerge_people")
    signed_in(team.supervisor).post(f"/proposals/{proposal.pk}/approve/", {"seen": proposal.digest})
    assert client.get(other.get_absolute_url()).status_code == 200
    assert client.get(url).status_code == 404
    assert Merge.objects.standing().count() == 0


def test_why_not_is_said_and_there_is_no_form(kept, other, team, signed_in):
    people.change_status(other, to="confirmed_captive", reason="ICRC", confirmed_by="icrc", by=team.caseworker)
    page = text(signed_in(team.steward).get(f"{LIST}{kept.reference}/{other.reference}/"))
    assert ("keep" in page and other.reference in page, "Propose the merge" in page) == (True, False)


def test_of_another_organisation_nothing_opens(
    pair, kept, other, other_bureau, team, foreign_caseworker, signed_in
):
    theirs = make.person(other_bureau)
    client = signed_in(foreign_caseworker)
    assert "No two records wait" in text(client.get(LIST))
    codes = [
        f"{LIST}?pair={pair.pk}",
        f"{LIST}{kept.reference}/{other.reference}/",
        f"{LIST}{theirs.reference}/{other.reference}/",
        f"{LIST}{other.reference}/{theirs.reference}/",
    ]
    assert [client.get(url).status_code for url in codes] == [404] * 4
    make.merge(kept, other, by=team.steward, approved_by=team.supervisor)
    assert client.get(f"/people/merges/{Merge.objects.get().pk}/").status_code == 404
    assert client.get(other.get_absolute_url()).status_code == 404
    assert other.reference not in text(client.get("/people/merges/"))


def test_intake_and_officers_do_not_merge(pair, intake, officer, signed_in):
    for user in (intake, officer):
        assert signed_in(user).get(LIST).status_code == 403
        assert signed_in(user).get("/people/merges/").status_code == 403


def test_an_odd_number_for_a_pair_is_none(pair, steward, signed_in):
    client = signed_in(steward)
    assert client.get(f"{LIST}?pair=99999999999999999999999").status_code == 200
    assert client.get(f"{LIST}?pair=12345").status_code == 404


def test_a_pair_takes_the_same_few_queries_however_many_wait(
    pair, bureau, steward, signed_in, django_assert_max_num_queries
):
    client = signed_in(steward)
    client.get(LIST)
    for letter in "абвгдежзик":
        for _each in range(2):
            make.person(bureau, f"Горо{letter}ицький Іван Петрович", date_of_birth="1.2.1980")
    compare_registers()
    with django_assert_max_num_queries(26):
        client.get(LIST)


NEW = {"surname": "Zhurskyi", "given": "Yukhym", "date_of_birth": "14.10.1976"}


def test_while_somebody_is_typed_in_those_like_them_appear(kept, intake, foreign_caseworker, signed_in):
    page = text(signed_in(intake).post("/people/likely/", {"surname": "Згурский", "date_of_birth": "14.10.1976"}))
    assert (kept.reference in page, "birth date equal" in page) == (True, True)
    for said in ({}, {"surname": " "}, {"surname": "Згурский", "date_of_birth": "14.1"}):
        assert signed_in(intake).post("/people/likely/", said).status_code == 200
    theirs = text(signed_in(foreign_caseworker).post("/people/likely/", NEW))
    assert kept.reference not in theirs


def test_before_a_record_is_made_its_maker_sees_who_is_like_it(kept, intake, signed_in):
    client = signed_in(intake)
    asked = client.post("/people/new/", NEW)
    assert kept.reference in text(asked)
    assert Person.objects.count() == 1
    back = client.post("/people/new/", NEW | {"choice": "back"})
    assert (back.status_code, Person.objects.count()) == (200, 1)
    client.post("/people/new/", NEW | {"choice": "new"})
    assert Person.objects.count() == 2


def test_whoever_is_like_nobody_is_registered_at_once(kept, intake, signed_in):
    signed_in(intake).post("/people/new/", {"surname": "Підгорецький", "given": "Олексій"})
    assert Person.objects.count() == 2
