"""Who is found, how sure, and why. The people are invented."""

import random
from itertools import permutations

import pytest

from casework.matching import retrieval
from casework.matching.engine import Description, candidates
from casework.matching.reasons import Reason, reason_text
from casework.matching.weights import MATCH_PROBABILITY, table
from casework.people import actions as people
from casework.people.models import Person
from tests import make
from tests.matching.asked import described, first, found


@pytest.fixture
def yarema(bureau):
    return make.person(bureau, "Підгорецький Микола Пилипович", date_of_birth="04.10.1976", sex="m")


@pytest.fixture
def others(bureau):
    return [
        make.person(bureau, name, date_of_birth=born)
        for name, born in (
            ("Мельник Іван Петрович", "01.02.1990"),
            ("Мельник Петро Іванович", "05.07.1961"),
            ("Гончарук Остап Ілліч", "12.12.1988"),
            ("Подольський Микола Семенович", "04.11.1976"),
        )
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Підгорецький Микола Пилипович",
        "Подгорецкий Николай Филиппович",
        "ПОДГОРЕЦКИЙ НИКОЛАЙ",
        "Pidhoretskyi Mykola Pylypovych",
        "Pidhorezkyj Mykola",
        "Podgoretskiy Nikolay Filippovich",
        "Pidhorecki Mikołaj",
        "Підгорецький М. П.",
        "Микола Пилипович Підгорецький",
        "Пiдгopeцький Микoлa",
        "Підгорецкий Коля",
    ],
)
def test_one_person_is_found_by_every_spelling(yarema, others, name):
    assert first(name, "04.10.1976").person_id == yarema.pk
    assert first(name).person_id == yarema.pk


@pytest.mark.parametrize("order", list(permutations(("Підгорецький", "Микола", "Пилипович"))))
def test_the_order_of_the_parts_does_not_change_who_is_first(yarema, others, order):
    assert first(" ".join(order), "04.10.1976").person_id == yarema.pk


@pytest.mark.parametrize("born", ["04.10.1976", "10.04.1976", "04.10.1986", "1976 р.н.", "01.01.1976", ""])
def test_a_date_that_is_off_or_missing_does_not_lose_the_person(yarema, others, born):
    assert first("Подгорецкий Николай Филиппович", born).person_id == yarema.pk


def test_full_name_patronymic_and_full_date_equal_are_exact(yarema):
    assert first("ПІДГОРЕЦЬКИЙ Микола Пилипович", "04.10.1976").exact
    assert first("Pidhoretskyi Mykola Pylypovych", "04.10.1976").exact


@pytest.mark.parametrize(
    ("name", "born"),
    [
        ("Подгорецкий Николай Филиппович", "04.10.1976"),
        ("Підгорецький Микола", "04.10.1976"),
        ("Підгорецький Микола Пилипович", "10.04.1976"),
        ("Підгорецький Микола Пилипович", "1976"),
        ("Підгорецький Микола Пилипович", ""),
    ],
)
def test_anything_less_is_not_exact(yarema, name, born):
    assert not first(name, born).exact


def test_a_full_agreement_is_sure(yarema, others):
    assert first("Подгорецкий Николай Филиппович", "04.10.1976").decision == "match"


def test_a_rare_name_with_another_full_date_is_no_match(yarema, others):
    candidate = first("Підгорецький Микола Пилипович", "17.03.1991")
    assert (candidate.person_id, candidate.decision) == (yarema.pk, "review")


def test_a_common_name_without_a_date_is_never_sure(bureau):
    make.person(bureau, "Шевченко Олександр Миколайович", date_of_birth="04.10.1976")
    assert first("Шевченко Олександр Миколайович").decision == "review"
    assert first("Шевченко Олександр Миколайович", "1976").decision == "review"


def test_a_year_with_the_unit_is_as_good_as_a_date_and_a_year_alone_is_not(bureau):
    make.person(bureau, "Шевченко Остап", date_of_birth="04.10.1976", unit="А1234")
    assert first("Шевченко Остап", "1976").decision == "review"
    assert first("Шевченко Остап", "1976", unit="в/ч А1234").decision == "match"


