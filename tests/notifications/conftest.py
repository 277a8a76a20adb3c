"""A mother and a brother who asked for one man, and the news for both. People are invented."""

import pytest

from tests import make
from tests.notifications import make as news


@pytest.fixture
def person(bureau):
    return make.person(bureau, "Вигаданий Єлизар Петрович")


@pytest.fixture
def case(person):
    return news.case(person, "Наталя", "Богдан")


@pytest.fixture
def both(case, person, caseworker, officer):
    """The news for mother and brother, prepared."""
    return news.news(person, linked_by=caseworker, by=officer)


@pytest.fixture
def mother(both):
    return both[0]


@pytest.fixture
def brother(both):
    return both[1]
