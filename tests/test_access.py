"""Every address of the site is guarded."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from casework.access import ROLES, Permission, Role
from casework.accounts import actions
from casework.accounts.models import SYSTEM
from casework.lib.errors import Refused
from tests import make

# The desk is everybody's; it asks for permissions itself, item by item. So are one's own account, and the guides,
# which hold nobody's data. What each answers to somebody without a role, asked for what does not exist.
FREE = {"desk": 200, "help": 200, "guide": 404}
ACCOUNT = ("account_", "mfa_", "usersessions_")


def _patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            yield f"{namespace}{pattern.name}", pattern


OURS = [
    (name, pattern)
    for name, pattern in _patterns(get_resolver())
    if pattern.callback.__module__.startswith("casework.")
    and "admin" not in pattern.callback.__module__
    and not name.startswith(ACCOUNT)
]


def test_there_are_addresses():
    assert len(OURS) > 50


@pytest.mark.parametrize(("name", "pattern"), OURS, ids=[name for name, _ in OURS])
def test_a_view_names_the_permission_it_takes(name, pattern):
    assert name in FREE or getattr(pattern.callback, "permission", None) in set(Permission)


@pytest.mark.parametrize(("name", "pattern"), OURS, ids=[name for name, _ in OURS])
def test_a_stranger_is_sent_to_sign_in(db, client, name, pattern):
    path = "/" + _example(name, pattern)
    response = client.get(path)
    assert (response.status_code, response.headers.get("Location", "").split("?")[0]) == (302, "/account/login/")


@pytest.mark.parametrize(("name", "pattern"), OURS, ids=[name for name, _ in OURS])
def test_a_user_without_a_role_is_refused(bureau, signed_in, name, pattern):
    client = signed_in(make.user("nobody", bureau))
    assert client.get("/" + _example(name, pattern)).status_code == FREE.get(name, 403)


def _example(name: str, pattern: URLPattern) -> str:
    """An address of that name, of a record that does not exist."""
    route = next(path for found, path in _routes(get_resolver()) if found == name)
    for kind, value in (("str", "X-2222-2222"), ("slug", "nowhere"), ("int", "999999999")):
        while f"<{kind}:" in route:
            start = route.index(f"<{kind}:")
            route = route[:start] + value + route[route.index(">", start) + 1 :]
    return route


def _routes(resolver: URLResolver, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern, route, inner)
        else:
            yield f"{namespace}{pattern.name}", route


def test_every_role_stands_in_the_table():
    assert set(ROLES) == set(Role)


def test_those_who_watch_and_those_who_manage_users_see_no_people():
    for role in (Role.AUDITOR, Role.ADMINISTRATOR):
        assert not ROLES[role] & {Permission.VIEW_PEOPLE, Permission.VIEW_CASES, Permission.VIEW_EXCHANGES}


def test_a_role_ends_at_the_next_request(bureau, caseworker, signed_in):
    client = signed_in(caseworker)
    assert client.get("/people/").status_code == 200
    actions.revoke_role(caseworker, role=Role.CASEWORKER, by=SYSTEM)
    assert client.get("/people/").status_code == 403


def test_an_expired_role_is_none(bureau):
    user = make.user("former", bureau)
    actions.grant_role(user, role=Role.CASEWORKER, expires_at="2020-01-01T00:00Z", by=SYSTEM)
    assert user.permissions == frozenset()


def test_nobody_grants_a_role_to_themselves(administrator):
    with pytest.raises(Refused):
        actions.grant_role(administrator, role=Role.CASEWORKER, by=administrator)
