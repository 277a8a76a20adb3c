"""Who must have a second factor, from where, and whether they gave it."""

import ipaddress

from allauth import app_settings as allauth_settings
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from casework.access import Role
from casework.accounts.http import acting
from casework.accounts.models import User
from casework.accounts.sign_in import sessions


def is_given(request: HttpRequest) -> bool:
    """Whether this session has the second factor that its user must give from here."""
    return sessions.has_second_factor(request.session) or not _is_required(request)


def is_set_up(user: User) -> bool:
    """Whether they have an app or a passkey."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def may_be_set_up(request: HttpRequest) -> bool:
    """Whoever needs none in the office sets one up there: else a guessed password would do it from anywhere."""
    return not _is_spared_in_the_office(request) or is_in_trusted_network(request)


def _is_required(request: HttpRequest) -> bool:
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    return not (_is_spared_in_the_office(request) and is_in_trusted_network(request))


def _is_spared_in_the_office(request: HttpRequest) -> bool:
    """Those who do intake and nothing else."""
    return bool(settings.TRUSTED_NETWORKS) and acting(request).roles == {Role.INTAKE}


def is_in_trusted_network(request: HttpRequest) -> bool:
    """Whether the request comes from the office. What a proxy ought to have named and did not is not known."""
    if allauth_settings.TRUSTED_PROXY_COUNT and "X-Forwarded-For" not in request.headers:
        return False
    address = ipaddress.ip_address(get_client_ip(request) or "::")
    return any(address in network for network in settings.TRUSTED_NETWORKS)
