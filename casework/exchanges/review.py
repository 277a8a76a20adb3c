"""What a reviewer sees: which entry is next, whom it can mean and why, and the two records side by side."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from casework.accounts.models import User
from casework.exchanges.actions.candidates import live_candidates
from casework.exchanges.models import Candidate, Entry, EntryQuerySet, Exchange, Link
from casework.exchanges.models.links import percent_of
from casework.exchanges.statuses import Arrival, EntryStatus, IdentityCheck
from casework.families.sharing import fields_open
from casework.families.statuses import PERSON_FIELDS, ReferableField
from casework.matching.reasons import Reason
from casework.matching.side_by_side import NAMES, compared, in_words
from casework.names.folding import folds
from casework.people.models import Person, PersonName
from casework.people.statuses import NameKind

_GROUPS = {
    **dict.fromkeys(("born", "sex", "place_of_birth"), ReferableField.BIRTH),
    **dict.fromkeys(("category", "rank", "unit", "place_of_capture"), ReferableField.CAPTURE),
}
SCORED_BY = frozenset(_GROUPS.values())


@dataclass(frozen=True)
class Queue:
    """The entries of an exchange in their order, by code, with whether each is decided."""

    entries: list[tuple[str, bool]]
    verified: int = 0

    @classmethod
    def of(cls, exchange: Exchange, user: User) -> "Queue":
        rows = (
            Entry.objects.visible_to(user)
            .filter(exchange=exchange)
            .exclude(status=EntryStatus.WITHDRAWN)
            .in_order()
            .values_list("reference", "status")
        )
        return cls([(reference, status != EntryStatus.RECEIVED) for reference, status in rows])

    @classmethod
    def to_verify(cls, exchange: Exchange, user: User) -> "Queue":
        """Those who arrived and are linked; decided means verified, or linked by `user`, who may not verify it."""
        rows = (
            Entry.objects.visible_to(user)
            .filter(exchange=exchange, status=EntryStatus.LINKED, arrival=Arrival.ARRIVED)
            .filter(links__undone_at=None)
            .in_order()
            .values_list("reference", "identity", "links__confirmed_by")
        )
        found, pending = list(rows), IdentityCheck.PENDING
        return cls(
            [(reference, identity != pending or linker == user.pk) for reference, identity, linker in found],
            verified=sum(identity == IdentityCheck.VERIFIED for _reference, identity, _linker in found),
        )

    @property
    def total(self) -> int:
        return len(self.entries)

    @property
    def decided(self) -> int:
        return sum(decided for _reference, decided in self.entries)

    @property
    def left(self) -> int:
        return self.total - self.decided

    def next(self, after: str = "", *, held: Collection[str] = ()) -> str | None:
        """The code of the next undecided entry; after the last one it begins again with the first.

        Those that are `held` by others come last, so that nobody waits.
        """
        place = next((i + 1 for i, (reference, _d) in enumerate(self.entries) if reference == after), 0)
        turned = self.entries[place:] + self.entries[:place]
        waiting = [reference for reference, decided in turned if not decided]
        return next((reference for reference in waiting if reference not in held), next(iter(waiting), None))

    def resume(self, place: str, *, held: Collection[str] = ()) -> str | None:
        """The entry at which somebody stopped; where it is decided meanwhile, the next."""
        return place if (place, False) in self.entries else self.next(place, held=held)


@dataclass(frozen=True)
class Proposal:
    """A person whom the entry can mean. `percent` is None where the search does not propose them."""

    person: Person
    percent: int | None
    reasons: tuple[Reason, ...]
    exact: bool = False
    rejected: Candidate | None = None
    taken: Link | None = None  # their link in the same exchange
    shown: frozenset[str] = PERSON_FIELDS  # which groups of fields of the person are open to the reader

    @property
    def words(self) -> list[dict[str, Any]]:
        """The reasons in words, what speaks against it first."""
        return in_words(self.reasons)

    @property
    def is_home(self) -> bool:
        return self.sees_status and self.person.status == "returned"

    @property
    def sees_status(self) -> bool:
        return ReferableField.STATUS in self.shown

    @property
    def sees_score(self) -> bool:
        """A score rests on birth and rank too: by trying days one after the other it would tell the right one."""
        return self.shown >= SCORED_BY


def proposals(entry: Entry, user: User) -> list[Proposal]:
    """Whom the entry can mean by the register of this moment, best first, the rejected ones at the end."""
    found = {one.person_id: one for one in live_candidates(entry, by=user)}
    kept = {c.person_id: c for c in entry.candidates.exclude(rejected_at=None).select_related("rejected_by")}
    people = _people(user, {*found, *kept})
    taken = _taken(entry, people.values())
    shown = fields_open(people.values(), user)
    listed = [
        Proposal(
            people[key],
            percent_of(one.score),
            _open(one.reasons, shown[key]),
            one.exact and ReferableField.BIRTH in shown[key],
            kept.get(key),
            taken.get(key),
            shown[key],
        )
        for key, one in found.items()
        if key in people
    ]
    return sorted(listed, key=lambda proposal: proposal.rejected is not None)


def chosen_by_hand(entry: Entry, person: Person, user: User) -> Proposal:
    """A person of the register whom the reviewer chose, whatever the search says."""
    with_names = _people(user, {person.pk})[person.pk]
    shown = fields_open([with_names], user)[person.pk]
    return Proposal(with_names, None, (), taken=_taken(entry, [person]).get(person.pk), shown=shown)


def linked(link: Link, user: User) -> Proposal:
    """The person of a link, with the reasons of the moment when it was confirmed."""
    person = _people(user, {link.person_id})[link.person_id]
    shown = fields_open([person], user)[person.pk]
    reasons = tuple(Reason.from_dict(reason) for reason in link.reasons)
    return Proposal(person, link.percent, _open(reasons, shown), shown=shown)


def side_by_side(entry: Entry, proposal: Proposal) -> list[dict[str, Any]]:
    """The rows of components/side_by_side.html."""
    reasons = {reason.field: reason for reason in proposal.reasons}
    name = _name_meant(proposal)
    person = proposal.person
    rows = [
        (_("Surname"), "surname", entry.surname, name.surname),
        (_("Given name"), "given", entry.given, name.given),
        (_("Patronymic"), "patronymic", entry.patronymic, name.patronymic),
        (_("Born"), "born", entry.date_of_birth, person.date_of_birth),
        (_("Sex"), "sex", entry.get_sex_display(), person.get_sex_display()),
        (_("Category"), "category", entry.get_category_display(), person.get_category_display()),
        (_("Rank"), "rank", entry.rank, person.rank),
        (_("Unit"), "unit", entry.unit, person.unit),
        (_("Place of birth"), "place_of_birth", entry.place_of_birth, person.place_of_birth),
        (_("Place of capture"), "place_of_capture", entry.place_of_capture, person.place_of_capture),
    ]
    open_rows = [
        (label, field, str(left), str(right) if _group(field) in proposal.shown else "")
        for label, field, left, right in rows
    ]
    return [
        compared(label, field, left, right, reasons.get(field))
        for label, field, left, right in open_rows
        if left or right
    ]


def duplicates_of(entry: Entry, user: User, proposed: Sequence[Proposal]) -> EntryQuerySet:
    """Entries of the exchange that may be the same human being: linked to one whom this entry can mean, or
    of the same name."""
    others = (
        Entry.objects.visible_to(user)
        .filter(exchange=entry.exchange)
        .exclude(pk=entry.pk)
        .exclude(status__in=[EntryStatus.DUPLICATE, EntryStatus.WITHDRAWN])
    )
    people = [proposal.person for proposal in proposed]
    linked = Link.objects.live().filter(exchange=entry.exchange, person__in=people).values_list("entry", flat=True)
    surname, given = set(folds(entry.surname)), set(folds(entry.given))
    named = [
        pk
        for pk, other_surname, other_given in others.values_list("pk", "surname", "given")
        if surname & set(folds(other_surname)) and (given & set(folds(other_given)) or not (given and other_given))
    ]
    return others.filter(pk__in={*linked, *named}).in_order()


def _group(field: str) -> ReferableField:
    """Under which group of fields a referral shares it."""
    return _GROUPS.get(field, ReferableField.IDENTITY)


def _open(reasons: Iterable[Reason], shown: frozenset[str]) -> tuple[Reason, ...]:
    """Without those that would tell a field that is not shared."""
    return tuple(reason for reason in reasons if _group(reason.field) in shown)


def _people(user: User, keys: set[int]) -> dict[int, Person]:
    names = Prefetch("names", PersonName.objects.order_by("pk"))
    visible = Person.objects.visible_to(user).select_related("organisation").prefetch_related(names)
    return {person.pk: person for person in visible.filter(pk__in=keys)}


def _taken(entry: Entry, people: Iterable[Person]) -> dict[int, Link]:
    links = Link.objects.live().filter(exchange=entry.exchange_id, person__in=[person.pk for person in people])
    return {link.person_id: link for link in links.exclude(entry=entry).select_related("entry")}


def _name_meant(proposal: Proposal) -> PersonName:
    """The one of the person's names on which the score rests; their main name where there is none."""
    said = {reason.field: reason.detail.get("registered", "") for reason in proposal.reasons}
    names = list(proposal.person.names.all())
    for name in names:
        if said and all(getattr(name, part) == said.get(part, "") for part in NAMES):
            return name
    return next((name for name in names if name.kind == NameKind.PRIMARY), names[0])
