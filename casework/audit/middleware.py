"""What is shown was put down first, and so was what was refused."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string

from casework.audit.actions import record_parts, record_reads
from casework.audit.reading import Reads, collecting, forget
from casework.audit.refusals import record_refusal, view_name
from casework.lib.errors import Refused

logger = logging.getLogger(__name__)


class AuditMiddleware:
    """Records whose records an answer shows, before it is sent; and every refusal.

    What cannot be recorded is not shown. It stands innermost: what other middleware makes of a refusal, a redirect
    for example, comes after it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with collecting() as reads:
            response = self.get_response(request)
        try:
            return _recorded(request, response, reads)
        except Exception:
            logger.exception("An answer was not recorded, and so not sent")
            response.close()
            return HttpResponse(render_to_string("503.html"), status=HTTPStatus.SERVICE_UNAVAILABLE)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """The transaction of the action is rolled back by now: the refusal is recorded in one of its own."""
        if isinstance(exception, Refused):
            record_refusal(request)
        else:
            forget()  # whatever was read: the page of the error shows nothing of it


def _recorded(request: HttpRequest, response: HttpResponseBase, reads: Reads) -> HttpResponseBase:
    if response.status_code == HTTPStatus.FORBIDDEN or _may_be_somebody_elses(request, response):
        record_refusal(request, status=response.status_code)
    if _shows_something(request, response):
        record_reads(reads, view_name(request), by=request.user)
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = record_parts(iter(response), view_name(request), by=request.user)
    return response


def _may_be_somebody_elses(request: HttpRequest, response: HttpResponseBase) -> bool:
    """A record that was not found. Whether it is somebody else's or nobody's the answer does not tell."""
    asked = bool(request.resolver_match and request.resolver_match.kwargs)
    return response.status_code == HTTPStatus.NOT_FOUND and request.user.is_authenticated and asked


def _shows_something(request: HttpRequest, response: HttpResponseBase) -> bool:
    """A redirect shows nothing, unless it carries a message, which may name whoever was read."""
    return not 300 <= response.status_code < 400 or len(get_messages(request)) > 0
