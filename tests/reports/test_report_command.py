"""The report on the command line: the same path, the same log."""

import csv
import hashlib
import io

import pytest
from django.core.management import CommandError, call_command

from casework.reports.models import ReportLog
from casework.reports.registry import REPORTS
from tests import make
from tests.reports.make import case, refer

pytestmark = pytest.mark.django_db


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def run(name, output, **options):
    call_command("report", name, output=output, **{"purpose": "Monthly count"} | options)


def test_the_command_writes_the_same_report_of_the_whole_organisation(tmp_path, bureau, other_bureau, capsys):
    person = make.person(bureau)
    make.person(other_bureau)
    run("people_by_status", tmp_path / "out.csv", organisation="bureau")
    content = (tmp_path / "out.csv").read_bytes()
    log = ReportLog.objects.get()
    assert [row["person"] for row in table(content)] == [person.reference]
    assert (log.by, log.organisation, log.purpose, log.row_count) == (None, bureau, "Monthly count", 1)
    assert log.sha256 == hashlib.sha256(content).hexdigest()
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_the_command_holds_nobody_that_was_only_referred(tmp_path, bureau, other_bureau, supervisor):
    refer(case(make.person(bureau)), to=other_bureau, by=supervisor, fields=("status",))
    run("people_by_status", tmp_path / "out.csv", organisation="other-bureau")
    assert table((tmp_path / "out.csv").read_bytes()) == []


def test_an_unknown_report_is_answered_with_the_names_of_all(tmp_path, bureau):
    with pytest.raises(CommandError) as error:
        run("salaries", tmp_path / "out.csv")
    assert all(name in str(error.value) for name in REPORTS)
    assert ReportLog.objects.count() == 0


@pytest.mark.parametrize("options", [{"purpose": " "}, {"organisation": "nobody"}])
def test_the_command_refuses_no_purpose_and_an_unknown_organisation(tmp_path, bureau, options):
    with pytest.raises(CommandError):
        run("people_by_status", tmp_path / "out.csv", **options)
    assert list(tmp_path.iterdir()) == []
    assert ReportLog.objects.count() == 0


def test_the_command_names_a_folder_that_is_not_there(tmp_path, bureau):
    with pytest.raises(CommandError, match="no folder"):
        run("people_by_status", tmp_path / "missing" / "out.csv")
    assert ReportLog.objects.count() == 0


def test_where_the_file_cannot_be_put_nothing_is_left_behind(tmp_path, bureau):
    make.person(bureau)
    output = tmp_path / "out.csv"
    output.mkdir()
    with pytest.raises(CommandError, match="cannot be written"):
        run("people_by_status", output)
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