def test_a_garbled_surname_is_enough_only_with_the_whole_date(yarema):
    assert first("Підгилезький Микола Пилипович", "04.10.1976").decision == "match"
    assert first("Підгилезький Микола Пилипович", "1976").decision == "review"


def test_of_two_who_fit_alike_the_one_whose_name_is_spelled_so_is_first(bureau):
    for given in ("Алексей", "Олексій"):
        make.person(bureau, f"Гончарук {given}")
    for given in ("Алексей", "Олексій"):
        first_one, second = found(f"Гончарук {given}")
        assert first_one.score == second.score
        assert Person.objects.get(pk=first_one.person_id).name == f"Гончарук {given}"


def test_who_holds_few_of_many_namesakes_finds_them(bureau, other_bureau, monkeypatch):
    monkeypatch.setattr(retrieval, "_MOST_CONSIDERED", 3)
    for _namesake in range(4):
        make.person(other_bureau, "Гончарук Остап Ілліч", date_of_birth="12.12.1988")
    own = make.person(bureau, "Гончарук Остап")
    people_of_bureau = Person.objects.filter(organisation=bureau)
    asked = [described("Гончарук Остап Ілліч", "12.12.1988")]
    assert [one.person_id for one in candidates(asked, among=people_of_bureau)[0]] == [own.pk]


def test_two_people_who_fit_alike_are_both_for_review(bureau):
    for _twice in range(2):
        make.person(bureau, "Гончарук Остап Ілліч", date_of_birth="12.12.1988")
    options = found("Гончарук Остап Ілліч", "12.12.1988")
    assert [(option.decision, option.exact) for option in options] == [("review", True), ("review", True)]
    assert options[0].score == options[1].score


def test_a_twin_who_is_not_on_the_register_is_not_taken_for_the_one_who_is(yarema):
    candidate = first("Підгорецький Семен Пилипович", "04.10.1976")
    assert (candidate.person_id, candidate.decision) == (yarema.pk, "review")


@pytest.mark.parametrize(
    ("name", "born"),
    [
        ("Підгорецький Семен Пилипович", "04.10.1976"),
        ("Підгорецький Валерія Пилипович", "04.10.1976"),
        ("Підгорецький Валерій Семенович", "04.10.1976"),
        ("Підгорецький Валерій Пилипович", "17.03.1991"),
        ("Підгорецький Валерій Пилипович", "27.08.1976"),
    ],
)
def test_however_much_else_agrees_what_tells_people_apart_is_looked_at(bureau, name, born):
    shared = {"unit": "А1234", "place_of_birth": "Добропарськ", "category": "pow", "rank": "солдат"}
    make.person(bureau, "Підгорецький Валерій Пилипович", date_of_birth="04.10.1976", **shared)
    candidate = first(name, born, **shared)
    assert candidate.score > MATCH_PROBABILITY
    assert candidate.decision == "review"


def test_a_common_surname_weighs_less_than_a_rare_one_on_a_small_register(bureau):
    for surname in ("Шевченко", "Цюпирак"):
        make.person(bureau, f"{surname} Остап Ілліч")
    assert first("Шевченко Остап Ілліч").score < first("Цюпирак Остап Ілліч").score


def test_twins_on_the_register_are_told_apart(yarema, bureau):
    twin = make.person(bureau, "Підгорецький Семен Пилипович", date_of_birth="04.10.1976")
    assert first("Подгорецкий Семён Филиппович", "04.10.1976").person_id == twin.pk
    assert first("Подгорецкий Николай Филиппович", "04.10.1976").person_id == yarema.pk


def test_father_and_son_are_told_apart(yarema, bureau):
    son = make.person(bureau, "Підгорецький Пилип Миколайович", date_of_birth="30.05.2001")
    assert first("Подгорецкий Филипп Николаевич").person_id == son.pk
    assert first("Подгорецкий Николай Филиппович").person_id == yarema.pk


