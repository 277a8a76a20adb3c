"""What whoever decides sees of two records: which pair is next, both side by side, and what a merge moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.accounts.models import User
from casework.audit.details import name_label
from casework.exchanges.models import Link
from casework.matching.actions import describe
from casework.matching.engine import Candidate, candidates
from casework.matching.models import Duplicate
from casework.matching.side_by_side import compared, in_words
from casework.merging.relations import TWINS, moving
from casework.people.models import Person, PersonName
from casework.people.statuses import NameKind

AT_ONCE = 200  # pairs of the queue; the others follow when these are decided
_FIELDS = (
    *("date_of_birth", "sex", "category", "rank", "unit", "place_of_birth", "service_number", "date_of_capture"),
    *("place_of_capture", "circumstances", "distinguishing_marks", "father_first_name", "mother_maiden_name"),
    *("nationality", "power", "last_residence", "address_for_letters", "health", "sender_reference", "status"),
)
_REASON_OF = {"date_of_birth": "born"}
_SAME_FIELDS = (
    ("surname", gettext_lazy("Surname")),
    ("given", gettext_lazy("Given name")),
    ("patronymic", gettext_lazy("Patronymic")),
)


@dataclass(frozen=True)
class Pairs:
    """The pairs that wait for a decision, in their order, by key."""

    keys: list[int]
    total: int

    @classmethod
    def of(cls, user: User) -> "Pairs":
        pairs = Duplicate.objects.visible_to(user).to_decide()
        keys = list(pairs.values_list("pk", flat=True)[:AT_ONCE])
        return cls(keys, len(keys) if len(keys) < AT_ONCE else pairs.count())

    def after(self, key: int | None) -> int | None:
        """The one after `key`; the first where it is the last, or not among them."""
        place = self.keys.index(key) + 1 if key in self.keys else 0
        others = [one for one in self.keys[place:] + self.keys[:place] if one != key]
        return others[0] if others else None


def weighed(one: Person, other: Person) -> Candidate | None:
    """What the engine says of the two at this moment."""
    found = candidates([describe(one)], among=Person.objects.filter(pk=other.pk))[0]
    return found[0] if found else None


def reasons_of(found: Candidate | None) -> list[dict[str, Any]]:
    return in_words(found.reasons) if found else []


def side_by_side(left: Person, right: Person, found: Candidate | None) -> list[dict[str, Any]]:
    """The rows of components/side_by_side.html; a row of which both say nothing is left out."""
    reasons = {reason.field: reason for reason in found.reasons} if found else {}
    live = Prefetch("links", Link.objects.live().select_related("exchange", "entry"), to_attr="live_links")
    prefetch_related_objects([left, right], "names", "registry_numbers", "cases", live)
    names = _main_name(left), _main_name(right)
    rows = [
        compared(str(label), part, getattr(names[0], part), getattr(names[1], part), reasons.get(part))
        for part, label in _SAME_FIELDS
    ]
    for name in _FIELDS:
        label = str(Person._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]
        reason = reasons.get(_REASON_OF.get(name, name))
        field = _REASON_OF.get(name, name)
        rows.append(compared(label, field, _shown(left, name), _shown(right, name), reason))
    rows += [_listed(label, a, b) for label, a, b in _belongings(left, right)]
    return [row for row in rows if row["left"] or row["right"]]


def what_moves(kept: Person, merged: Person) -> list[tuple[str, int]]:
    """By what it is called, how much of it goes to the kept record."""
    counts = ((name, len(keys)) for name, keys in moving(merged, kept).items())
    return [(name_label(name), count) for name, count in counts if count and name not in TWINS]


def suggested(one: Person, other: Person) -> tuple[Person, Person]:
    """The one to keep first: whose fate is known further, else who was registered first."""
    order = {status: place for place, status in enumerate(_BY_KNOWLEDGE)}
    first, second = sorted((one, other), key=lambda person: (-order.get(person.status, len(order)), person.pk))
    return first, second


_BY_KNOWLEDGE = ("missing", "probably_captive", "confirmed_captive")


def _main_name(person: Person) -> PersonName:
    names = list(person.names.all())
    return next((name for name in names if name.kind == NameKind.PRIMARY), names[0])


def _shown(person: Person, name: str) -> str:
    display = getattr(person, f"get_{name}_display", None)
    if name == "health" and person.health == "unknown":
        return ""
    return str(display() if display else getattr(person, name))


def _belongings(left: Person, right: Person) -> Sequence[tuple[str, list[str], list[str]]]:
    return [
        (_("Other names"), _other_names(left), _other_names(right)),
        (_("Numbers of other bodies"), _texts(left.registry_numbers.all()), _texts(right.registry_numbers.all())),
        (_("Cases"), _codes(left.cases.all()), _codes(right.cases.all())),
        (_("Entries linked"), _entries(left), _entries(right)),
        (_("Registered"), [_day(left)], [_day(right)]),
    ]


def _other_names(person: Person) -> list[str]:
    return [str(name) for name in person.names.all() if name.kind != NameKind.PRIMARY]


def _texts(records: Any) -> list[str]:
    return [str(record) for record in records]


def _codes(records: Any) -> list[str]:
    return [record.reference for record in records]


def _entries(person: Person) -> list[str]:
    return [f"{link.exchange.reference}: {link.entry.reference}" for link in getattr(person, "live_links")]  # noqa: B009


def _day(person: Person) -> str:
    return date_format(localtime(person.registered_at), "SHORT_DATE_FORMAT")


def _listed(label: str, left: list[str], right: list[str]) -> dict[str, Any]:
    """Things of which there can be several: whether they differ says nothing."""
    segments = [[(", ".join(texts), False)] if texts else [] for texts in (left, right)]
    return {"label": label, "left": segments[0], "right": segments[1], "agrees": None}
