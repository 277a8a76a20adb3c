"""What limits guessing at the door, and by what the owner's own device is known."""

from datetime import UTC, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

GUESSES = 10
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Guess(models.Model):
    """One of the ten guesses at one secret that may be made within an hour; `made_at` is when it was last made."""

    secret = models.CharField(max_length=60, help_text="whose secret, and which: see actions.secret_of")
    number = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["secret", "number"], name="a_guess_is_counted_once"),
            models.CheckConstraint(condition=Q(number__lt=GUESSES), name="ten_guesses_at_a_secret"),
        ]

    def __str__(self) -> str:
        return f"{self.secret} {self.number}"


class KnownDevice(models.Model):
    """A browser in which this user signed in to the end. Strangers who guess do not lock it out."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="known_devices")
    hash = models.CharField(max_length=64, help_text="SHA-256, in hex, of what its cookie holds")
    last_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "hash"], name="a_device_is_known_once_to_a_user")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.last_used_at:%d.%m.%Y}"
