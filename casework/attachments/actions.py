"""Every write about documents; and their reading, which is recorded too."""

import hashlib
import logging
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import Actor, require_permission
from casework.accounts.models import user_or_none
from casework.attachments import vault
from casework.attachments.content import examine, small
from casework.attachments.models import Attachment
from casework.audit.actions import record
from casework.lib.encryption import KEY_BYTES, NotAuthentic, seal_bytes, unseal_bytes
from casework.lib.errors import Refused
from casework.lib.references import new_reference
from casework.people.actions.register import require_held
from casework.people.models import Person

log = logging.getLogger(__name__)
# A file without a row this old belongs to no write that still runs.
ORPHAN_AFTER = 60 * 60


@transaction.atomic
def add_attachment(
    person: Person, *, kind: str, content: bytes, file_name: str = "", remark: str = "", by: Actor
) -> Attachment:
    """Keep a file, whose kind is found by its content. Raises Refused where it is none that can be kept."""
    require_permission(by, Permission.RECORD_EVIDENCE)
    require_held(person, by)
    file_type, shown = examine(content)
    secret = secrets.token_bytes(KEY_BYTES)
    attachment = Attachment(
        reference=new_reference(Attachment, "A"),
        person=person,
        kind=kind,
        remark=remark.strip(),
        file_name=file_name[:200],
        file_type=file_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        shown_type=shown.media_type if shown else "",
        file_secret=b64encode(secret).decode(),
        added_by=user_or_none(by),
    )
    files: list[str] = []
    try:
        files.append(vault.keep(seal_bytes(content, _place(attachment, "original"), secret)))
        if shown:
            files.append(vault.keep(seal_bytes(shown.content, _place(attachment, "shown"), secret)))
        attachment.original_file, attachment.shown_file = (*files, "")[:2]
        with transaction.atomic():
            attachment.save(force_insert=True)
            record("add_attachment", person, by=by, attachment=attachment.reference, sha256=attachment.sha256)
    except BaseException:
        # Without its row nobody could find the file. Where a wider transaction fails, `sweep_attachments` does it.
        _remove(files)
        raise
    return attachment


@transaction.atomic
def open_attachment(attachment: Attachment, *, original: bool, by: Actor) -> bytes:
    """The file, and the record of who read it: the copy that is shown, or else the original.

    The original of a picture, with all that the camera wrote into it, takes the right to record evidence.
    """
    require_permission(by, Permission.VIEW_PEOPLE)
    if original and attachment.is_picture:
        require_permission(by, Permission.RECORD_EVIDENCE)
    _require_standing(attachment)
    original = original or not attachment.is_picture
    copy = "original" if original else "shown"
    content = _unsealed(attachment, copy)
    record("read_attachment", attachment.person, by=by, attachment=attachment.reference, copy=copy)
    return content


@transaction.atomic
def open_small(attachment: Attachment, *, by: Actor) -> bytes:
    """A JPEG of a picture, as small as it stands on a page, and the record of who saw it."""
    require_permission(by, Permission.VIEW_PEOPLE)
    _require_standing(attachment)
    content = small(_unsealed(attachment, "shown"))
    record("read_attachment", attachment.person, by=by, attachment=attachment.reference, copy="small")
    return content


@transaction.atomic
def choose_portrait(attachment: Attachment, *, by: Actor) -> Attachment:
    """Show this picture at the head of the person's record, and no other."""
    require_permission(by, Permission.RECORD_EVIDENCE)
    require_held(attachment.person, by)
    _require_standing(attachment)
    if not attachment.is_picture:
        raise Refused(_("This document is no picture: choose a photograph."))
    _drop_portraits(attachment.person)
    chosen = Attachment.objects.standing().filter(pk=attachment.pk).exclude(shown_file="")
    if not chosen.update(portrait_since=timezone.now()):
        raise Refused(_("This document was withdrawn already."))
    attachment.refresh_from_db()
    record("choose_portrait", attachment.person, by=by, attachment=attachment.reference)
    return attachment


