"""Keys, codes, names and numbers of hidden records: in every field of every form, and asked of every list."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib import admin
from django.urls import reverse

from casework.access import Role
from casework.accounts.models import User
from casework.exchanges.models import Entry
from casework.families.models import Case, Relative
from casework.people.models import Person
from tests.proofs.access_answers import ANONYMOUS, Answer, Asker, check_same, check_told
from tests.proofs.access_routes import Route
from tests.proofs.access_walk import nothing_like
from tests.proofs.proof import Proof
from tests.proofs.world import ENDED, FOREIGN, RESTRICTED, REVOKED, WAITING, Holding

_FIELD = re.compile(r'<(?:input|select|textarea|button)\b[^>]*\bname="([\w-]+)"')
_OURS = {"csrfmiddlewaretoken", "submission", "next", "language", "_popup"}
# Whose records a form must not know: those of the reader's own organisation, restricted, among them.
UNKNOWN = (FOREIGN, ENDED, REVOKED, WAITING, RESTRICTED)
_NOBODY = "Zqxzzzzzz"  # as canaries are made, of letters that stand in none


def ask_forms(proof: Proof, asker: Asker, routes: list[Route], *, full: bool) -> int:
    """How many questions were asked. A form that knows a hidden record answers otherwise than for one that is not
    there: it offers it, takes it, counts it, or says that it may not be taken."""
    asked = 0
    for number, route in enumerate(routes):
        asked += _ask_forms(proof, asker, route, number, full)
    return asked


def _ask_forms(proof: Proof, asker: Asker, route: Route, number: int, full: bool) -> int:
    keys = route.keys(asker.world.holdings[route.seen])
    if keys is None or route.name in ("account_logout", "admin:logout"):
        return 0
    url = route.url(keys)
    page = asker.ask(route.opener, "GET", url)
    names = sorted(set(_FIELD.findall(page.body)) - _OURS) if page.status == 200 else []
    if not names:
        return 0
    # The auditor finds by its code whatever the organisation had to do with.
    unknown = (FOREIGN,) if route.opener == Role.AUDITOR else UNKNOWN
    there = [relation for relation in unknown if relation in asker.world.holdings]
    relations = there if full else [there[number % len(there)]]
    pairs = [
        (relation, kind, pair)
        for relation in relations
        for kind, pair in enumerate(_pairs(asker.world.holdings[relation], relation))
    ]
    chosen = pairs if full else [pairs[number % len(pairs)]]
    for relation, kind, (hidden, nothing) in chosen:
        for method, fields in (("GET", names), ("POST", [n for n in names if n != "search"])):
            asked = f"{method} {url} ({route.name}) with {hidden!r} of {relation} as {route.opener}"
            one = asker.ask(route.opener, method, url, dict.fromkeys(fields, hidden))
            ask = partial(_ask_with, asker, route.opener, method, url, fields, nothing)
            other, said = asker.once(ask, "form", url, method, kind)  # for its like in every relation
            check_told(proof, asker, route.opener, one, asked, str(hidden))
            check_same(proof, asked, one, other, _said(hidden), said)
    return len(chosen)


def _ask_with(
    asker: Asker, who: str, method: str, url: str, fields: list[str], value: Any
) -> tuple[Answer, list[str]]:
    return asker.ask(who, method, url, dict.fromkeys(fields, value)), _said(value)


def _said(value: Any) -> list[str]:
    """As it was given; and where it stands in an address, without what is written otherwise there."""
    return [str(value), str(value).lstrip("+")]


def _pairs(holding: Holding, relation: str) -> Iterator[tuple[Any, Any]]:
    """What may be given of hidden records, and the like of nobody."""
    person, case = holding.first(Person), holding.first(Case)
    for record in (person, case, holding.first(Relative)):
        yield record.pk, nothing_like(record.pk)
        yield record.reference, nothing_like(record.reference)
    yield person.name.split()[0], _NOBODY
    yield holding.first(Relative).phone.as_e164, "+380509999999"
    if relation != RESTRICTED:  # there the colleagues, and what is not linked on the lists, are the reader's own
        yield from ((record.pk, nothing_like(record.pk)) for record in map(holding.first, (User, Entry)))


def ask_autocompletes(proof: Proof, asker: Asker) -> set[str]:
    """Whatever the admin completes while one types. Returns what was told to whom it may be told."""
    told: set[str] = set()
    for model, page in admin.site._registry.items():
        for name in page.autocomplete_fields:
            said = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": name}
            for who in (*Role.values, ANONYMOUS):
                answer = asker.ask(who, "GET", reverse("admin:autocomplete"), said | {"term": ""})
                told |= set(check_told(proof, asker, who, answer, f"completion of {name} of {model.__name__}"))
    return told
