"""Proof `csv`: no cell of any export is a formula, and names and telephones come back as they were.

Every report of the registry is taken out with hostile rows, so that each of its columns holds each text; so are
the rows of a list that cannot be read, and what `match_list` writes. In full, LibreOffice opens them all.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from casework.accounts.models import SYSTEM
from casework.exchanges.models import ListFile
from casework.lib import csv_export
from casework.lib.csv_export import csv_lines
from casework.lists import Reading, RowError, errors_csv
from casework.matching.management.commands import match_list
from casework.people.models import Person
from casework.reports import actions
from casework.reports.publishing import Line, content_of
from casework.reports.registry import REPORTS
from casework.reports.report import Report
from casework.reports.scope import Scope
from casework.reports.subject_access import Fact, Section, as_csv
from tests import make
from tests.exchanges import make_work
from tests.proofs.csv_payloads import NAMES, TELEPHONES, payloads
from tests.proofs.csv_readers import (
    SEPARATORS,
    Office,
    cells,
    formulas,
    formulas_opened,
    texts_opened,
)
from tests.proofs.proof import Proof, planted

pytestmark = pytest.mark.django_db
CASEWORK = Path(csv_export.__file__).parent.parent


def test_no_export_holds_a_formula(proof, full, bureau, caseworker, steward, signed_in, tmp_path):
    files = prove(proof, 300 if full else 60, bureau, tmp_path)
    errors = errors_of_a_real_list(signed_in(steward), bureau, payloads(300 if full else 60))
    check(proof, "the errors of a list that was sent", errors, 1)
    if full:
        open_all(proof, files | {"errors sent": errors}, Office(tmp_path))


def prove(proof: Proof, count: int, bureau: Any, folder: Path) -> dict[str, str]:
    """Every export that can hold so many hostile texts in each column; the files by their names."""
    texts = payloads(count)
    files = {f"report {name}": taken_out(report, bureau, texts) for name, report in REPORTS.items()}
    files["errors"] = "".join(errors_export(texts))
    files["publication"] = published(texts)
    files["subject"] = on_one_person(texts)
    files["matches"] = matched(bureau, texts, folder)
    for name, content in files.items():
        check(proof, name, content, count)
    kept = (*NAMES, *TELEPHONES)
    for name, report in REPORTS.items():
        check_kept(proof, f"report {name}", cells(taken_out(report, bureau, kept))[1:], kept)
    check_kept(proof, "errors", cells("".join(errors_export(kept)))[1:], kept)
    return files


def check(proof: Proof, name: str, content: str, least: int) -> None:
    found = formulas(content)
    rows = cells(content)
    proof.check(len(rows) > least, f"{name} has {len(rows)} rows")
    proof.tried += sum(map(len, rows))
    for formula in found:
        proof.check(False, f"{name}: {formula!r} is a formula")


def check_kept(proof: Proof, name: str, rows: list[list[str]], texts: tuple[str, ...]) -> None:
    """Each text is in every column as it was; digits that a program would shorten, after an apostrophe."""
    proof.check(len(rows) == len(texts), f"{name}: {len(rows)} rows for {len(texts)}")
    for row, text in zip(rows, texts, strict=False):
        for cell in filter(None, row):
            same = cell == text or (text in TELEPHONES and cell == f"'{text}")
            proof.check(same, f"{name}: {text!r} comes back as {cell!r}")


def open_all(proof: Proof, files: dict[str, str], office: Office) -> None:
    """In LibreOffice, with each separator that somebody may have set."""
    bureau = make.organisation("opened")
    kept = (*NAMES, *TELEPHONES)
    named = {name.replace(" ", "-"): content for name, content in files.items()}
    for separators in SEPARATORS:
        for name, sheet in office.opened(named, separators).items():
            proof.tried += sum(map(len, cells(named[name])))
            for formula in formulas_opened(sheet):
                proof.check(False, f"{name}, opened with the separators {separators}: {formula}")
    again = {f"kept-{name}": taken_out(report, bureau, kept) for name, report in REPORTS.items()}
    for name, sheet in office.opened(again, SEPARATORS[0]).items():
        check_kept(proof, f"{name} opened", list(texts_opened(sheet))[1 : len(kept) + 1], kept)


# The exports


def taken_out(report: Report, organisation: Any, texts: Any) -> str:
    """The file of a report whose rows hold each of the texts in every column."""
    rows = [[text] * len(report.columns) for text in texts]
    hostile = replace(report, records=lambda scope, filters: rows, row=lambda record, scope: record)
    log = actions.start_report(hostile, organisation=organisation, purpose="A proof", by=SYSTEM)
    parts = actions.stream_report(log, hostile, Scope(organisation), {}, by=SYSTEM)
    return b"".join(parts).decode()


def published(texts: Any) -> str:
    return content_of(Line("P-2222-2222", text, text) for text in texts).decode()


def on_one_person(texts: Any) -> str:
    """The report of all that is held on a person."""
    return as_csv(Section(text, text, ((Fact(text, text, text),),)) for text in texts).decode()


def errors_export(texts: Any) -> Iterator[str]:
    lines = errors_csv(Reading((), tuple(RowError(*[text] * 6) for text in texts), ()))
    return csv_lines(next(lines), lines)


def errors_of_a_real_list(client: Any, bureau: Any, texts: list[str]) -> str:
    """A list whose dates are formulas, sent and read by the pages."""
    make_work.exchange()
    rows = [("ПІБ", "Дата народження"), *(("Коваленко Іван", text) for text in in_a_list(texts))]
    client.post(
        "/exchanges/2025-05-23/lists/new/",
        {"file": SimpleUploadedFile("list.csv", listed(rows)), "kind": "agreed"},
    )
    draft = ListFile.objects.get()
    answer = client.get(f"/exchanges/2025-05-23/lists/{draft.pk}/errors.csv")
    return b"".join(answer.streaming_content).decode()


def in_a_list(texts: list[str]) -> list[str]:
    """A file with the other signs of control is refused."""
    control = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160)])
    return [text.translate(control)[:80] for text in texts]


def listed(rows: Any) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def matched(bureau: Any, texts: list[str], folder: Path) -> str:
    """What `match_list` says of rows with such ids, and of a person whose sender gave each such number."""
    written = in_a_list(texts)
    people = [make.person(bureau, f"Осокорець {number} Мирон", date_of_birth="14.07.1982") for number in range(2)]
    source, output = folder / "asked.csv", folder / "matches.csv"
    rows = [
        ("query_id", "full_name", "date_of_birth"),
        *((text, "Осокорець Мирон", "14.07.1982") for text in written),
    ]
    source.write_bytes(listed(rows))
    contents = []
    for text in written[:: max(1, len(written) // 8)]:
        Person.objects.filter(pk=people[0].pk).update(sender_reference=text)
        call_command("match_list", str(source), "--output", str(output), verbosity=0)
        contents.append(output.read_text())
    return "".join(contents)


def test_every_place_that_writes_csv_is_known():
    """Exports go through `lib/csv_export`, and the proof knows who uses it."""
    sources = {path.relative_to(CASEWORK).as_posix(): path.read_text() for path in CASEWORK.rglob("*.py")}
    writing = {name for name, text in sources.items() if "csv.writer" in text or "DictWriter" in text}
    using = {name for name, text in sources.items() if "lib.csv_export" in text or "text/csv" in text}
    assert writing == {"lib/csv_export.py", "demo/event.py"}  # the latter makes a list to be received
    assert using == {
        "exchanges/views/imports.py",
        "matching/management/commands/match_list.py",
        "reports/actions/exports.py",
        "reports/publication_pages.py",
        "reports/publishing.py",
        "reports/subject_access.py",
        "reports/subject_pages.py",
        "reports/views.py",
    }


def _start_alone(text: str) -> str:
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text


@pytest.mark.parametrize(
    ("target", "name", "fault"),
    [
        (csv_export, "safe_cell", str),
        (csv_export, "without_formulas", _start_alone),
        (csv_export, "without_formulas", lambda text: "'" + text.replace("-", "")),
        (match_list, "without_formulas", str),
    ],
    ids=["unguarded", "start of a cell alone", "names changed", "ids unguarded"],
)
def test_the_proof_goes_red_on_a_fault(bureau, tmp_path, target: Any, name: str, fault: Callable[[str], str]):
    red = Proof("csv")
    with planted(target, name, fault):
        prove(red, 30, bureau, tmp_path)
    assert red.breaches != []


@pytest.mark.prove
def test_libreoffice_sees_what_is_unguarded(bureau, tmp_path):
    red = Proof("csv")
    with planted(csv_export, "safe_cell", str):
        open_all(red, {"errors": "".join(errors_export(payloads(30)))}, Office(tmp_path))
    assert [breach for breach in red.breaches if "opened with the separators" in breach] != []
    assert [breach for breach in red.breaches if "comes back as" in breach] != []


def test_what_was_guarded_can_be_had_back():
    """One apostrophe fewer at each place is the text as it was; also where it had some already."""
    guard, place = csv_export.without_formulas, csv_export._FORMULA
    for text in (*payloads(300), *map(guard, payloads(300)), *NAMES, *TELEPHONES):
        guarded = guard(text)
        added = {found.start() for found in place.finditer(guarded)}
        assert "".join(sign for number, sign in enumerate(guarded) if number not in added) == text
