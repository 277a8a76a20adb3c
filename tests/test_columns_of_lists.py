"""The wide lists show the columns that were chosen, in the address, and are sorted by their heads."""

import re
from html.parser import HTMLParser

import pytest

from casework.access import Role
from casework.exchanges import actions as exchanges
from casework.exchanges.models import Entry
from tests.proofs.world import OWN, RELATIONS, build_world

SORT = re.compile(r'class="sort" href="\?([^"]*)"')


class Table(HTMLParser):
    """How many cells each row of the first table has, by what spans how many columns."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[int] = []
        self.open = True
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if self.open and tag == "tr":
            self.rows.append(0)
        if self.open and tag in ("td", "th"):
            self.rows[-1] += int(dict(attrs).get("colspan") or 1)

    def handle_endtag(self, tag):
        if tag == "table":
            self.open = False


@pytest.fixture
def world(db):
    world = build_world(without=set(RELATIONS) - {OWN})
    # Somebody waits to be verified.
    linked = Entry.objects.filter(organisation=world.reader, status="linked").first()
    exchanges.dispute_identity(linked, reason="Another.", by=world.users[Role.VERIFICATION_OFFICER])
    person = linked.links.first().person
    linked.refresh_from_db()
    exchanges.link_entry(linked, person, by=world.users[Role.SUPERVISOR])
    return world


LISTS = {
    "/people/": Role.SUPERVISOR,
    "/cases/": Role.SUPERVISOR,
    "/exchanges/2025-05-23/entries/": Role.SUPERVISOR,
    "/exchanges/2025-05-23/arrivals/": Role.SUPERVISOR,
    "/exchanges/2025-05-23/ledger/to-decide/": Role.SUPERVISOR,
    "/exchanges/2025-05-23/verifications/": Role.VERIFICATION_OFFICER,
    "/notifications/?status=approved": Role.SUPERVISOR,
}


def test_each_column_can_be_chosen_alone_and_every_row_has_the_cells_of_its_head(world, signed_in):
    for url, who in LISTS.items():
        client = signed_in(world.users[who])
        whole = client.get(url)
        columns = whole.context["columns"]
        head, *rows = Table(whole.content.decode()).rows
        assert rows, url
        always = head - len(columns.offered)
        assert set(rows) == {head}, url
        for name in columns.offered:
            page = client.get(url, query_params={"columns": name} | _query(url))
            assert page.context["columns"].shown == (name,)
            assert set(Table(page.content.decode()).rows) == {always + 1}, (url, name)


def test_every_head_sorts_its_list_down_and_up_and_keeps_the_columns(world, signed_in):
    for url, who in LISTS.items():
        client = signed_in(world.users[who])
        page = client.get(url)
        heads = SORT.findall(page.content.decode())
        assert heads, url
        for query in heads:
            asked = query.replace("&amp;", "&")
            once = client.get(
                f"{url.partition('?')[0]}?{asked}&columns={next(iter(page.context['columns'].offered))}"
            )
            assert once.content.decode().count("aria-sort") <= 1
            key = asked.partition("sort=")[2].partition("&")[0]
            assert once.context["sort"] == key
            assert len(once.context["columns"].shown) == 1
            assert once.context["page_obj"].paginator.count == page.context["page_obj"].paginator.count


def test_down_is_up_turned_round(world, signed_in):
    for url, who in LISTS.items():
        client = signed_in(world.users[who])
        for query in SORT.findall(client.get(url).content.decode()):
            key = query.partition("sort=")[2].partition("&")[0].removeprefix("-")
            if url == "/cases/" or key == "row":
                continue  # of the same the newer is first both ways; who is on no list is always last
            up, down = (
                [one.pk for one in client.get(url, query_params=_query(url) | {"sort": sort}).context["page_obj"]]
                for sort in (key, f"-{key}")
            )
            assert up == down[::-1], (url, key)


def test_who_filters_keeps_the_order_and_the_columns(world, signed_in):
    for url, who in LISTS.items():
        page = signed_in(world.users[who]).get(url, query_params=_query(url) | {"sort": "-name", "columns": "row"})
        filters = page.content.decode().partition('<form class="filters" method="post"')[2].partition("</form>")[0]
        if filters:
            assert filters.count('<input type="hidden" name="sort" value="-name">') == 1, url


def _query(url):
    return dict(part.split("=") for part in filter(None, url.partition("?")[2].split("&")))
