"""Whatever is sent in a form of the workplace, nothing breaks; and of what cannot be meant nothing is written.

Each form of each page is sent empty, and with rubbish in every field. What was typed then stands in the form that
comes back, with what is wrong beside its field; or the answer says plainly that it is refused.
"""

from collections.abc import Iterator
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils.html import escape

from casework.audit.models import AuditEvent
from tests import make
from tests.proofs.access_answers import quietly, rolled_back, written
from tests.proofs.access_routes import all_routes
from tests.proofs.world import OWN, RELATIONS, WAITING, World, build_world
from tests.walk.forms import PLAIN, Form, FormReader

RUBBISH = {
    "nothing": "",
    "no character": "Ж\x00",
    "control characters": "Ж\x1b\x07",
    "too long": "Ж" * 100_001,
    "no date": "31.02.2026",
    "no number": "99999999999999999999999999",
    "below zero": "-1",
    "nobody's code": "P-ZZZZ-9999",
    "no text": "<b>'\"%00%d{}",
}
NOTHING, TOO_LONG, NO_CHARACTER = "nothing", "too long", "no character"
# What is not sent, and why.
LEFT_OUT = {
    "account_logout": "ends the session that asks",
    "mfa_reauthenticate": "each try is counted, as it must be",
    "components": "an example, which nothing reads",
}
OF_EVERY_PAGE = ("/account/logout/", "/i18n/setlang/")
# What means something by saying nothing.
MAY_BE_EMPTY = {
    "families:assign": "to nobody",
    "families:follow_up_done": "there is no more to say of it",
    "people:edit": "nothing is known of the person any more",
}


@pytest.fixture
def world(db) -> World:
    return build_world(without=set(RELATIONS) - {OWN, WAITING})


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))


def test_no_form_breaks_nor_writes_what_cannot_be_meant(world, signed_in, full):
    """Each is sent empty and with one kind of rubbish in turn; with `--full` with every kind."""
    clients = {who: signed_in(user) for who, user in world.users.items()}
    for client in clients.values():
        client.raise_request_exception = False
    faults, sent, rows, turns = [], 0, _rows(), cycle(one for one in RUBBISH if one != NOTHING)
    with quietly():
        for route, who, form in _forms(world, clients):
            for kind in RUBBISH if full else (NOTHING, next(turns)):
                if kind != NOTHING or route not in MAY_BE_EMPTY:
                    sent += 1
                    found = _send(clients[who], form, kind, rows)
                    faults += [f"{form.method} {form.url} ({who}), {kind}: {one}" for one in found]
    assert sent > 150
    assert faults == []


def test_a_number_too_great_for_any_record_is_nobody(bureau, supervisor, signed_in):
    url = f"/people/{make.person(bureau).reference}/restriction/"
    said = {"officer": supervisor.pk, "readers": [supervisor.pk, "9" * 26], "reason": "Invented."}
    answer = signed_in(supervisor).post(url, said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["readers"])


def _forms(world: World, clients: dict[str, Client]) -> Iterator[tuple[str, str, Form]]:
    """Each once, with the name of where it is sent, and one who may open its page."""
    seen = set()
    for route in all_routes():
        keys = None if route.name.startswith("admin:") else route.keys(world.holdings[route.seen])
        if keys is None or route.name in LEFT_OUT:
            continue
        url = route.url(keys)
        page = clients[route.opener].get(url)
        if page.status_code != 200 or not page.headers["Content-Type"].startswith("text/html"):
            continue
        for form in FormReader(page.content.decode(), url).forms:
            key = (form.url, form.method, tuple(sorted({one.name for one in form.fields})))
            if key not in seen and form.method != "dialog" and form.url not in OF_EVERY_PAGE:
                seen.add(key)
                yield resolve(urlsplit(form.url).path).view_name, route.opener, form


def _send(client: Client, form: Form, kind: str, rows: dict[str, int]) -> Iterator[str]:
    with rolled_back():
        last = AuditEvent.objects.count()
        with CaptureQueriesContext(connection) as captured:
            answer = getattr(client, form.method)(form.url, _data(form, kind))
            page = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        tables = {written(query["sql"]) for query in captured.captured_queries} - {""}
        added = {name for name, count in (_rows() if tables else rows).items() if count != rows[name]}
        new = AuditEvent.objects.order_by("-pk")[: AuditEvent.objects.count() - last]
        done = {event.action for event in new if event.action != "refuse" and not event.action.startswith("read")}
    if answer.status_code >= 500:
        yield f"answers {answer.status_code}"
    elif form.method == "post" and form.shown and not _may_be_meant(form, kind):
        if added or done:
            yield f"writes {sorted(added)}, {sorted(done)}"
        if answer.status_code == 200:
            yield from _not_said(form, page, RUBBISH[kind])


def _rows() -> dict[str, int]:
    """Of everything but the audit, and who is signed in."""
    own = ("audit", "sessions", "usersessions")
    models = [model for model in apps.get_models() if model._meta.app_label not in own]
    return {model._meta.label: model._base_manager.count() for model in models}


def _data(form: Form, kind: str) -> dict[str, Any]:
    """What is hidden is rubbish too, but where nothing is said; a file is never sent."""
    kept = [
        one for one in form.fields if one.name in ("submission", "search") or (one.is_hidden and kind == NOTHING)
    ]
    typed = [one for one in form.fields if one not in kept and one.kind != "file"]
    return {one.name: RUBBISH[kind] for one in typed} | {one.name: one.value for one in kept}


def _may_be_meant(form: Form, kind: str) -> bool:
    """A search asks, and words are words whatever they say; but for what is no text at all."""
    if any(one.name == "search" for one in form.fields):
        return True
    return kind not in (NO_CHARACTER, TOO_LONG, NOTHING) and all(one.kind in PLAIN for one in form.shown)


def _not_said(form: Form, page: str, rubbish: str) -> Iterator[str]:
    """That something is wrong, and what was typed."""
    if 'class="errorlist' not in page and "error-summary" not in page:
        yield "does not say what is wrong"
    typed = [one for one in form.shown if one.is_typed and one.kind != "password"]
    if typed and rubbish and escape(rubbish) not in page:
        yield "does not keep what was typed"
