"""A request is saved as it is typed: nothing of a conversation is lost when the browser dies."""

import json
import uuid
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import require_permission
from casework.accounts.models import SYSTEM, User
from casework.audit.actions import Done, record, record_all
from casework.audit.models import Submission
from casework.families.models import RequestDraft
from casework.lib.errors import Refused
from casework.lib.versions import update_row

KEPT = timedelta(days=14)
_LONGEST = 50_000
_DROPPED_AT_ONCE = 100


@transaction.atomic
def save_request_draft(key: uuid.UUID, *, content: Mapping[str, str], by: User) -> RequestDraft | None:
    """Keep what was typed so far in the form with this key; None where the request is registered by now.

    In the audit stands that a draft was begun and that it ended, not every pause in which it was saved.
    """
    require_permission(by, Permission.OPEN_CASE)
    text = json.dumps({name: value for name, value in content.items() if value}, ensure_ascii=False)
    if len(text) > _LONGEST:
        raise Refused(_("This is too long to be kept. Register the request, and add the rest as a note."))
    draft = RequestDraft.objects.select_for_update().filter(key=key).first()
    if Submission.objects.filter(key=key).exists() or (draft is not None and draft.user_id != by.pk):
        return None
    if draft is None:
        draft = RequestDraft.objects.create(key=key, user=by, content=text)
        record("begin_request_draft", draft, by=by)
    else:
        update_row(draft, content=text, saved_at=timezone.now())
    return draft


@transaction.atomic
def end_request_draft(key: uuid.UUID, *, by: User) -> None:
    """The request is registered, or nothing is to become of it. Without a draft there is nothing to do."""
    draft = RequestDraft.objects.select_for_update().filter(key=key, user=by).first()
    if draft is not None:
        record("end_request_draft", draft, by=by)
        draft.delete()


@transaction.atomic
def drop_old_drafts() -> int:
    """Destroy the drafts that nobody went on with for KEPT; returns how many."""
    old = RequestDraft.objects.filter(saved_at__lt=timezone.now() - KEPT).order_by("pk")
    drafts = list(old.select_for_update(skip_locked=True).only("pk")[:_DROPPED_AT_ONCE]) if old.exists() else []
    record_all([Done("end_request_draft", draft) for draft in drafts], by=SYSTEM)
    RequestDraft.objects.filter(pk__in=[draft.pk for draft in drafts]).delete()
    return len(drafts)
