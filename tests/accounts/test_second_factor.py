"""Nobody works with a password alone; a code is right once; whoever lost theirs is helped by somebody else."""

from ipaddress import ip_network

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from casework.access import Role
from casework.accounts.models import KnownDevice, User
from casework.accounts.sign_in import colleagues
from casework.audit.models import AuditEvent
from casework.lib.errors import Refused
from tests.accounts import door

OFFICE = [ip_network("10.0.0.0/8")]
NEVER = "000000000"  # nine digits: no app shows them, and no recovery code has them


@pytest.fixture
def olena(bureau) -> User:
    return door.user("olena", bureau)


@pytest.fixture
def client() -> Client:
    return Client(REMOTE_ADDR=door.HOME)


def _done(user, *actions):
    events = AuditEvent.objects.filter(subject=f"user:{user.pk}", action__in=actions).order_by("sequence")
    return [(event.action, event.actor, event.details) for event in events]


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize(
    "address", ["/", "/people/", "/admin/", "/account/sessions/", "/account/password/change/"]
)
def test_with_a_password_alone_no_role_gets_further_than_setting_up_a_second_factor(bureau, client, role, address):
    door.give_password(client, door.user("newcomer", bureau, role).username)
    answer = client.get(address)
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/account/second-factor/")


def test_nothing_is_written_before_the_second_factor(olena, client):
    door.give_password(client, "olena")
    before = AuditEvent.objects.count()
    assert client.post("/people/add/", {"surname": "Вигадана"}).url.startswith("/account/second-factor/")
    assert AuditEvent.objects.count() == before


def test_whoever_sets_up_an_app_is_in_and_is_shown_recovery_codes_once(olena, client):
    door.give_password(client, "olena")
    door.set_up_app(client)
    codes = client.get("/account/second-factor/recovery-codes/").context["unused_codes"]
    assert len(set(codes)) == 10
    again = client.get("/account/second-factor/recovery-codes/")
    assert set(again.context["unused_codes"]) == {"****"}
    assert door.is_in(client)
    assert _done(olena, "add_second_factor") == [("add_second_factor", "olena", {"type": "totp"})]


def test_signing_in_takes_a_password_and_a_code(olena, client):
    secret = door.with_app(olena)
    assert door.give_password(client, "olena").url == "/account/login/code/"
    assert not door.is_in(client)
    assert door.give_code(client, door.code(secret)).status_code == 302
    assert door.is_in(client)
    assert _done(olena, "sign_in")[-1] == (
        "sign_in",
        "olena",
        {"ways": ["password", "totp"], "address": door.HOME},
    )


def test_a_code_that_let_somebody_in_lets_nobody_in_again(olena, client):
    secret = door.with_app(olena)
    used = door.code(secret)
    door.give_password(client, "olena")
    assert door.give_code(client, used).status_code == 302
    for late in (used, door.code(secret, -1)):
        other = Client(REMOTE_ADDR=door.HOME)
        door.give_password(other, "olena")
        assert door.give_code(other, late).context["form"].errors == {"code": ["Incorrect code."]}
        assert not door.is_in(other)


def test_the_code_that_set_up_the_app_does_not_sign_in(olena, client):
    secret = door.with_app(olena)
    door.give_password(client, "olena")
    door.give_code(client, door.code(secret, -1))
    assert not door.is_in(client)


def test_a_recovery_code_lets_in_once(olena, client):
    door.give_password(client, "olena")
    door.set_up_app(client)
    code = client.get("/account/second-factor/recovery-codes/").context["unused_codes"][3]
    entered = []
    for _again in range(2):
        other = Client(REMOTE_ADDR=door.HOME)
        door.give_password(other, "olena")
        door.give_code(other, code)
        entered.append(door.is_in(other))
    assert entered == [True, False]


def test_the_secret_of_an_app_and_the_seed_of_the_codes_stand_sealed_for_their_user(bureau, olena, client):
    secret = door.with_app(olena)
    stored = {row.type: row.data for row in Authenticator.objects.filter(user=olena)}
    assert stored["totp"]["secret"].startswith("sealed:")
    assert stored["recovery_codes"]["seed"].startswith("sealed:")
    assert secret not in str(stored)


def test_the_sealed_secret_of_another_user_opens_nothing(bureau, olena, client):
    secret = door.with_app(olena)
    petro = door.user("petro", bureau)
    door.with_app(petro)
    moved = Authenticator.objects.get(user=olena, type="totp").data
    Authenticator.objects.filter(user=petro, type="totp").update(data=moved)
    client.raise_request_exception = False
    door.give_password(client, "petro")
    assert door.give_code(client, door.code(secret, 1)).status_code == 500
    assert not door.is_in(client)


def test_after_ten_wrong_codes_the_right_one_is_wrong_too_but_not_on_the_owners_device(olena):
    secret = door.with_app(olena)
    home = door.sign_in(olena, secret)
    home.post("/account/logout/")
    stranger = Client()
    door.give_password(stranger, "olena", address="198.51.100.7")
    for _guess in range(10):
        door.give_code(stranger, NEVER, address="198.51.100.7")
    assert door.give_code(stranger, door.code(secret, 1), address="198.51.100.7").status_code == 200
    assert not door.is_in(stranger)
    assert door.is_in(door.sign_in(olena, secret, home, steps=1))
    because = [details["because"] for _action, _actor, details in _done(olena, "fail_to_sign_in")]
    assert because == ["wrong"] * 10 + ["too many guesses"]


