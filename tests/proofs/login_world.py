"""Accounts with an app and a known device, strangers who guess, and the processes in which all of them come."""

import json
import os
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from django.db import connection
from django.test import Client, override_settings

from casework.accounts.models import Organisation, User
from tests.accounts import door
from tests.proofs import login_worker
from tests.proofs.login_hashers import COMPARED, COUNTING
from tests.proofs.proof import Proof

ROOT = Path(__file__).resolve().parent.parent.parent
Visitor = dict[str, Any]


@dataclass(frozen=True)
class Account:
    user: User
    secret: str  # of the app
    device: str  # what the cookie of the owner's device holds


def settle(bureau: Organisation, count: int) -> list[Account]:
    """Users who signed in once from their own device, and out again."""
    accounts = []
    for number in range(count):
        user = door.user(f"owner-{number:03}", bureau)
        secret = door.with_app(user)
        client = door.sign_in(user, secret)
        client.post("/account/logout/")
        accounts.append(Account(user, secret, client.cookies["device"].value))
    return accounts


def addresses(count: int) -> list[str]:
    """Of IPv4, and of IPv6: networks of their own, and neighbours in one network."""
    half, third = count // 2, count // 3
    of_four = [f"198.18.{number // 250}.{number % 250 + 1}" for number in range(count - half)]
    networks = [f"2001:db8:{number:x}::1" for number in range(third)]
    neighbours = [f"2001:db8:ffff:{number // 4:x}::{number % 4 + 1}" for number in range(half - third)]
    return of_four + networks + neighbours


def strangers(accounts: list[Account], count: int, guesses: int, seed: int = 1) -> list[Visitor]:
    """`count` addresses from which `guesses` are made: at the accounts, and at names that nobody has."""
    chance = random.Random(seed)
    visitors = [_visitor(address) for address in addresses(count)]
    for number in range(guesses):
        account = chance.choice(accounts)
        name = account.user.username if number % 10 else f"nobody-{chance.randrange(100):02}"
        guess = {"login": name, "password": f"guess-{number:05}"}
        visitors[number % count]["does"].append({"url": "/account/login/", "fields": guess})
    chance.shuffle(visitors)
    return visitors


def knows(account: Account, code: str, address: str, device: str = "") -> Visitor:
    """Somebody with the right password and `code`; and with the owner's device, or with none."""
    visitor = _visitor(address)
    if device:
        visitor["cookies"]["device"] = device
    login = {"login": account.user.username, "password": door.PASSWORD}
    visitor["does"] += [
        {"url": "/account/login/", "fields": login},
        {"url": "/account/login/code/", "fields": {"code": code}},
        {"url": "/"},
    ]
    return visitor


def _visitor(address: str) -> Visitor:
    return {"address": address, "cookies": {}, "does": []}


Answers = list[list[dict[str, Any]]]


class Here:
    """The door in this process: visitors come one after the other. Guards can be taken away from it."""

    def receive(self, visitors: list[Visitor]) -> tuple[Answers, Counter[str]]:
        """What each visitor was answered, and how often the password of which account was compared."""
        COMPARED.clear()
        with override_settings(PASSWORD_HASHERS=[COUNTING]):
            return [login_worker.visit(visitor) for visitor in visitors], Counter(COMPARED)


class Processes:
    """The door on the database of this test, at which processes with several threads each stand at once."""

    def __init__(self, folder: Path, processes: int) -> None:
        self.environment = os.environ | {"DATABASE_URL": _database_url(folder)}
        self.processes = processes

    def receive(self, visitors: list[Visitor]) -> tuple[Answers, Counter[str]]:
        workers = [self._start(visitors[number :: self.processes]) for number in range(self.processes)]
        answers: list[Any] = [None] * len(visitors)
        compared: Counter[str] = Counter()
        for number, worker in enumerate(workers):
            assert worker.stdout
            result = json.loads(worker.stdout.read())
            assert worker.wait() == 0
            answers[number :: self.processes] = result["answers"]
            compared.update(result["compared"])
        return answers, compared

    def _start(self, visitors: list[Visitor]) -> "subprocess.Popen[str]":
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.proofs.login_worker"],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert worker.stdin
        worker.stdin.write(json.dumps({"visitors": visitors, "threads": 4}))
        worker.stdin.close()
        return worker


Door = Here | Processes


