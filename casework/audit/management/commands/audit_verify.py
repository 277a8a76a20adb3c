from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casework.audit.actions import find_first_fault
from casework.audit.models import AuditEvent


class Command(BaseCommand):
    help = "Checks the whole chain of the audit; names the first bad record."

    def handle(self, *args: Any, **options: Any) -> None:
        fault = find_first_fault()
        if fault is not None:
            raise CommandError(f"Audit record {fault[0]}: {fault[1]}.")
        self.stdout.write(f"The audit is whole: {AuditEvent.objects.count()} records.")
