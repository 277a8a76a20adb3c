"""What a session knows of itself: since when, last seen when, and whether a second factor was given."""

import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.translation import gettext as _

from casework.audit.database import moment_id
from casework.audit.models import AuditEvent
from casework.audit.refusals import record_refusal
from casework.lib.errors import Refused

_SIGNED_IN, _SEEN, _SECOND_FACTOR = "signed_in_at", "seen_at", "second_factor_at"
# Being seen is noted once in a while: not every page that is read is worth a write.
_SEEN_EVERY = timedelta(minutes=1).total_seconds()
FRESH = timedelta(minutes=5)


def begin(session: SessionBase, *, second_factor: bool) -> None:
    """Somebody has signed in."""
    session[_SIGNED_IN] = session[_SEEN] = time.time()
    if second_factor:
        give_second_factor(session)


def give_second_factor(session: SessionBase) -> None:
    session[_SECOND_FACTOR] = time.time()


def has_second_factor(session: SessionBase) -> bool:
    return _SECOND_FACTOR in session


def over(session: SessionBase) -> str:
    """Why this session has ended: `idle` or `absolute`; empty where it goes on. One that never began is over."""
    now = time.time()
    if now - session.get(_SIGNED_IN, 0) > settings.SESSION_COOKIE_AGE:
        return "absolute"
    return "idle" if now - session.get(_SEEN, 0) > settings.SESSION_IDLE_AGE else ""


def see(session: SessionBase) -> bool:
    """Note that its user is at work; whether that was worth noting."""
    now = time.time()
    if now - session[_SEEN] < _SEEN_EVERY:
        return False
    session[_SEEN] = now
    return True


def last_here(request: HttpRequest) -> datetime | None:
    """When the visit of this user ended that was before this session; None where this is the first.

    As the audit has it: the last that they did or read before they signed in. That a session was ended is no sign
    of them: one that was idle is ended by the first page that is asked for afterwards.
    """
    began = datetime.fromtimestamp(request.session[_SIGNED_IN], UTC)
    theirs = AuditEvent.objects.filter(actor=request.user.get_username(), actor_id=str(request.user.pk))
    before = theirs.filter(pk__lt=moment_id(began)).exclude(action="end_session")
    return before.values_list("at", flat=True).order_by("-pk").first()


def is_fresh(request: HttpRequest) -> bool:
    """Whether they proved who they are, by password, code or passkey, within the last five minutes."""
    if not request.user.is_authenticated:
        return False
    given = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(given) and time.time() - given[-1] < FRESH.total_seconds()


def require_fresh_sign_in(request: HttpRequest) -> None:
    """Send whoever did not just prove who they are to do so, and back to this page afterwards.

    Ask at the page with the form too: what was written in a form that is sent too late is not kept.
    Raises ReauthenticationRequired, which the middleware answers.
    """
    if not is_fresh(request):
        raise ReauthenticationRequired


def while_open(request: HttpRequest, parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts of a file, as long as the session goes on in which it was asked for."""
    remaining = iter(parts)
    while True:
        if not request.session.exists(request.session.session_key or ""):
            record_refusal(request)
            raise Refused(_("This session was ended, so the file was not sent in full."))
        part = next(remaining, None)
        if part is None:
            return
        yield part


def ways_to_prove(request: HttpRequest) -> list[str]:
    """The addresses where a signed-in user proves anew who they are; the usual one first."""
    return [method["url"] for method in get_adapter().get_reauthentication_methods(request.user)]
