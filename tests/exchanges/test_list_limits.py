"""What a list may not do: say more than fits, stand there twice, replace what is not its own. Invented people."""

from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from casework.exchanges import actions
from casework.exchanges.drafts import read_draft, warnings
from casework.exchanges.models import Entry, Exchange, ListFile
from casework.lib.errors import Refused
from tests import make
from tests.exchanges import make_work

pytestmark = pytest.mark.django_db

LIST = (
    "ПІБ,Дата народження,Звання,Категорія\n"
    "Згурський Юхим,14.10.1976,солдат,військовий\n"
    "Підлісна Віра,02.03.1990,,цивільна\n"
)


@pytest.fixture
def exchange(db) -> Exchange:
    return Exchange.objects.get(pk=make_work.exchange().pk)


def received(exchange, organisation, by, text=LIST, **fields) -> ListFile:
    return actions.receive_list(
        exchange, organisation=organisation, content=text.encode(), name="list.csv", **fields, by=by
    )


def test_what_is_longer_than_an_entry_can_hold_is_an_error_of_its_row(exchange, bureau, steward):
    rank = "старший " * 12
    draft = received(exchange, bureau, steward, LIST.replace("солдат", rank))
    (error,) = read_draft(draft).errors
    assert (error.number, error.column, error.field) == (2, "C", "rank")
    assert [row.number for row in read_draft(draft).rows] == [3]
    with pytest.raises(Refused, match="80 characters"):
        actions.import_list(draft, by=steward)
    assert Entry.objects.count() == 0


def test_rows_that_stand_on_a_list_of_the_exchange_already_are_pointed_out(exchange, bureau, steward):
    first = actions.import_list(received(exchange, bureau, steward), by=steward)
    saved_again = LIST + "Довгань Остап,18.01.1970,,військовий\n"
    on_top = received(exchange, bureau, steward, saved_again)
    said = [warning.text for warning in warnings(on_top, read_draft(on_top))]
    assert [text[:63] for text in said] == ["2 of 3 rows stand on the lists of this exchange already and wou"]
    new_version = received(exchange, bureau, steward, saved_again, replaces=first)
    assert warnings(new_version, read_draft(new_version)) == []


def test_the_command_points_them_out_too(exchange, bureau, steward, tmp_path):
    actions.import_list(received(exchange, bureau, steward), by=steward)
    path = tmp_path / "again.csv"
    path.write_text(LIST + "\n")
    out, err = StringIO(), StringIO()
    call_command("import_list", str(path), "--exchange", exchange.reference, stdout=out, stderr=err)
    assert "stand there twice" in err.getvalue()
    assert out.getvalue() == "Added 2 entries to exchange 2025-05-23 as version 2; 0 unchanged.\n"


def test_a_list_replaces_only_an_imported_one_of_the_same_exchange(exchange, bureau, steward):
    elsewhere = actions.import_list(received(make_work.exchange("another"), bureau, steward), by=steward)
    draft = received(exchange, bureau, steward, LIST + "\n")
    for replaces in (elsewhere, draft):
        with pytest.raises(Refused, match="for the same exchange"):
            received(exchange, bureau, steward, LIST + "\n\n", replaces=replaces)
    assert ListFile.objects.count() == 2


def test_nobody_receives_a_list_for_another_organisation(exchange, other_bureau, steward):
    with pytest.raises(Refused, match="your own organisation"):
        received(exchange, other_bureau, steward)
    assert ListFile.objects.count() == 0


def test_the_same_file_uploaded_again_leads_to_the_first(exchange, bureau, steward, signed_in):
    first = actions.import_list(received(exchange, bureau, steward), by=steward)
    client = signed_in(steward)
    sent = {"file": SimpleUploadedFile("list.csv", LIST.encode()), "kind": "agreed"}
    page = client.post(f"/exchanges/{exchange.reference}/lists/new/", sent, follow=True)
    assert page.redirect_chain == [(first.get_absolute_url(), 302)]
    assert "as version 1 (“list.csv”): nothing was added" in page.content.decode()
    assert ListFile.objects.count() == 1


