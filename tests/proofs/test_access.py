"""Nobody is shown, or told of, a record that is not theirs to see: every address, by everybody."""

from random import Random

import pytest

from tests.proofs.access_answers import Asker, quietly
from tests.proofs.access_walk import fill_all, walk
from tests.proofs.world import build_world

pytestmark = [pytest.mark.django_db, pytest.mark.prove]


@pytest.fixture
def asker(signed_in) -> Asker:
    return Asker(build_world(), signed_in)


def test_no_address_tells_anybody_of_what_is_not_theirs(proof, full, asker):
    with quietly():
        filled = fill_all(proof, asker)
        told = walk(proof, asker, filled, None if full else Random(3))
    assert told, "nobody was shown even what is theirs: the proof saw nothing"
