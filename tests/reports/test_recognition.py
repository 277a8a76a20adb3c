"""A file that leaked says from which export it came, also when it was cut and sorted. People are invented."""

import csv
import io
import random

import pytest
from django.core.management import CommandError, call_command

from casework.audit.models import AuditEvent
from casework.lib.canaries import is_canary
from casework.reports import actions
from casework.reports.levels import Level
from casework.reports.models import ReportLog
from casework.reports.recognition import recognise
from casework.reports.registry import REPORTS
from casework.reports.scope import Scope
from tests import make
from tests.reports.make import case

pytestmark = pytest.mark.django_db
PEOPLE = 20


@pytest.fixture
def register(bureau):
    return [
        case(make.person(bureau, f"Вигаданий Іван{n} Петрович", date_of_birth="07.03.1999")) for n in range(PEOPLE)
    ]


@pytest.fixture
def export(register, bureau, other_bureau, caseworker):
    """`export(level=…)` is the log of a report handed to the other bureau, and its rows."""

    def handed(name="people_by_status", recipient=other_bureau, level=Level.R2):
        report = REPORTS[name]
        form = report.filters({})
        assert form.is_valid()
        order = actions.Order(purpose="For a visit", level=level, recipient=recipient, filters=form.cleaned_data)
        log = actions.start_report(report, organisation=bureau, by=caseworker, **vars(order))
        scope = Scope.of(caseworker)
        content = b"".join(actions.stream_report(log, report, scope, order.filters, by=caseworker))
        return log, content

    return handed


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def file_of(rows: list[list[str]], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def only(rows: list[list[str]], *columns: str) -> list[list[str]]:
    places = [rows[0].index(column) for column in columns]
    return [[row[place] for place in places] for row in rows]


def invented(content: bytes, register) -> list[str]:
    known = {one.person.reference for one in register} | {one.reference for one in register}
    (row,) = [row for row in table(content)[1:] if row[0] not in known]
    return row


def test_a_file_that_leaves_holds_one_row_of_nobody(export, register):
    log, content = export()
    rows = table(content)
    assert (log.marked, len(rows), log.row_count) == (True, PEOPLE + 2, PEOPLE)
    said = dict(zip(rows[0], invented(content, register), strict=True))
    assert is_canary(*said["name"].split(), said["date_of_birth"])


def test_each_file_holds_another(export, register):
    one, another = export()[1], export()[1]
    assert invented(one, register) != invented(another, register)
    found = [recognise(file_of(table(content)), "x.csv") for content in (one, another)]
    assert [len(each) for each in found] == [1, 1]


def test_the_whole_file_is_known_by_its_hash(export):
    log, content = export()
    assert [(one.log, one.by) for one in recognise(content, "x.csv")] == [(log, ("",))]


def test_what_stayed_in_the_house_is_known_by_its_hash_alone(export):
    log, content = export(recipient=None)
    assert [one.log for one in recognise(content, "x.csv")] == [log]
    assert recognise(file_of(table(content)), "x.csv") == []


@pytest.mark.parametrize("level", [Level.R1, Level.R2, Level.R3])
@pytest.mark.parametrize("name", ["people_by_status", "families_waiting"])
def test_sorted_and_in_another_form_it_is_known(export, name, level):
    level = min(level, REPORTS[name].highest)
    (_before, _), (log, content), (_after, _) = (export(name, level=level) for _time in range(3))
    header, *rows = table(content)
    random.Random(3).shuffle(rows)
    assert [(one.log, one.surely) for one in recognise(file_of([header, *rows], ";"), "x.txt")] == [(log, True)]


def test_cut_to_a_few_rows_it_is_known_while_the_row_is_among_them(export, register):
    log, content = export()
    header, *rows = table(content)
    mine = invented(content, register)
    others = [row for row in rows if row != mine]
    assert [one.log for one in recognise(file_of([header, others[0], mine]), "x.csv")] == [log]
    assert recognise(file_of([header, *others]), "x.csv") == []


@pytest.mark.parametrize(
    ("columns", "surely"),
    [
        (("person",), True),
        (("name", "date_of_birth"), True),
        (("date_of_birth", "rank", "name_latin"), True),
        (("name",), False),
        (("name_latin", "status"), False),
    ],
)
def test_with_columns_removed_it_is_known_by_what_is_left(export, columns, surely):
    log, content = export()
    (found,) = recognise(file_of(only(table(content), *columns)), "x.csv")
    assert (found.log, found.surely) == (log, surely)


def test_without_any_column_of_the_person_it_is_not_known(export):
    _log, content = export()
    assert recognise(file_of(only(table(content), "status", "date_of_birth", "category")), "x.csv") == []


def test_in_capitals_with_more_spaces_and_the_name_in_three_columns_it_is_known(export):
    log, content = export()
    rows = [[*row[0].upper().split(), f" {row[1]} "] for row in only(table(content), "name", "date_of_birth")]
    assert [(one.log, one.surely) for one in recognise(file_of(rows), "x.csv")] == [(log, True)]


def test_a_pseudonym_is_of_one_recipient(export, bureau, other_bureau):
    third = make.organisation("third")
    one, another = export(level=Level.R1), export(level=Level.R1, recipient=third)
    for log, content in (one, another):
        (found,) = recognise(file_of(only(table(content), "person")), "x.csv")
        assert found.log.recipient == log.recipient


def test_the_command_names_export_recipient_and_day(export, tmp_path, capsys, caseworker):
    log, content = export()
    leaked = tmp_path / "leaked.csv"
    leaked.write_bytes(file_of(only(table(content), "name", "person")))
    call_command("recognise_export", leaked)
    said = capsys.readouterr().out
    assert said == (
        f"Is export {log.pk}: people_by_status at R2 of bureau, for other-bureau, taken out"
        f" {log.at:%Y-%m-%d %H:%M} UTC by {caseworker.username} (told by person, name).\n"
    )
    assert AuditEvent.objects.get(action="recognise_export").details == {"found": [f"reportlog:{log.pk}"]}


def test_the_command_says_where_it_knows_nothing(export, tmp_path):
    export()
    nothing = tmp_path / "list.csv"
    nothing.write_bytes("name\nВигаданий Іван Петрович\n".encode())
    with pytest.raises(CommandError, match="Not recognised"):
        call_command("recognise_export", nothing)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("recognise_export", tmp_path / "nowhere.csv")
    nothing.write_bytes(b"")
    with pytest.raises(CommandError, match="empty"):
        call_command("recognise_export", nothing)


def test_a_report_that_was_not_begun_is_no_source(export):
    log, content = export()
    ReportLog.objects.filter(pk=log.pk).update(finished_at=None, started_at=None)
    assert recognise(file_of(table(content)), "x.csv") == []
