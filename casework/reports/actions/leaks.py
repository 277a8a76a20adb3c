"""Looking up where a file that leaked came from."""

from django.db import transaction

from casework.access import Permission
from casework.accounts.actions import Actor, require_permission
from casework.audit.actions import record
from casework.reports.recognition import Recognised, recognise


@transaction.atomic
def recognise_export(content: bytes, name: str, *, by: Actor) -> list[Recognised]:
    """The exports that the file can be, the sure ones first; the question is put down. Raises UnreadableFile."""
    require_permission(by, Permission.VIEW_AUDIT)
    found = recognise(content, name)
    record("recognise_export", "audit", by=by, found=[f"reportlog:{one.log.pk}" for one in found])
    return found
