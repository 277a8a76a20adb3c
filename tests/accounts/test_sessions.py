"""Sessions end at their limits and when somebody ends them; what is fresh is asked for anew."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from casework.accounts import actions
from casework.accounts.models import User
from casework.accounts.sign_in import colleagues
from casework.audit.models import AuditEvent
from casework.lib.errors import Refused
from tests.accounts import door

POLL = {"HTTP_HX_REQUEST": "true", "HTTP_X_POLLING": "yes"}


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture
def olena(bureau) -> User:
    return door.user("olena", bureau)


@pytest.fixture
def secret(olena) -> str:
    return door.with_app(olena)


def _ended():
    return [event.details["because"] for event in AuditEvent.objects.filter(action="end_session")]


def test_a_session_in_which_nothing_is_done_ends(clock, olena, secret):
    client = door.sign_in(olena, secret)
    clock.shift(timedelta(minutes=29))
    assert door.is_in(client)
    clock.shift(timedelta(minutes=31))
    answer = client.get("/people/")
    assert answer.url == "/account/login/?next=%2Fpeople%2F"
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert _ended() == ["idle"]
    assert "nothing was done for a while" in client.get(answer.url).content.decode()


def test_a_page_that_asks_by_itself_keeps_no_session_alive(clock, olena, secret):
    client = door.sign_in(olena, secret)
    for _minute in range(30):
        clock.shift(timedelta(minutes=1))
        client.get("/people/", **POLL)
    assert door.is_in(client)
    for _minute in range(31):
        clock.shift(timedelta(minutes=1))
        client.get("/people/", **POLL)
    assert _ended() == ["idle"]
    assert not door.is_in(client)


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(clock, olena, secret):
    client = door.sign_in(olena, secret)
    clock.shift(timedelta(minutes=31))
    answer = client.get("/people/", **POLL, HTTP_REFERER="http://testserver/jobs/3/?a=b")
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (
        200,
        "/account/login/?next=%2Fjobs%2F3%2F%3Fa%3Db",
    )


def test_a_session_ends_after_half_a_day_whatever_is_done(clock, olena, secret):
    client = door.sign_in(olena, secret)
    for _quarter in range(48):
        clock.shift(timedelta(minutes=15))
        assert door.is_in(client)
    clock.shift(timedelta(minutes=1))
    assert not door.is_in(client)
    assert _ended() == ["absolute"]


def test_a_session_that_no_door_began_is_over(olena):
    client = Client()
    client.force_login(olena, backend="casework.accounts.backends.UserBackend")
    assert not door.is_in(client)


def test_a_user_sees_their_sessions_and_ends_one_or_all_others(bureau, olena, secret):
    here, there = door.sign_in(olena, secret), door.sign_in(olena, secret, steps=1)
    other = UserSession.objects.get(session_key=there.session.session_key)
    assert other in here.get("/account/sessions/").context["sessions"]
    here.post(f"/account/sessions/{other.pk}/end/")
    assert (door.is_in(here), door.is_in(there)) == (True, False)
    here.post("/account/sessions/")
    (left,) = here.get("/account/sessions/").context["sessions"]
    assert left.session_key == here.session.session_key


def test_nobody_ends_the_session_of_another(bureau, olena, secret):
    petro = door.user("petro", bureau)
    theirs = door.sign_in(petro, door.with_app(petro))
    session = UserSession.objects.get(session_key=theirs.session.session_key)
    client = door.sign_in(olena, secret)
    assert client.post(f"/account/sessions/{session.pk}/end/").status_code == 404
    assert door.is_in(theirs)


def test_an_administrator_ends_the_sessions_of_a_colleague(olena, secret, administrator, signed_in):
    client, office = door.sign_in(olena, secret), signed_in(administrator)
    page = office.get(f"/admin/accounts/user/{olena.pk}/change/").content.decode()
    assert door.HOME in page
    chosen = {"action": "end_sessions", "_selected_action": [olena.pk]}
    assert office.post("/admin/accounts/user/", chosen).status_code == 302
    assert not door.is_in(client)


def test_an_administrator_resets_a_second_factor_in_the_administration(olena, secret, administrator, signed_in):
    client, office = door.sign_in(olena, secret), signed_in(administrator)
    office.post("/admin/accounts/user/", {"action": "reset_second_factor", "_selected_action": [olena.pk]})
    assert not door.is_in(client)
    own = {"action": "reset_second_factor", "_selected_action": [administrator.pk]}
    assert "Nobody resets their own" in office.post("/admin/accounts/user/", own, follow=True).content.decode()


def test_when_a_colleague_signed_in_is_said_in_the_time_of_the_clock_on_the_wall(clock, olena, administrator):
    clock.move_to(datetime(2026, 11, 25, 22, 30, tzinfo=UTC))
    signed_in_once = door.sign_in(olena, door.with_app(olena), steps=0)
    clock.shift(timedelta(minutes=5))
    assert door.is_in(signed_in_once)
    page = door.inside(administrator).get(f"/admin/accounts/user/{olena.pk}/change/").content.decode()
    assert f"26.11.2026 00:30 – 26.11.2026 00:35, {door.HOME}" in page


def test_nobody_else_ends_the_sessions_of_others(olena, supervisor, foreign_caseworker, administrator):
    for user, by in ((olena, supervisor), (foreign_caseworker, administrator)):
        with pytest.raises(Refused):
            colleagues.end_sessions_of(user, by=by)


def test_a_disabled_user_is_out_at_the_next_click(olena, secret):
    client = door.sign_in(olena, secret)
    User.objects.filter(pk=olena.pk).update(is_active=False)
    assert not door.is_in(client)


def test_what_a_disabled_user_had_open_does_not_go_on_when_they_are_let_in_again(olena, secret, administrator):
    client = door.sign_in(olena, secret)
    for active in (False, True):
        actions.update_user(olena, is_active=active, by=administrator)
    assert not door.is_in(client)


def test_signing_out_is_in_the_audit_and_clears_the_browser(olena, secret):
    client = door.sign_in(olena, secret)
    answer = client.post("/account/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert AuditEvent.objects.filter(action="sign_out", subject=f"user:{olena.pk}", actor="olena").count() == 1
    assert not door.is_in(client)


def test_what_must_be_fresh_asks_who_it_is_after_five_minutes(clock, olena, secret):
    client = door.sign_in(olena, secret)
    assert client.get("/account/second-factor/app/").status_code == 200
    clock.shift(timedelta(minutes=6))
    asked = client.get("/account/second-factor/app/")
    assert asked.url == "/account/again/?next=%2Faccount%2Fsecond-factor%2Fapp%2F"
    proved = client.post(asked.url, {"password": door.PASSWORD, "next": "/account/second-factor/app/"})
    assert proved.url == "/account/second-factor/app/"
    assert client.get("/account/second-factor/app/").status_code == 200
    assert AuditEvent.objects.filter(action="confirm_identity").get().details == {"way": "password"}


def test_what_was_sent_too_late_is_kept_in_no_session(clock, olena, secret):
    client = door.sign_in(olena, secret)
    clock.shift(timedelta(minutes=6))
    client.post("/account/second-factor/recovery-codes/renew/", {"reason": "canary"})
    assert "canary" not in str(dict(client.session))


def test_a_wrong_password_proves_nothing(clock, olena, secret):
    client = door.sign_in(olena, secret)
    clock.shift(timedelta(minutes=6))
    client.post("/account/again/", {"password": "wrong"})
    assert client.get("/account/second-factor/app/").status_code == 302
