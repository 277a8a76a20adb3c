"""Any of very many values at once."""

import pytest

from casework.lib.lookups import Among
from casework.people.models import NameKey, Person
from tests import make


@pytest.mark.parametrize("number", [1, 40_000])
def test_among_finds_what_in_finds_and_more_values_than_a_query_has_parameters(bureau, number):
    people = [make.person(bureau, f"Гончарук {given}") for given in ("Остап", "Ілля", "Надія")]
    wanted = [people[0].pk, people[2].pk, *range(-number, 0)]
    assert list(Person.objects.filter(Among("pk", wanted)).order_by("pk")) == [people[0], people[2]]
    keys = [*NameKey.objects.filter(name__person=people[1]).values_list("key", flat=True), 'it\'s "x"|\\', ""]
    found = NameKey.objects.filter(Among("key", keys), name__person=people[1])
    assert sorted(found.values_list("key", flat=True)) == sorted(keys[:-2])


def test_among_nothing_is_nobody(bureau):
    make.person(bureau)
    assert list(Person.objects.filter(Among("pk", []))) == []
