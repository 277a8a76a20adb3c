"""Strangers may guess as often as they like: nobody gets in, nobody learns anything, no owner is shut out."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

import pytest
import time_machine
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client

from casework.accounts.adapter import AccountAdapter
from tests.accounts import door
from tests.proofs import login_world as world
from tests.proofs.login_faults import FAULTS
from tests.proofs.login_hashers import QUICK
from tests.proofs.login_time import prove_no_difference_in_time, rank_sum
from tests.proofs.proof import Proof, planted

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    r"/\evil.example/",
    r"\\evil.example/",
    "https:evil.example",
    "http:///evil.example/",
    "/\t/evil.example/",
    "\x09//evil.example/",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "//testserver:443@evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
]


def test_ten_guesses_in_an_hour_and_the_owner_gets_in(proof, full, transactional_db, bureau, tmp_path):
    accounts = world.settle(bureau, 20 if full else 3)
    guesses, many = (10_000, 1_000) if full else (120, 40)
    at = world.Processes(tmp_path, 4 if full else 2)
    world.prove_limit(proof, accounts, at, guesses=guesses, many=many)


def test_a_code_counts_once(proof, full, transactional_db, bureau, tmp_path):
    accounts = world.settle(bureau, 10 if full else 1)
    world.prove_codes_count_once(proof, accounts, world.Processes(tmp_path, 2))


@pytest.mark.prove  # it measures time, which a busy machine bends
def test_a_refusal_takes_as_long_as_any_other(proof, full, db, bureau, settings):
    if full:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    else:
        settings.PASSWORD_HASHERS = [QUICK]
    each = 45 if full else 9
    print(prove_no_difference_in_time(proof, world.settle(bureau, each // 9 + 1), each))


def test_no_session_is_planted(proof, db, bureau):
    owner, thief = world.settle(bureau, 2)
    world.prove_no_fixation(proof, owner, thief)


def test_the_door_leads_to_no_other_site(proof, db, bureau, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "reauthenticate": None}
    settings.ALLOWED_HOSTS = ["testserver", "evil.example", ".evil.example"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://evil.example"]
    (account,) = world.settle(bureau, 1)
    prove_no_other_site(proof, account)


def prove_no_other_site(proof: Proof, account: world.Account) -> None:
    for number, url in enumerate(ELSEWHERE, 1):
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=number)):  # each with a code of its own
            for where, location in _led_to(account, url):
                there = urlsplit(location)
                own = there.scheme in ("", "http") and there.netloc in ("", "testserver")
                proof.check(
                    own and location[:1] == "/" and "\\" not in location,
                    f"{where} with next={url!r} led to {location!r}",
                )


def _led_to(account: world.Account, url: str) -> Iterator[tuple[str, str]]:
    """Where each step at the door leads whoever is to go to `url` next."""
    client = Client(REMOTE_ADDR=door.HOME)
    login = {"login": account.user.username, "password": door.PASSWORD}
    yield "the password", client.post("/account/login/", login | {"next": url}).headers.get("Location", "")
    yield "the code", door.give_code(client, door.code(account.secret)).headers.get("Location", "")
    for address, fields in (
        ("/account/login/", login),
        ("/account/again/", {"password": door.PASSWORD}),
        ("/account/logout/", {}),
        ("/language/setlang/", {"language": "uk"}),
    ):
        inside = door.inside(account.user)
        yield f"{address} (form)", inside.post(address, fields | {"next": url}).headers.get("Location", "")
        inside = door.inside(account.user)
        query = urlencode({"next": url})
        yield f"{address} (query)", inside.post(address, fields, QUERY_STRING=query).headers.get("Location", "")


@pytest.mark.parametrize(
    ("fault", "breach"),
    [
        ("no limit", "was compared"),
        ("counted by address", "was compared"),
        ("no known device", "got in on their own device"),
        ("a refusal of its own", "a refusal like any other"),
    ],
)
def test_the_proof_goes_red_on_guesses_without_limit(db, bureau, fault, breach):
    accounts, red = world.settle(bureau, 1), Proof("login")
    with FAULTS[fault]():
        world.prove_limit(red, accounts, world.Here(), guesses=40, many=10)
    assert any(breach in said for said in red.breaches)


def test_the_proof_goes_red_when_codes_count_twice(db, bureau):
    accounts, red = world.settle(bureau, 1), Proof("login")
    # From the first second of a code: the one before it must not grow too old meanwhile.
    with FAULTS["codes count twice"](), time_machine.travel(time.time() // 30 * 30 + 1):
        world.prove_codes_count_once(red, accounts, world.Here())
    assert len(red.breaches) == 3


def test_what_goes_red_without_a_guard_is_green_with_it(db, bureau):
    accounts, green = world.settle(bureau, 1), Proof("login")
    world.prove_limit(green, accounts, world.Here(), guesses=40, many=10)
    green.finish()


@pytest.mark.parametrize("fault", ["no hash for an unknown name", "no hash when there are no guesses left"])
def test_the_proof_goes_red_when_time_tells(db, bureau, settings, fault):
    settings.PASSWORD_HASHERS = [QUICK]
    red = Proof("login")
    with FAULTS[fault]():
        prove_no_difference_in_time(red, world.settle(bureau, 2), 9)
    assert len(red.breaches) >= 2


def test_the_proof_goes_red_when_a_session_goes_on(db, bureau):
    owner, thief = world.settle(bureau, 2)
    red = Proof("login")
    with planted(SessionBase, "cycle_key", lambda session: None):
        world.prove_no_fixation(red, owner, thief)
    assert any("is signed in as the owner" in said for said in red.breaches)


def test_the_proof_goes_red_when_the_door_leads_elsewhere(db, bureau, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "reauthenticate": None}
    (account,) = world.settle(bureau, 1)
    red = Proof("login")
    with planted(AccountAdapter, "is_safe_url", lambda adapter, url: True):
        prove_no_other_site(red, account)
    assert red.breaches


def test_samples_that_lie_apart_are_told_apart():
    assert rank_sum([1.0] * 30, [2.0] * 30) < 1e-6
    assert rank_sum([1.0, 2.0] * 15, [2.0, 1.0] * 15) == 1
