"""At the door: guesses are counted, codes are used up, devices become known, and all of it is in the audit."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal.cryptokit import compare_user_code
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from casework.accounts.sign_in.models import GUESSES, LONG_AGO, Guess, KnownDevice
from casework.audit.actions import record, record_alone
from casework.lib.errors import Refused

HOUR = timedelta(hours=1)
MOST_DEVICES = 20
# Names that nobody has share this many rows of guesses: strangers cannot fill the table with inventions.
_NOBODIES = 1024


@dataclass(frozen=True)
class Stranger:
    """Stands in the audit for whoever has not proved to be the user whose organisation this is."""

    organisation: Any
    pk = None

    def get_username(self) -> str:
        return "not signed in"


# Guesses


def take_guess(secret: str) -> Guess | None:
    """One of the ten guesses at `secret` in an hour; None where all are taken.

    Each is made for the first time once, and then moved on by a conditional UPDATE: of any number who ask at the
    same moment, ten get one.
    """
    now = timezone.now()
    guesses = Guess.objects.filter(secret=secret)
    for guess in list(guesses.filter(made_at__lte=now - HOUR).order_by("number")):
        if guesses.filter(pk=guess.pk, made_at=guess.made_at).update(made_at=now):
            guess.made_at = now
            return guess
    for number in range(guesses.count(), GUESSES):
        guess, made = guesses.get_or_create(secret=secret, number=number, defaults={"made_at": now})
        if made:
            return guess
    return None


def give_back(guess: Guess) -> None:
    """It was no guess: they knew."""
    Guess.objects.filter(pk=guess.pk, made_at=guess.made_at).update(made_at=LONG_AGO)


def secret_of(user: Any, kind: str, request: HttpRequest, name: str = "") -> str:
    """The secret guessed at, as guesses are counted: of a user, from strange devices or from a known one.

    `user` is None for a `name` that nobody has.
    """
    device = known_device(request, user)
    if user is None:
        number = int(salted_hmac("casework.nobody", name.lower(), algorithm="sha256").hexdigest(), 16) % _NOBODIES
        return f"{kind}:nobody:{number}"
    return f"{kind}:{user.pk}:{device.pk}" if device else f"{kind}:{user.pk}"


# Devices


def known_device(request: HttpRequest, user: Any) -> KnownDevice | None:
    """The device of this request, where `user` signed in from it before."""
    held = _hash(device_secret(request))
    return KnownDevice.objects.filter(user_id=user.pk if user else 0, hash=held).first()


def device_secret(request: HttpRequest) -> str:
    """What the cookie of the device holds; empty where there is none of ours."""
    held = request.get_signed_cookie(settings.DEVICE_COOKIE_NAME, default="", max_age=settings.DEVICE_COOKIE_AGE)
    return str(held)


@transaction.atomic
def remember_device(user: Any, present: str) -> str:
    """The new secret for the device that holds `present`: for this user, and for whoever else uses it."""
    fresh = secrets.token_urlsafe(32)
    if present:
        KnownDevice.objects.filter(hash=_hash(present)).update(hash=_hash(fresh))
    KnownDevice.objects.update_or_create(
        user_id=user.pk, hash=_hash(fresh), defaults={"last_used_at": timezone.now()}
    )
    kept = KnownDevice.objects.filter(user_id=user.pk).order_by("-last_used_at", "-pk")[:MOST_DEVICES]
    KnownDevice.objects.filter(user_id=user.pk).exclude(pk__in=[device.pk for device in kept]).delete()
    return fresh


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


# What is done at the door


def record_sign_in(request: HttpRequest, user: Any) -> None:
    ways = [way.get("type", way["method"]) for way in get_authentication_records(request, user)]
    record_alone("sign_in", user, by=user, ways=ways, address=get_ip(request))


def record_failure(request: HttpRequest, user: Any, *, step: str, because: str) -> None:
    """Somebody was not let in. What they wrote, in the field for the name too, is kept nowhere."""
    by = request.user if request.user.is_authenticated else Stranger(user.organisation if user else None)
    said = {"step": step, "because": because, "address": get_ip(request)}
    record_alone("fail_to_sign_in", user or "user:unknown", by=by, **said)


def record_proof(request: HttpRequest) -> None:
    """A signed-in user has proved anew who they are."""
    user: Any = request.user
    last = get_authentication_records(request, user)[-1]
    record_alone("confirm_identity", user, by=user, way=last.get("type", last["method"]))


def record_sign_out(user: Any, *, because: str = "") -> None:
    """`because` is empty where they chose to, else which limit ended their session."""
    record_alone(
        "end_session" if because else "sign_out", user, by=user, **({"because": because} if because else {})
    )


def note_seen(session_key: str) -> None:
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=timezone.now())


@transaction.atomic
def end_sessions(sessions: Iterable[UserSession], *, by: Any) -> int:
    """Whoever works in these is signed out at their next click. Returns how many there were."""
    ended = 0
    for session in sessions:
        session.end()
        record("end_session", session.user, by=by, because="revoked")
        ended += 1
    return ended


def shut_out(user: Any, *, by: Any) -> None:
    """End all that `user` has open, and forget the devices from which they signed in."""
    end_sessions(UserSession.objects.filter(user_id=user.pk).select_related("user__organisation"), by=by)
    KnownDevice.objects.filter(user_id=user.pk).delete()


# The second factor


def use_code(request: HttpRequest, user: Any, code: str) -> Authenticator | None:
    """The authenticator that `code` is right for, and the code used up; None where it is not, or not any more."""
    guess = take_guess(secret_of(user, "code", request))
    if guess is not None:
        for authenticator in Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN):
            if _use_up(authenticator, code):
                give_back(guess)
                return authenticator
    record_failure(request, user, step="code", because="wrong" if guess else "too many guesses")
    return None


@transaction.atomic
def _use_up(authenticator: Authenticator, code: str) -> bool:
    """Of any number who bring the same code, one is right: the row is locked, and remembers what was used."""
    stored = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    if stored.type == Authenticator.Type.RECOVERY_CODES:
        return bool(stored.wrap().validate_code(code))
    return _use_up_to(stored, code)


def _use_up_to(totp: Authenticator, code: str) -> bool:
    """A code of an app counts once, and no code before it counts any more (RFC 6238, 5.2)."""
    secret = decrypt(totp.data["secret"])
    for counter in yield_hotp_counters_from_time():
        expected = format_hotp_value(hotp_value(secret, counter))
        if counter > totp.data.get("used_to", 0) and compare_user_code(actual=code, expected=expected):
            totp.data["used_to"] = counter
            totp.save(update_fields=["data"])
            return True
    return False


def drop_app(user: Any) -> None:
    """Make room for the app that takes the place of the present one."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()


def note_app(user: Any, code: str) -> None:
    """The app of `user` is set up; the code that showed it is used up."""
    _use_up_to(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP), code)
    record_factor(user, "add_second_factor", "totp")


def record_factor(user: Any, action: str, kind: str) -> None:
    record(action, user, by=user, type=kind)


@transaction.atomic
def remove_second_factor(authenticator: Authenticator, *, by: Any) -> None:
    """Take away an app or a passkey of one's own; never the last one, where one is compulsory."""
    others = Authenticator.objects.select_for_update().filter(user=by).exclude(pk=authenticator.pk)
    has_other = any(other.type != Authenticator.Type.RECOVERY_CODES for other in others)
    if settings.SECOND_FACTOR_REQUIRED and not has_other:
        raise Refused(_("This is your only second factor. Add another one first."))
    authenticator.delete()
    if not has_other:
        Authenticator.objects.filter(user=by).delete()
    record_factor(by, "remove_second_factor", authenticator.type)
