"""The invented people are the same every time, and nobody among them is known to the public."""

import csv
from collections import Counter
from pathlib import Path

import casework.names
from casework.demo.people import NUMBER, SEED, VALERII, YELIZAR, Draw, register, strangers
from casework.demo.stories import away, earlier, ended, stories
from casework.lib.partial_dates import PartialDate, compatible
from casework.names.scripts import script_of

TABLES = Path(casework.names.__file__).parent / "data"


def _surnames_in(table: str) -> set[str]:
    with (TABLES / table).open(encoding="utf-8", newline="") as lines:
        return {part for row in csv.DictReader(lines) for value in row.values() for part in value.split("|")}


def test_the_same_seed_draws_the_same_people_and_another_seed_others():
    assert Draw(SEED, "DEMO", 1003).people(300) == list(register()[2:302])
    assert Draw(SEED + 1, "DEMO", 1003).people(300) != list(register()[2:302])


def test_there_are_two_thousand_people_each_with_a_number_of_their_own():
    assert len(register()) == NUMBER == 2_000
    assert len({human.number for human in register()}) == NUMBER


def test_three_quarters_are_military_and_only_they_have_a_rank_and_a_unit():
    share = Counter(human.is_military for human in register())[True] / NUMBER
    assert 0.72 < share < 0.78
    assert all(bool(human.rank and human.unit) == human.is_military for human in register())


def test_every_date_of_birth_as_it_is_said_can_be_read():
    said = [PartialDate.parse(human.born_said) for human in register() if human.born_said]
    assert len(said) > 1_900
    assert sum(not date.is_exact for date in said) > 100


def test_a_full_date_of_birth_is_the_true_one():
    exact = [(PartialDate.parse(human.born_said), human) for human in register() if human.born_said]
    assert all(compatible(date, PartialDate.of(human.born)) for date, human in exact if date.is_exact)


def test_everybody_was_grown_up_when_they_were_lost():
    assert min((human.lost - human.born).days // 365 for human in register()) >= 18


def test_there_are_namesakes_and_children_who_carry_their_fathers_name():
    names = Counter(str(human.uk) for human in register())
    assert sum(count > 1 for count in names.values()) > 50
    men = {(human.uk.surname, human.uk.given) for human in register()}
    assert sum((human.uk.surname, human.father) in men for human in register()) > 40


def test_no_surname_is_one_that_many_people_or_public_figures_bear():
    invented = {part for human in (*register(), *strangers()) for part in human.uk.surname.split("-")}
    assert invented & (_surnames_in("common_surnames.csv") | _surnames_in("surnames.csv")) == set()
    known = "Зеленський Порошенко Залужний Сирський Буданов Лубінець Усов Умєров Єрмак Кличко Федоров Шмигаль"
    assert invented & set(known.split()) == set()


def test_strangers_share_surname_and_given_name_with_nobody_on_the_register():
    known = {(human.uk.surname, human.uk.given) for human in register()}
    assert {(human.uk.surname, human.uk.given) for human in strangers()} & known == set()
    assert {human.number for human in strangers()} == {""}


def test_names_are_cyrillic_in_both_languages():
    assert {script_of(str(name)) for human in register() for name in (human.uk, human.ru)} == {"cyrillic"}


def test_yelizar_was_lost_three_years_before_the_list_and_valerii_two_months():
    assert (YELIZAR.uk.given, YELIZAR.lost.isoformat()) == ("Єлизар", "2022-05-17")
    assert (VALERII.uk.given, VALERII.lost.isoformat()) == ("Валерій", "2025-03-21")


def test_everybody_is_away_or_of_the_earlier_exchange_or_at_an_end():
    assert {human.number for human in (*away(), *earlier(), *ended())} == {human.number for human in register()}
    assert len(away()) + len(earlier()) + len(ended()) == NUMBER


def test_what_is_known_leads_to_each_status_and_every_step_rests_on_something():
    counts = Counter(str(story.status) for story in stories())
    assert set(counts) == {"missing", "probably_captive", "confirmed_captive"}
    assert min(counts.values()) > 300
    for story in stories():
        days = [step.on for step in story.steps]
        assert days == sorted(days)
        for step in story.steps:
            if step.to == "probably_captive":
                assert story.told[step.evidence].about == "captivity"
            else:
                assert step.confirmed_by in ("icrc", "bureau")
