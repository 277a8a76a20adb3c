"""Where the steps of the workflow are taken: each is rolled back in the end, and judged by the model."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from casework.accounts.models import User
from casework.audit.actions import find_first_fault
from casework.exchanges.models import Entry
from casework.lib.errors import Refused
from casework.notifications.models import Notification
from tests.proofs.notify_model import Memory, wrongs
from tests.proofs.notify_world import STAFF, World, snapshot
from tests.proofs.proof import Proof

WHICH = st.integers(min_value=0, max_value=5)
REFUSED = object()


def who(*fit: str) -> st.SearchStrategy[str]:
    """Anybody, and more often those whose work it is."""
    return st.sampled_from([*fit * 4, *STAFF])


LINKER = who("worker", "all", "head", "steward")
OFFICER = who("officer", "officer-and-head", "all")
HEAD = who("head", "other-head", "officer-and-head", "all")
WORKER = who("worker", "other-worker", "head", "all")
STATUSES = [
    *("missing", "probably_captive", "confirmed_captive", "return_reported", "returned"),
    *("death_reported", "deceased", "located"),
]


class Stage(RuleBasedStateMachine):
    """Who is there, what was before and what the model remembers; `step` takes one and asks what came of it."""

    world: ClassVar[World]
    proof: ClassVar[Proof]
    reached: ClassVar[dict[str, int]]

    def __init__(self) -> None:
        super().__init__()
        self.run = transaction.atomic()
        self.run.__enter__()
        world = self.world
        self.memory = Memory(
            roles={world.users[name].pk: set(map(str, roles)) for name, roles in STAFF.items()},
            strangers={world.users["stranger"].pk},
            reached=self.reached,
        )
        self.pages: dict[int, list[tuple[int, str]]] = {}  # news: what people have open, version and words
        self.staff: dict[str, User] = {}
        self.versions = list(world.lists)
        self.added = 0
        self.changed = True
        self.before = snapshot()

    def teardown(self) -> None:
        try:
            assert find_first_fault() is None
        finally:
            transaction.set_rollback(True)
            self.run.__exit__(None, None, None)

    # Taking a step, and asking what came of it.

    def step(
        self, name: str, duty: str, act: Callable[..., Any], /, *args: Any, then: Any = None, **fields: Any
    ) -> None:
        """`act` by the user of that name, who may be refused; when it is carried out, `then` remembers it."""
        user = self.user(name)
        found = []
        try:
            done = act(*args, **fields, by=user)
        except Refused:
            done = REFUSED
        except IntegrityError as error:
            done = REFUSED
            found.append(f"only the database refused: {error}")
        if done is not REFUSED:
            self.memory.count(act.__name__)
            if not self.memory.may(user.pk, duty):
                found.append(f"{name} was let do {act.__name__}")
            if then is not None:
                then(user.pk, done)
        self.look(f"{act.__name__} by {name}", found, changed=done is not REFUSED)

    def look(self, said: str, found: list[str], *, changed: bool = True) -> None:
        after = snapshot()
        if not changed and after != self.before:
            found.append("a refused step changed something")
        found += wrongs(self.before, after, self.memory)
        self.changed = self.changed or after != self.before
        self.before = after
        self.proof.check(not found, f"{said}: {'; '.join(found)}")
        assert not found, found

    def user(self, name: str) -> User:
        """Read anew whenever what they may do has changed, as with a new request."""
        if name not in self.staff:
            self.staff[name] = self.world.user(name)
        return self.staff[name]

    def of(self, rows: dict[int, Any], which: int) -> int | None:
        """One of the latest rows."""
        keys = sorted(rows, reverse=True)[:6]
        return keys[which % len(keys)] if keys else None

    def entry(self, which: int) -> Entry:
        return Entry.objects.get(pk=self.of(self.before.entries, which))

    def news(self, which: int) -> Notification:
        """Of those that wait for somebody, or else of all."""
        return Notification.objects.get(pk=self.of(self.waiting() or self.before.news, which))

    def any_news(self, which: int) -> Notification:
        """Of those that ended, or else of all."""
        ended = {
            key: n for key, n in self.before.news.items() if n.status in ("unreachable", "declined", "delivered")
        }
        return Notification.objects.get(pk=self.of(ended or self.before.news, which))

    def waiting(self) -> dict[int, Any]:
        return {key: n for key, n in self.before.news.items() if n.status in ("prepared", "approved")}

    def page(self, news: Notification, age: int) -> tuple[int, str]:
        """What somebody has before them: read just now, or left open since."""
        pages = self.pages.setdefault(news.pk, [])
        if (news.version, news.wording) not in pages:
            pages.append((news.version, news.wording))
        return pages[max(-1 - age, -len(pages))]

    def has_news(self) -> bool:
        return bool(self.before.news)
