"""What refers to a Person: found in the models, so that no new one can be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value

if TYPE_CHECKING:
    from casework.people.models import Person

# What does not move: it says something of the record, not of the human being, or is found anew by the engine.
STAYS = frozenset(
    {
        "merged",  # Person.merged_into
        *("merges", "merged_by"),
        *("matches_as_one", "matches_as_other", "duplicates_as_one", "duplicates_as_other"),
    }
)
# A row of which the kept record has one that says the same stays where it is; by what it is the same.
TWINS = {"registry_numbers": ("body", "number"), "candidacies": ("entry",)}
# What comes and goes while two records are looked at, and says nothing of who somebody is.
PASSING = frozenset({"candidacies", "broken_glass"})


@dataclass(frozen=True)
class Relation:
    """One foreign key to Person, called as Person calls its other end."""

    name: str
    model: type[models.Model]
    field: str

    @property
    def column(self) -> str:
        field: Any = self.model._meta.get_field(self.field)
        return str(field.column)

    def rows(self, person: "Person") -> QuerySet[Any]:
        return self.model._base_manager.filter(**{self.field: person}).order_by("pk")

    def moving(self, merged: "Person", kept: "Person") -> QuerySet[Any]:
        """The rows of `merged` that go to `kept`."""
        rows = self.rows(merged)
        if same := TWINS.get(self.name):
            rows = rows.exclude(Exists(self.rows(kept).filter(**{name: OuterRef(name) for name in same})))
        return rows

    def move(self, keys: list[int], *, of: "Person", to: "Person") -> None:
        """Those of the rows that are still there, and still `of`'s."""
        self.model._base_manager.filter(pk__in=keys, **{self.field: of}).update(**{self.field: to})


def relations() -> Iterator[Relation]:
    """Those that move, in the order of the parts of the program: a step of a status before the news of it."""
    for found in apps.get_model("people.Person")._meta.related_objects:
        name = found.get_accessor_name() or ""
        if name not in STAYS:
            yield Relation(name, found.related_model, found.field.name)


def keys(person: "Person") -> dict[str, list[int]]:
    """Of all that belongs to a record the keys, by relation."""
    return _keys({relation.name: relation.rows(person) for relation in relations()})


def moving(merged: "Person", kept: "Person") -> dict[str, list[int]]:
    """Of all that goes from `merged` to `kept` the keys, by relation."""
    return _keys({relation.name: relation.moving(merged, kept) for relation in relations()})


def _keys(rows: dict[str, QuerySet[Any]]) -> dict[str, list[int]]:
    """One query for all of them: there are some twenty relations, and most are empty."""
    found: dict[str, list[int]] = {name: [] for name in rows}
    named = [
        each.order_by().annotate(of=Value(name, output_field=CharField())).values_list("of", "pk")
        for name, each in rows.items()
    ]
    for name, key in named[0].union(*named[1:], all=True):
        found[name].append(key)
    return {name: sorted(each) for name, each in found.items()}
