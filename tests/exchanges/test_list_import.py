"""A list comes in, by the page and by the command. The people are invented."""

import io
from functools import partial
from io import StringIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from casework.audit.models import AuditEvent
from casework.exchanges import actions
from casework.exchanges.models import Entry, ListFile
from casework.lib.errors import Refused
from tests import make
from tests.exchanges import make_work
from tests.races import at_once

pytestmark = pytest.mark.django_db

TEXT = (
    "Список осіб, що повертаються;;;\n"
    ";;;\n"
    "№;ПІБ;Дата народження;Категорія\n"
    "1;ЗГУРСЬКИЙ Юхим Пилипович;14.10.1976;військовий\n"
    "2;Пiдлiсна Віра;1990 р.н.;цивільна\n"
    "3;Довгань Остап Іванович;18.1.1970 або 29.3.1965;військовий\n"
    "Всього: 3;;;\n"
)


@pytest.fixture
def exchange(db):
    return make_work.exchange()


def received(exchange, organisation, by, text=TEXT, name="list.csv", encoding="utf-8", **fields):
    return actions.receive_list(
        exchange, organisation=organisation, content=text.encode(encoding), name=name, **fields, by=by
    )


def imported(exchange, organisation, by, text=TEXT, **fields):
    return actions.import_list(received(exchange, organisation, by, text, **fields), by=by)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_a_list_in_any_usual_encoding_becomes_entries(exchange, bureau, steward, encoding):
    imported(exchange, bureau, steward, encoding=encoding)
    assert [(e.row, e.name, e.date_of_birth, e.category) for e in Entry.objects.order_by("row")] == [
        (4, "Згурський Юхим Пилипович", "14.10.1976", "pow"),
        (5, "Підлісна Віра", "1990", "civilian"),
        (6, "Довгань Остап Іванович", "18.1.1970 або 29.3.1965", "pow"),
    ]


def test_an_entry_keeps_its_row_as_received_and_what_was_changed_in_reading(exchange, bureau, steward):
    imported(exchange, bureau, steward)
    entry = Entry.objects.get(row=5)
    assert (entry.raw["ПІБ"], entry.raw["Дата народження"]) == ("Пiдлiсна Віра", "1990 р.н.")
    assert (entry.list_file.name, entry.sheet) == ("list.csv", "list.csv")
    assert ("Пiдлiсна Віра", "Підлісна Віра") in {(c["before"], c["after"]) for c in entry.changes}
    assert (str(entry.born_earliest), str(entry.born_latest)) == ("1990-01-01", "1990-12-31")


def test_a_workbook_with_two_sheets_is_read_whole(exchange, bureau, steward):
    workbook = openpyxl.Workbook()
    for title, name in (("Військові", "Згурський Юхим"), ("Цивільні", "Підлісна Віра")):
        sheet = workbook.create_sheet(title)
        sheet.append(["ПІБ", "Дата народження"])
        sheet.append([name, "14.10.1976"])
    file = io.BytesIO()
    workbook.save(file)
    draft = actions.receive_list(
        exchange, organisation=bureau, content=file.getvalue(), name="list.xlsx", by=steward
    )
    actions.import_list(draft, by=steward)
    assert sorted((e.sheet, e.name) for e in Entry.objects.all()) == [
        ("Військові", "Згурський Юхим"),
        ("Цивільні", "Підлісна Віра"),
    ]


def test_one_bad_row_and_nothing_is_imported(exchange, bureau, steward):
    with pytest.raises(Refused) as refusal:
        imported(exchange, bureau, steward, TEXT.replace("14.10.1976", "31.02.1976"))
    assert "31.02.1976" in str(refusal.value)
    assert "4" in str(refusal.value)
    assert Entry.objects.count() == 0
    assert ListFile.objects.get().status == "draft"


def test_the_same_file_again_adds_nothing_and_says_so(exchange, bureau, steward):
    imported(exchange, bureau, steward)
    with pytest.raises(actions.AlreadyImported, match="version 1"):
        received(exchange, bureau, steward)
    assert (Entry.objects.count(), ListFile.objects.count()) == (3, 1)


