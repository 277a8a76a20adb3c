"""What DESIGN §4 says of news, in plain Python: it shares no table, no rule and no import with the program.

`Snapshot` is what the database holds, as plain rows. `Memory` is what a bystander remembers of the steps that were
carried out: who did what to whom. `wrongs` compares the two, before and after a step, and says each breach.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace

Rows = dict[int, SimpleNamespace]

# Who may do what, by the roles of DESIGN §1.
MAY = {
    "link": {"caseworker", "supervisor", "data_steward"},
    "arrive": {"supervisor", "verification_officer"},
    "verify": {"verification_officer"},
    "propose": {"caseworker", "supervisor"},
    "approve_death": {"supervisor"},
    "edit": {"caseworker", "supervisor"},
    "approve": {"supervisor"},
    "tell": {"caseworker", "supervisor"},
    "retract": {"supervisor"},
    "case": {"caseworker", "supervisor"},
    "relative": {"intake", "caseworker", "supervisor"},
    "import": {"data_steward"},
    "template": {"supervisor"},
}
# Wordings from which news is prepared belong to all organisations; each reads and approves what comes of them.
SHARED = {"template"}
STEPS = {
    "prepared": {"approved", "retracted"},
    "approved": {"prepared", "delivered", "unreachable", "declined", "retracted"},
    "unreachable": {"approved", "retracted"},
    "declined": {"approved", "retracted"},
    "delivered": {"retracted"},
    "retracted": set(),
}
FATES = {"returned", "deceased", "located"}
AS_APPROVED = {"approved", "delivered", "unreachable", "declined"}
CASE_ENDED = {"closed", "withdrawn"}


@dataclass(frozen=True)
class Snapshot:
    people: Rows
    cases: Rows
    family: Rows
    entries: Rows
    links: Rows
    verifications: Rows
    changes: Rows
    news: Rows
    attempts: Rows
    events: int

    def last_change(self, person: int) -> SimpleNamespace | None:
        """The step of the person's status that took effect last."""
        steps = [c for c in self.changes.values() if c.person_id == person and c.effective_at is not None]
        return max(steps, key=lambda c: (c.effective_at, c.id), default=None)


@dataclass(frozen=True)
class Verified:
    person: int
    linker: int
    verifier: int


@dataclass
class Memory:
    """What was carried out so far, by the steps themselves and not by what the database says of them."""

    roles: dict[int, set[str]] = field(default_factory=dict)  # by user; empty when disabled
    strangers: set[int] = field(default_factory=set)  # users of another organisation
    links: dict[int, tuple[int, int]] = field(default_factory=dict)  # entry: person, linker
    verified: dict[int, Verified] = field(default_factory=dict)  # by entry, until disputed
    deaths: dict[int, tuple[int, int]] = field(default_factory=dict)  # status change: proposer, approver
    proposers: dict[int, int] = field(default_factory=dict)  # status change: who proposed or took it by hand
    writers: dict[int, int] = field(default_factory=dict)  # news: who edited its wording last
    approved: dict[int, tuple[int, str]] = field(default_factory=dict)  # news: approver, words they had read
    told: dict[int, tuple[int, str]] = field(default_factory=dict)  # news: teller, words they had read
    reached: dict[str, int] = field(default_factory=dict)  # how often each kind of step was carried out

    def may(self, user: int, what: str) -> bool:
        ours = user not in self.strangers or what in SHARED
        return ours and bool(self.roles[user] & MAY[what])

    def count(self, what: str) -> None:
        self.reached[what] = self.reached.get(what, 0) + 1


def wrongs(before: Snapshot, after: Snapshot, memory: Memory) -> list[str]:
    """Every breach that stands in `after`, or that the step from `before` made."""
    found = [*_statuses(after), *_verifications(after), *_attempts(after, memory)]
    for news in after.news.values():
        found += _standing(news, after, memory)
        found += _step(news, before.news.get(news.id), after, memory)
    gone = set(before.news) - set(after.news)
    return [*found, *(f"news {key}: it is gone" for key in gone)]


def unsettled(after: Snapshot) -> list[str]:
    """What must not be left once the system has prepared the news: news that waits and is no longer so."""
    return [
        f"news {n.id}: waits to be {n.status}, but the person is {after.people[n.person_id].status}"
        for n in after.news.values()
        if n.status in {"prepared", "approved"} and not _in_effect(n, after)
    ]


def _statuses(after: Snapshot) -> Iterator[str]:
    """A person has the status of the step that took effect last; a death had two people of different roles."""
    for person in after.people.values():
        last = after.last_change(person.id)
        if person.status != (last.to_status if last else "missing"):
            yield f"person {person.id}: is {person.status}, not what the last step says"
    for c in after.changes.values():
        if c.to_status == "deceased" and c.effective_at is not None:
            if None in (c.by_id, c.approved_by_id) or c.by_id == c.approved_by_id:
                yield f"change {c.id}: a death was approved by whoever proposed it"
            if not c.by_role or c.by_role == c.approved_role:
                yield f"change {c.id}: a death needs people of two roles"


def _verifications(after: Snapshot) -> Iterator[str]:
    for v in after.verifications.values():
        if v.outcome != "verified":
            continue
        linkers = {
            link.confirmed_by_id
            for link in after.links.values()
            if (link.entry_id, link.person_id) == (v.entry_id, v.person_id)
            and link.confirmed_at <= v.at
            and (link.undone_at is None or link.undone_at >= v.at)
        }
        if not linkers:
            yield f"verification {v.id}: the entry was not linked to that person"
        if v.by_id in linkers or v.linked_by_id not in linkers:
            yield f"verification {v.id}: by its linker {linkers}, or another linker is written in it"
    live = [(link.entry_id,) for link in after.links.values() if link.undone_at is None]
    if len(live) != len(set(live)):
        yield "an entry has two live links"


