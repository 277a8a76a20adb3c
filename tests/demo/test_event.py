"""The list of the reference event is dirty like a real one, and every row of it can be read."""

from collections import Counter

import pytest

from casework.demo import event
from casework.demo.people import VALERII, YELIZAR, register
from casework.lists import Reading, propose_columns, read_file, read_rows
from casework.names.scripts import script_of


def _read(content: bytes, name: str) -> Reading:
    (sheet,) = read_file(content, name)
    return read_rows(sheet, propose_columns(sheet))


@pytest.fixture(scope="module", params=["xlsx", "csv"])
def reading(request) -> Reading:
    content = event.xlsx_bytes() if request.param == "xlsx" else event.csv_bytes()
    return _read(content, f"list.{request.param}")


def test_the_file_is_the_same_every_time():
    before = event.xlsx_bytes(), event.csv_bytes()
    event.listed.cache_clear()
    assert (event.xlsx_bytes(), event.csv_bytes()) == before


def test_every_row_can_be_read_and_there_are_270_military_and_120_civilians(reading):
    assert reading.errors == ()
    assert Counter(row.values["category"] for row in reading.rows) == {"pow": 270, "civilian": 120}


def test_only_titles_headings_empty_rows_and_the_total_are_left_out(reading):
    assert [row.number for row in reading.skipped] == [1, 2, 3, 4, 5, 276, 277, 398, 399]


def test_the_truth_names_each_row_that_is_read(reading):
    assert [row.number for row in reading.rows] == [number for number, _whom in event.truth()]


def test_85_of_100_are_on_the_register_each_once():
    known = [whom for _row, whom in event.truth() if whom]
    assert len(known) == len(set(known)) == 332
    assert set(known) <= {human.number for human in register()}


def test_yelizar_and_valerii_are_among_them():
    known = {whom for _row, whom in event.truth()}
    assert {YELIZAR.number, VALERII.number} <= known


def test_every_name_keeps_its_surname_in_one_word_and_has_a_given_name(reading):
    assert [row.raw for row in reading.rows if " " in row.values["surname"]] == []
    assert [row.raw for row in reading.rows if not row.values.get("given_name")] == []


def test_the_list_shows_what_such_lists_do_to_names_and_dates(reading):
    reasons = Counter(str(change.reason) for row in reading.rows for change in row.changes)
    for reason in (
        "letters of another alphabet that look alike were replaced",
        "capital letters were set as in names",
        "the birth date was written in one way",
        "needless spaces were removed",
        "the rank before the name was taken out of it",
        "what stands in brackets or quotation marks was kept as call-sign",
        "nothing is known: the field is left empty",
    ):
        assert reasons[reason] > 0, reason
    assert any(not row.born for row in reading.rows)
    assert any(row.born and not row.born.is_exact for row in reading.rows)
    assert any("patronymic" not in row.values for row in reading.rows)


def test_a_good_part_stands_there_just_as_on_the_register(reading):
    listed = {one.row: one.human for one in event.listed()}
    same = 0
    for row in reading.rows:
        human, said = listed[row.number], row.values
        name = (said["surname"], said["given_name"], said.get("patronymic", ""))
        known = (human.uk.surname, human.uk.given, human.uk.patronymic)
        same += bool(human.number) and name == known and said.get("date_of_birth") == human.born_said
    assert 100 < same < 200


def test_both_scripts_and_both_languages_stand_in_it(reading):
    names = {row.values["given_name"] for row in reading.rows}
    assert any(script_of(name) == "latin" for name in names)
    assert {"Сергей", "Николай", "Алексей"} <= names
    assert {"Сергій", "Микола", "Олексій"} <= names
