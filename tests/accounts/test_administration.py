"""An administrator rules their own organisation, and no other; whatever changes an account is in the audit."""

import pytest
from django.contrib import admin

from casework.access import Role
from casework.accounts import actions
from casework.accounts.models import Grant, Organisation, User
from casework.audit.models import AuditEvent
from casework.lib.errors import Refused
from tests import make
from tests.accounts import door

GOOD = "кавун-росте-на-баштані"
BY_HAND = {"username": "newcomer", "first_name": "Олена", "last_name": "Вигадана", "email": ""}
NO_GRANTS = {"grants-TOTAL_FORMS": "0", "grants-INITIAL_FORMS": "0"}


def _recorded(action, user):
    events = AuditEvent.objects.filter(action=action, subject=f"user:{user.pk}")
    return [(event.actor, event.data) for event in events]


@pytest.mark.parametrize(
    "reach",
    [
        lambda theirs, by: actions.create_user(username="spy", organisation=theirs.organisation, by=by),
        lambda theirs, by: actions.update_user(theirs, first_name="Other", by=by),
        lambda theirs, by: actions.set_password(theirs, password=GOOD, by=by),
        lambda theirs, by: actions.grant_role(theirs, role=Role.SUPERVISOR, by=by),
        lambda theirs, by: actions.revoke_role(theirs, role=Role.CASEWORKER, by=by),
        lambda theirs, by: actions.update_organisation(theirs.organisation, phone="1", by=by),
        lambda theirs, by: actions.create_organisation(slug="third", name="Third", by=by),
    ],
)
def test_an_administrator_writes_nothing_of_another_organisation(administrator, foreign_caseworker, reach):
    def stored():
        return [list(table.objects.order_by("pk").values()) for table in (Organisation, User, Grant, AuditEvent)]

    before = stored()
    with pytest.raises(Refused):
        reach(foreign_caseworker, administrator)
    assert stored() == before


def test_an_administrator_moves_nobody_to_another_organisation(administrator, caseworker, other_bureau):
    with pytest.raises(Refused):
        actions.update_user(caseworker, organisation=other_bureau, by=administrator)
    assert User.objects.get(pk=caseworker.pk).organisation == caseworker.organisation


def test_the_admin_lists_the_own_organisation_its_users_and_their_grants(
    administrator, caseworker, foreign_caseworker, signed_in
):
    client = signed_in(administrator)
    listed = {
        table: {str(row) for row in client.get(f"/admin/accounts/{table}/").context["cl"].result_list}
        for table in ("organisation", "user", "grant")
    }
    assert listed == {
        "organisation": {"Bureau"},
        "user": {"administrator", "caseworker"},
        "grant": {"administrator: Administrator", "caseworker: Caseworker"},
    }


def test_the_admin_opens_no_user_grant_or_organisation_of_another(administrator, foreign_caseworker, signed_in):
    client, grant = signed_in(administrator), foreign_caseworker.grants.get()
    for row in (foreign_caseworker, foreign_caseworker.organisation, grant):
        page = client.get(f"/admin/accounts/{row._meta.model_name}/{row.pk}/change/", follow=True)
        assert "foreign-caseworker" not in page.context.get("title", "")
        assert page.redirect_chain == [("/admin/", 302)]


def test_the_form_of_a_grant_takes_no_user_of_another_organisation(administrator, foreign_caseworker, signed_in):
    posted = {"user": foreign_caseworker.pk, "role": Role.SUPERVISOR, "reason": "Needed."}
    page = signed_in(administrator).post("/proposals/role/", posted)
    assert list(page.context["form"].errors) == ["user"]
    assert foreign_caseworker.grants.count() == 1


def test_no_organisation_is_added_in_the_admin(administrator, signed_in):
    assert signed_in(administrator).get("/admin/accounts/organisation/add/").status_code == 403


def test_nobody_finds_users_by_their_password(administrator, signed_in):
    page = signed_in(administrator).get("/admin/accounts/user/?password__startswith=md5")
    assert page.status_code in (302, 400)


def test_a_new_user_works_for_the_organisation_of_the_administrator(administrator, other_bureau, signed_in):
    posted = BY_HAND | NO_GRANTS | {"password": GOOD, "organisation": other_bureau.pk}
    signed_in(administrator).post("/admin/accounts/user/add/", posted)
    newcomer = User.objects.get(username="newcomer")
    assert newcomer.organisation == administrator.organisation
    assert newcomer.check_password(GOOD)
    assert _recorded("create_user", newcomer) == [("administrator", "{}")]


