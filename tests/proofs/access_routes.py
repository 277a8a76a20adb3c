"""Every address of the site and of the admin, found by walking the resolver; and real records to fill them.

Which record belongs in an address is found by trying: somebody who may see all of their own opens it with one
record after another until the answer is not 404. No number is the key of records of two kinds, so that none is
found by chance.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeVar

from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern, RoutePattern

from casework.exchanges.ledger import CHECKS
from casework.reports.registry import REPORTS
from tests.proofs.world import OWN, SHARED_BY_ALL, WAITING, Holding, World

T = TypeVar("T")
Keys = dict[str, Any]
# A table, the field that is the key, and the place of the record among those of its kind; or no table, and a word.
Source = tuple[type[models.Model] | None, str, int]
Opened = Callable[[str], bool | None]
_KINDS = {"IntConverter": "int", "StringConverter": "str", "SlugConverter": "slug", "UUIDConverter": "uuid"}
_KINDS |= {"PathConverter": "path"}
_GROUP = re.compile(r"\(\?P<(\w+)>")
NOT_THERE = "/admin/"  # where the admin sends whoever asks for what is not there
# Words that stand in addresses, and are nobody's secret.
WORDS = (*REPORTS, *CHECKS, "nowhere", "people", "accounts", "en")


@dataclass(frozen=True)
class Route:
    name: str
    arguments: tuple[tuple[str, str], ...]  # name and kind (int, str, slug, path, text) of each
    model: type[models.Model] | None  # of an address of the admin
    namespace: str

    @property
    def is_admin(self) -> bool:
        return self.namespace == "admin"

    def url(self, keys: Keys) -> str:
        return reverse(self.name, kwargs=keys)


@dataclass(frozen=True)
class Filled:
    """A route with the kinds of record that belong in it."""

    route: Route
    parts: dict[str, Source]

    def keys(self, holding: Holding, world: World) -> Keys | None:
        """The same address for the records of another holding; None where it has none of that kind."""
        found: Keys = {}
        for argument, (model, field, place) in self.parts.items():
            if model is None:
                found[argument] = field
                continue
            record = _first(model, holding, place)
            if record is None:
                return None
            found[argument] = getattr(record, field)
        return found

    def kind(self, argument: str) -> str:
        """The name of the table whose records belong there, where they are somebody's; else empty."""
        model, _field, _place = self.parts[argument]
        name = str(model._meta.model_name) if model is not None else ""
        return "" if name in SHARED_BY_ALL else name

    @property
    def kinds(self) -> set[str]:
        return {self.kind(argument) for argument in self.parts} - {""}


def routes(resolver: URLResolver | None = None, namespaces: tuple[str, ...] = ()) -> Iterator[Route]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from routes(pattern, inner)
        elif pattern.name:
            model_admin = getattr(pattern.callback, "model_admin", None)
            model = model_admin.model if model_admin is not None else None
            name = ":".join((*namespaces, pattern.name or ""))
            yield Route(name, _arguments(pattern), model, ":".join(namespaces))


def _arguments(pattern: URLPattern) -> tuple[tuple[str, str], ...]:
    if isinstance(pattern.pattern, RoutePattern):
        kinds = pattern.pattern.converters.items()
        return tuple((name, _KINDS.get(type(kind).__name__, "str")) for name, kind in kinds)
    assert isinstance(pattern.pattern, RegexPattern)
    return tuple((name, "text") for name in _GROUP.findall(pattern.pattern._regex))


def fill(route: Route, world: World, opened: Opened) -> Filled | None:
    """The kinds of record that belong in the address; None where none of those that are known does.

    Tried with what is the reader's own, and with what waits for the reader's answer.
    """
    if not route.arguments:
        return Filled(route, {})
    if route.model is not None:
        kept = any(_first(route.model, world.holdings[relation]) for relation in (OWN, WAITING))
        return Filled(route, {"object_id": (route.model, "pk", 0)}) if kept else None
    for relation, place in ((OWN, 0), (WAITING, 0), (OWN, 1), (OWN, 2)):
        options = [_options(route, kind, world.holdings[relation], place) for _name, kind in route.arguments]
        for chosen in _likeliest_first(options):
            named = list(zip([name for name, _kind in route.arguments], chosen, strict=True))
            try:
                found = opened(route.url({name: value for name, (value, _source) in named}))
            except NoReverseMatch:
                continue
            if found is None:
                return None
            if found:
                return Filled(route, {name: source for name, (_value, source) in named})
    return None


def _likeliest_first(options: list[list[T]]) -> list[tuple[T, ...]]:
    ranked = product(*(enumerate(each) for each in options))
    in_order = sorted(ranked, key=lambda chosen: sum(rank for rank, _option in chosen))
    return [tuple(option for _rank, option in chosen) for chosen in in_order]


def _options(route: Route, kind: str, holding: Holding, place: int) -> list[tuple[Any, Source]]:
    """What may stand for an argument: value, and where it is from; the likeliest first."""
    found: list[tuple[Any, Source]] = []
    for model in sorted([*holding.records, *_everybodys()], key=lambda model: _likely(route, model)):
        record = _first(model, holding, place)
        for field in ("pk",) if kind in ("int", "path", "uuid") else ("reference", "slug"):
            if (value := getattr(record, field, None)) not in (None, ""):
                found.append((value, (model, field, place)))
    if kind in ("str", "slug", "text", "path"):
        found += [(word, (None, word, 0)) for word in WORDS]
    return found


def _likely(route: Route, model: type[models.Model]) -> tuple[bool, bool]:
    name, app = str(model._meta.model_name), model._meta.app_label
    said = route.name.replace("_", "")
    return app != route.namespace, name not in said


def _everybodys() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.model_name in SHARED_BY_ALL]


def _of_everybody(model: type[models.Model]) -> Any:
    return model._default_manager.first() if model._meta.model_name in SHARED_BY_ALL else None


def _first(model: type[models.Model], holding: Holding, place: int = 0) -> Any:
    """The record of the holding that is like the one in that place; its only one where it has fewer."""
    records = holding.records.get(model, [])
    return records[min(place, len(records) - 1)] if records else _of_everybody(model)
