"""A form whose sending carries out one action, once."""

import uuid
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from casework.audit.actions import accept_submission, finish_submission
from casework.audit.models import Submission
from casework.audit.refusals import record_refusal
from casework.lib.errors import Refused, Stale
from casework.lib.stale_forms import renew


class ActionForm(forms.Form):
    """Carries a key drawn when the form was shown: sent twice, it is carried out once."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    both_versions: Sequence[dict[str, Any]] = ()  # where somebody else was first: rows of side_by_side.html

    def __getitem__(self, name: str) -> forms.BoundField:
        """A form that edits carries what it showed: see lib/stale_forms.py. Subclasses add fields late."""
        if "version" in self.fields and name in self.fields and not self.fields[name].widget.is_hidden:
            self.fields[name].show_hidden_initial = True
        return super().__getitem__(name)


def carry_out(
    request: HttpRequest,
    form: forms.Form,
    action: Callable[..., Any],
    *args: Any,
    success: str = "",
    to: Any = None,
    **extra: Any,
) -> HttpResponseRedirect | None:
    """Carry out `action(*args, **cleaned data, **extra, by=user)` when the form was sent and is valid.

    Returns the redirect to `to` (or to what the action returned). Returns None when there is nothing to carry
    out, or when the action refused; its reason then stands among the errors of the form.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    data = {name: value for name, value in form.cleaned_data.items() if name != "submission"}
    key = form.cleaned_data.get("submission") or uuid.uuid4()
    if (earlier := Submission.objects.filter(key=key).first()) is not None:
        return _sent_before(request, earlier)
    try:
        with transaction.atomic():
            accept_submission(key)
            result = action(*args, **data, **extra, by=request.user)
            url = redirect(to or result).url
            finish_submission(key, url)
    except Refused as refusal:
        record_refusal(request)
        stale = isinstance(refusal, Stale) and "version" in form.initial
        form.add_error(None, _renewed(form) if stale else str(refusal))
        return None
    except IntegrityError:
        if (earlier := Submission.objects.filter(key=key).first()) is None:
            raise
        return _sent_before(request, earlier)
    if success:
        messages.success(request, success)
    return HttpResponseRedirect(url)


def _renewed(form: forms.Form) -> str:
    """Both versions stand on the page; sent again, what the form says then counts."""
    form.both_versions = renew(form)  # type: ignore[attr-defined]
    if form.both_versions:  # type: ignore[attr-defined]
        return _(
            "Somebody else changed this record while you had it open, so nothing was saved. Where you typed"
            " something else, both versions stand below: mend your form, then save it. What you save counts."
        )
    return _(
        "Somebody else changed this record while you had it open, so nothing was saved. What they wrote now stands"
        " in the form beside what you typed: look at it, and save again."
    )


def answer_script(
    request: HttpRequest, form: forms.Form, done: HttpResponseRedirect | None
) -> JsonResponse | None:
    """The answer to a script that sent the form on (static/js/outbox.js): that it was carried out, or why not.

    None where a person sent it. What was said for a page is said to the script's own list instead.
    """
    if request.method != "POST" or request.headers.get("Accept") != "application/json":
        return None
    list(messages.get_messages(request))
    if done is not None:
        return JsonResponse({"done": True})
    return JsonResponse({"errors": _sentences(form)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _sentences(form: forms.Form) -> list[str]:
    labelled = [(form[name].label if name in form.fields else "", said) for name, said in form.errors.items()]
    return [f"{label}: {error}" if label else str(error) for label, said in labelled for error in said]


def _sent_before(request: HttpRequest, earlier: Submission) -> HttpResponseRedirect:
    messages.info(request, _("This form had been sent before. It was carried out once."))
    return HttpResponseRedirect(earlier.url)
