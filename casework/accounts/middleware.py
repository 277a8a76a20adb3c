"""What holds for every answer of the site."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import auth, messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from casework.accounts.http import acting
from casework.accounts.sign_in import actions, second_factor, sessions
from casework.lib.errors import Refused

GetResponse = Callable[[HttpRequest], HttpResponse]
# Open to whoever has signed in and has something left to do before they may go on.
ALWAYS_OPEN = {"account_logout", "set_language"}
PROVING = {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
SETTING_UP = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn"}
PERMISSIONS = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(),"
    " fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(),"
    " microphone=(), midi=(), payment=(), picture-in-picture=(), screen-wake-lock=(), serial=(), usb=(),"
    " xr-spatial-tracking=(), publickey-credentials-create=(self), publickey-credentials-get=(self)"
)
# What no browser shows as a page, or runs in one of its own: policies of a page are twenty times a burden there.
NO_DOCUMENTS = {"text/css", "text/javascript"}


class HeadersMiddleware:
    """No page of ours uses a sensor, a camera or a payment, and no other site uses anything of ours."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: Any = self.get_response(request)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        if response.get("Content-Type", "").partition(";")[0] in NO_DOCUMENTS:
            response._csp_exempt = True
        else:
            response["Permissions-Policy"] = PERMISSIONS
        return response


class NulByteMiddleware:
    """A NUL byte is no text, and PostgreSQL takes none: whatever brings one is answered with 400."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or any("\0" in text for text in _texts(request.GET)):
            raise BadRequest("A NUL byte in the address.")
        # A multipart form is looked into below, once it is known who sends it: its files come with it.
        if request.content_type != "multipart/form-data" and any("\0" in text for text in _texts(request.POST)):
            raise BadRequest("A NUL byte in the form.")
        return self.get_response(request)


class MultipartNulByteMiddleware:
    """The same for a form with files; after whoever is not signed in was sent away."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        if request.content_type == "multipart/form-data" and any("\0" in text for text in _texts(request.POST)):
            raise BadRequest("A NUL byte in the form.")


def _texts(fields: QueryDict) -> Iterator[str]:
    for name, values in fields.lists():
        yield name
        yield from map(str, values)


class NoStoreMiddleware:
    """Nothing that is shown behind sign-in stays in a cache, the browser's own included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "no-store"
        return response


class SignInMiddleware:
    """Ends sessions at their limits. Whoever has something left to do at the door can do nothing else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        because = sessions.over(request.session) if request.user.is_authenticated else ""
        if because:
            return _end(request, because)
        if request.user.is_authenticated and not _asked_by_itself(request) and sessions.see(request.session):
            actions.note_seen(request.session.session_key or "")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *arguments: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or request.resolver_match is None:
            return None
        wanting = _what_is_left_to_do(request)
        if wanting is None or request.resolver_match.view_name in wanting[1] | ALWAYS_OPEN:
            return None
        return _send_to(request, f"{resolve_url(wanting[0])}?{urlencode({'next': _here(request)})}")


def _asked_by_itself(request: HttpRequest) -> bool:
    """The page asks every few seconds how a job goes on: nobody need be sitting before it."""
    return "X-Polling" in request.headers


def _end(request: HttpRequest, because: str) -> HttpResponse:
    actions.record_sign_out(request.user, because=because)
    auth.logout(request)
    if because == "idle":
        messages.info(
            request, _("You were signed out, since nothing was done for a while. What you saved is saved.")
        )
    else:
        messages.info(request, _("You were signed out: a session lasts half a day. What you saved is saved."))
    response = _send_to(request, f"{resolve_url('account_login')}?{urlencode({'next': _here(request)})}")
    # Not the storage: what a telephone without a connection kept there, sealed, is sent after the next sign-in.
    response["Clear-Site-Data"] = '"cache"'
    return response


def _what_is_left_to_do(request: HttpRequest) -> tuple[str, set[str]] | None:
    """The page where it is done, and all pages that are needed for it; None where nothing is left."""
    user = acting(request)
    if user.must_change_password:
        return "account_change_password", {"account_change_password"}
    if second_factor.is_given(request):
        return None
    if second_factor.is_set_up(user):
        ways = [way for way in sessions.ways_to_prove(request) if way != resolve_url("account_reauthenticate")]
        return ways[0], PROVING
    return "mfa_index", SETTING_UP | PROVING


def _here(request: HttpRequest) -> str:
    """The page that the reader is on, or wants to see."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    page = urlsplit(resolve_url(came_from(request)))
    return f"{page.path}?{page.query}" if page.query else page.path


def _send_to(request: HttpRequest, url: str) -> HttpResponse:
    """Also where htmx asked for a part of a page: the whole page goes there."""
    return HttpResponseClientRedirect(url) if request.headers.get("HX-Request") else redirect(url)


class RefusedMiddleware:
    """A refused action takes the reader back to where they were, and says why.

    Where they must prove anew who they are, they are sent to do so. What they had sent is not kept meanwhile.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, ReauthenticationRequired):
            way = next(iter(sessions.ways_to_prove(request)), resolve_url("account_reauthenticate"))
            return _send_to(request, f"{way}?{urlencode({'next': _here(request)})}")
        if not isinstance(exception, Refused):
            return None
        messages.error(request, str(exception))
        url = came_from(request)
        if request.method == "GET" and url == request.build_absolute_uri():
            url = "desk"  # the page itself: it would be refused again, for ever
        return redirect(url)


def came_from(request: HttpRequest) -> str:
    """The page of this site that the reader came from, or the desk."""
    url = request.META.get("HTTP_REFERER", "")
    if url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return url
    return "desk"