@transaction.atomic
def drop_portrait(attachment: Attachment, *, by: Actor) -> Attachment:
    """Show the initials again."""
    require_permission(by, Permission.RECORD_EVIDENCE)
    require_held(attachment.person, by)
    if not _drop_portraits(attachment.person):
        raise Refused(_("No picture is shown at the head of this record."))
    attachment.refresh_from_db()
    record("drop_portrait", attachment.person, by=by, attachment=attachment.reference)
    return attachment


def _drop_portraits(person: Person) -> int:
    return Attachment.objects.filter(person=person).exclude(portrait_since=None).update(portrait_since=None)


@transaction.atomic
def withdraw_attachment(attachment: Attachment, *, reason: str, by: Actor) -> Attachment:
    """It was put on the wrong record, or is false. It stays, with the reason, and is shown no more."""
    require_permission(by, Permission.RECORD_EVIDENCE)
    require_held(attachment.person, by)
    if not reason.strip():
        raise Refused(_("Give the reason: whoever reads this later must understand it."))
    withdrawn = Attachment.objects.standing().filter(pk=attachment.pk)
    if not withdrawn.update(
        withdrawn_at=timezone.now(),
        withdrawn_by=user_or_none(by),
        withdrawn_reason=reason.strip()[:300],
        portrait_since=None,
    ):
        raise Refused(_("This document was withdrawn already."))
    attachment.refresh_from_db()
    record("withdraw_attachment", attachment.person, by=by, attachment=attachment.reference)
    return attachment


@transaction.atomic
def destroy_attachment_files(person: Person, *, by: Actor) -> int:
    """Part of an erasure: the files of a person, their names and what they show are gone; that they were is kept.

    Returns how many records lost their files. The secrets go with the transaction, the files after it; a copy of
    the disk is noise from then on.
    """
    destroyed = list(Attachment.objects.select_for_update().filter(person=person, destroyed_at=None))
    files = [name for one in destroyed for name in (one.original_file, one.shown_file) if name]
    Attachment.objects.filter(pk__in=[one.pk for one in destroyed]).update(
        destroyed_at=timezone.now(),
        portrait_since=None,
        original_file="",
        shown_file="",
        shown_type="",
        file_secret="",
        file_name="",
        remark="",
        sha256="",
    )
    record("destroy_attachment_files", person, by=by, attachments=[one.reference for one in destroyed])
    transaction.on_commit(partial(_remove, files))
    return len(destroyed)


def sweep_files() -> tuple[int, list[str]]:
    """Remove the files without a row; returns how many, and the codes of the rows whose files are missing."""
    found = set(vault.names(older_than=ORPHAN_AFTER))
    every = set(vault.names(older_than=0))
    kept: set[str] = set()
    missing = []
    for code, *files in Attachment.objects.values_list("reference", "original_file", "shown_file").iterator():
        kept.update(files)
        if not {name for name in files if name} <= every:
            missing.append(code)
    orphans = found - kept
    _remove(orphans)
    return len(orphans), missing


def _remove(files: Iterable[str]) -> None:
    for name in files:
        vault.remove(name)


def _require_standing(attachment: Attachment) -> None:
    if attachment.destroyed_at:
        raise Refused(_("The files of this document were erased."))
    if attachment.withdrawn_at:
        raise Refused(_("This document was withdrawn: %s") % attachment.withdrawn_reason)


def _unsealed(attachment: Attachment, copy: str) -> bytes:
    name = attachment.original_file if copy == "original" else attachment.shown_file
    try:
        content = unseal_bytes(vault.read(name), _place(attachment, copy), b64decode(attachment.file_secret))
    except (FileNotFoundError, NotAuthentic) as error:
        log.error("The file of %s is missing or was altered: %s", attachment.reference, type(error).__name__)
        raise Refused(_("The file of this document is missing or was altered. Tell the administrator.")) from error
    return content


def _place(attachment: Attachment, copy: str) -> str:
    return f"{attachment.reference} {copy}"
