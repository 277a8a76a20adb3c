"""What holds for every answer of the site."""

from collections.abc import Callable, Iterator

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from casework.lib.errors import Refused

GetResponse = Callable[[HttpRequest], HttpResponse]


class NulByteMiddleware:
    """A NUL byte is no text, and PostgreSQL takes none: whatever brings one is answered with 400."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or any("\0" in text for text in _texts(request.GET)):
            raise BadRequest("A NUL byte in the address.")
        # Looking into a multipart form would take in its files before their view can limit them.
        if request.content_type != "multipart/form-data" and any("\0" in text for text in _texts(request.POST)):
            raise BadRequest("A NUL byte in the form.")
        return self.get_response(request)


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
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response


class RefusedMiddleware:
    """A refused action takes the reader back to where they were, and says why."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        messages.error(request, str(exception))
        return redirect(came_from(request))


def came_from(request: HttpRequest) -> str:
    """The page of this site that the reader came from, or the desk."""
    url = request.META.get("HTTP_REFERER", "")
    if url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return url
    return "desk"