def test_a_woman_is_not_sure_to_be_the_man_of_the_record(bureau):
    make.person(bureau, "Дорошко Валерій Ілліч", date_of_birth="04.10.1976", sex="m")
    assert [option.decision for option in found("Дорошко Валерія Іллівна", "04.10.1976")] == ["review"]


def test_evidence_that_agrees_does_not_lower_a_score(yarema, others):
    scores = [
        first("Подгорецкий Николай").score,
        first("Подгорецкий Николай Филиппович").score,
        first("Подгорецкий Николай Филиппович", "1976").score,
        first("Подгорецкий Николай Филиппович", "04.10.1976").score,
        first("Подгорецкий Николай Филиппович", "04.10.1976", sex="m").score,
    ]
    assert scores == sorted(scores)


def test_what_contradicts_lowers_it(yarema, others):
    plain = first("Подгорецкий Николай Филиппович").score
    assert first("Подгорецкий Николай Филиппович", "17.03.1991").score < plain
    assert first("Подгорецкий Николай Филиппович", sex="f").score < plain


def test_nobody_like_that_gives_nobody(yarema, others):
    assert found("Закревська Уляна Тарасівна", "17.03.1991") == []


@pytest.mark.parametrize("name", ["", "Т.", "Гончарук", "X"])
def test_hardly_any_name_fails_nowhere(yarema, others, name):
    found(name)


def test_a_further_name_of_a_person_is_found_too(yarema, others, bureau):

    people.add_name(
        yarema, kind="former", surname="Дорошко", given="Микола", patronymic="Пилипович", by=make.SYSTEM
    )
    assert first("Дорошко Николай Филиппович", "04.10.1976").person_id == yarema.pk


def test_only_the_people_who_are_asked_about_are_offered(yarema, others, other_bureau):
    foreign = candidates(
        [described("Підгорецький Микола Пилипович", "04.10.1976")], among=Person.objects.held_by(other_bureau)
    )
    assert foreign == [[]]


def test_best_first_and_no_more_than_asked_for(bureau, others):
    for day in range(1, 9):
        make.person(bureau, "Гончарук Остап Ілліч", date_of_birth=f"{day:02}.12.1988")
    options = candidates([described("Гончарук Остап", "03.12.1988")], among=Person.objects.all(), limit=3)[0]
    assert len(options) == 3
    assert [option.score for option in options] == sorted((option.score for option in options), reverse=True)
    assert Person.objects.get(pk=options[0].person_id).date_of_birth == "03.12.1988"


def test_many_descriptions_take_as_many_queries_as_one(yarema, others, django_assert_num_queries):
    rows = [described("Подгорецкий Николай Филиппович", "04.10.1976")] * 400
    with django_assert_num_queries(7):
        candidates(rows[:1], among=Person.objects.all())
    with django_assert_num_queries(7):
        answers = candidates(rows, among=Person.objects.all())
    assert {options[0].person_id for options in answers} == {yarema.pk}


def test_the_answer_does_not_depend_on_what_else_is_asked(yarema, others):
    rows = [
        described(name, born)
        for name, born in (
            ("Подгорецкий Николай", "04.10.1976"),
            ("Мельник Іван", ""),
            ("Honcharuk Ostap", "12.12.1988"),
        )
    ]
    shuffled = random.Random(7).sample(rows, len(rows))
    together = dict(zip(shuffled, candidates(shuffled, among=Person.objects.all()), strict=True))
    assert [together[row] for row in rows] == [candidates([row], among=Person.objects.all())[0] for row in rows]


def test_the_reasons_say_what_agrees_and_what_does_not(yarema):
    reasons = first("Podgoretskiy Nikolay", "10.04.1976").reasons
    said = {reason.field: (reason.code, reason.agrees) for reason in reasons}
    assert said == {
        "surname": ("vowel", True),
        "given": ("equivalent", True),
        "patronymic": ("missing", None),
        "born": ("swapped", True),
        "sex": ("equal", True),
    }
    assert [reason_text(reason) for reason in reasons] == [
        "surname equal but for a vowel",
        "given name equal in the other language",
        "patronymic missing",
        "birth year equal, day and month swapped",
        "sex equal",
    ]


