"""Proof `leak`: what is said of people is in the pages and in the records, and nowhere else.

A world whose every field carries a canary is walked, by every link, and every form is sent with more of them. None
may stand in a log, an address, a cookie, a session, the cache, a mail, the arguments of a job, the audit, the name
of a file or the page of an error. At rest, without the key, none of what is sealed can be read.
"""

import base64
import logging
import zlib
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from random import randrange
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from casework.access import Role
from casework.families.models import Case
from casework.lib import sealed_fields, searches
from casework.people.models import Person
from casework.people.views import record as views
from tests.proofs.access_answers import rolled_back
from tests.proofs.canaries import Canaries
from tests.proofs.leak_crawl import Form, Page, Typist, may_be_sent, pages, submit
from tests.proofs.leak_places import audited, cookies_of, everything_logged, files_written, left_lying
from tests.proofs.leak_rest import (
    OF_A_FEW_WORDS,
    SEALED,
    columns,
    database,
    files_of_a_killed_program,
    log_position,
    log_since,
    media,
    sealed_tokens,
)
from tests.proofs.leak_views import Reader
from tests.proofs.leak_world import build
from tests.proofs.proof import Proof, planted
from tests.proofs.world import OWN, World

pytestmark = pytest.mark.django_db
QUICK = (Role.SUPERVISOR,)
STAFF = frozenset({"account"})  # the audit names who did something
STARTS = ("/", "/people/", "/cases/", "/exchanges/", "/notifications/", "/reports/", "/audit/")


@pytest.fixture
def log(tmp_path, full) -> Iterator[Path]:
    with everything_logged(tmp_path / "log.txt", quick=not full):
        yield tmp_path / "log.txt"


