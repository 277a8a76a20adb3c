"""Where allauth asks us: who is let in, what is noted of it, and how its secrets are kept."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import unstash_login
from allauth.account.internal.userkit import get_user_by_username
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from casework.accounts import actions
from casework.accounts.models import User
from casework.accounts.sign_in import actions as door
from casework.accounts.sign_in import second_factor, sessions
from casework.lib.encryption import seal, unseal


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator: nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        actions.set_password(user, password=password, by=user)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Guesses are counted in `authenticate`: a refusal of its own would tell that somebody guessed before."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The user whose password it is. No user, wrong and too many: one hash, one answer."""
        name = credentials["username"]
        user = get_user_by_username(name)
        guess = door.take_guess(door.secret_of(user, "password", request, name))
        if guess is None:
            make_password(credentials["password"])
            door.record_failure(request, user, step="password", because="too many guesses")
            return None
        found: User | None = super().authenticate(request, **credentials)
        if found is None:
            because = "wrong" if user else "no such user"
            door.record_failure(request, user, step="password", because=because)
            return None
        door.give_back(guess)
        return found

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        door.record_failure(request, user, step="password", because="not active")
        return super().respond_user_inactive(request, user)

    def login(self, request: HttpRequest, user: User) -> None:
        if not user.is_active:  # since they gave their password
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        super().login(request, user)
        given = any(way["method"] == "mfa" for way in get_authentication_records(request, user))
        sessions.begin(request.session, second_factor=given)

    def post_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **how)
        door.record_sign_in(request, user)
        if second_factor.is_given(request):
            remember_device(request, response)
        return response

    def logout(self, request: HttpRequest) -> None:
        door.record_sign_out(request.user)
        super().logout(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not sessions.is_fresh(context.request)

    def is_safe_url(self, url: str) -> bool:
        """Of this site, and of no other host that may be trusted for something else."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("desk")


def remember_device(request: HttpRequest, response: HttpResponse) -> None:
    """From now on the guesses of strangers do not count against this user on this device."""
    response.set_signed_cookie(
        settings.DEVICE_COOKIE_NAME,
        door.remember_device(request.user, door.device_secret(request)),
        max_age=settings.DEVICE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of apps and recovery codes sealed, each for the user whose it is."""

    def encrypt(self, text: str) -> str:
        return seal(text, _place(), settings.FIELD_KEYS)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, _place(), settings.FIELD_KEYS)

    def get_totp_label(self, user: User) -> str:
        return user.username

    def generate_authenticator_name(self, user: User, type: str) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}


def _place() -> str:
    """Where the secrets stand of whoever is signed in, or is about to be."""
    user = context.request.user
    if not user.is_authenticated:
        login = unstash_login(context.request, peek=True)
        user = login.user if login else user
    return place_of_second_factor(user.pk)


def place_of_second_factor(user_id: int) -> str:
    return f"mfa_authenticator.data:{user_id}"
