"""Signing in as people do: a password, then the code of an app."""

import time
from typing import Any

import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from casework.access import Role
from casework.accounts import actions
from casework.accounts.models import User
from casework.accounts.sign_in import sessions
from tests import make

PASSWORD = "кавун-росте-на-баштані"
HOME = "192.0.2.17"


def user(username: str, bureau: Any, *roles: str) -> User:
    """With a password that they chose themselves."""
    made = make.user(username, bureau, *(roles or (Role.CASEWORKER,)), password=PASSWORD)
    actions.set_password(made, password=PASSWORD, by=made)
    return made


def code(secret: str, steps: int = 0) -> str:
    """What the app shows now, or would show so many steps of 30 seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def give_password(client: Client, username: str, password: str = PASSWORD, address: str = HOME) -> Any:
    return client.post("/account/login/", {"login": username, "password": password}, REMOTE_ADDR=address)


def give_code(client: Client, text: str, address: str = HOME) -> Any:
    return client.post("/account/login/code/", {"code": text}, REMOTE_ADDR=address)


def set_up_app(client: Client) -> str:
    """The secret of the app that a signed-in user sets up. The code of the step before this one is used up.

    The clock stands meanwhile: a code of the step before is too old as soon as the next step begins.
    """
    secret: str = client.get("/account/second-factor/app/").context["form"].secret
    with time_machine.travel(timezone.now(), tick=False):
        answer = client.post("/account/second-factor/app/", {"code": code(secret, -1)})
    assert answer.status_code == 302, answer.context["form"].errors
    return secret


def with_app(user: User) -> str:
    """The secret of the app that `user` set up at their first sign-in."""
    client = Client(REMOTE_ADDR=HOME)
    give_password(client, user.username)
    return set_up_app(client)


def sign_in(user: User, secret: str, client: Client | None = None, steps: int = 0) -> Client:
    client = client or Client(REMOTE_ADDR=HOME)
    give_password(client, user.username)
    answer = give_code(client, code(secret, steps))
    assert answer.status_code == 302, answer.context["form"].errors
    return client


def inside(user: User) -> Client:
    """A client in which `user` is signed in already, second factor and all."""
    client = Client()
    client.force_login(user, backend="casework.accounts.backends.UserBackend")
    session = client.session
    sessions.begin(session, second_factor=True)
    session.save()
    return client


def is_in(client: Client) -> bool:
    return client.get("/", REMOTE_ADDR=HOME).status_code == 200
