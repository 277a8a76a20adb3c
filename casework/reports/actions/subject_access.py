"""Handing a person all that is held on them."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import require_permission
from casework.accounts.models import User
from casework.audit.actions import record
from casework.families.statuses import Harm
from casework.lib.errors import Refused
from casework.people.actions.register import require_held
from casework.people.models import Person
from casework.reports.levels import Level
from casework.reports.models import ReportLog
from casework.reports.names import ReportName
from casework.reports.subject_access import Section, as_csv, as_json, sections_of

NAME = ReportName.SUBJECT_ACCESS


@transaction.atomic
def take_subject_report(
    person: Person, *, purpose: str, form: str, by: User
) -> tuple[ReportLog, list[Section], bytes]:
    """What is held, and the bytes of the file; put down like any report, at its level and with its purpose.

    Of a page to print, the hash in the log is that of the same as JSON.
    """
    require_permission(by, Permission.ERASE_PERSON)
    person = Person.objects.select_related("organisation").get(pk=person.pk)
    require_held(person, by)
    if not purpose.strip():
        raise Refused(_("Say what the report is for: the purpose is kept with it."))
    sections = sections_of(person)
    content = as_csv(sections) if form == "csv" else as_json(sections)
    now = timezone.now()
    log = ReportLog.objects.create(
        report=NAME,
        organisation=person.organisation,
        by=by,
        purpose=purpose.strip()[:300],
        filters={"person": person.reference, "form": form},
        columns=[section.name for section in sections],
        level=Level.R4,
        harm=Harm.NO,
        started_at=now,
        finished_at=now,
        row_count=1,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    record("take_subject_report", person, by=by, log=log.pk, level=log.level, form=form, sha256=log.sha256)
    return log, sections, content