def test_two_drafts_of_one_file_become_one_list(exchange, bureau, steward):
    one, two = (received(exchange, bureau, steward) for _ in range(2))
    actions.import_list(one, by=steward)
    with pytest.raises(actions.AlreadyImported):
        actions.import_list(two, by=steward)
    assert Entry.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_one_file_imported_at_the_same_moment_by_two_becomes_one_list(exchange, bureau, steward):
    drafts = [received(exchange, bureau, steward) for _ in range(2)]
    outcomes = at_once([partial(actions.import_list, draft, by=steward) for draft in drafts], iter)
    assert sorted(isinstance(outcome, str) for outcome in outcomes) == [False, True]
    assert Entry.objects.count() == 3


def test_a_list_that_was_imported_for_another_exchange_is_refused(exchange, bureau, steward):
    imported(make_work.exchange("another"), bureau, steward)
    with pytest.raises(Refused, match="another"):
        received(exchange, bureau, steward)


def test_a_list_whose_people_are_mostly_on_another_exchange_needs_a_look(exchange, bureau, steward):
    imported(make_work.exchange("another"), bureau, steward)
    draft = received(exchange, bureau, steward, TEXT + "\n")
    with pytest.raises(Refused, match="another"):
        actions.import_list(draft, by=steward)
    assert Entry.objects.filter(exchange=exchange).count() == 0
    actions.import_list(draft, confirmed=True, by=steward)
    assert Entry.objects.filter(exchange=exchange).count() == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 not a list", "PDF"),
        (b"\xff\xd8\xff\xe0 a picture", "photograph"),
        (b"x" * (20 * 2**20 + 1), "20 MB"),
    ],
    ids=["empty", "pdf", "jpeg", "large"],
)
def test_what_is_no_list_is_refused_in_words_and_leaves_nothing(exchange, bureau, steward, content, words):
    with pytest.raises(Refused, match=words):
        actions.receive_list(exchange, organisation=bureau, content=content, name="list.xlsx", by=steward)
    assert ListFile.objects.count() == 0


def test_a_large_upload_is_refused_by_its_size(exchange, steward, signed_in):
    file = SimpleUploadedFile("list.csv", b"x" * (21 * 2**20))
    page = signed_in(steward).post(f"/exchanges/{exchange.reference}/lists/new/", {"file": file, "kind": "agreed"})
    assert page.context["form"].errors["file"] == [
        "The file has 21 MB; a list may have 20. Split it, or send the list alone."
    ]


def test_only_a_data_steward_imports(exchange, bureau, caseworker):
    with pytest.raises(Refused):
        received(exchange, bureau, caseworker)


def test_another_organisation_cannot_touch_the_draft(exchange, bureau, other_bureau, steward, signed_in):
    draft = received(exchange, bureau, steward)
    stranger = make.user("stranger", other_bureau, "data_steward")
    with pytest.raises(Refused):
        actions.import_list(draft, by=stranger)
    assert signed_in(stranger).get(f"/exchanges/{exchange.reference}/lists/{draft.pk}/preview/").status_code == 404


def test_a_list_is_uploaded_mapped_looked_at_and_imported_on_the_pages(exchange, bureau, steward, signed_in):
    client = signed_in(steward)
    base = f"/exchanges/{exchange.reference}/lists/"
    person = make.person(bureau, "Згурський Юхим Пилипович", date_of_birth="14.10.1976")
    file = SimpleUploadedFile("list.csv", TEXT.encode())
    location = client.post(base + "new/", {"file": file, "kind": "agreed"}).headers["Location"]
    preview = client.get(location, follow=True)
    assert preview.templates[0].name == "exchanges/preview.html"
    assert len(preview.context["reading"].rows) == 3
    assert "Підлісна Віра" in preview.content.decode()
    pk = ListFile.objects.get().pk
    said = {"sheet0-used": "on", "sheet0-header_row": "3", "sheet0-column1": "full_name", "sheet0-column2": ""}
    client.post(f"{base}{pk}/columns/", said | {"sheet0-column3": "category"})
    assert [row.born for row in client.get(f"{base}{pk}/preview/").context["reading"].rows] == [None] * 3
    client.post(f"{base}{pk}/columns/", said | {"sheet0-column2": "date_of_birth"})
    done = client.post(f"{base}{pk}/import/")
    assert done.headers["Location"] == f"{base}{pk}/"
    assert "Згурський Юхим Пилипович" in client.get(done.headers["Location"]).content.decode()
    assert [c.person for c in Entry.objects.get(row=4).candidates.all()] == [person]


