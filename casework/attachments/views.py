from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework.access import Permission, require
from casework.accounts.http import AuthedRequest
from casework.attachments import actions
from casework.attachments.forms import AttachmentForm, WithdrawForm
from casework.attachments.models import Attachment
from casework.audit.forms import carry_out
from casework.lib.errors import Refused
from casework.people.models import Person


@require(Permission.RECORD_EVIDENCE)
def attachment_add(request: AuthedRequest, reference: str) -> HttpResponse:
    held = Person.objects.visible_to(request.user).held_by(request.user.organisation)
    person = get_object_or_404(held, reference=reference)
    form = AttachmentForm(request.POST or None, request.FILES or None)
    success = _("The document is on the record.")
    done = carry_out(request, form, partial(_add, person), success=success, to=_shown(person))
    words = {"heading": _("New document"), "submit": _("Save")}
    return done or render(request, "attachments/form.html", {"form": form, "person": person} | words)


def _add(person: Person, *, file: Any, kind: str, remark: str, by: Any) -> Attachment:
    return actions.add_attachment(
        person, kind=kind, content=file.read(), file_name=file.name or "", remark=remark, by=by
    )


@require(Permission.VIEW_PEOPLE)
@require_safe
def attachment_open(request: AuthedRequest, reference: str) -> HttpResponse:
    """A picture is shown, by the copy that was made of it; anything else is a download."""
    attachment = _attachment(request, reference)
    content = actions.open_attachment(attachment, original=False, by=request.user)
    if not attachment.is_picture:
        return _download(attachment, content)
    extension = "png" if attachment.shown_type == "image/png" else "jpg"
    return _answer(content, attachment.shown_type, f'inline; filename="{attachment.reference}.{extension}"')


@require(Permission.VIEW_PEOPLE)
@require_safe
def attachment_small(request: AuthedRequest, reference: str) -> HttpResponse:
    """A picture as it stands on a page; what is none is led to itself."""
    attachment = _attachment(request, reference)
    if attachment.can_be_opened and not attachment.is_picture:
        return redirect(attachment)
    try:
        content = actions.open_small(attachment, by=request.user)
    except Refused as refusal:  # nobody asked for it by hand: the page around it says what there is to say
        raise Http404 from refusal
    return _answer(content, "image/jpeg", f'inline; filename="{attachment.reference}.jpg"')


@require(Permission.RECORD_EVIDENCE)
@require_POST
def attachment_portrait(request: AuthedRequest, reference: str) -> HttpResponse:
    """Whether this picture stands at the head of the record."""
    attachment = _attachment(request, reference)
    if request.POST.get("shown") == "yes":
        actions.choose_portrait(attachment, by=request.user)
        messages.success(request, _("The picture stands at the head of the record."))
    else:
        actions.drop_portrait(attachment, by=request.user)
        messages.success(request, _("The initials stand at the head of the record again."))
    return redirect(_shown(attachment.person))


@require(Permission.RECORD_EVIDENCE)
@require_safe
def attachment_original(request: AuthedRequest, reference: str) -> HttpResponse:
    """The file as it came, byte for byte, for use as evidence."""
    attachment = _attachment(request, reference)
    return _download(attachment, actions.open_attachment(attachment, original=True, by=request.user))


@require(Permission.RECORD_EVIDENCE)
def attachment_withdraw(request: AuthedRequest, reference: str) -> HttpResponse:
    attachment = _attachment(request, reference)
    form = WithdrawForm(request.POST or None)
    success = _("The document is withdrawn.")
    done = carry_out(
        request, form, actions.withdraw_attachment, attachment, success=success, to=_shown(attachment.person)
    )
    words = {"heading": _("Withdraw the document"), "submit": _("Withdraw"), "tone": "bad"}
    context = {"form": form, "person": attachment.person, "attachment": attachment}
    return done or render(request, "attachments/form.html", context | words)


def _attachment(request: AuthedRequest, reference: str) -> Attachment:
    visible = Attachment.objects.visible_to(request.user).select_related("person__organisation")
    return get_object_or_404(visible, reference=reference)


def _download(attachment: Attachment, content: bytes) -> HttpResponse:
    name = f"{attachment.reference}.{attachment.file_type}"
    return _answer(content, "application/octet-stream", f'attachment; filename="{name}"')


def _answer(content: bytes, media_type: str, disposition: str) -> HttpResponse:
    """Nothing in it runs, whatever a browser takes it for."""
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": disposition,
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )


def _shown(person: Person) -> str:
    """Where the documents of a person stand."""
    return reverse("people:documents", args=[person.reference])
