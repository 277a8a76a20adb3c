"""A message to the reader may name somebody: between two answers nobody reads it."""

import secrets

from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory

from casework.lib.sealed_messages import SealedMessages

NAME = "Згурська"


def kept(text: str) -> tuple[str, str]:
    """What the cookie and the session hold of the message; which is read back as it was."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    storage = SealedMessages(request)
    storage.add(20, text)
    response = HttpResponse()
    storage.update(response)
    cookie = response.cookies["messages"].value if "messages" in response.cookies else ""
    request.COOKIES["messages"] = cookie
    assert [str(message) for message in SealedMessages(request)] == [text]
    return cookie, str(dict(request.session.items()))


def test_in_a_cookie_it_is_sealed():
    cookie, session = kept(f"Recorded: {NAME} was told.")
    assert cookie.startswith("sealed:")
    assert session == "{}"


def test_in_a_session_it_is_sealed(db):
    _cookie, session = kept(f"{NAME} {secrets.token_hex(3000)}")  # too long for a cookie, packed too
    assert "sealed:" in session
    assert NAME not in session


def test_what_does_not_open_says_nothing():
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request.COOKIES["messages"] = "sealed:development:AAAA"
    request._messages = SealedMessages(request)
    assert list[Message](get_messages(request)) == []
