import pytest

from tests.merging import make
from tests.merging.make import Team


@pytest.fixture
def team(caseworker, supervisor, steward, officer) -> Team:
    return Team(caseworker, supervisor, steward, officer)


@pytest.fixture
def kept(bureau):
    return make.person(bureau)


@pytest.fixture
def merged(bureau):
    return make.person(bureau, "Згурский Ефим Филиппович", date_of_birth="", rank="солдат")