def _database_url(folder: Path) -> str:
    """Of the test's own database; one in memory is first written to a file that others can open."""
    if connection.vendor == "sqlite":
        path = folder / "door.sqlite3"
        with sqlite3.connect(path) as copy:
            connection.cursor()
            connection.connection.backup(copy)
        return f"sqlite:///{path}"
    there = connection.settings_dict
    return f"postgres://{there['USER']}:{there['PASSWORD']}@{there['HOST']}:{there['PORT']}/{there['NAME']}"


def prove_limit(proof: Proof, accounts: list[Account], at: Door, *, guesses: int, many: int) -> None:
    """However many guess from wherever, ten are compared; the owner gets in; and all refusals are the same."""
    answers, compared = at.receive(strangers(accounts, many, guesses))
    refusals = [answer for of_one in answers for answer in of_one]
    proof.check(len(refusals) == guesses, f"{guesses} were answered: {len(refusals)}")
    usual = refusals[0]
    for answer in refusals:
        proof.check(answer == usual and answer["status"] == 200, f"a refusal like any other: {answer}")
    for account in accounts:
        times = compared[account.user.password]
        proof.check(times == 10, f"{account.user} was compared {times} times")
    _prove_who_gets_in(proof, accounts, at, usual)


def _prove_who_gets_in(proof: Proof, accounts: list[Account], at: Door, refusal: dict[str, Any]) -> None:
    thieves, owners = [], []
    for number, account in enumerate(accounts):
        code = door.code(account.secret, 1)
        thieves.append(knows(account, code, f"203.0.113.{number}"))
        owners.append(knows(account, code, f"192.0.2.{number}", account.device))
    answers = at.receive(thieves + owners)[0]
    for account, thief, owner in zip(accounts, answers, answers[len(accounts) :], strict=False):
        proof.check(thief[0] == refusal, f"the right password of {account.user} was refused like any other")
        proof.check(thief[2]["status"] == 302, f"nobody got in as {account.user}")
        proof.check(owner[2]["status"] == 200, f"{account.user} got in on their own device")


def prove_codes_count_once(proof: Proof, accounts: list[Account], at: Door) -> None:
    """Of eight who bring one code at once one gets in; later it lets in nobody, nor does an older one."""
    for account in accounts:
        code = door.code(account.secret, 1)
        answers = at.receive([knows(account, code, f"203.0.113.{number}") for number in range(8)])[0]
        entered = sum(did[2]["status"] == 200 for did in answers)
        proof.check(entered == 1, f"{entered} got in as {account.user} with one code")
        late = [knows(account, old, door.HOME, account.device) for old in (code, door.code(account.secret, -1))]
        for did in at.receive(late)[0]:
            proof.check(did[2]["status"] == 302, f"a used code let somebody in as {account.user} again")


def prove_no_fixation(proof: Proof, account: Account, other: Account) -> None:
    """Whatever session a thief planted, it is not the one in which the owner is signed in."""
    for number, plant in enumerate((_empty_session, _waiting_session, _signed_in_session), 1):
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=number)):  # each with codes of its own
            _prove_not_planted(proof, account, plant.__name__, plant(other))


def _prove_not_planted(proof: Proof, account: Account, name: str, planted: str) -> None:
    victim = Client(REMOTE_ADDR=door.HOME)
    victim.cookies["session"] = planted
    if name == "_signed_in_session":
        victim.post("/account/logout/")  # else they would see at once that they are somebody else
    for step in ("password", "code"):
        if step == "password":
            door.give_password(victim, account.user.username)
        else:
            door.give_code(victim, door.code(account.secret))
        thief = Client(REMOTE_ADDR=door.HOME)
        thief.cookies["session"] = planted
        seen = thief.get("/").context
        stolen = seen is not None and seen["user"].pk == account.user.pk
        proof.check(not stolen, f"the thief's {name} is signed in as the owner after the {step}")
    proof.check(door.is_in(victim), f"the owner got in from the {name}")
    proof.check(victim.cookies["session"].value != planted, f"the {name} goes on under its key")


def _empty_session(thief: Account) -> str:
    session = Client(REMOTE_ADDR=door.HOME).session
    session["planted"] = True
    session.save()
    return str(session.session_key)


def _waiting_session(thief: Account) -> str:
    client = Client(REMOTE_ADDR=door.HOME)
    door.give_password(client, thief.user.username)
    return client.cookies["session"].value


def _signed_in_session(thief: Account) -> str:
    return door.sign_in(thief.user, thief.secret).cookies["session"].value
