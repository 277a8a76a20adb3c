"""Addresses as nobody of us writes them: each is answered with a page, whatever stands after the question mark."""

import pytest

from casework.access import Role
from tests import make
from tests.exchanges import make_work

ODD = ["abc", "-1", "0", "99999999999999999999", "0000-00-00", "2025-02-30", "²", "=1+1", "%", "[]", "А" * 3000]
ODD += ["0001-01-01", "9999-12-31", "1" * 19, "+380" + "5" * 40]
ASKED = {
    "/people/": ["q", "status", "category", "sex", "sort", "page"],
    "/cases/": ["q", "status", "assigned", "unheard", "scope", "sort", "page", "columns"],
    "/cases/assign/": ["cases", "to", "shown"],
    "/cases/follow-ups/": ["whose", "state", "page"],
    "/exchanges/": ["year", "kind", "status", "agreement", "sort", "page"],
    "/exchanges/2025-05-23/entries/": ["q", "status", "arrival", "identity", "category", "list", "page"],
    "/exchanges/2025-05-23/arrivals/": ["q", "arrival", "page"],
    "/exchanges/2025-05-23/verifications/": ["q", "arrival", "page"],
    "/exchanges/2025-05-23/review/": ["after", "q"],
    "/notifications/": ["status", "sort", "mine", "page"],
    "/reports/run/people_by_status/": ["status", "category"],
    "/reports/run/families_waiting/": ["unheard"],
    "/reports/run/notifications/": ["status", "tells"],
    "/reports/run/exchange_reconciliation/": ["exchange"],
    "/reports/log/": ["page"],
    "/audit/": ["actor", "action", "subject", "day", "before"],
}


@pytest.mark.parametrize("address", ASKED)
def test_odd_values_in_an_address_are_answered_with_a_page(bureau, signed_in, address):
    client = signed_in(
        make.everybody(bureau, also=Role.AUDITOR if address.startswith("/audit") else Role.DATA_STEWARD)
    )
    make_work.entry(make_work.exchange(), bureau)
    answers = {(name, odd): client.get(address, {name: odd}).status_code for name in ASKED[address] for odd in ODD}
    assert {asked: status for asked, status in answers.items() if status != 200} == {}
