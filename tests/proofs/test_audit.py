"""Proof `audit`: no answer shows anything of anybody's record without an event of reading that mentions them."""

import re
from collections.abc import Callable

import pytest
from django.db import models
from django.http import HttpResponse
from django.test import Client
from django.utils.html import strip_tags

from casework.audit import middleware
from casework.audit.models import AuditEvent, AuditMention
from casework.audit.reading import Recorded
from tests.proofs.audit_world import World, addresses, build
from tests.proofs.proof import Proof, planted

pytestmark = pytest.mark.django_db
# Of each role by itself; of another organisation, whoever reads what was referred.
QUICK = ("supervisor", "abroad caseworker")
EXPORTS = [f"/reports/run/{report}/" for report in ("people_by_status", "families_waiting", "notifications")]
FORMS = ("supervisor", "data_steward", "caseworker", "abroad caseworker")
ASKED = ("/review/", "/duplicate/", "/entries/", "/arrivals/", "/verifications/")
# What a list can be asked for, besides what it shows by itself.
QUERIES = (
    "q={word}",
    "scope=referred",
    "status=no_family",
    "status=delivered",
    "whose=all",
    "sort=-name",
    "all=on",
)


@pytest.fixture
def world(settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return build()


def test_nothing_is_shown_that_was_not_put_down(world, signed_in, full, proof):
    shown = _walk(world, signed_in, list(world.users) if full else QUICK, full, proof)
    assert len(shown) > (0.9 if full else 0.4) * len(world.canaries), sorted(world.canaries.keys() - shown)


def _walk(world: World, signed_in: Callable[..., Client], users, full: bool, proof: Proof) -> set[str]:
    """Every address by every user, and every form sent empty; what was shown of the world."""
    shown: set[str] = set()
    # The forms last, for some of them do what they are for.
    for method, names in {"get": users, "post": [name for name in users if name in FORMS]}.items():
        paths = _paths(world, full) if method == "get" else EXPORTS + (addresses() if full else [])
        for name in names:
            client = signed_in(world.users[name])
            for path in paths:
                shown |= _look(world, client, method, path, proof)
    return shown


def _paths(world: World, full: bool) -> list[str]:
    """In the suite one of each kind of address; else all, and lists with what can be asked of them."""
    paths = addresses()
    words = [word for word, owners in world.canaries.items() if any(owner.startswith("P-") for owner in owners)]
    lists = [path for path in paths if not re.search(r"\d", path) or path.endswith(ASKED)]
    asked = [f"{path}?{query.format(word=words[0])}" for path in lists for query in QUERIES]
    if full:
        return paths + asked
    kinds: dict[str, list[str]] = {}
    for path in paths:
        kinds.setdefault(re.sub(r"[A-Z]-\w{4}-\w{4}|\d+(-\d+)*", "*", path), []).append(path)
    return [path for alike in kinds.values() for path in alike[:1]]


def _look(world: World, client: Client, method: str, path: str, proof: Proof) -> set[str]:
    """One request; the words of the world that stand in its answer."""
    before = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
    response = getattr(client, method)(path, {"purpose": "A proof", "harm": "no", "harm_words": "None"})
    words = world.found_in(_text(response))
    read = AuditEvent.objects.filter(pk__gt=before, action="read").values("pk")
    mentioned = set(AuditMention.objects.filter(event__in=read).values_list("subject", flat=True))
    for word in words:
        put_down = bool(world.canaries[word] & mentioned)
        proof.check(put_down, f"{method} {path}: {world.canaries[word]} shown, {sorted(mentioned)} put down")
    return set(words)


def _text(response: HttpResponse) -> str:
    """The answer as it came, and without tags: differences between two names are marked letter by letter."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = " ".join(f"{name}: {value}" for name, value in response.items())
    cookies = " ".join(morsel.OutputString() for morsel in response.cookies.values())
    text = content.decode(errors="replace")
    return "\n".join([text, strip_tags(text), headers, cookies])


@pytest.mark.parametrize(
    ("target", "name", "fault"),
    [
        (
            Recorded,
            "from_db",
            classmethod(lambda cls, *args, **kwargs: models.Model.from_db.__func__(cls, *args, **kwargs)),
        ),
        (middleware, "record_reads", lambda reads, subject, by: None),
        (middleware, "record_parts", lambda parts, subject, by: parts),
    ],
    ids=["nothing noted", "no page put down", "no file put down"],
)
def test_the_proof_goes_red_where_something_is_not_put_down(world, signed_in, target, name, fault):
    proof = Proof("audit")
    with planted(target, name, fault):
        client = signed_in(world.users["supervisor"])
        _look(world, client, "get", "/people/", proof)
        _look(world, client, "post", EXPORTS[0], proof)
    assert proof.breaches != []
