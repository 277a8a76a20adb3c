"""Nobody is shown, or told of, a record that is not theirs to see: every address, by everybody."""

import pytest

from casework.access import Permission, Role
from casework.accounts.models.users import UserQuerySet
from casework.exchanges.models import Entry
from casework.exchanges.models.lists import ListFileQuerySet
from casework.people.models.people import PersonQuerySet
from casework.reports import worklists
from tests.proofs.access_answers import Asker, quietly
from tests.proofs.access_counts import all_pages, by_everybody, check_counts
from tests.proofs.access_forms import ask_autocompletes, ask_forms
from tests.proofs.access_routes import Route, all_routes
from tests.proofs.access_walk import check_opens, walk
from tests.proofs.proof import Proof, planted
from tests.proofs.world import FOREIGN, OWN, RELATIONS, build_world

pytestmark = pytest.mark.django_db
PARTS = 4
IN_THE_SUITE = 8  # of so many addresses one, where each is asked for twice


@pytest.fixture
def asker(signed_in) -> Asker:
    return Asker(build_world(), signed_in)


@pytest.fixture
def small(signed_in) -> Asker:
    """What is the reader's own, and what is foreign."""
    return Asker(build_world(without=set(RELATIONS) - {OWN, FOREIGN}), signed_in)


@pytest.fixture
def alone(signed_in) -> Asker:
    """What is the reader's own, and nothing else."""
    return Asker(build_world(without=set(RELATIONS) - {OWN}), signed_in)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """In full the addresses are shared out, so that several processes ask at once."""
    if "part" in metafunc.fixturenames:
        parts = PARTS if metafunc.config.getoption("--full") else 1
        metafunc.parametrize("part", [slice(number, None, parts) for number in range(parts)], ids=str)


def test_no_address_tells_anybody_of_what_is_not_theirs(proof, full, asker, part):
    routes = all_routes()[part]
    with quietly():
        if full:
            check_opens(proof, asker, routes)
        walked, told = walk(proof, asker, routes, full=full)
        told |= ask_autocompletes(proof, asker)
    assert walked == len(routes) > 200 // part.step
    assert told, "nobody was shown even what is theirs: the proof saw nothing"


def test_no_form_and_no_list_knows_a_record_that_is_hidden(proof, full, asker, part):
    with quietly():
        routes = all_routes()[part] if full else all_routes()[::IN_THE_SUITE]
        assert ask_forms(proof, asker, routes, full=full) > len(routes) / 5


def test_not_a_number_changes_with_what_is_hidden(proof, full, alone, part):
    with quietly():
        pages = all_pages(alone.world)
        check_counts(proof, alone, by_everybody(pages)[part] if full else pages[::IN_THE_SUITE])


def _everybodys(rows, user):
    return rows


def _named(name: str) -> list[Route]:
    return [route for route in all_routes() if route.name == name]


def _counts_all(user):
    return [worklists.Waiting("entries to link", Entry.objects.to_link().count(), "/")]


@pytest.mark.parametrize(
    ("target", "name", "fault", "look"),
    [
        (PersonQuerySet, "visible_to", _everybodys, lambda *to: walk(*to, _named("people:detail"), full=False)),
        (PersonQuerySet, "visible_to", _everybodys, lambda *to: walk(*to, _named("people:list"), full=False)),
        (
            ListFileQuerySet,
            "visible_to",
            _everybodys,
            lambda *to: ask_forms(*to, _named("exchanges:entries"), full=False),
        ),
        (UserQuerySet, "visible_to", _everybodys, ask_autocompletes),
    ],
    ids=["a record", "a list", "the choices of a form", "a completion"],
)
def test_the_proof_goes_red_where_a_guard_is_forgotten(small, target, name, fault, look):
    for guarded in (True, False):
        proof = Proof("access")
        with quietly(), planted(target, name, target.__dict__[name] if guarded else fault):
            look(proof, small)
        assert proof.tried > 0
        assert (proof.breaches == []) is guarded, proof.breaches


def test_the_proof_goes_red_where_a_count_forgets_whom_it_is_for(alone):
    proof = Proof("access")
    with quietly(), planted(worklists, "_BY_PERMISSION", ((Permission.LINK_ENTRY, _counts_all),)):
        check_counts(proof, alone, [(Role.SUPERVISOR, "/")])
    assert "GET / as supervisor, once there is what is foreign," in "".join(proof.breaches)
