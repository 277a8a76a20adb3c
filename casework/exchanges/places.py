"""Where each reviewer of an exchange stands: they find their place again, and two at once get different entries.

A courtesy, not a lock: it is kept in the cache. What two decide at once is settled by the version of the entry.
"""

from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from casework.accounts.models import User
from casework.exchanges.models import Entry, Exchange

KEPT = timedelta(days=7)
HELD = timedelta(minutes=10)  # who has looked at one entry for longer has left


class Places:
    """Of the reviewers of one exchange."""

    def __init__(self, exchange: Exchange, user: User) -> None:
        self.key, self.user = f"review:{exchange.pk}", user
        # By key of each reviewer, the code of the entry before them, and since when, in seconds of the epoch.
        self.all: dict[int, tuple[str, float]] = cache.get(self.key, {})

    @property
    def own(self) -> str:
        """The code of the entry that the user saw last, or ""."""
        return self.all.get(self.user.pk, ("", 0))[0]

    @property
    def held(self) -> frozenset[str]:
        """The codes of the entries that others have before them now."""
        since = (timezone.now() - HELD).timestamp()
        return frozenset(code for key, (code, at) in self.all.items() if key != self.user.pk and at >= since)

    def stand_at(self, entry: Entry) -> None:
        self.all[self.user.pk] = (entry.reference, timezone.now().timestamp())
        cache.set(self.key, self.all, KEPT.total_seconds())
