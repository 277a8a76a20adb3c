from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from casework.accounts.models import SYSTEM
from casework.jobs.key_rotation import rotate_keys


class Command(BaseCommand):
    help = (
        "Seals under the first key of FIELD_KEYS whatever is sealed under a later one. Put the new key first,"
        " start every server anew, run this; when it has succeeded, the older keys can go. Killed, run it again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = rotate_keys(by=SYSTEM)
        for fault in done.faults:
            self.stderr.write(fault)
        if done.faults:
            raise CommandError(
                f"Sealed {done.rows} rows anew; {len(done.faults)} do not open and stay as they are."
            )
        if done.left:
            raise CommandError(f"Sealed {done.rows} rows anew; others are still being saved under an older key.")
        self.stdout.write(
            f"Sealed {done.rows} rows anew: everything is under the key “{settings.FIELD_KEYS[0].id}”."
        )
