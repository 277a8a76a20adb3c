"""Every address by every method, as everybody, with the records of every relation."""

from collections.abc import Iterator
from random import Random
from typing import Any

from casework.access import Role
from casework.lib.codes import new_code
from casework.people.models import Person
from tests.proofs.access_answers import ANONYMOUS, METHODS, PASSED, Answer, Asker, check_same, check_told
from tests.proofs.access_routes import NOT_THERE, Filled, Keys, Route, fill, routes
from tests.proofs.canaries import KEYS_OF_A_MODEL
from tests.proofs.proof import Proof
from tests.proofs.world import DISABLED, EXPIRED, FOREIGN, HIDDEN, LISTED, OWN, RELATIONS, RESTRICTED, STRANGER

# Who may between them open everything that is their own.
OPENERS = (Role.SUPERVISOR, Role.DATA_STEWARD, Role.VERIFICATION_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)
OUTSIDE = (ANONYMOUS, DISABLED, EXPIRED)
EVERYBODY = (*Role.values, LISTED, STRANGER, *OUTSIDE)


def fill_all(proof: Proof, asker: Asker) -> list[Filled]:
    """Every route with the kinds of record that belong in it. One that cannot be filled is a breach: say how, in
    `holding.py`, by making what it is about."""
    found = []
    for route in sorted(set(routes()), key=lambda route: route.name):
        filled = next(filter(None, _tries(route, asker)), None)
        proof.check(filled is not None, f"{route.name}: nothing that is known fills this address")
        if filled is not None:
            found.append(filled)
    return found


def _tries(route: Route, asker: Asker) -> Iterator[Filled | None]:
    some_person = {"person": asker.world.holdings[OWN].first(Person).reference}
    for who in OPENERS:

        def opened(url: str, who: str = who) -> bool | None:
            """Whether there is such a record; None where the user may open no such address."""
            answer = asker.ask(who, "GET", url)
            if answer.status == 405:
                answer = asker.ask(who, "POST", url, some_person)
            if answer.status == 403:
                return None
            return answer.status not in (404, 405) and answer.headers[PASSED] != NOT_THERE

        yield fill(route, asker.world, opened)


def walk(proof: Proof, asker: Asker, filled: list[Filled], chance: Random | None) -> set[str]:
    """With `chance` a few of the questions, at least one at each address. Returns the canaries that were told to
    whom they may be told."""
    told: set[str] = set()
    for one in filled:
        for who, relation, method in _questions(one, chance):
            for keys in _all_keys(one, relation, asker):
                told |= _ask(proof, asker, one, who, relation, method, keys)
    return told


def _questions(one: Filled, chance: Random | None) -> list[tuple[str, str, str]]:
    relations = RELATIONS if one.kinds else (OWN,)
    every = [(who, relation, method) for who in EVERYBODY for relation in relations for method in METHODS]
    if chance is None:
        return every
    seen = (chance.choice(OPENERS[:3]), OWN, "GET")
    hidden = (chance.choice(OPENERS[:3]), chance.choice(relations), chance.choice(("GET", "POST")))
    return [seen, hidden, (chance.choice(EVERYBODY), chance.choice(relations), chance.choice(METHODS))]


def _all_keys(one: Filled, relation: str, asker: Asker) -> Iterator[Keys]:
    world = asker.world
    for holding in (world.holdings[relation], world.bridges.get(relation)):
        if holding is not None and (keys := one.keys(holding, world)) is not None:
            yield keys


def _ask(proof: Proof, asker: Asker, one: Filled, who: str, relation: str, method: str, keys: Keys) -> set[str]:
    url = one.route.url(keys)
    answer = asker.ask(who, method, url)
    asked = f"{method} {url} ({one.route.name}, {relation})"
    told = set(check_told(proof, asker, who, answer, asked, url))
    if method == "HEAD" and not answer.headers[PASSED]:
        proof.check(answer.body == "", f"{asked} as {who} has a body")
    if who in OUTSIDE:
        proof.check(not answer.written, f"{asked} as {who} writes {sorted(answer.written)}")
    elif is_hidden(asker, one, who, relation, keys):
        proof.check(not answer.written, f"{asked} as {who} writes {sorted(answer.written)}")
        other = keys_of_nothing(one, keys)
        nothing: Answer = asker.ask(who, method, one.route.url(other))
        shown = [value for name, value in keys.items() if value != other[name]]
        shown_other = [value for name, value in other.items() if value != keys[name]]
        check_same(proof, f"{asked} as {who}", answer, nothing, shown, shown_other)
    return told


def is_hidden(asker: Asker, one: Filled, who: str, relation: str, keys: Keys) -> bool:
    """Whether what the address names is to this user as if it were not there."""
    if not one.kinds:
        return False
    holding = asker.world.holdings[relation]
    if keys != one.keys(holding, asker.world):
        return False  # the reader's own entry
    if who == STRANGER:
        return True
    if relation == RESTRICTED:
        return who != LISTED and bool(one.kinds & _OF_PEOPLE)
    if "referral" in one.kinds and relation in HIDDEN:
        return relation == FOREIGN  # whoever received a referral knows of it
    return relation in HIDDEN


_OF_PEOPLE = {"person", "case", "relative", "caserelative", "notification", "statuschange", "followup", "consent"}
_OF_PEOPLE |= {"evidence", "detention", "contactattempt", "deliveryattempt", "link", "verification"}


def keys_of_nothing(one: Filled, keys: Keys) -> Keys:
    """The same address for a record that is not there."""
    return {name: nothing_like(key) if one.kind(name) else key for name, key in keys.items()}


def nothing_like(value: Any) -> Any:
    """A key or code of the same form that no record has."""
    return value + KEYS_OF_A_MODEL // 2 if isinstance(value, int) else new_code(str(value)[0])