def test_a_reason_survives_being_stored(yarema):
    for reason in first("Podgoretskiy Nikolay", "10.04.1976").reasons:
        assert Reason.from_dict(reason.as_dict()) == reason


def test_every_agreement_that_is_weighed_has_words():
    wordless = [pair for pair in table() if reason_text(Reason(pair[1], pair[0], True)) == f"{pair[0]}: {pair[1]}"]
    assert wordless == []


def test_the_reasons_are_the_numbers_of_the_score(yarema):
    plain = first("Подгорецкий Николай Филиппович", "04.10.1976")
    weights = {reason.field: reason.detail["bits"] for reason in plain.reasons}
    assert weights["born"] > weights["given"] > 0
    assert all(weight > 0 for weight in weights.values())


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "code"),
    [
        ("unit", "в/ч А1234", "в/ч A1234", "equal"),
        ("unit", "в/ч А1234", "А4321", "different"),
        ("rank", "солдат", "Солдат", "equal"),
        ("unit", "3 ОШБр", "93 ОМБр", "different"),
        ("unit", "93 ОМБр, в/ч А1234", "93 бригада", "equal"),
        ("rank", "солдат", "молодший сержант", "near"),
        ("rank", "солдат", "полковник", "different"),
        ("rank", "рядовой", "солд.", "equal"),
        ("place_of_birth", "м. Чернігів", "Чернигов", "close"),
        ("place_of_birth", "Чернігів", "Полтава", "different"),
        ("place_of_capture", "м. Маріуполь, Донецька обл.", "Мариуполь", "equal"),
        ("place_of_capture", "біля Бахмута", "Бахмут", "close"),
        ("place_of_capture", "Маріуполь Донецької області", "Донецька обл., м. Бахмут", "region"),
        ("place_of_capture", "Маріуполь", "Гостомель", "different"),
        ("category", "pow", "civilian", "different"),
    ],
)
def test_further_fields_are_weighed(bureau, field, ours, theirs, code):
    make.person(bureau, "Гончарук Остап Ілліч", **{field: ours})
    reasons = first("Гончарук Остап Ілліч", **{field: theirs}).reasons
    assert {reason.field: reason.code for reason in reasons}[field] == code


@pytest.mark.parametrize(
    ("field", "ours", "theirs"),
    [
        ("unit", "в/ч А1234", "93 ОМБр"),
        ("place_of_birth", "Донецька обл.", "Бахмут"),
        ("place_of_capture", "Україна", "Суми, Україна"),
        ("rank", "", "солдат"),
    ],
)
def test_what_cannot_be_held_against_each_other_says_nothing(bureau, field, ours, theirs):
    make.person(bureau, "Гончарук Остап Ілліч", **{field: ours})
    assert field not in {reason.field for reason in first("Гончарук Остап Ілліч", **{field: theirs}).reasons}


def test_the_place_of_capture_tells_namesakes_apart_and_speaks_against_too(bureau):
    make.person(bureau, "Гончарук Остап Ілліч", place_of_capture="Гостомель, Київська обл.")
    taken_here = make.person(bureau, "Гончарук Остап Ілліч", place_of_capture="м. Маріуполь")
    one, other = found("Гончарук Остап Ілліч", place_of_capture="Мариуполь")
    assert (one.person_id, one.score > other.score) == (taken_here.pk, True)
    said = {reason_text(reason): reason.agrees for c in (one, other) for reason in c.reasons}
    assert (said["place of capture equal"], said["place of capture differs"]) == (True, False)


def test_in_the_other_order_a_name_is_as_rare_as_it_is(yarema, others, bureau):
    for number in range(30):
        make.person(bureau, f"Мельник Микола {'Іванович' if number % 2 else 'Петрович'}")

    def weights(surname: str, given: str) -> dict[str, float]:
        asked = [Description(surname, given, "Пилипович")]
        (one,) = (c for c in candidates(asked, among=Person.objects.all())[0] if c.person_id == yarema.pk)
        return {reason.field: reason.detail["bits"] for reason in one.reasons if reason.field != "order"}

    assert weights("Микола", "Підгорецький") == weights("Підгорецький", "Микола")
