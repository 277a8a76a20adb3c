from typing import cast

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from casework.accounts.models import User


class AuthedRequest(HttpRequest):
    """A request whose user is signed in, as every view of ours gets it."""

    user: User
    htmx: HtmxDetails


def acting(request: HttpRequest) -> User:
    """The signed-in user of a request that Django's own code hands us."""
    return cast(User, request.user)
