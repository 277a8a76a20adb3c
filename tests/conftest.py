"""What every test may use. People in tests are invented."""

import pytest
from django.db import connection
from django.utils import translation

from casework.access import Role
from casework.accounts.models import Organisation, User
from casework.audit.database import drop_triggers
from tests import make
from tests.accounts import door


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="the proofs at full size, as `make prove` runs them")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """SQLite empties the tables after a test of transactions by deleting their rows, which the audit refuses."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            drop_triggers()


@pytest.fixture(autouse=True)
def as_in_production(settings):
    """But for passwords that are checked fast."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture(autouse=True)
def in_english():
    """Whatever language the page before it was asked for in."""
    translation.activate("en")


@pytest.fixture(scope="session")
def media_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def files_of_their_own(settings, media_folder):
    settings.MEDIA_ROOT = media_folder


@pytest.fixture
def bureau(db) -> Organisation:
    return make.organisation("bureau")


@pytest.fixture
def other_bureau(db) -> Organisation:
    return make.organisation("other-bureau")


def _user_fixture(role: str):
    @pytest.fixture(name=role)
    def user(bureau) -> User:
        return make.user(role, bureau, role)

    return user


intake = _user_fixture(Role.INTAKE)
caseworker = _user_fixture(Role.CASEWORKER)
supervisor = _user_fixture(Role.SUPERVISOR)
officer = pytest.fixture(name="officer")(lambda verification_officer: verification_officer)
verification_officer = _user_fixture(Role.VERIFICATION_OFFICER)
steward = pytest.fixture(name="steward")(lambda data_steward: data_steward)
data_steward = _user_fixture(Role.DATA_STEWARD)
auditor = _user_fixture(Role.AUDITOR)
administrator = _user_fixture(Role.ADMINISTRATOR)


@pytest.fixture
def second_caseworker(bureau) -> User:
    return make.user("second-caseworker", bureau, Role.CASEWORKER)


@pytest.fixture
def foreign_caseworker(other_bureau) -> User:
    return make.user("foreign-caseworker", other_bureau, Role.CASEWORKER)


@pytest.fixture
def signed_in():
    """`signed_in(user)` is a client in which the user is signed in, second factor and all."""
    return door.inside