@pytest.fixture
def world(log, settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ADMINS = [("Somebody", "somebody@casework.example")]  # to whom an error could be mailed
    return build()


def test_nothing_is_left_lying_about(proof, full, world, log, signed_in):
    prove(proof, full, world, log, signed_in)


def prove(proof: Proof, full: bool, world: World, log: Path, signed_in: Callable[..., Client]) -> None:
    reader = Reader(world.canaries)
    roles = [role for role in Role.values] if full else QUICK
    with files_written() as written:
        for role in roles:
            Walk(proof, reader, signed_in(world.users[role]), str(role)).walk(full)
        force_an_error(proof, reader, world, signed_in)
    check(proof, reader, left_lying())
    check(proof, Reader(world.canaries, besides=STAFF), audited())
    check(proof, reader, [("the log", log.read_text())])
    check(proof, reader, (("a path that is written", path) for path in written))
    outside = [path for path in written if not is_expected(path, log)]
    proof.check(not outside, f"files are written outside of the media: {outside[:5]}")


def is_expected(path: str, log: Path) -> bool:
    return "__pycache__" in path or path.startswith((str(log.parent / "media"), "/dev/null"))


def check(proof: Proof, reader: Reader, places: Any) -> None:
    for place, said in places:
        found = reader.found(said)
        proof.check(not found, f"{place} holds {[str(canary) for canary in found.values()][:4]}")


class Walk:
    """One user, everywhere: each page, and each form of it, sent and taken back again."""

    def __init__(self, proof: Proof, reader: Reader, client: Client, who: str) -> None:
        self.proof, self.reader, self.client, self.who = proof, reader, client, who
        self.typist = Typist(reader.canaries)
        self.sent: set[tuple[str, ...]] = set()
        client.raise_request_exception = False

    def walk(self, full: bool, starts: tuple[str, ...] = STARTS) -> None:
        shown = 0
        for page, answer in pages(self.client, starts, every=full, onwards=starts == STARTS):
            shown += 1
            self._look(page, answer, f"GET {page.address}")
            for form in page.forms:
                self._send_once(page, form, full)
        self.proof.check(shown >= len(starts), f"{self.who} was shown {shown} pages")

    def _look(self, page: Page, answer: Any, asked: str) -> None:
        self.proof.check(answer.status_code < 500, f"{asked} as {self.who} answers {answer.status_code}")
        said = [*page.addresses, *(f"{name}: {value}" for name, value in answer.headers.items())]
        found = self.reader.found("\n".join(said)) | self.reader.found("\n".join(cookies_of(answer)))
        self.proof.check(
            not found, f"{asked} as {self.who}: addresses and headers say {list(map(str, found.values()))[:4]}"
        )

    def _send_once(self, page: Page, form: Form, full: bool) -> None:
        """In the suite each kind of form once, of whatever record; in full each of each page."""
        for name, value in form.buttons or [("", "")]:
            kind = (form.action if full else "", *sorted(form.fields), name, value if full else "")
            if kind in self.sent or not may_be_sent(form):
                continue
            self.sent.add(kind)
            self._send(page, form, {name: value} if name else {}, full)

    def _send(self, page: Page, form: Form, pressed: dict[str, str], full: bool) -> None:
        cookies = self.client.cookies.output(header="").strip()
        said = self.typist.fill(form) | pressed
        with rolled_back():
            answer = submit(self.client, form, said, page.address)
            asked = f"{form.method.upper()} {form.action} with {sorted(said)}"
            if form.method == "get":
                typed = self.reader.found(answer.request["QUERY_STRING"])
                self.proof.check(not typed, f"{asked} as {self.who}: what is typed stands in the address")
            self._look(Page(form.action, ""), answer, asked)
            after = answer.headers.get("Location", "")
            if full and after.startswith("/"):
                there = self.client.get(after)
                self._look(Page(after, there.text if not there.streaming else ""), there, f"{after} after {asked}")
            check(self.proof, self.reader, ((f"{place} after {asked}", said) for place, said in left_lying()))
        self.client.cookies = SimpleCookie(cookies)


def force_an_error(proof: Proof, reader: Reader, world: World, signed_in: Callable[..., Client]) -> None:
    """A view fails while it holds a person, and says their name in its error."""
    person = world.holdings[OWN].first(Person)

    def fail(request: Any, template: str, context: Any) -> None:
        raise ValueError(f"{person.name} cannot be shown")

    client = signed_in(world.users[Role.SUPERVISOR])
    client.raise_request_exception = False
    with planted(views, "render", fail):
        answer = client.get(person.get_absolute_url())
    proof.check(answer.status_code == 500, f"the forced error answered {answer.status_code}")
    check(proof, reader, [("the page of an error", answer.text)])


def test_nothing_sealed_can_be_read_at_rest(proof, full, settings, tmp_path, db):
    prove_rest(proof, full, settings, tmp_path)


def prove_rest(proof: Proof, full: bool, settings: Any, folder: Path) -> None:
    settings.MEDIA_ROOT = folder / "media"
    owner = full and connection.vendor == "postgresql"
    before = log_position() if owner else ""
    # The write-ahead log of PostgreSQL holds what others wrote: these words nobody else has.
    world = build(start=randrange(100_000) if owner else 0)
    reader = Reader(world.canaries)
    tokens = sealed_tokens(reader)
    files = [("the database", database()), *media()]
    if owner:
        files += log_since(before)
    elif full:
        (folder / "rest").mkdir()
        files += files_of_a_killed_program(folder / "rest")
    for name, raw in files:
        check_sealed(proof, reader, tokens, name, raw)
    check(proof, reader, ((f"the name of a file {name}", name) for name, _raw in media()))
    for place, words, value in columns():
        proof.check(not value or value not in words, f"{place} stands open: {value!r}")
    texts = {f"{label}.{name}" for label, names in SEALED.items() for name in names} - OF_A_FEW_WORDS
    proof.check(set(tokens.values()) == texts, f"no canary stands in {sorted(texts - set(tokens.values()))}")


def check_sealed(proof: Proof, reader: Reader, tokens: dict[str, str], name: str, raw: bytes) -> None:
    """One look for each sealed canary. Names stand open in a database: where none is found, nothing was read."""
    found = reader.found(raw)
    if name in ("the database", "casework.sqlite3", "casework.sqlite3-wal"):
        proof.check(bool(found.keys() - tokens.keys()), f"{name} holds nothing of the world")
    for token, place in tokens.items():
        proof.check(token not in found, f"{name} holds what stands in {place}")


# Faults


def _says_it(detail: Callable[..., Any]) -> Callable[..., Any]:
    def view(request: Any, template: str, context: Any) -> Any:
        logging.getLogger("casework.people").info("%s is shown", context["person"].name)
        return detail(request, template, context)

    return view


def _as_base64(text: str, place: str, keys: Any) -> str:
    return "sealed:none:" + base64.urlsafe_b64encode(text.encode()).decode()


def _of_base64(sealed: str, place: str, keys: Any) -> str:
    return base64.urlsafe_b64decode(sealed.split(":")[2]).decode()


def _look_at(red: Proof, world: World, signed_in: Callable[..., Client], *starts: str) -> None:
    Walk(red, Reader(world.canaries), signed_in(world.users[Role.SUPERVISOR]), "supervisor").walk(False, starts)


def test_the_proof_goes_red_where_a_name_is_logged(world, log, signed_in):
    red = Proof("leak")
    address = world.holdings[OWN].first(Person).get_absolute_url()
    with planted(views, "render", _says_it(views.render)):
        signed_in(world.users[Role.SUPERVISOR]).get(address)
    check(red, Reader(world.canaries), [("the log", log.read_text())])
    assert len(red.breaches) == 1


def test_the_proof_goes_red_where_a_message_lies_open(world, settings, signed_in):
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"
    red = Proof("leak")
    case = Case.objects.filter(follow_ups__done_at=None).first()
    _look_at(red, world, signed_in, case.get_absolute_url())
    assert [breach for breach in red.breaches if "addresses and headers say" in breach] != []


def test_the_proof_goes_red_where_what_is_typed_stands_in_the_address(world, signed_in):
    red = Proof("leak")
    with planted(searches, "_sealed", lambda request, text: text):
        _look_at(red, world, signed_in, "/people/")
    assert [breach for breach in red.breaches if "what was typed as q" in breach] != []


def test_the_proof_goes_red_where_what_is_sealed_is_only_wrapped(settings, tmp_path, db):
    red = Proof("leak")
    with planted(sealed_fields, "seal", _as_base64), planted(sealed_fields, "unseal", _of_base64):
        prove_rest(red, False, settings, tmp_path)
    assert {breach.rpartition(" ")[2] for breach in red.breaches} >= {"families.Relative.phone"}


@pytest.mark.parametrize(
    "wrap",
    [
        str.encode,
        lambda text: text.upper().encode("utf-16-le"),
        lambda text: b"x" + text.encode("utf-16-be"),
        lambda text: text.encode().hex().upper().encode(),
        lambda text: base64.b64encode(b"before " + text.encode() + b" after"),
        lambda text: base64.b64encode(zlib.compress(text.encode() * 3)),
        lambda text: text[::-1].encode(),
    ],
)
def test_what_is_wrapped_is_found(wrap):
    canaries = Canaries()
    words = [draw(OWN, "relatives", "one") for draw in (canaries.word, canaries.cyrillic, canaries.telephone)]
    for word in words:
        assert len(Reader(canaries).found(b"\x00\xff " + wrap(word) + b" \xfe")) == 1, word
