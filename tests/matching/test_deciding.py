"""Who is taken without a look where no date of birth tells, and how rare a surname is. The people are invented."""

import pytest

from casework.people.models import NameKey, Person
from tests import make
from tests.matching.asked import first, found


@pytest.mark.parametrize(
    ("field", "ours", "theirs"),
    [
        ("unit", "в/ч А1234", "в/ч А4321"),
        ("category", "pow", "civilian"),
        ("rank", "солдат", "полковник"),
        ("place_of_birth", "Ромни", "Ніжин"),
    ],
)
def test_without_a_full_date_a_difference_in_anything_else_is_looked_at(bureau, field, ours, theirs):
    make.person(bureau, "Цюпирак Остап Ілліч", date_of_birth="04.10.1976", **{field: ours})
    assert first("Цюпирак Остап Ілліч", **{field: ours}).decision == "match"
    assert first("Цюпирак Остап Ілліч", **{field: theirs}).decision == "review"
    assert first("Цюпирак Остап Ілліч", "1976", **{field: theirs}).decision == "review"
    assert first("Цюпирак Остап Ілліч", "04.10.1976", **{field: theirs}).decision == "match"


def test_another_place_of_capture_does_not_stop_a_rare_name(bureau):
    told = {"place_of_birth": "Ромни", "place_of_capture": "Маріуполь", "unit": "А1234"}
    make.person(bureau, "Цюпирак Остап Ілліч", **told)
    assert first("Цюпирак Остап Ілліч", **told | {"place_of_capture": "Гостомель"}).decision == "match"
    assert first("Цюпирак Остап Ілліч", **told | {"unit": "А4321"}).decision == "review"


def test_a_surname_is_as_rare_as_it_is_spelled_whoever_shares_its_consonants(bureau):
    for number in range(40):
        make.person(bureau, f"Полішук Іван {'Петрович' if number % 2 else 'Ілліч'}")
    make.person(bureau, "Плишек Остап Ілліч")

    def weight(surname: str) -> float:
        (reason,) = (one for one in first(f"{surname} Остап Ілліч").reasons if one.field == "surname")
        return reason.detail["bits"]

    rare = weight("Плишек")
    NameKey.objects.filter(key="l:pliwek").delete()
    assert weight("Плишек") < rare


def test_of_a_double_surname_the_half_that_agrees_tells_how_rare_it_is(bureau):
    for number in range(200):
        make.person(bureau, "Коваль Іван Петрович", sender_reference=f"K{number}")
    make.person(bureau, "Цюпирак Остап Ілліч")
    make.person(bureau, "Коваль Остап Ілліч")
    weights = {
        Person.objects.get(pk=one.person_id).name.split()[0]: reason.detail["bits"]
        for one in found("Цюпирак-Коваль Остап Ілліч")
        for reason in one.reasons
        if reason.field == "surname"
    }
    assert weights["Цюпирак"] > weights["Коваль"]
