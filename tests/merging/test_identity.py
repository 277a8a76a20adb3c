"""Merged and unmerged, every row of every table is what it was."""

import pytest
from django.db import models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.merging.relations import STAYS, TWINS, relations
from casework.people.models import Person
from tests.merging import make
from tests.merging.make import STEPS, Team

pytestmark = pytest.mark.django_db

FIELDS = {
    "date_of_birth": st.sampled_from(["", "14.10.1976", "1976", "18.1.1970 or 29.3.1965"]),
    "date_of_capture": st.sampled_from(["", "May 2022"]),
    "sex": st.sampled_from(["", "m"]),
    "category": st.sampled_from(["", "pow"]),
    "health": st.sampled_from(["unknown", "sick"]),
    "rank": st.sampled_from(["", "солдат", "сержант"]),
    "circumstances": st.sampled_from(["", "Taken near the mill."]),
}
said = st.fixed_dictionaries(FIELDS)
what_happened = st.lists(st.sampled_from(sorted(STEPS)), unique=True)


def merged_and_unmerged(kept: Person, merged: Person, team: Team) -> tuple[dict, dict]:
    before = make.rows()
    merge = make.merge(kept, merged, by=team.steward, approved_by=team.supervisor)
    make.unmerge(merge, by=team.steward, approved_by=team.supervisor)
    return before, make.rows()


def test_of_two_records_to_which_everything_belongs(kept, merged, other_bureau, team):
    make.person(other_bureau)
    make.happen(list(STEPS), kept, team)
    make.happen(list(STEPS), merged, team)
    before, after = merged_and_unmerged(kept, merged, team)
    assert after == before


@settings(
    max_examples=25,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(one=said, other=said, first=what_happened, second=what_happened)
def test_of_any_two(bureau, other_bureau, team, one, other, first, second):
    point = transaction.savepoint()
    try:
        make.person(other_bureau)
        kept, merged = make.person(bureau, **one), make.person(bureau, "Згурский Ефим Филиппович", **other)
        make.happen(first, kept, team)
        make.happen(second, merged, team)
        before, after = merged_and_unmerged(kept, merged, team)
        assert after == before
    finally:
        transaction.savepoint_rollback(point)


def test_everything_that_refers_to_a_person_is_in_the_world_of_these_tests_and_moves(bureau, merged, team):
    """Whoever adds a model with a foreign key to Person adds a step to `make.STEPS`, or a name to `STAYS`."""
    kept = make.person(bureau, "Іншенко Петро Іванович", date_of_birth="1.2.1999")
    make.happen(list(STEPS), merged, team)
    had = {relation.name for relation in relations() if relation.rows(merged).exists()}
    assert had == {relation.name for relation in relations()}
    make.merge(kept, merged, by=team.steward, approved_by=team.supervisor)
    assert [relation.name for relation in relations() if relation.rows(merged).exists()] == []


def test_what_says_the_same_of_both_stays_where_it_was(kept, merged, team):
    make.happen(["number_of_both", "likely_entry"], kept, team)
    make.happen(["number_of_both"], merged, team)
    make.merge(kept, merged, by=team.steward, approved_by=team.supervisor)
    assert {relation.name for relation in relations() if relation.rows(merged).exists()} <= set(TWINS)
    assert kept.registry_numbers.count() == 1


def test_every_key_to_a_person_is_a_plain_one():
    """Of other kinds `relations` knows nothing."""
    found = [one for one in Person._meta.related_objects]
    assert [one for one in found if not isinstance(one.field, models.ForeignKey)] == []
    assert {one.get_accessor_name() for one in found} >= STAYS
    assert Person._meta.many_to_many == ()


def test_whatever_may_stand_once_for_a_person_is_known_to_the_merge():
    """A unique constraint of which the merge knows nothing would refuse it with an error of the program."""
    found = {
        constraint.name
        for relation in relations()
        for constraint in relation.model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and relation.field in constraint.fields
    }
    assert found == {
        "one_primary_name_per_person",  # the main name of the merged record becomes another spelling
        "registry_number_once",  # stays, as a twin
        "candidate_once_per_entry",  # stays, as a twin
        "person_once_per_exchange",  # refused in a sentence
        "one_pending_status_change_per_person",  # refused in a sentence
        "one_restriction_of_a_person",  # refused in a sentence
    }
