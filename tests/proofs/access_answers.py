"""Asking the site as somebody, without leaving a trace; and what of an answer gives something away."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any, TypeVar

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.accounts.models import User
from tests.proofs.access_allowed import may_see
from tests.proofs.proof import Proof
from tests.proofs.world import World

T = TypeVar("T")
ANONYMOUS = "anonymous"
PASSED = "Passed"  # the addresses by which a redirect led to the answer
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_ONCE = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"|csrftoken=\w+'
    # What a field for telephones makes of a code that was typed into it, and whether it can be one.
    r'|<input type="tel" [^>]*>'
    r"|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
)
_WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
# Written by whatever is asked: who is signed in, and the record of what was done and refused.
_NOTED = re.compile(r"^(django_session|audit_|cache$|usersessions_|accounts_session)")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str
    queries: int
    written: frozenset[str]
    contexts: Any

    @property
    def text(self) -> str:
        return "\n".join([*(f"{name}: {value}" for name, value in self.headers.items()), self.body])

    def without(self, *shown: Any) -> str:
        """The whole answer but for what is drawn anew each time, and for the texts that were asked with."""
        text = _ONCE.sub("", f"{self.status}\n{self.text}")
        for word in sorted(map(str, shown), key=len, reverse=True):
            text = text.replace(word, "…")
        return text


class Asker:
    """One client for each user; every question is asked in a savepoint, so that the world stays as it was."""

    def __init__(self, world: World, signed_in: Callable[[User], Client]) -> None:
        self.world = world
        self._asked: dict[str, Any] = {}
        self._signed_in = signed_in
        self._clients: dict[str, tuple[Client, str]] = {}
        ContentType.objects.get_for_models(*apps.get_models())  # else looked up by whoever asks first

    def ask(self, who: str, method: str, url: str, data: Any = None, **headers: str) -> Answer:
        client = self._client(who)
        connection.queries_log.clear()  # it holds no more than some thousands
        with rolled_back(), CaptureQueriesContext(connection) as captured:
            extra = {"headers": headers} if headers else {}
            send = getattr(client, method.lower())
            response = send(url, data, follow=True, **extra) if data else send(url, follow=True, **extra)
            content = b"".join(response.streaming_content) if response.streaming else response.content
        passed = "\n".join(address for address, _status in getattr(response, "redirect_chain", ()))
        cookies = sorted(set(response.cookies) - {"csrftoken", "messages"})
        drawn = ("Expires", "Content-Length")
        head = {name: value for name, value in response.headers.items() if name not in drawn}
        head |= {"Cookies": str(cookies), PASSED: passed}
        return Answer(
            response.status_code,
            head,
            content.decode(errors="replace"),
            # The audit guesses where its chain ends by where it last ended; but here each question is undone.
            sum("audit" not in query["sql"] for query in captured.captured_queries),
            frozenset(written(query["sql"]) for query in captured.captured_queries) - {""},
            response.context,
        )

    def once(self, ask: Callable[[], T], *named: Any) -> T:
        """What `ask` gives, asked once in a minute for all that is `named` so: pages may show the time."""
        name = f"{timezone.now():%H:%M} {named}"
        if name not in self._asked:
            self._asked[name] = ask()
        return self._asked[name]

    def _client(self, who: str) -> Client:
        if who not in self._clients:
            user = AnonymousUser() if who == ANONYMOUS else self.world.users[who]
            client = Client() if isinstance(user, AnonymousUser) else self._signed_in(user)
            client.raise_request_exception = False
            self._clients[who] = client, client.cookies.output(header="").strip()
        client, cookies = self._clients[who]
        client.cookies = SimpleCookie(cookies)
        return client


def written(sql: str) -> str:
    """The table that a statement changes; empty where it changes none but what is noted of whatever is asked."""
    found = _WRITE.match(sql)
    return found.group(1) if found and not _NOTED.match(found.group(1)) else ""


@contextmanager
def rolled_back() -> Iterator[None]:
    # No atomic block: what is recorded of a read is committed outside of any.
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


@contextmanager
def quietly() -> Iterator[None]:
    """Refusals are what a proof asks for: they need not be logged."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def check_told(proof: Proof, asker: Asker, who: str, answer: Answer, asked: str, given: str = "") -> list[str]:
    """Nothing in the answer that the user may not see, but for what they wrote themselves in `given`; no error
    of the program. Returns what it tells."""
    own = asker.world.canaries.found_in(given)
    told = {token: c for token, c in asker.world.canaries.found_in(answer.text).items() if token not in own}
    leaked = sorted(f"{token}: {canary}" for token, canary in told.items() if not may_see(who, canary))
    proof.check(not leaked, f"{asked} as {who} tells {leaked[:4]}{' …' if len(leaked) > 4 else ''}")
    proof.check(answer.status < 500, f"{asked} as {who} is an error of the program ({answer.status})")
    return [token for token in told if may_see(who, told[token])]


def check_same(proof: Proof, asked: str, one: Answer, other: Answer, shown: Any, shown_other: Any) -> None:
    """Two answers that must not be told apart; each was asked with texts of its own."""
    first, second = one.without(*shown), other.without(*shown_other)
    proof.check(first == second, f"{asked} differs from what is not there: {_difference(first, second)}")
    proof.check(
        one.queries == other.queries, f"{asked} takes {one.queries} queries, what is not there {other.queries}"
    )


def _difference(first: str, second: str) -> str:
    pairs = zip(first.splitlines(), second.splitlines(), strict=False)
    return next((f"{a.strip()[:120]!r} / {b.strip()[:120]!r}" for a, b in pairs if a != b), "longer")
