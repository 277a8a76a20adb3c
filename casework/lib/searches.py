"""What somebody types to search for is a name or a telephone: in an address it travels sealed.

A form that searches is posted, with a field `search`. It is answered with a redirect to the same page, whose query
holds the filters as they are and what was typed as a sealed text that opens for this user alone. So a search has
an address, to which one can go back, and neither the log of a proxy nor the history of a browser reads it.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

from casework.lib.encryption import NotAuthentic, key_of, seal, unseal

# The fields in which somebody types whom or what they look for, of every form that searches.
TYPED = ("q", "actor", "code", "subject")
_MARKS = ("search", "csrfmiddlewaretoken")
_FORM = "application/x-www-form-urlencoded"


class SearchMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
        """After the checks of the sign-in and of the token of the form."""
        if request.method != "POST" or request.content_type != _FORM or "search" not in request.POST:
            return None
        query = request.POST.copy()
        for mark in _MARKS:
            query.pop(mark, None)
        for name, values in list(query.lists()):
            query.setlist(name, [_sealed(request, value) if name in TYPED else value for value in values if value])
        said = query.urlencode()
        return HttpResponseRedirect(f"{request.path}?{said}" if said else request.path)


def asked(request: HttpRequest) -> QueryDict:
    """The filters of the page, with what was typed opened."""
    query = request.GET.copy()
    for name in TYPED:
        if text := query.get(name):
            query[name] = opened(request, str(text))
    return query


def opened(request: HttpRequest, text: str) -> str:
    """What was typed; nothing, and a word to the reader, where it was sealed for somebody else or long ago."""
    if key_of(text) is None:
        return text
    try:
        return unseal(text, _place(request), settings.FIELD_KEYS)
    except NotAuthentic:
        messages.info(request, _("This search can no longer be read. Search anew."))
        return ""


def _sealed(request: HttpRequest, text: str) -> str:
    return seal(" ".join(text.split()), _place(request), settings.FIELD_KEYS)


def _place(request: HttpRequest) -> str:
    return f"search:{getattr(request.user, 'pk', None)}"
