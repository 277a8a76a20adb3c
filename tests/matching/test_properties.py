"""What holds for whatever is asked. The people are invented."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from casework.families.search import search_people
from casework.lib.partial_dates import PartialDate
from casework.matching.comparison import Shares, compare
from casework.matching.description import Description
from casework.matching.engine import candidates
from casework.matching.search import describe
from casework.people.models import Person
from tests import make
from tests.benchmarks.population import Population
from tests.benchmarks.spellings import HABITS, in_latin

PEOPLE = Population(5, surnames=400).people(40)
RARE = Shares(1 / 3_000, 0.03, 0.03)
EVIDENCE = {
    "born": PartialDate.parse("04.10.1976"),
    "sex": "m",
    "category": "pow",
    "rank": "солдат",
    "unit": "в/ч А1234",
    "place_of_birth": "м. Добропарськ",
    "place_of_capture": "Маріуполь",
}
humans = st.sampled_from(PEOPLE)


def described(human, lang=0) -> Description:
    return Description(human.surname[lang], human.given[lang], human.patronymic[lang])


@given(
    humans,
    humans,
    st.integers(0, 1),
    st.sets(st.sampled_from(sorted(EVIDENCE))),
    st.sampled_from(sorted(EVIDENCE)),
)
def test_evidence_that_agrees_never_lowers_a_score(one, other, lang, known, added):
    said = {field: EVIDENCE[field] for field in known - {added}}
    listed, registered = replace(described(one, lang), **said), replace(described(other), **said)
    more = {added: EVIDENCE[added]}
    # Else the sex that a name tells would be contradicted.
    assume(added != "sex" or one.given == other.given)
    before = compare(listed, registered, RARE).bits
    assert compare(replace(listed, **more), replace(registered, **more), RARE).bits >= before


@given(humans, humans, st.integers(0, 1))
def test_two_descriptions_agree_as_much_whichever_is_listed(one, other, lang):
    a, b = described(one, lang), described(other)
    names = [
        sorted((field, kind) for field, kind, _bits in found.agreements)
        for found in (compare(a, b, RARE), compare(b, a, RARE))
        if not found.swapped
    ]
    assert names[1:] == names[:1] or len(names) < 2


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30), humans)
def test_no_name_whatever_fails(surname, given_name, patronymic, human):
    listed = Description(surname, given_name, patronymic)
    assert isinstance(compare(listed, described(human), RARE).bits, float)


@pytest.fixture
def register(bureau):
    for human in PEOPLE:
        name = dict(zip(("surname", "given", "patronymic"), (part[0] for part in _parts(human)), strict=True))
        make.people.register_person(
            organisation=bureau, **name, date_of_birth=f"{human.born:%d.%m.%Y}", by=make.SYSTEM
        )


def _parts(human):
    return human.surname, human.given, human.patronymic


@pytest.mark.django_db
def test_the_order_and_the_script_of_a_name_do_not_change_who_comes_first(register, caseworker):
    """Neither in the search of lists nor in the one of typing."""
    people = Person.objects.all()
    by_day = {person.date_of_birth: person for person in people}
    asked, meant = [], []
    for number, human in enumerate(PEOPLE):
        written = [
            " ".join(part[lang] for part in order) for lang in (0, 1) for order in permutations(_parts(human))
        ]
        habits = (HABITS[number % len(HABITS)], "official")
        written += [in_latin(written[place], habit, "uk") for place, habit in zip((0, 3), habits, strict=True)]
        asked += [f"{name} {human.born:%d.%m.%Y}" for name in written]
        meant += [by_day[f"{human.born:%d.%m.%Y}"]] * len(written)
    found = candidates([describe(text) for text in asked], among=people, limit=1)
    missed = [text for text, one, person in zip(asked, found, meant, strict=True) if one[0].person_id != person.pk]
    assert missed == []
    for text, person in list(zip(asked, meant, strict=True))[::37]:
        assert search_people(text, by=caseworker, limit=1)[0].person == person
