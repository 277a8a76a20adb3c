"""Guards taken away from the door, to see the proof go red."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from casework.accounts import adapter
from casework.accounts.models import Guess
from casework.accounts.sign_in import actions
from tests.proofs.proof import planted

sound_secret_of = actions.secret_of


def by_address(user: Any, kind: str, request: Any, name: str = "") -> str:
    """Guesses counted for each address: whoever has a thousand has ten thousand guesses."""
    return f"{sound_secret_of(user, kind, request, name)}:{request.META['REMOTE_ADDR']}"


def without_device(user: Any, kind: str, request: Any, name: str = "") -> str:
    """The guesses of strangers count against the owner too."""
    return f"{kind}:{user.pk}" if user else f"{kind}:nobody"


sound_authenticate = adapter.AccountAdapter.authenticate


def refuse_aloud(self: Any, request: Any, **credentials: Any) -> Any:
    """As allauth does it: that there were too many guesses is said."""
    user = sound_authenticate(self, request, **credentials)
    if user is None and actions.take_guess(actions.secret_of(None, "aloud", request)) is None:
        raise self.validation_error("too_many_login_attempts")
    return user


def code_again(totp: Any, code: str) -> bool:
    """Right whenever the app shows it."""
    secret = actions.decrypt(totp.data["secret"])
    counters = actions.yield_hotp_counters_from_time()
    return code in {actions.format_hotp_value(actions.hotp_value(secret, counter)) for counter in counters}


FAULTS: dict[str, Callable[[], AbstractContextManager[None]]] = {
    "no limit": lambda: planted(actions, "take_guess", lambda secret: Guess()),
    "counted by address": lambda: planted(actions, "secret_of", by_address),
    "a refusal of its own": lambda: planted(adapter.AccountAdapter, "authenticate", refuse_aloud),
    "no known device": lambda: planted(actions, "secret_of", without_device),
    "codes count twice": lambda: planted(actions, "_use_up_to", code_again),
    "no hash for an unknown name": lambda: planted(
        AuthenticationBackend, "_mitigate_timing_attack", lambda self, password: None
    ),
    "no hash when there are no guesses left": lambda: planted(adapter, "make_password", lambda password: ""),
}
