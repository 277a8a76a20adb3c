"""Why a cell was read otherwise than it stood is told to each reader in their own language."""

from django.utils.translation import gettext, override

from casework.accounts.models import SYSTEM
from casework.exchanges import actions
from casework.exchanges.models import Entry
from tests.exchanges import make_work

LIST = "ПІБ\nВИГАДАНИЙ ОСТАП ЮРІЙОВИЧ".encode()
REASON = "capital letters were set as in names"


def test_a_list_imported_in_ukrainian_is_read_in_both_languages(bureau, supervisor, signed_in):
    with override("uk"):
        draft = actions.receive_list(
            make_work.exchange(), organisation=bureau, content=LIST, name="list.csv", by=SYSTEM
        )
        actions.import_list(draft, confirmed=True, by=SYSTEM)
    entry = Entry.objects.get()
    assert [change["reason"] for change in entry.changes] == [REASON]
    client = signed_in(supervisor)
    url = f"/exchanges/entry/{entry.reference}/"
    assert REASON in client.get(url, headers={"Accept-Language": "en"}).content.decode()
    page = client.get(url, headers={"Accept-Language": "uk"}).content.decode()
    assert REASON not in page
    with override("uk"):
        assert gettext(REASON) in page