def test_columns_without_a_name_are_refused(exchange, bureau, steward, signed_in):
    draft = received(exchange, bureau, steward)
    url = f"/exchanges/{exchange.reference}/lists/{draft.pk}/columns/"
    page = signed_in(steward).post(url, {"sheet0-used": "on", "sheet0-header_row": "3"})
    assert "say which column has the name" in page.content.decode()
    assert ListFile.objects.get().columns == draft.columns


def test_errors_are_named_and_can_be_downloaded(exchange, bureau, steward, signed_in):
    draft = received(exchange, bureau, steward, TEXT.replace("14.10.1976", "31.02.1976"))
    client = signed_in(steward)
    url = f"/exchanges/{exchange.reference}/lists/{draft.pk}/"
    page = client.get(url + "preview/").content.decode()
    assert "31.02.1976" in page
    assert f'action="{url}import/"' not in page
    lines = b"".join(client.get(url + "errors.csv").streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "sheet,row,column,field,value,reason"
    assert lines[1].startswith("list.csv,4,C,date_of_birth,31.02.1976,")


def test_a_form_sent_twice_imports_once(exchange, bureau, steward, signed_in):
    draft = received(exchange, bureau, steward)
    client = signed_in(steward)
    url = f"/exchanges/{exchange.reference}/lists/{draft.pk}/import/"
    answers = [client.post(url) for _ in range(2)]
    assert {a.headers["Location"] for a in answers} == {draft.get_absolute_url()}
    assert Entry.objects.count() == 3


def test_a_discarded_list_is_not_imported(exchange, bureau, steward):
    draft = received(exchange, bureau, steward)
    actions.discard_list(draft, by=steward)
    with pytest.raises(Refused):
        actions.import_list(draft, by=steward)
    assert Entry.objects.count() == 0


def test_the_import_is_in_the_audit(exchange, bureau, steward):
    imported(exchange, bureau, steward)
    events = AuditEvent.objects.filter(action__in=["import_list", "receive_entry"])
    assert sorted(events.values_list("action", flat=True)) == ["import_list", *["receive_entry"] * 3]


@pytest.fixture
def run(tmp_path, exchange, bureau):
    def run(text, *options, name="list.csv"):
        path = tmp_path / name
        path.write_text(text)
        out = StringIO()
        call_command("import_list", str(path), "--exchange", exchange.reference, *options, stdout=out)
        return out.getvalue().strip()

    return run


def test_the_command_imports_and_the_same_file_again_adds_nothing(run):
    assert run(TEXT) == "Added 3 entries to exchange 2025-05-23 as version 1; 0 unchanged."
    assert "nothing was added" in run(TEXT)
    assert Entry.objects.count() == 3


def test_a_dry_run_of_the_command_does_nothing(run):
    assert run(TEXT, "--dry-run") == "Would add 3 entries to exchange 2025-05-23; 0 unchanged."
    assert (Entry.objects.count(), ListFile.objects.count()) == (0, 0)


def test_the_command_names_the_bad_row_and_leaves_nothing(run):
    with pytest.raises(CommandError, match=r"Row 4, column C, “31\.02\.1976”"):
        run(TEXT.replace("14.10.1976", "31.02.1976"))
    assert (Entry.objects.count(), ListFile.objects.count()) == (0, 0)


def test_the_command_fails_for_an_exchange_that_is_not(tmp_path, bureau):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("import_list", str(tmp_path / "x.csv"), "--exchange", "nowhere")
