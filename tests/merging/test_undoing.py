"""A merge is undone whole, in the order in which merges were made, and what came since stays with the kept one."""

import pytest

from casework.accounts.models import SYSTEM
from casework.families.models import FollowUp
from casework.lib.errors import Refused
from casework.merging import actions
from casework.merging.models import Merge
from casework.notifications import actions as notifications
from casework.notifications.models import Notification
from casework.people import actions as people
from tests import make as make_people
from tests.exchanges import make_work
from tests.merging import make
from tests.notifications import make as make_news

pytestmark = pytest.mark.django_db


@pytest.fixture
def merge(kept, merged, team):
    make.happen(["case", "captivity", "linked_entry"], merged, team)
    return make.merge(kept, merged, by=team.steward, approved_by=team.supervisor)


def undo(merge, team):
    return make.unmerge(merge, by=team.steward, approved_by=team.supervisor)


def refused(merge, team, match):
    with pytest.raises(Refused, match=match):
        actions.propose_unmerge(merge, reason="They are two.", by=team.steward)
    merge.refresh_from_db()
    assert merge.undone_at is None


def test_it_takes_two_people(merge, team):
    proposal = actions.propose_unmerge(merge, reason="They are two.", by=team.steward)
    with pytest.raises(Refused, match="somebody else"):
        make.approve(proposal, by=team.steward)
    make.approve(proposal, by=team.supervisor)
    merge.merged.refresh_from_db()
    assert merge.merged.merged_into is None


def test_what_was_added_since_stays_with_the_kept_record_and_is_listed(merge, kept, merged, team):
    name = people.add_name(kept, surname="Zhurskyi", given="Yukhym", by=SYSTEM)
    evidence = make_people.evidence(kept, content="Seen since.")
    assert actions.added_since(merge) == {"names": [name], "evidence": [evidence]}
    assert actions.what_is_undone(merge)["stays"] == {"names": 1, "evidence": 1}
    undo(merge, team)
    assert list(kept.names.order_by("pk"))[-1] == name
    assert [one.content for one in kept.evidence.all()] == ["Seen since."]
    assert (merged.names.count(), merged.evidence.count(), merged.cases.count()) == (1, 1, 1)


def test_a_field_that_was_filled_in_is_emptied_unless_it_was_changed_since(kept, merged, team):
    people.update_person(merged, place_of_birth="Ніжин", by=SYSTEM)
    merge = make.merge(kept, merged, by=team.steward, approved_by=team.supervisor)
    assert (kept.rank, kept.place_of_birth) == ("солдат", "Ніжин")
    people.update_person(kept, rank="сержант", by=SYSTEM)
    undo(merge, team)
    kept.refresh_from_db()
    assert (kept.rank, kept.place_of_birth) == ("сержант", "")


def test_the_later_merge_is_undone_first(merge, kept, bureau, team):
    third = make.person(bureau)
    later = make.merge(third, kept, by=team.steward, approved_by=team.supervisor)
    refused(merge, team, f"Undo first the later merge of {kept.reference} into {third.reference}")
    undo(later, team)
    undo(merge, team)
    assert Merge.objects.standing().count() == 0


def test_of_two_merges_into_one_record_the_later_is_undone_first(merge, kept, bureau, team):
    third = make.person(bureau)
    make.merge(kept, third, by=team.steward, approved_by=team.supervisor)
    refused(merge, team, f"Undo first the later merge of {third.reference} into {kept.reference}")


def test_a_chain_merged_and_undone_leaves_every_row_as_it_was(bureau, team):
    one, two, three = (make.person(bureau, rank=rank) for rank in ("", "солдат", ""))
    for person in (one, two, three):
        make.happen(["case", "spelling", "document", "number_of_both"], person, team)
    before = make.rows()
    first = make.merge(two, one, by=team.steward, approved_by=team.supervisor)
    between = make.rows()
    second = make.merge(three, two, by=team.steward, approved_by=team.supervisor)
    assert (one.kept, three.cases.count()) == (three, 3)
    undo(second, team)
    assert make.rows() == between
    undo(first, team)
    assert make.rows() == before


def test_merged_anew_after_it_was_undone(merge, kept, merged, team):
    undo(merge, team)
    again = make.merge(merged, kept, by=team.steward, approved_by=team.supervisor)
    assert (kept.merged_into, again.undone_at) == (merged, None)


def test_it_is_undone_once(merge, team):
    undo(merge, team)
    with pytest.raises(Refused, match="undone already"):
        actions.propose_unmerge(merge, reason="Again.", by=team.steward)


def test_what_changed_since_it_was_proposed_is_not_undone(merge, kept, team):
    proposal = actions.propose_unmerge(merge, reason="They are two.", by=team.steward)
    make_people.evidence(kept)
    with pytest.raises(Refused, match="not as they were proposed"):
        make.approve(proposal, by=team.supervisor)


def test_news_that_is_still_to_be_told_comes_first(merge, kept, team):
    make_news.returned(kept, linked_by=team.caseworker, by=team.officer)
    notifications.prepare_news()
    refused(merge, team, "still to be told")


def test_a_family_that_was_told_of_the_other_is_called_today(merge, kept, merged, team):
    make_news.returned(kept, linked_by=team.caseworker, by=team.officer)
    notifications.prepare_news()
    for news in Notification.objects.order_by("order"):
        make_news.attempt(make_news.approved(news, by=team.supervisor), by=team.caseworker)
    told = [news.reference for news in Notification.objects.all()]
    undo(merge, team)
    merged.refresh_from_db()
    assert merged.cases.get().status == "active"
    calls = [call.what for call in FollowUp.objects.filter(case__person=merged)]
    assert sorted(code for call in calls for code in told if code in call) == sorted(told)


def test_a_return_that_rests_on_a_link_of_the_merged_record_is_taken_back_first(merge, kept, team):
    entry = kept.links.get().entry
    make_work.arrived(entry, team.supervisor)
    notifications.prepare_news()
    refused(merge, team, f"Entry {entry.reference} came with the merged record")


def test_a_restriction_of_since_is_lifted_first(merge, kept, team):
    by = team.caseworker
    proposal = people.propose_restriction(kept, officer=by, readers=[by, team.steward], reason="?", by=by)
    make.approve(proposal, by=team.supervisor)
    refused(merge, team, "was restricted since")


def test_another_organisation_undoes_nothing(merge, foreign_caseworker):
    with pytest.raises(Refused, match="another organisation"):
        actions.propose_unmerge(merge, reason="?", by=foreign_caseworker)