@pytest.mark.parametrize("password", ["password1234", "newcomer-12345", "short"])
def test_a_first_password_that_is_easily_guessed_is_not_taken(administrator, signed_in, password):
    page = signed_in(administrator).post("/admin/accounts/user/add/", BY_HAND | NO_GRANTS | {"password": password})
    assert list(page.context["adminform"].errors) == ["password"]
    assert not User.objects.filter(username="newcomer").exists()


def _change(client, user, **fields):
    posted = {"username": user.username, "is_active": "on", "first_name": user.first_name, **fields}
    return client.post(f"/admin/accounts/user/{user.pk}/change/", posted | NO_GRANTS)


def test_an_administrator_sets_a_new_password_for_a_user(administrator, caseworker, signed_in):
    assert _change(signed_in(administrator), caseworker, new_password=GOOD).status_code == 302
    assert User.objects.get(pk=caseworker.pk).check_password(GOOD)
    assert _recorded("set_password", caseworker) == [("administrator", "{}")]
    assert _recorded("update_user", caseworker) == []


def test_without_a_new_password_the_present_one_stays(administrator, caseworker, signed_in):
    actions.set_password(caseworker, password=GOOD, by=caseworker)
    assert _change(signed_in(administrator), caseworker, first_name="Інше").status_code == 302
    stored = User.objects.get(pk=caseworker.pk)
    assert (stored.first_name, stored.check_password(GOOD)) == ("Інше", True)


def test_a_new_password_that_is_easily_guessed_is_not_taken(administrator, caseworker, signed_in):
    page = _change(signed_in(administrator), caseworker, new_password="password1234")
    assert list(page.context["adminform"].errors) == ["new_password"]
    assert not User.objects.get(pk=caseworker.pk).has_usable_password()


def test_nobody_else_sets_the_password_of_another(caseworker, supervisor):
    with pytest.raises(Refused):
        actions.set_password(caseworker, password=GOOD, by=supervisor)


def test_the_page_of_a_user_says_where_grants_are_given(administrator, caseworker, signed_in):
    page = signed_in(administrator).get(f"/admin/accounts/user/{caseworker.pk}/change/")
    assert "given and ended under Grants" in page.content.decode()


def test_whoever_changes_their_password_is_in_the_audit(bureau, client):
    user = make.user("changing", bureau, Role.CASEWORKER, password=GOOD)
    client.post("/account/login/", {"login": "changing", "password": GOOD})
    assert client.get("/people/").url == "/account/password/change/?next=%2Fpeople%2F"
    fresh = {"oldpassword": GOOD, "password1": f"{GOOD}-2", "password2": f"{GOOD}-2"}
    assert client.post("/account/password/change/", fresh).status_code == 302
    assert User.objects.get(pk=user.pk).check_password(f"{GOOD}-2")
    assert _recorded("set_password", user) == [("changing", "{}")]
    door.set_up_app(client)
    assert client.get("/people/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "email/",
        "signup/",
        "reauthenticate/",
        "confirm-email/",
        "password/set/",
        "password/reset/",
        "login/code/confirm/",
    ],
)
def test_an_account_has_no_other_pages_than_sign_in_sign_out_and_password(caseworker, signed_in, address):
    client = signed_in(caseworker)
    assert client.get(f"/account/{address}").status_code == 404
    assert client.post(f"/account/{address}", {"email": "a@example.org", "action_add": ""}).status_code == 404


def test_a_user_who_is_no_longer_active_is_told_so(bureau, administrator, client):
    user = make.user("former", bureau, password=GOOD)
    actions.update_user(user, is_active=False, by=administrator)
    answer = client.post("/account/login/", {"login": "former", "password": GOOD}, follow=True)
    assert (answer.status_code, answer.redirect_chain) == (200, [("/account/inactive/", 302)])


def test_a_signed_in_user_without_a_password_cannot_change_it_alone(caseworker, signed_in):
    assert signed_in(caseworker).get("/account/password/change/", follow=True).status_code == 404


def test_the_admin_has_the_tables_of_the_program_and_none_of_its_libraries():
    apps = {model.__module__.split(".")[0] for model in admin.site._registry}
    assert apps == {"casework"}
