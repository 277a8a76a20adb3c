"""Planning an exchange, what is announced, and its steps."""

from datetime import date
from importlib import import_module
from itertools import product

import pytest
from django.apps import apps
from django.db import IntegrityError
from django.urls import reverse

from casework.access import ROLES, Role
from casework.exchanges import actions
from casework.exchanges.models import Exchange, Statement
from casework.exchanges.statuses import EXCHANGE, ExchangeStatus
from casework.lib.errors import Refused, Stale
from tests import make
from tests.exchanges import make_work

pytestmark = pytest.mark.django_db
SAID = {"announcer": "ukraine", "side": "ukraine", "counted": "total", "source": "An invented source"}


def test_an_exchange_is_named_after_its_day_and_the_second_is_numbered(supervisor):
    made = [actions.create_exchange(held_on=date(2030, 1, 2), by=supervisor) for _ in range(3)]
    assert [exchange.reference for exchange in made] == ["2030-01-02", "2030-01-02-2", "2030-01-02-3"]
    assert actions.create_exchange(by=supervisor).reference == "undated"
    with pytest.raises(Refused, match="2030-01-02"):
        actions.create_exchange(reference="2030-01-02", by=supervisor)


@pytest.mark.parametrize("role", Role.values)
def test_the_table_decides_each_step_of_each_role(bureau, role):
    by = make.user("somebody", bureau, role)
    for number, (old, new) in enumerate(product(ExchangeStatus.values, repeat=2)):
        exchange = make_work.exchange(f"exchange-{number}", status=old)
        step = EXCHANGE.find(old, new)
        if step is not None and step.permission in ROLES[role]:
            actions.change_exchange_status(exchange, to=new, by=by)
            assert Exchange.objects.get(pk=exchange.pk).status == new
        else:
            with pytest.raises(Refused):
                actions.change_exchange_status(exchange, to=new, by=by)
            assert Exchange.objects.get(pk=exchange.pk).status == old


def test_completing_with_a_variance_takes_a_reason_that_stays(bureau, supervisor):
    exchange = make_work.exchange(status="under_way")
    actions.add_statement(exchange, **SAID, count=2, by=supervisor)
    make_work.listed(exchange, bureau, ["Згурський Юхим"])
    with pytest.raises(Refused):
        actions.change_exchange_status(exchange, to="completed", by=supervisor)
    actions.change_exchange_status(exchange, to="completed", reason="One stayed.", by=supervisor)
    exchange.refresh_from_db()
    assert (exchange.status, exchange.variance_reason) == ("completed", "One stayed.")


def test_why_the_counts_vary_is_read_by_the_organisation_whose_counts_they_are(
    bureau, supervisor, other_bureau, signed_in
):
    elsewhere = make.user("elsewhere", other_bureau, Role.SUPERVISOR)
    exchange = make_work.exchange(status="under_way")
    actions.add_statement(exchange, **SAID, count=2, by=supervisor)
    for organisation in (bureau, other_bureau):
        make_work.listed(exchange, organisation, ["Згурський Юхим"])
    actions.change_exchange_status(exchange, to="completed", reason="Zhurskyi stayed.", by=supervisor)
    assert "Zhurskyi stayed." in signed_in(supervisor).get(exchange.get_absolute_url()).text
    for path in (exchange.get_absolute_url(), reverse("admin:exchanges_exchange_change", args=[exchange.pk])):
        assert "Zhurskyi stayed." not in signed_in(elsewhere).get(path).text


def test_a_reason_from_before_is_theirs_who_alone_had_entries(bureau, other_bureau):
    name = import_module("casework.exchanges.migrations.0008_variance_of").name_whose_counts_vary
    of_one, of_two, of_nobody = (
        make_work.exchange(f"2025-05-2{day}", variance_reason="One stayed.") for day in range(3)
    )
    for exchange, holders in ((of_one, [bureau]), (of_two, [bureau, other_bureau])):
        for holder in holders:
            make_work.listed(exchange, holder, ["Згурський Юхим"])
    name(apps, None)
    read_by = [Exchange.objects.get(pk=one.pk).variance_of for one in (of_one, of_two, of_nobody)]
    assert read_by == [bureau, None, None]


@pytest.mark.parametrize(("count", "withheld"), [(None, False), (5, True)])
def test_a_statement_is_a_count_or_withheld(supervisor, count, withheld):
    with pytest.raises(Refused):
        actions.add_statement(make_work.exchange(), **SAID, count=count, withheld=withheld, by=supervisor)


def test_zero_withheld_and_unknown_are_three_things(supervisor):
    exchange = make_work.exchange()
    actions.add_statement(exchange, **SAID, count=0, by=supervisor)
    actions.add_statement(exchange, **SAID | {"side": "russia"}, withheld=True, by=supervisor)
    assert [(s.side, s.count, s.withheld) for s in exchange.statements.order_by("side")] == [
        ("russia", None, True),
        ("ukraine", 0, False),
    ]


def test_the_same_statement_stands_once(supervisor):
    exchange = make_work.exchange()
    actions.add_statement(exchange, **SAID, count=52, by=supervisor)
    with pytest.raises(Refused):
        actions.add_statement(exchange, **SAID, count=50, by=supervisor)
    actions.add_statement(exchange, **SAID | {"source": "Another source"}, count=50, by=supervisor)
    assert exchange.statements.count() == 2


def test_the_database_refuses_a_withheld_count(db):
    with pytest.raises(IntegrityError):
        Statement.objects.create(exchange=make_work.exchange(), **SAID, count=3, withheld=True)


def test_an_edit_of_an_old_version_changes_nothing(supervisor):
    exchange = make_work.exchange()
    actions.update_exchange(exchange, version=1, place="The border", by=supervisor)
    with pytest.raises(Stale):
        actions.update_exchange(exchange, version=1, place="Elsewhere", by=supervisor)
    assert Exchange.objects.get().place == "The border"


def test_an_exchange_is_planned_changed_and_taken_through_its_steps_on_the_pages(supervisor, signed_in):
    client = signed_in(supervisor)
    planned = client.post("/exchanges/new/", {"held_on": "2030-01-02", "kind": "exchange"})
    assert planned.headers["Location"] == "/exchanges/2030-01-02/"
    edit = {"held_on": "2030-01-02", "kind": "exchange", "place": "The border", "version": "1"}
    assert client.post("/exchanges/2030-01-02/edit/", edit).status_code == 302
    assert client.post("/exchanges/2030-01-02/status/", {"to": "announced"}).status_code == 302
    said = SAID | {"count": "390"}
    assert client.post("/exchanges/2030-01-02/statements/new/", said).status_code == 302
    page = client.get("/exchanges/2030-01-02/").content.decode()
    assert "The border" in page
    assert "390" in page
    assert Exchange.objects.get().status == "announced"