def _attempts(after: Snapshot, memory: Memory) -> Iterator[str]:
    tellings = [a for a in after.attempts.values() if a.outcome == "told"]
    if sorted(a.notification_id for a in tellings) != sorted(memory.told):
        yield "the tellings on record are not those that took place, each once"
    if any(a.channel == "message" for a in tellings):
        yield "news was told by a message"
    told = [
        (after.news[a.notification_id].relative_id, after.news[a.notification_id].status_change_id)
        for a in tellings
    ]
    if len(told) != len(set(told)):
        yield "a relative was told the same news twice"


def _standing(news: SimpleNamespace, after: Snapshot, memory: Memory) -> Iterator[str]:
    """What holds of a notification at any time."""
    change = after.changes[news.status_change_id]
    if news.tells not in FATES or change.to_status != news.tells or change.effective_at is None:
        yield f"news {news.id}: tells {news.tells}, which is not in effect"
    if not news.person_id == change.person_id == after.cases[news.case_id].person_id:
        yield f"news {news.id}: of one person, for the family of another"
    if not any((f.case_id, f.relative_id) == (news.case_id, news.relative_id) for f in after.family.values()):
        yield f"news {news.id}: for somebody who is not of the family"
    if news.status in AS_APPROVED:
        yield from _approval(news, change, memory)
    yield from _telling(news, memory)


def _approval(news: SimpleNamespace, change: SimpleNamespace, memory: Memory) -> Iterator[str]:
    approver, words = memory.approved.get(news.id, (None, ""))
    if approver is None or news.approved_by_id != approver:
        yield f"news {news.id}: is {news.status}, and nobody approved it"
    elif not news.wording.encode() == news.approved_wording.encode() == words.encode():
        yield f"news {news.id}: the wording is not what the approver had read"
    if approver in (memory.writers.get(news.id), change.by_id, change.approved_by_id):
        yield f"news {news.id}: approved by whoever prepared it"


def _telling(news: SimpleNamespace, memory: Memory) -> Iterator[str]:
    teller, words = memory.told.get(news.id, (None, news.wording))
    if teller is None and news.status == "delivered":
        yield f"news {news.id}: is delivered, and nobody told it"
    if teller is not None and (news.status not in {"delivered", "retracted"} or news.delivered_by_id != teller):
        yield f"news {news.id}: was told by {teller}, and is {news.status} by {news.delivered_by_id}"
    if words.encode() != news.wording.encode():
        yield f"news {news.id}: other words were told than those on record"


def _step(news: SimpleNamespace, was: SimpleNamespace | None, after: Snapshot, memory: Memory) -> Iterator[str]:
    """What holds at the moment at which a notification takes a step."""
    if was is not None and news.status == was.status:
        return
    if was is None and news.status != "prepared":
        yield f"news {news.id}: was born {news.status}"
    if was is not None and news.status not in STEPS[was.status]:
        yield f"news {news.id}: went from {was.status} to {news.status}"
    if was is None or news.status in {"approved", "delivered"}:
        memory.count(f"{news.status} {news.tells}")
        yield from _released(news, after, memory)


def _released(news: SimpleNamespace, after: Snapshot, memory: Memory) -> Iterator[str]:
    """What holds at the moment at which a notification is prepared, approved or told."""
    if not _in_effect(news, after):
        yield f"news {news.id}: {news.status}, and {news.tells} is not so now"
    if after.cases[news.case_id].status in CASE_ENDED:
        yield f"news {news.id}: {news.status} in a case that has ended"
    if news.tells == "returned" and not _identity_holds(news.person_id, memory):
        yield f"news {news.id}: {news.status} without the verified identity of the right person"
    if news.tells == "deceased" and not _two_decided(news.status_change_id, memory):
        yield f"news {news.id}: {news.status} of a death that two people did not decide"
    if news.status == "delivered" and not _was_their_turn(news, after):
        yield f"news {news.id}: told before somebody who comes first"


def _in_effect(news: SimpleNamespace, after: Snapshot) -> bool:
    last = after.last_change(news.person_id)
    return (
        after.people[news.person_id].status == news.tells and last is not None and last.id == news.status_change_id
    )


def _identity_holds(person: int, memory: Memory) -> bool:
    """Whether an entry that is linked to the person was verified, by another than its linker, and not disputed."""
    return any(
        v.person == person and memory.links.get(entry) == (person, v.linker) and v.verifier != v.linker
        for entry, v in memory.verified.items()
    )


def _two_decided(change: int, memory: Memory) -> bool:
    proposer, approver = memory.deaths.get(change, (0, 0))
    return proposer != approver


def _was_their_turn(news: SimpleNamespace, after: Snapshot) -> bool:
    place = {f.relative_id: f.order for f in after.family.values() if f.case_id == news.case_id}
    tried = {a.notification_id for a in after.attempts.values()}
    return not any(
        other.case_id == news.case_id
        and other.status_change_id == news.status_change_id
        and other.status != "retracted"
        and other.id not in tried
        and place[other.relative_id] < place[news.relative_id]
        for other in after.news.values()
    )
