"""Every address by every method, as everybody, with the records of every relation."""

from collections.abc import Iterator
from typing import Any

from casework.access import Role
from casework.lib.codes import new_code
from tests.proofs.access_answers import ANONYMOUS, METHODS, PASSED, Answer, Asker, check_same, check_told
from tests.proofs.access_routes import NOT_THERE, Keys, Route
from tests.proofs.canaries import KEYS_OF_A_MODEL
from tests.proofs.proof import Proof
from tests.proofs.world import DISABLED, EXPIRED, FOREIGN, HIDDEN, LISTED, OWN, RELATIONS, RESTRICTED, STRANGER

OUTSIDE = (ANONYMOUS, DISABLED, EXPIRED)
EVERYBODY = (*Role.values, LISTED, STRANGER, *OUTSIDE)
# Of every so many addresses, the suite asks one for what it may show, and one as anybody, by any method.
SELDOM = 8
Question = tuple[str, str, str]  # who asks, in which relation the record stands to them, by which method


def walk(proof: Proof, asker: Asker, routes: list[Route], *, full: bool) -> tuple[int, set[str]]:
    """How many addresses were asked, and the canaries that were told to whom they may be told.

    In the suite each address is asked once for a record that is hidden from whoever asks, who may otherwise open
    it; and some of them again.
    """
    walked, told = 0, set()
    for number, route in enumerate(routes):
        proof.check(
            route.holds is not None, f"{route.name}: say in HOLDS what it names, and make one in holding.py"
        )
        asked = 0
        for who, relation, method in _every(route, asker) if full else _few(route, number, asker):
            for keys in _all_keys(route, relation, asker):
                told |= ask(proof, asker, route, who, relation, method, keys)
                asked += 1
        proof.check(asked > 0, f"{route.name}: was not asked for anything")
        walked += asked > 0
    return walked, told


def _few(route: Route, number: int, asker: Asker) -> Iterator[Question]:
    held = {
        one: route.keys(asker.world.holdings[one]) for one in (*HIDDEN, RESTRICTED) if one in asker.world.holdings
    }
    hidden = [one for one, keys in held.items() if route.kinds and keys is not None] or [OWN]
    yield route.opener, hidden[number % len(hidden)], ("GET", "POST")[number // len(hidden) % 2]
    if number % SELDOM == 0:
        yield route.opener, route.seen, "GET"
    if number % SELDOM == SELDOM // 2:
        turn = number // SELDOM
        relation = RELATIONS[turn % len(RELATIONS)] if route.kinds else OWN
        yield EVERYBODY[turn % len(EVERYBODY)], relation, METHODS[turn % len(METHODS)]


def _every(route: Route, asker: Asker) -> Iterator[Question]:
    """What a user may not open whoever's it is, is asked for once more; the rarer methods by whoever opens it."""
    relations = [relation for relation in RELATIONS if relation != OWN] if route.kinds else []
    for turn, who in enumerate(EVERYBODY):
        methods = METHODS if who in (route.opener, ANONYMOUS) else ("GET", "POST")
        closed = who in OUTSIDE or _status(route, who, asker) == 403
        others = [relations[turn % len(relations)]] if closed and relations else relations
        for method in methods:
            yield who, OWN, method
            for relation in others:
                yield who, relation, method


def _status(route: Route, who: str, asker: Asker) -> int:
    keys = route.keys(asker.world.holdings[OWN])
    return asker.ask(who, "GET", route.url(keys)).status if keys is not None else 403


def _all_keys(route: Route, relation: str, asker: Asker) -> Iterator[Keys]:
    world = asker.world
    for holding in (world.holdings[relation], world.bridges.get(relation)):
        if holding is not None and (keys := route.keys(holding)) is not None:
            yield keys


def check_opens(proof: Proof, asker: Asker, routes: list[Route]) -> None:
    """Each address opens for one who may see what it names: that it refuses another is then no accident."""
    for route in routes:
        keys = route.keys(asker.world.holdings[route.seen])
        proof.check(keys is not None, f"{route.name}: the reader has none of what it names")
        if not route.arguments or keys is None:
            continue
        url = route.url(keys)
        answer = asker.ask(route.opener, "GET", url)
        if answer.status == 405:
            answer = asker.ask(route.opener, "POST", url)
        # In the admin much is closed to everybody: nothing of what happened is changed or taken away there.
        closed = route.model is not None and answer.status == 403
        there = answer.status not in (403, 404, 405) and answer.headers[PASSED] != NOT_THERE
        proof.check(there or closed, f"{url} ({route.name}) does not open for the {route.opener}: {answer.status}")


def ask(
    proof: Proof, asker: Asker, route: Route, who: str, relation: str, method: str, keys: Keys, data: Any = None
) -> set[str]:
    url = route.url(keys)
    answer = asker.ask(who, method, url, data)
    asked = f"{method} {url} ({route.name}, {relation})"
    told = set(check_told(proof, asker, who, answer, asked, url))
    if method == "HEAD" and not answer.headers[PASSED]:
        proof.check(answer.body == "", f"{asked} as {who} has a body")
    hidden = is_hidden(asker, route, who, relation, keys)
    if who in OUTSIDE or hidden:
        proof.check(not answer.written, f"{asked} as {who} writes {sorted(answer.written)}")
    if hidden and who not in OUTSIDE:
        nothing, others = _of_nothing(asker, route, who, method, keys, data)
        shown = [value for name, value in keys.items() if route.kind(name)]
        check_same(proof, f"{asked} as {who}", answer, nothing, shown, others)
    return told


def _of_nothing(
    asker: Asker, route: Route, who: str, method: str, keys: Keys, data: Any
) -> tuple[Answer, list[Any]]:
    """The answer for a record that is not there, and what was given for it: asked once for all that is hidden."""
    given = sorted((name, key) for name, key in keys.items() if not route.kind(name))

    def once() -> tuple[Answer, list[Any]]:
        other = keys_of_nothing(route, keys)
        answer = asker.ask(who, method, route.url(other), data)
        return answer, [value for name, value in other.items() if route.kind(name)]

    return asker.once(once, route.name, who, method, given, data)


def is_hidden(asker: Asker, route: Route, who: str, relation: str, keys: Keys) -> bool:
    """Whether what the address names is to this user as if it were not there."""
    kinds = route.kinds
    if not kinds or keys != route.keys(asker.world.holdings[relation]):
        return False  # the reader's own entry
    if kinds & _OF_ONE_USER:
        return (who, relation) != (Role.SUPERVISOR, OWN)
    if who == STRANGER:
        return True
    if relation == RESTRICTED:
        return who != LISTED and bool(kinds & _OF_PEOPLE)
    if kinds == {"organisation"}:
        return relation != OWN
    if kinds == {"referral"}:
        return relation == FOREIGN  # whoever received a referral knows of it
    return relation in HIDDEN


_OF_ONE_USER = {"authenticator", "usersession"}
_OF_PEOPLE = {"person", "case", "relative", "caserelative", "notification", "statuschange", "followup", "consent"}
_OF_PEOPLE |= {"evidence", "detention", "contactattempt", "deliveryattempt", "attachment", "hold"}


def keys_of_nothing(route: Route, keys: Keys) -> Keys:
    """The same address for a record that is not there."""
    return {name: nothing_like(key) if route.kind(name) else key for name, key in keys.items()}


def nothing_like(value: Any) -> Any:
    """A key or code of the same form that no record has."""
    return value + KEYS_OF_A_MODEL // 2 if isinstance(value, int) else new_code(str(value)[0])