def test_a_second_draft_of_the_same_file_leads_to_the_first_when_imported(exchange, bureau, steward, signed_in):
    one, two = received(exchange, bureau, steward), received(exchange, bureau, steward)
    actions.import_list(one, by=steward)
    page = signed_in(steward).post(f"{two.get_absolute_url()}import/", follow=True)
    assert page.redirect_chain == [(one.get_absolute_url(), 302)]
    assert "nothing was added" in page.content.decode()
    assert "The list is imported" not in page.content.decode()
    assert Entry.objects.count() == 2


def test_what_a_later_version_drops_is_not_told_of_the_earlier_one(exchange, bureau, steward, signed_in):
    first = actions.import_list(received(exchange, bureau, steward), by=steward)
    shorter = "\n".join(LIST.splitlines()[:2]) + "\n"
    second = actions.import_list(received(exchange, bureau, steward, shorter, replaces=first), by=steward)
    other = LIST.splitlines()[0] + "\nТичина Роман,05.05.1985,солдат,військовий\n"
    actions.import_list(received(exchange, bureau, steward, other, replaces=second), by=steward)
    page = signed_in(steward).get(f"{second.get_absolute_url()}changes/")
    assert [entry.surname for entry in page.context["dropped"]] == ["Підлісна"]


def test_who_stays_because_they_arrived_is_named_after_the_import(
    exchange, bureau, steward, caseworker, supervisor, signed_in
):
    first = actions.import_list(received(exchange, bureau, steward), by=steward)
    make_work.arrived(make_work.linked(Entry.objects.get(surname="Підлісна"), caseworker), supervisor)
    shorter = "\n".join(LIST.splitlines()[:2]) + "\n"
    second = actions.import_list(received(exchange, bureau, steward, shorter, replaces=first), by=steward)
    page = signed_in(steward).get(f"{second.get_absolute_url()}changes/")
    assert [entry.surname for entry in page.context["dropped"]] == []
    assert [entry.surname for entry in page.context["stayed"]] == ["Підлісна"]


def test_a_new_version_of_a_long_list_takes_no_more_queries(
    exchange, bureau, steward, django_assert_max_num_queries
):
    head = "ПІБ,Дата народження\n"
    rows = [f"{'БВДКЛМНСТР'[n // 10]}о{'бвдклмнстр'[n % 10]}енко Юхим,14.10.19{10 + n % 80}\n" for n in range(100)]
    first = actions.import_list(received(exchange, bureau, steward, head + "".join(rows)), by=steward)
    changed = head + "".join(rows).replace("14.10.", "15.10.")
    draft = received(exchange, bureau, steward, changed, replaces=first)
    with django_assert_max_num_queries(40):
        actions.import_list(draft, by=steward)
    assert Entry.objects.filter(previous__isnull=False).count() == 100


@pytest.mark.parametrize("rows", [3, 60])
def test_the_pages_of_a_list_take_few_queries(
    exchange, bureau, steward, signed_in, django_assert_max_num_queries, rows
):
    text = "ПІБ\n" + "".join(f"{'БВДКЛМНСТР'[n // 10]}о{'бвдклмнстр'[n % 10]}енко Юхим\n" for n in range(rows))
    list_file = actions.import_list(received(exchange, bureau, steward, text), by=steward)
    client = signed_in(make.user("reader", bureau, "data_steward"))
    client.get("/")
    for url in (list_file.get_absolute_url(), exchange.get_absolute_url()):
        with django_assert_max_num_queries(20):
            assert client.get(url).status_code == 200


def test_the_preview_of_an_imported_list_leads_on_though_its_own_address_is_where_the_reader_came_from(
    exchange, bureau, steward, signed_in
):
    imported = actions.import_list(received(exchange, bureau, steward), by=steward)
    address = f"/exchanges/{exchange.reference}/lists/{imported.pk}/preview/"
    page = signed_in(steward).get(address, headers={"Referer": f"http://testserver{address}"}, follow=True)
    assert (page.status_code, page.redirect_chain) == (200, [("/", 302)])
    assert "no draft any more" in page.content.decode()
