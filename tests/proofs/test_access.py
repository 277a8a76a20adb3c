"""Nobody is shown, or told of, a record that is not theirs to see: every address, by everybody."""

from random import Random

import pytest

from tests.proofs.access_answers import Asker, quietly
from tests.proofs.access_walk import fill_all, walk
from tests.proofs.world import build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker(signed_in) -> Asker:
    return Asker(build_world(), signed_in)


def test_no_address_tells_anybody_of_what_is_not_theirs(proof, full, asker):
    import time

    with quietly():
        t = time.time()
        filled = fill_all(proof, asker)
        print("fill", time.time() - t, len(filled))
        t = time.time()
        told = walk(proof, asker, filled, None if full else Random(3))
        print("walk", time.time() - t, proof)
    open("/tmp/breaches", "w").write("\n".join(proof.breaches))