def test_a_new_telephone_takes_the_place_of_the_old_one(olena):
    old = door.with_app(olena)
    client = door.sign_in(olena, old)
    new = door.set_up_app(client)
    other = Client(REMOTE_ADDR=door.HOME)
    door.give_password(other, "olena")
    door.give_code(other, door.code(old, 1))
    assert not door.is_in(other)
    assert door.is_in(door.sign_in(olena, new, steps=1))


def test_the_only_second_factor_is_not_removed(olena):
    client = door.sign_in(olena, door.with_app(olena))
    app = Authenticator.objects.get(user=olena, type="totp")
    answer = client.post(f"/account/second-factor/{app.pk}/remove/", follow=True)
    assert "This is your only second factor" in answer.content.decode()
    assert Authenticator.objects.filter(pk=app.pk).exists()


def test_nobody_removes_the_second_factor_of_another(bureau, olena):
    client = door.sign_in(olena, door.with_app(olena))
    petro = door.user("petro", bureau)
    door.with_app(petro)
    theirs = Authenticator.objects.get(user=petro, type="totp")
    assert client.post(f"/account/second-factor/{theirs.pk}/remove/").status_code == 404


def test_an_administrator_resets_it_and_every_session_ends(olena, administrator):
    client = door.sign_in(olena, door.with_app(olena))
    colleagues.reset_second_factor(olena, by=administrator)
    assert not door.is_in(client)
    assert not Authenticator.objects.filter(user=olena).exists()
    assert not KnownDevice.objects.filter(user=olena).exists()
    assert _done(olena, "reset_second_factor") == [("reset_second_factor", "administrator", {})]
    door.give_password(client, "olena")
    assert client.get("/").url.startswith("/account/second-factor/")


def test_nobody_resets_their_own_nor_that_of_another_organisation(administrator, caseworker, foreign_caseworker):
    for user, by in (
        (administrator, administrator),
        (foreign_caseworker, administrator),
        (caseworker, caseworker),
    ):
        with pytest.raises(Refused):
            colleagues.reset_second_factor(user, by=by)


def test_whoever_stands_before_the_code_when_it_is_reset_starts_again(olena, client, administrator):
    door.with_app(olena)
    door.give_password(client, "olena")
    colleagues.reset_second_factor(olena, by=administrator)
    assert client.get("/account/login/code/", follow=True).redirect_chain == [("/account/login/", 302)]


def test_whoever_is_disabled_between_password_and_code_stays_out(olena, client):
    secret = door.with_app(olena)
    door.give_password(client, "olena")
    User.objects.filter(pk=olena.pk).update(is_active=False)
    door.give_code(client, door.code(secret))
    assert not door.is_in(client)


@pytest.mark.parametrize(
    ("roles", "address", "page"),
    [
        ([Role.INTAKE], "10.1.2.3", "/"),
        ([Role.INTAKE], "192.0.2.1", "/account/second-factor/"),
        ([Role.CASEWORKER], "10.1.2.3", "/account/second-factor/"),
        ([Role.INTAKE, Role.SUPERVISOR], "10.1.2.3", "/account/second-factor/"),
    ],
)
def test_only_intake_works_without_and_only_in_the_office(bureau, client, settings, roles, address, page):
    settings.TRUSTED_NETWORKS = OFFICE
    door.user("front", bureau, *roles)
    door.give_password(client, "front", address=address)
    assert client.get("/", REMOTE_ADDR=address, follow=True).request["PATH_INFO"] == page


def test_intake_that_needs_none_in_the_office_sets_none_up_elsewhere(bureau, client, settings):
    settings.TRUSTED_NETWORKS = OFFICE
    door.user("front", bureau, Role.INTAKE)
    door.give_password(client, "front")
    assert client.get("/account/second-factor/app/").url == "/account/second-factor/"
    assert "outside the office" in client.get("/account/second-factor/").content.decode()


def test_a_session_that_began_in_the_office_does_not_go_on_elsewhere(bureau, client, settings):
    settings.TRUSTED_NETWORKS = OFFICE
    door.user("front", bureau, Role.INTAKE)
    door.give_password(client, "front", address="10.1.2.3")
    assert client.get("/", REMOTE_ADDR="10.1.2.3").status_code == 200
    assert client.get("/", REMOTE_ADDR="192.0.2.1").status_code == 302


def test_what_a_client_says_of_its_own_address_is_not_believed(bureau, client, settings):
    settings.TRUSTED_NETWORKS = OFFICE
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    door.user("front", bureau, Role.INTAKE)
    door.give_password(client, "front")
    says = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "10.1.2.3, 192.0.2.1"}
    assert client.get("/", **says).status_code == 302
    assert client.get("/", REMOTE_ADDR="10.0.0.1").status_code == 302
    assert client.get("/", **says | {"HTTP_X_FORWARDED_FOR": "192.0.2.1, 10.1.2.3"}).status_code == 200
