"""Putting down what was asked for and not given."""

import re
from typing import Any

from django.http import HttpRequest

from casework.audit.actions import record_alone
from casework.audit.chains import CODE


def record_refusal(request: HttpRequest, *, status: int | None = None) -> None:
    """One refused request, by its page and by the codes and keys in its address; `status` where it ended in one.

    Not the sentence that was shown: it may name people.
    """
    match = request.resolver_match
    asked = [value for value in (match.kwargs if match else {}).values() if _is_key(value)]
    data: dict[str, Any] = {"asked": asked} if asked else {}
    if status is not None:
        data["status"] = status
    record_alone("refuse", view_name(request), by=request.user, method=request.method, **data)


def view_name(request: HttpRequest) -> str:
    """How the audit calls a page, as `people:detail`."""
    return request.resolver_match.view_name[:120] if request.resolver_match else "unknown"


def _is_key(value: Any) -> bool:
    return isinstance(value, int) or re.fullmatch(f"{CODE}|[0-9]+", str(value)) is not None
