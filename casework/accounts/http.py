from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from casework.accounts.models import User


class AuthedRequest(HttpRequest):
    """A request whose user is signed in, as every view of ours gets it."""

    user: User  # type: ignore[assignment]
    htmx: HtmxDetails
