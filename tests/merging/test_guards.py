"""What the database refuses, whatever the program does; and two who merge at the same moment."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from casework.accounts.models import SYSTEM, Proposal
from casework.merging.models import Merge
from casework.people import actions as people
from casework.people.models import PERSONAL, Evidence, Person, PersonName
from casework.people.statuses import ERASED
from tests.make import rolled_back
from tests.merging import make
from tests.races import at_once

pytestmark = pytest.mark.django_db


def directly(write) -> None:
    with pytest.raises(IntegrityError), rolled_back():
        write()


def test_a_direct_write_merges_nobody(kept, merged, team):
    directly(lambda: Person.objects.filter(pk=merged.pk).update(merged_into=kept))
    waiting = make.propose(kept, merged, by=team.steward)
    directly(lambda: Merge.objects.create(kept=kept, merged=merged, proposal=waiting))
    merged.refresh_from_db()
    assert merged.merged_into is None


def test_an_approved_proposal_about_another_record_is_none(kept, merged, bureau, team):
    third = make.person(bureau)
    other = make.propose(kept, third, by=team.steward)
    decided = {"status": "approved", "decided_by": team.supervisor, "decided_digest": other.digest}
    Proposal.objects.filter(pk=other.pk).update(**decided)
    directly(lambda: Merge.objects.create(kept=kept, merged=merged, proposal=other))
    Merge.objects.create(kept=kept, merged=third, proposal=other)


def test_a_direct_write_unmerges_nobody(kept, merged, team):
    merge = make.merge(kept, merged, by=team.steward, approved_by=team.supervisor)
    directly(lambda: Person.objects.filter(pk=merged.pk).update(merged_into=None))
    undone = {"undone_at": merge.at, "undone_proposal": merge.proposal}
    directly(lambda: Merge.objects.filter(pk=merge.pk).update(**undone))


def test_a_merge_stays_of_whom_it_was(kept, merged, bureau, team):
    third = make.person(bureau)
    merge = make.merge(kept, merged, by=team.steward, approved_by=team.supervisor)
    directly(lambda: Merge.objects.filter(pk=merge.pk).update(kept=third))
    directly(lambda: Person.objects.filter(pk=merged.pk).update(merged_into=third))
    make.unmerge(merge, by=team.steward, approved_by=team.supervisor)
    directly(lambda: Merge.objects.filter(pk=merge.pk).update(undone_at=None, undone_proposal=None))


def test_nobody_is_merged_into_themselves(kept):
    directly(lambda: Person.objects.filter(pk=kept.pk).update(merged_into=kept))


def test_nothing_is_written_to_a_merged_record_however_it_comes(kept, merged, team):
    make.merge(kept, merged, by=team.steward, approved_by=team.supervisor)
    said = {"about": "other", "content": "Late.", "source": "Late"}
    directly(lambda: Evidence.objects.create(person=merged, **said))
    directly(lambda: PersonName.objects.filter(person=kept).update(person=merged))


def test_of_a_merge_that_stands_the_merged_record_is_erased_after_the_kept_one_alone(kept, merged, team):
    make.merge(kept, merged, by=team.steward, approved_by=team.supervisor)
    gone = dict.fromkeys(PERSONAL, "") | {"name": ERASED, "erased_at": timezone.now()}
    directly(lambda: Person.objects.filter(pk=merged.pk).update(**gone))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("in_order", [list, lambda acts: acts[::-1]], ids=["as they stand", "the other way"])
def test_of_two_merges_of_one_record_at_the_same_moment_one_is_made(bureau, team, in_order):
    one, two, three = (make.person(bureau) for _ in range(3))
    first, second = make.propose(two, one, by=team.steward), make.propose(two, three, by=team.steward)
    acts = [lambda: make.approve(first, by=team.supervisor), lambda: make.approve(second, by=team.supervisor)]
    outcomes = at_once(acts, in_order)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Merge", "str"]
    assert Merge.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_writes_to_a_record_while_it_is_merged_writes_to_none(kept, merged, team):
    """Both wait for one another; whichever is first, nothing is left with the merged record."""
    proposal = make.propose(kept, merged, by=team.steward)

    def write():
        try:
            return people.record_evidence(merged, about="other", content="Just now.", source="A call", by=SYSTEM)
        except IntegrityError:
            return "refused by the database"

    outcomes = at_once([lambda: make.approve(proposal, by=team.supervisor), write], list)
    assert len(outcomes) == 2
    merged.refresh_from_db()
    if merged.merged_into is not None:
        assert Evidence.objects.filter(person=merged).count() == 0
