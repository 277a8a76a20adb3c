"""Two records become one when two people agree, and whatever speaks against it is said in a sentence."""

import pytest

from casework.access import Role
from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM
from casework.audit.details import NAMES
from casework.audit.models import AuditEvent
from casework.lib.errors import Refused, Stale
from casework.matching.actions import compare_registers
from casework.matching.engine import Description, candidates
from casework.matching.models import Duplicate
from casework.merging import actions
from casework.merging.models import Merge
from casework.merging.relations import PASSING, relations
from casework.notifications import actions as notifications
from casework.notifications.models import Notification
from casework.people import actions as people
from casework.people.models import Person
from casework.protection.actions import propose_erasure
from tests import make as make_people
from tests.exchanges import make_work
from tests.merging import make
from tests.notifications import make as make_news

pytestmark = pytest.mark.django_db


def refused(kept, merged, team, match):
    with pytest.raises(Refused, match=match):
        make.propose(kept, merged, by=team.steward)
    assert Merge.objects.count() == 0


def returned(person, team):
    make_news.returned(person, linked_by=team.caseworker, by=team.officer)
    notifications.prepare_news()


def test_the_kept_record_has_all_and_its_own_words_stay(kept, merged, team):
    people.update_person(merged, place_of_birth="Ніжин", sex="m", by=SYSTEM)
    people.update_person(kept, rank="сержант", by=SYSTEM)
    make.happen(["case"], merged, team)
    make.merge(kept, merged, by=team.steward, approved_by=team.supervisor)
    assert (kept.rank, kept.place_of_birth, kept.sex) == ("сержант", "Ніжин", "m")
    assert {str(name) for name in kept.names.all()} == {"Згурський Юхим Пилипович", "Згурский Ефим Филиппович"}
    assert [name.kind for name in kept.names.order_by("pk")] == ["primary", "spelling"]
    assert (merged.merged_into, merged.rank, merged.names.count()) == (kept, "солдат", 0)
    assert kept.cases.count() == 1


def test_it_is_recorded_with_what_moved(kept, merged, team):
    merge = make.merge(kept, merged, by=team.steward, approved_by=team.supervisor)
    event = AuditEvent.objects.get(action="merge_people")
    assert (event.subject, event.details["kept"]) == (f"person:{merged.reference}", kept.reference)
    assert event.details["moved"]["names"] == merge.moved["names"]
    assert "Згур" not in event.data


def test_the_engine_finds_the_kept_one_by_the_names_of_both(kept, merged, team, bureau):
    make.merge(kept, merged, by=team.steward, approved_by=team.supervisor)
    asked = [
        Description("Згурский", "Ефим", "Филиппович", kept.born),
        Description("Згурський", "Юхим", "Пилипович"),
    ]
    found = candidates(asked, among=Person.objects.of(bureau))
    assert [[one.person_id for one in each] for each in found] == [[kept.pk], [kept.pk]]


def test_nobody_merges_alone(kept, merged, steward):
    proposal = make.propose(kept, merged, by=steward)
    with pytest.raises(Refused, match="somebody else"):
        make.approve(proposal, by=steward)
    merged.refresh_from_db()
    assert merged.merged_into is None


def test_who_may_propose_and_who_may_approve(kept, merged, team, intake, bureau, second_caseworker):
    with pytest.raises(Refused, match="role"):
        make.propose(kept, merged, by=intake)
    proposal = make.propose(kept, merged, by=team.caseworker)
    with pytest.raises(Refused, match="role"):
        make.approve(proposal, by=second_caseworker)
    make.approve(proposal, by=team.supervisor)


def test_what_was_not_shown_is_not_proposed(kept, merged, steward):
    seen = actions.merging.seen_hash(kept, merged)
    people.add_name(merged, surname="Zhurskyi", by=SYSTEM)
    with pytest.raises(Stale):
        actions.propose_merge(kept, merged, seen=seen, reason="One.", by=steward)


