"""The command that puts a list to the register. The people are invented."""

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from casework.people.models import NameKey, Person
from tests import make


@pytest.fixture
def register(bureau):
    return [
        make.person(bureau, name, date_of_birth=born, sender_reference=number)
        for number, name, born in (
            ("A-1", "Підгорецький Микола Пилипович", "04.10.1976"),
            ("A-2", "Гончарук Остап Ілліч", "12.12.1988"),
            ("", "Закревська Уляна Тарасівна", "17.03.1991"),
        )
    ]


def run(tmp_path, text: str, *options: str, name: str = "list.csv") -> tuple[list[dict[str, str]], str]:
    source, output, said = tmp_path / name, tmp_path / "out.csv", StringIO()
    source.write_text(text, encoding="utf-8")
    call_command("match_list", str(source), "--output", str(output), *options, stdout=said)
    with output.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)), said.getvalue()


LIST = """query_id,full_name,date_of_birth
q1,Подгорецкий Николай Филиппович,04.10.1976
q2,Dorosh Ivan,01.01.1950
q3,Zakrevska Uliana,1991
q4,,12.12.1988
"""


def test_each_row_has_its_candidates_best_first(register, tmp_path):
    rows, said = run(tmp_path, LIST)
    assert [(row["query_id"], row["candidate_id"], row["rank"], row["decision"]) for row in rows] == [
        ("q1", "A-1", "1", "match"),
        ("q2", "", "", "none"),
        ("q3", register[2].reference, "1", "review"),
        ("q4", "", "", "none"),
    ]
    assert list(rows[0]) == ["query_id", "candidate_id", "score", "rank", "decision"]
    assert float(rows[0]["score"]) > 0.99
    assert said == "4 rows: 1 matched, 1 to review, 2 with no candidate, 1 of them not readable.\n"


def test_nothing_is_written_to_the_register(register, tmp_path):
    before = list(Person.objects.values()), NameKey.objects.count()
    run(tmp_path, LIST)
    assert (list(Person.objects.values()), NameKey.objects.count()) == before


def test_a_date_that_cannot_be_read_does_not_lose_the_name(register, tmp_path):
    rows, _said = run(tmp_path, "query_id,full_name,date_of_birth\nq1,Гончарук Остап Ілліч,31.02.1988\n")
    assert [(row["query_id"], row["candidate_id"], row["decision"]) for row in rows] == [("q1", "A-2", "review")]


def test_no_more_candidates_than_asked_for(bureau, tmp_path):
    for day in range(1, 5):
        make.person(bureau, "Гончарук Остап Ілліч", date_of_birth=f"{day:02}.12.1988")
    text = "query_id;surname;given_name;patronymic\nq1;Гончарук;Остап;Ілліч\n"
    rows, _said = run(tmp_path, text, "--top", "3")
    assert [(row["rank"], row["decision"]) for row in rows] == [("1", "review"), ("2", "review"), ("3", "review")]


def test_only_people_of_the_named_organisation(register, other_bureau, tmp_path):
    rows, _said = run(tmp_path, LIST, "--organisation", "other-bureau")
    assert {row["decision"] for row in rows} == {"none"}


def test_rows_without_a_number_of_their_own_are_named_by_their_place(register, tmp_path):
    rows, _said = run(tmp_path, "ПІБ,Дата народження\nГончарук Остап Ілліч,12.12.1988\n")
    assert [(row["query_id"], row["candidate_id"]) for row in rows] == [("2", "A-2")]


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        ("", (), "empty"),
        ("query_id,date_of_birth\nq1,12.12.1988\n", (), "holds no rows with names"),
        (LIST, ("--organisation", "nobody"), "There is no organisation 'nobody'"),
        (LIST, ("--top", "0"), "--top has to be 1 or more"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(register, tmp_path, text, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(tmp_path, text, *options)
    assert not (tmp_path / "out.csv").exists()


def test_a_file_that_is_not_there_is_said(db, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("match_list", str(tmp_path / "absent.csv"), "--output", str(tmp_path / "out.csv"))


def test_the_place_of_capture_is_read_and_weighed(bureau, tmp_path):
    for number, place in (("A-1", "Гостомель"), ("A-2", "Маріуполь")):
        make.person(bureau, "Гончарук Остап Ілліч", sender_reference=number, place_of_capture=place)
    rows, _said = run(tmp_path, "full_name,place_of_capture\nГончарук Остап Ілліч,Мариуполь\n")
    assert [row["candidate_id"] for row in rows] == ["A-2", "A-1"]


KINDS = """query_id,full_name,surname,given_name,patronymic,date_of_birth,rank
whole,Подгорецкий Николай Филиппович,,,,04.10.1976,
parts,,Гончарук,Остап,Ілліч,12.12.1988,
changed over,,Гончарук,Ілліч,Остап,12.12.1988,
the other keyboard,,Gslujhtwmrbq,Vbrjkf,Gbkbgjdbx,04.10.1976,
formerly,Довженко (Закревська) Уляна Тарасівна,,,,17.03.1991,
née,"Довженко Уляна Тарасівна, дівоче прізвище Закревська",,,,17.03.1991,
shortened,Гончарук Остап Ілл-ч,,,,12.12.1988,
the father as he is,Гончарук Остап Ілля,,,,12.12.1988,
Lithuanian,Honciarukas Ostapas,,,,12.12.1988,
"""


def test_names_in_whatever_column_and_form_are_found(register, tmp_path):
    rows, _said = run(tmp_path, KINDS)
    first = {row["query_id"]: row["candidate_id"] for row in rows if row["rank"] in {"1", ""}}
    mykola, ostap, uliana = "A-1", "A-2", register[2].reference
    assert first == {
        "whole": mykola, "parts": ostap, "changed over": ostap, "the other keyboard": mykola, "formerly": uliana,
        "née": uliana, "shortened": ostap, "the father as he is": ostap, "Lithuanian": ostap,
    }  # fmt: skip
    assert {row["query_id"] for row in rows if row["decision"] == "match"} == set(first)
