"""Exchanges in Django's admin: history is read-only, and a change is an action like any other."""

import pytest
from django.urls import reverse

from casework.audit.models import AuditEvent
from casework.exchanges import actions
from casework.exchanges.models import Agreement, Entry, Exchange, Link, ListFile, Statement, Verification
from tests import make
from tests.exchanges import make_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def exchange(db) -> Exchange:
    return Exchange.objects.get(pk=make_work.exchange().pk)


@pytest.fixture
def client(bureau, signed_in):
    return signed_in(make.user("admin-steward", bureau, "data_steward"))


@pytest.fixture
def verified(exchange, bureau, caseworker, supervisor, officer) -> Entry:
    entry = make_work.linked(make_work.entry(exchange, bureau), caseworker)
    return make_work.verified(make_work.arrived(entry, supervisor), officer)


@pytest.fixture
def statement(exchange, supervisor) -> Statement:
    return actions.add_statement(
        exchange, announcer="ukraine", side="ukraine", counted="total", count=3, source="Invented", by=supervisor
    )


@pytest.mark.parametrize("model", [Agreement, Exchange, Statement, ListFile, Entry, Link, Verification])
def test_lists_and_records_are_shown(client, supervisor, verified, statement, model):
    actions.create_agreement(slug="invented", name="Invented", by=supervisor)
    name = model._meta.model_name
    assert client.get(reverse(f"admin:exchanges_{name}_changelist"), {"q": "Коваленко"}).status_code == 200
    assert client.get(reverse(f"admin:exchanges_{name}_change", args=[model.objects.get().pk])).status_code == 200


def test_the_page_of_an_agreement_lists_its_exchanges(client, supervisor):
    agreement = actions.create_agreement(slug="invented", name="Invented", by=supervisor)
    make_work.exchange(agreement=agreement)
    page = client.get(reverse("admin:exchanges_agreement_change", args=[agreement.pk]))
    assert (page.status_code, "2025-05-23" in page.content.decode()) == (200, True)


@pytest.mark.parametrize("model", [ListFile, Entry, Link, Verification])
def test_what_happened_is_read_only(client, verified, model):
    name, pk = model._meta.model_name, model.objects.get().pk
    assert client.get(reverse(f"admin:exchanges_{name}_add")).status_code == 403
    assert client.post(reverse(f"admin:exchanges_{name}_change", args=[pk]), {}).status_code == 403
    assert client.post(reverse(f"admin:exchanges_{name}_delete", args=[pk]), {"post": "yes"}).status_code == 403


def test_a_stranger_sees_no_entry_link_or_list(other_bureau, signed_in, verified):
    client = signed_in(make.user("stranger", other_bureau, "data_steward"))
    for model in (ListFile, Entry, Link, Verification):
        page = client.get(reverse(f"admin:exchanges_{model._meta.model_name}_changelist"))
        assert page.context["cl"].result_count == 0


def test_a_change_in_the_admin_is_the_same_action_and_audited(client, exchange):
    url = reverse("admin:exchanges_exchange_change", args=[exchange.pk])
    sent = {"held_on": "2025-05-23", "kind": "exchange", "place": "A border, invented", "status": "completed"}
    assert client.post(url, sent | _no_inlines("statements")).status_code == 302
    exchange.refresh_from_db()
    assert (exchange.place, exchange.status) == ("A border, invented", "planned")
    event = AuditEvent.objects.get(action="update_exchange")
    assert (event.actor, event.details["fields"]) == ("admin-steward", ["place"])


def test_an_exchange_and_its_statement_are_added_in_the_admin(client):
    sent = {"held_on": "2031-01-02", "kind": "exchange"} | _no_inlines("statements")
    assert client.post(reverse("admin:exchanges_exchange_add"), sent).status_code == 302
    exchange = Exchange.objects.get(reference="2031-01-02")
    said = {"exchange": exchange.pk, "announcer": "press", "side": "ukraine", "counted": "total", "withheld": "on"}
    client.post(reverse("admin:exchanges_statement_add"), said | {"source": "Invented"})
    assert [(s.announcer, s.count, s.withheld) for s in exchange.statements.all()] == [("press", None, True)]


def _no_inlines(prefix: str) -> dict[str, str]:
    return {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