@pytest.mark.parametrize("which", ["kept", "merged"])
def test_what_changed_since_it_was_proposed_is_not_merged(request, kept, merged, team, which):
    proposal = make.propose(kept, merged, by=team.steward)
    people.add_registry_number(request.getfixturevalue(which), body="icrc", number="UKR-7", by=SYSTEM)
    with pytest.raises(Refused, match="not as they were proposed"):
        make.approve(proposal, by=team.supervisor)
    assert Merge.objects.count() == 0


def test_a_record_is_not_merged_with_itself(kept, team):
    refused(kept, kept, team, "one record")


def test_a_record_of_another_organisation_is_not_merged(kept, other_bureau, team):
    theirs = make.person(other_bureau)
    refused(kept, theirs, team, "another organisation")
    refused(theirs, kept, team, "another organisation")


def test_of_two_fates_one_must_be_taken_back_first(kept, merged, team):
    returned(kept, team), returned(merged, team)
    for news in Notification.objects.all():
        notifications.retract_notification(news, reason="A test.", by=team.supervisor)
    refused(kept, merged, team, "Both records say what became")


def test_the_record_that_knows_more_is_kept(kept, merged, team):
    returned(merged, team)
    refused(kept, merged, team, f"keep {merged.reference} instead")
    make.merge(merged, kept, by=team.steward, approved_by=team.supervisor)
    assert kept.merged_into == merged


def test_two_live_links_in_one_exchange_are_refused(kept, merged, team, bureau):
    lines = make_work.listed(make_work.exchange(), bureau, ["Згурський Юхим", "Згурский Ефим"])
    for line, person in zip(lines, (kept, merged), strict=True):
        make_work.linked(line, team.caseworker, person)
    refused(kept, merged, team, "Both are linked in exchange 2025-05-23")


def test_a_death_that_waits_for_approval_is_decided_first(kept, merged, team):
    evidence = make_people.evidence(merged, about="death")
    people.change_status(merged, to="death_reported", reason="?", evidence=evidence, by=team.caseworker)
    people.change_status(merged, to="deceased", reason="DNA.", evidence=evidence, by=team.caseworker)
    notifications.prepare_news()
    refused(merged, kept, team, "waits for approval")


def test_news_that_is_still_to_be_told_comes_first(kept, merged, team):
    make.happen(["case"], kept, team)
    make_news.returned(kept, linked_by=team.caseworker, by=team.officer)
    refused(kept, merged, team, "is being prepared")
    notifications.prepare_news()
    refused(kept, merged, team, "still to be told")


def test_a_proposal_about_one_of_them_is_decided_first(kept, merged, team):
    propose_erasure(merged, reason="Asked for.", by=team.steward)
    refused(kept, merged, team, "waits for a decision")


def restrict(person, team, *readers):
    proposal = people.propose_restriction(
        person, officer=readers[0], readers=readers, reason="Threats.", by=team.caseworker
    )
    make.approve(proposal, by=team.supervisor)


def test_restricted_people_are_merged_by_those_on_the_list_alone(kept, merged, team, bureau):
    restrict(merged, team, team.caseworker)
    refused(kept, merged, team, "may not change both records")
    proposal = make.propose(kept, merged, by=team.caseworker)
    with pytest.raises(Refused, match="may not change both records"):
        make.approve(proposal, by=team.supervisor)
    merged.refresh_from_db()
    assert merged.merged_into is None


def test_the_kept_record_is_restricted_as_the_merged_one_was(kept, merged, team, steward):
    restrict(merged, team, team.caseworker, team.supervisor)
    make.merge(kept, merged, by=team.caseworker, approved_by=team.supervisor)
    assert [Person.objects.visible_to(user).count() for user in (team.caseworker, steward)] == [1, 0]


def test_two_restricted_records_are_refused(kept, merged, team):
    for person in (kept, merged):
        restrict(person, team, team.caseworker)
    with pytest.raises(Refused, match="Both records are restricted"):
        make.propose(kept, merged, by=team.caseworker)


