"""Every page of the world of the proofs, read on the server: each text of a record a probe."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client

from casework.access import Role
from casework.exchanges.models import Exchange
from tests.proofs.access_routes import all_routes
from tests.proofs.leak_world import build
from tests.proofs.proof import Proof
from tests.proofs.world import World
from tests.proofs.xss_fill import field_of, fill
from tests.proofs.xss_probes import PROBES, probe
from tests.proofs.xss_reader import PageReader

# They end the session that asks.
LEFT_OUT = ("account_logout", "admin:logout")
FORBIDDEN = ("'unsafe-inline'", "'unsafe-eval'", "data:", "http:", "https:", "*")
SEARCHES = ((Role.SUPERVISOR, "/people/"), (Role.SUPERVISOR, "/search/"), (Role.AUDITOR, "/audit/"))
SEARCHED = 99_999  # the number of what is searched for


@contextmanager
def unchecked() -> Iterator[None]:
    """What `fill` takes away comes back with the transaction; but for this."""
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


class Pages:
    def __init__(self, signed_in: Callable[..., Client]) -> None:
        self.world: World = build()
        Exchange.objects.update(variance_of=self.world.reader)
        self.clients = {who: signed_in(user) for who, user in self.world.users.items() if who in set(Role.values)}
        for client in self.clients.values():
            client.raise_request_exception = False
        self.written: dict[int, str] = {}
        self.shown: set[int] = set()

    def fill(self, turn: int) -> None:
        self.written |= fill(turn)

    def walk(self, proof: Proof, *, everybody: bool = False) -> int:
        """Returns how many pages were read."""
        read = 0
        for route in all_routes():
            holding = self.world.holdings.get(route.seen)
            keys = route.keys(holding) if holding else ({} if not route.arguments else None)
            if route.name in LEFT_OUT or keys is None:
                continue
            for who in self.clients if everybody else [route.opener]:
                read += self.read(proof, who, route.url(keys))
        return read

    def fields_not_shown(self) -> set[str]:
        """Those whose probes stood on no page that was read."""
        shown = {field_of(self.written[number]) for number in self.shown}
        return {field_of(what) for what in self.written.values()} - shown

    def search(self, proof: Proof, kinds: range) -> None:
        """What is searched for stands in the page that answers."""
        for kind in kinds:
            text = probe(kind, SEARCHED)
            self.written[SEARCHED] = f"what was searched for: {PROBES[kind]}"
            for who, url in SEARCHES:
                self.read(proof, who, url, {"q": text})
                self.read(proof, who, url, {"q": text}, post=True)

    def read(self, proof: Proof, who: str, url: str, data: Any = None, *, post: bool = False) -> bool:
        client = self.clients[who]
        answer = client.post(url, data) if post else client.get(url, data)
        if not answer.get("Content-Type", "").startswith("text/html"):
            return False  # and left open: to close it would close the connection, and with it the transaction
        self.check(proof, f"{url} as {who}", answer)
        return answer.status_code == 200

    def check(self, proof: Proof, where: str, answer: Any) -> None:
        """One thing for each probe that stands on the page as text; one for the page; one for its policy."""
        reader = PageReader(b"".join(answer).decode() if answer.streaming else answer.text)
        faults = defaultdict(list)
        for what, number in reader.faults:
            faults[number].append(what)
        # By chance a key that was drawn has the form of a number that nobody wrote.
        shown = reader.shown & self.written.keys()
        self.shown |= shown
        for number in {*shown, *faults}:
            whose = "of the page itself" if number is None else self.written.get(number, f"beside {number}")
            proof.check(number not in faults, f"{where}: {whose}: {'; '.join(faults.get(number, []))}")
        proof.check(answer.status_code < 500, f"{where}: answers {answer.status_code}")
        policy = answer.get("Content-Security-Policy", "")
        proof.check(is_strict(policy), f"{where}: its policy is {policy!r}")


def is_strict(policy: str) -> bool:
    """Scripts and styles are files of the program alone; no page sets another base."""
    said = {name: values for name, *values in (part.split() for part in policy.split(";") if part.strip())}
    fallback = said.get("default-src", ["*"])
    scripts = [*said.get("script-src", fallback), *said.get("style-src", fallback), *said.get("base-uri", ["*"])]
    return not set(scripts) & set(FORBIDDEN)
