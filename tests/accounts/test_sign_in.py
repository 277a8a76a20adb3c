"""Who is let in, who is not, and that nobody learns more from a refusal than that it is one."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from casework.access import Role
from casework.accounts import actions
from casework.accounts.models import SYSTEM, Guess, KnownDevice, User
from casework.accounts.sign_in.actions import take_guess
from casework.audit.models import AuditEvent
from tests.accounts import door

ELSEWHERE = "198.51.100.7"
OTHER = "інший-баштан-і-кавуни"


@pytest.fixture(autouse=True)
def no_limit_by_address(settings):
    """Guesses at one account are counted whatever the address; see test_one_address_is_slowed_down for that."""
    settings.ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}


@pytest.fixture
def olena(bureau) -> User:
    return door.user("olena", bureau)


@pytest.fixture
def secret(olena) -> str:
    return door.with_app(olena)


def _guess(times, username="olena", client=None, address=ELSEWHERE):
    client = client or Client()
    return [door.give_password(client, username, f"guess-{n}", address) for n in range(times)][-1]


def _because():
    failures = AuditEvent.objects.filter(action="fail_to_sign_in").order_by("sequence")
    return [event.details["because"] for event in failures]


def _shown(answer):
    """The page but for what every page has anew, and for what the reader wrote."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return re.sub(r'name="login" value="[^"]*"', "", page)


def _headers(answer):
    return {name: value for name, value in answer.headers.items() if name not in ("Content-Length", "Expires")}


def test_an_unknown_name_a_wrong_password_and_a_closed_door_look_the_same(olena, secret):
    answers = [_guess(1, "olexa"), _guess(1), _guess(9), _guess(1)]
    right = door.give_password(Client(), "olena", address=ELSEWHERE)
    assert len({answer.status_code for answer in [*answers, right]}) == 1
    assert len({_shown(answer) for answer in [*answers, right]}) == 1
    assert len({str(_headers(answer)) for answer in [*answers, right]}) == 1
    assert _because() == ["no such user"] + ["wrong"] * 10 + ["too many guesses"] * 2


def test_a_failed_sign_in_is_in_the_audit_without_what_was_written(olena, secret):
    _guess(1)
    _guess(1, "кавун-росте-на-баштані")
    known, unknown = AuditEvent.objects.filter(action="fail_to_sign_in").order_by("sequence")
    assert (known.subject, known.actor, known.organisation) == (f"user:{olena.pk}", "not signed in", "bureau")
    assert (unknown.subject, unknown.actor, unknown.organisation) == ("user:unknown", "not signed in", "")
    assert known.details == {"step": "password", "because": "wrong", "address": ELSEWHERE}
    assert "кавун" not in str([event.data for event in AuditEvent.objects.all()])


def test_the_owner_gets_in_on_their_device_while_strangers_guess(olena, secret):
    home = door.sign_in(olena, secret)
    home.post("/account/logout/")
    _guess(30)
    assert door.is_in(door.sign_in(olena, secret, home, steps=1))


def test_the_device_of_one_user_is_none_of_another(bureau, olena, secret):
    theirs = door.user("petro", bureau)
    client = door.sign_in(theirs, door.with_app(theirs))
    client.post("/account/logout/")
    _guess(10)
    assert door.give_password(client, "olena", address=ELSEWHERE).status_code == 200


def test_two_who_share_a_device_are_both_known_on_it(bureau, olena, secret):
    petro = door.user("petro", bureau)
    of_petro = door.with_app(petro)
    shared = door.sign_in(olena, secret)
    shared.post("/account/logout/")
    door.sign_in(petro, of_petro, shared)
    shared.post("/account/logout/")
    _guess(10)
    _guess(10, "petro")
    assert door.is_in(door.sign_in(olena, secret, shared, steps=1))


def test_a_known_device_has_ten_guesses_of_its_own(olena, secret):
    home = door.sign_in(olena, secret)
    home.post("/account/logout/")
    _guess(10, client=home)
    assert door.give_password(home, "olena").status_code == 200
    assert door.give_password(Client(), "olena", address=ELSEWHERE).status_code == 302


def test_the_cookie_of_the_device_is_new_each_time_and_the_old_one_knows_nobody(olena, secret):
    home = door.sign_in(olena, secret)
    old = home.cookies["device"].value
    home.post("/account/logout/")
    door.sign_in(olena, secret, home, steps=1)
    assert home.cookies["device"].value != old
    assert KnownDevice.objects.filter(user=olena).count() == 1
    thief = Client()
    thief.cookies["device"] = old
    _guess(10)
    assert door.give_password(thief, "olena", address=ELSEWHERE).status_code == 200


@pytest.mark.parametrize("forge", [lambda cookie: cookie[:-1] + "x", lambda cookie: "nothing", lambda cookie: ""])
def test_a_forged_cookie_is_no_device(olena, secret, forge):
    home = door.sign_in(olena, secret)
    home.post("/account/logout/")
    home.cookies["device"] = forge(home.cookies["device"].value)
    _guess(10)
    assert door.give_password(home, "olena").status_code == 200


def test_a_password_alone_makes_no_device_known(olena):
    client = Client()
    door.give_password(client, "olena")
    assert "device" not in client.cookies


def test_an_hour_later_there_are_ten_guesses_again(olena, secret):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        _guess(10)
        clock.shift(timedelta(minutes=59))
        assert door.give_password(Client(), "olena", address=ELSEWHERE).status_code == 200
        clock.shift(timedelta(minutes=1))
        assert door.give_password(Client(), "olena", address=ELSEWHERE).status_code == 302


def test_in_no_hour_are_there_more_than_ten(db):
    """Also not across the turn of an hour, as where each hour begins anew."""
    taken = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _minute in range(300):
            while take_guess("password:1"):
                taken.append(timezone.now())
            clock.shift(timedelta(minutes=1))
    most = max(sum(timedelta(0) <= other - one < timedelta(hours=1) for other in taken) for one in taken)
    assert (most, len(taken)) == (10, 50)


def test_names_that_nobody_has_do_not_fill_the_database(db):
    for number in range(30):
        _guess(1, f"invented-{number}")
    assert set(Guess.objects.values_list("secret", flat=True)) <= {f"password:nobody:{n}" for n in range(1024)}


def test_the_same_account_however_its_name_is_written(olena, secret):
    for name in ("olena", "OLENA", " Olena "):
        _guess(4, name)
    assert _because()[-2:] == ["too many guesses"] * 2


def test_one_address_is_slowed_down_and_so_is_one_network(olena, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip", "login_failed": None}
    cache.clear()
    for addresses in ([ELSEWHERE] * 4, [f"2001:db8:1:2::{n}" for n in range(4)]):
        statuses = [door.give_password(Client(), "nobody", "x", address).status_code for address in addresses]
        assert statuses == [200, 200, 200, 429]
    cache.clear()


def test_whoever_gets_a_first_password_changes_it_before_anything_else(bureau, administrator):
    made = actions.create_user(username="new", organisation=bureau, password=door.PASSWORD, by=SYSTEM)
    actions.grant_role(made, role=Role.CASEWORKER, by=SYSTEM)
    client = Client(REMOTE_ADDR=door.HOME)
    door.give_password(client, "new")
    assert client.get("/account/second-factor/").url.startswith("/account/password/change/")
    chosen = {"oldpassword": door.PASSWORD, "password1": OTHER, "password2": OTHER}
    client.post("/account/password/change/", chosen)
    assert client.get("/").url.startswith("/account/second-factor/")
    door.set_up_app(client)
    assert door.is_in(client)


def test_a_password_set_by_an_administrator_ends_every_session(olena, secret, administrator):
    client = door.sign_in(olena, secret)
    actions.set_password(olena, password=OTHER, by=administrator)
    assert not door.is_in(client)
    assert not KnownDevice.objects.filter(user=olena).exists()
    assert User.objects.get(pk=olena.pk).must_change_password


def test_guesses_at_the_present_password_count_when_it_is_changed(olena, secret):
    client = door.sign_in(olena, secret)
    fields = {"password1": OTHER, "password2": OTHER}
    for number in range(10):
        client.post("/account/password/change/", fields | {"oldpassword": f"guess-{number}"})
        cache.clear()
    client.post("/account/password/change/", fields | {"oldpassword": door.PASSWORD})
    assert User.objects.get(pk=olena.pk).check_password(door.PASSWORD)


def test_a_session_that_was_planted_is_not_the_one_that_is_signed_in(olena, secret):
    planted = Client()
    planted.get("/account/login/")
    planted.session["x"] = "y"
    session = planted.session
    session["planted"] = True
    session.save()
    key = session.session_key
    victim = Client(REMOTE_ADDR=door.HOME)
    victim.cookies["session"] = key
    door.sign_in(olena, secret, victim)
    assert victim.cookies["session"].value != key
    assert not Session.objects.filter(session_key=key).exists()
    thief = Client()
    thief.cookies["session"] = key
    assert not door.is_in(thief)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", r"/\evil.example", "javascript:alert(1)", "http:///evil.example"],
)
def test_signing_in_leads_to_no_other_site(olena, secret, settings, elsewhere):
    settings.ALLOWED_HOSTS = ["testserver", ".evil.example", "evil.example"]
    client = Client(REMOTE_ADDR=door.HOME)
    fields = {"login": "olena", "password": door.PASSWORD, "next": elsewhere}
    client.post("/account/login/", fields)
    assert door.give_code(client, door.code(secret)).url == "/"
    assert client.post("/account/again/", {"password": door.PASSWORD, "next": elsewhere}).url == "/"
    assert client.post("/account/logout/", {"next": elsewhere}).url == "/"


def test_the_administration_has_no_second_way_out_and_changes_no_password_unseen(administrator, signed_in):
    actions.set_password(administrator, password=door.PASSWORD, by=administrator)
    client = signed_in(administrator)
    fields = {"old_password": door.PASSWORD, "new_password1": OTHER, "new_password2": OTHER}
    assert client.post("/admin/password_change/", fields).url == "/account/password/change/"
    assert User.objects.get(pk=administrator.pk).check_password(door.PASSWORD)
    assert client.post("/admin/logout/").headers["Clear-Site-Data"] == '"cache", "storage"'
    assert AuditEvent.objects.filter(action="sign_out", actor="administrator").count() == 1