def test_an_erased_record_is_refused(kept, merged, team):
    make.approve(propose_erasure(merged, reason="Asked for.", by=team.steward), by=team.supervisor)
    refused(kept, merged, team, "erased")


def test_nothing_is_written_to_a_merged_record(kept, merged, team):
    make.merge(kept, merged, by=team.steward, approved_by=team.supervisor)
    with pytest.raises(Refused, match=f"merged into {kept.reference}"):
        people.add_name(merged, surname="Zhurskyi", by=SYSTEM)
    with pytest.raises(Refused, match=f"merged into {kept.reference}"):
        make.propose(merged, make.person(kept.organisation), by=team.steward)


def test_families_of_both_hear_once(kept, merged, team):
    """The kept record has returned, and its family was told; now there is another family."""
    make.happen(["case", "captivity"], merged, team)
    make.happen(["case"], kept, team)
    returned(kept, team)
    for news in Notification.objects.order_by("order"):
        make_news.attempt(make_news.approved(news, by=team.supervisor), by=team.caseworker)
    make.happen(["captivity"], merged, team)  # later than the return
    make.merge(kept, merged, by=team.steward, approved_by=team.supervisor)
    notifications.prepare_news()
    told = Notification.objects.order_by("pk").values_list("case__case_relatives__relative__name", "status")
    assert Notification.objects.count() == 4
    assert len(set(told)) == 4
    notifications.prepare_news()
    assert Notification.objects.count() == 4


def test_the_file_of_the_merged_record_sent_again_adds_nobody(kept, bureau, team, steward):
    row = {"sender_reference": "7", "surname": "Згурский", "given": "Ефим", "rank": "солдат"}
    people.import_people(bureau, [row], source="list.csv", by=steward)
    make.merge(kept, Person.objects.get(sender_reference="7"), by=steward, approved_by=team.supervisor)
    done = people.import_people(bureau, [row, row | {"rank": "сержант"}], source="list.csv", by=steward)
    assert (done.added, done.known) == (0, 2)
    done = people.import_people(bureau, [row | {"rank": "сержант"}], source="list.csv", by=steward)
    assert (done.added, done.differing, kept.evidence.count()) == (0, 1, 1)


def test_a_pair_that_was_merged_is_not_looked_for_again(kept, bureau, team):
    other = make.person(bureau)
    compare_registers()
    assert Duplicate.objects.to_decide().count() == 1
    make.merge(kept, other, by=team.steward, approved_by=team.supervisor)
    compare_registers()
    assert Duplicate.objects.to_decide().count() == 0


def test_erasing_the_kept_record_erases_what_was_merged_into_it(kept, merged, team):
    make.happen(["number_of_both"], kept, team)
    make.happen(["number_of_both"], merged, team)
    merge = make.merge(kept, merged, by=team.steward, approved_by=team.supervisor)
    make.approve(propose_erasure(kept, reason="Asked for.", by=team.steward), by=team.supervisor)
    merged.refresh_from_db()
    assert (merged.name, merged.rank, merged.registry_numbers.count()) == ("[erased]", "", 0)
    with pytest.raises(Refused, match="erased"):
        actions.propose_unmerge(merge, reason="?", by=team.steward)


def test_every_part_of_a_proposal_has_a_name(kept, merged, team):
    proposal = make.propose(kept, merged, by=team.steward)
    assert set(proposal.payload) <= set(NAMES)
    assert {relation.name for relation in relations()} - PASSING <= set(NAMES)


def test_an_approval_by_somebody_who_lost_the_right_is_refused(kept, merged, team):
    proposal = make.propose(kept, merged, by=team.steward)
    accounts.revoke_role(team.steward, role=Role.DATA_STEWARD, by=SYSTEM)
    with pytest.raises(Refused, match="may not do so any more"):
        make.approve(proposal, by=team.supervisor)
