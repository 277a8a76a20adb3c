"""The check of the audit, from its page."""

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import Actor, require_permission
from casework.audit.actions import find_first_fault, record
from casework.audit.models import AuditEvent
from casework.audit.verify import Fault
from casework.lib.errors import Refused

# More takes longer than an answer may; the command has all the time it needs.
MOST_CHECKED_HERE = 200_000


@transaction.atomic
def check_audit(*, by: Actor) -> Fault | None:
    """The first bad event of the audit and what is wrong with it, None when it is whole; the check is recorded."""
    require_permission(by, Permission.VIEW_AUDIT)
    count = AuditEvent.objects.count()
    if count > MOST_CHECKED_HERE:
        raise Refused(
            _("The audit has %s records: checking them takes too long for a page. Run: manage.py audit_verify")
            % count
        )
    fault = find_first_fault()
    record("check_audit", "audit", by=by, records=count, first_fault=fault.number if fault else None)
    return fault
