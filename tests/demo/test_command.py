"""`manage.py demo` fills an empty database, and only an empty one."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError
from django.utils import timezone

from casework.access import Role
from casework.accounts.models import Organisation, User
from casework.audit.actions import find_first_fault
from casework.demo import event
from casework.demo.actions import PASSWORD
from casework.demo.people import VALERII, YELIZAR
from casework.families.models import Case, FollowUp, Referral, Relative
from casework.people.models import Evidence, NameKey, Person
from tests.demo.conftest import run


def test_it_fills_an_empty_database_and_says_who_can_sign_in(filled):
    said, path = filled
    lines = said.splitlines()
    assert lines[-1].startswith("Filled with the demonstration: 2000 invented people, ")
    assert f"The list of 23 May 2025 to upload: {path}" in lines
    assert PASSWORD in said
    for username in User.objects.values_list("username", flat=True):
        assert f"  {username} " in said


def test_the_list_is_written_where_it_says(filled):
    _said, path = filled
    assert path.read_bytes() == event.xlsx_bytes()


def test_there_is_a_user_for_every_role_who_can_sign_in_with_the_password(filled, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    users = {user.username: user for user in User.objects.all()}
    assert {role.replace("_", "-") for role in Role.values} <= set(users)
    assert {role for user in users.values() for role in user.roles} == set(Role.values)
    assert {check_password(PASSWORD, one) for one in {user.password for user in users.values()}} == {True}


def test_only_the_partner_works_for_the_other_organisation(filled):
    assert {user.username for user in Organisation.objects.get(slug="demo-partner").users.all()} == {"partner"}
    assert User.objects.filter(organisation__slug="demo-bureau").count() == User.objects.count() - 1


def test_filled_again_it_says_so_and_adds_nothing(filled, tmp_path):
    before = Person.objects.count(), Case.objects.count()
    said = run(tmp_path / "list.xlsx", "--unless-filled")
    assert said == "The database is filled already: the demonstration was not put into it.\n"
    assert (Person.objects.count(), Case.objects.count()) == before


def test_a_database_that_is_not_empty_is_refused(filled, tmp_path):
    before = Person.objects.count()
    with pytest.raises(CommandError, match="only put into an empty one"):
        run(tmp_path / "list.xlsx")
    assert Person.objects.count() == before
    assert not (tmp_path / "list.xlsx").exists()


def test_the_audit_of_all_that_was_written_holds(filled):
    assert find_first_fault() is None


def test_every_person_is_found_by_name_keys_and_has_evidence(filled):
    assert Person.objects.count() == 2_000
    assert not Person.objects.exclude(pk__in=NameKey.objects.values("name__person")).exists()
    assert not Person.objects.exclude(pk__in=Evidence.objects.values("person")).exists()


def test_the_status_of_everybody_is_that_of_their_last_step(filled):
    people = Person.objects.exclude(status="missing").prefetch_related("status_changes")
    assert people.count() > 900
    for person in people:
        last = next(change for change in person.status_changes.all() if change.effective_at)
        assert last.to_status == person.status


def test_natalia_and_olha_ask_for_their_sons(filled):
    mothers = {
        case.person.sender_reference: case.case_relatives.get(order=1)
        for case in Case.objects.filter(person__sender_reference__in=[YELIZAR.number, VALERII.number])
    }
    names = {number: str(mother.relative) for number, mother in mothers.items()}
    assert names == {
        YELIZAR.number: "Веретілко Наталія Іванівна",
        VALERII.number: "Чорноплес Ольга Степанівна",
    }
    assert {mother.relationship for mother in mothers.values()} == {"mother"}
    assert {mother.case.status for mother in mothers.values()} == {"active"}


def test_there_are_cases_in_many_states_and_some_families_are_unheard(filled):
    assert {"open", "active", "closed", "withdrawn"} <= set(Case.objects.values_list("status", flat=True))
    assert Case.objects.unheard().count() > 100
    assert Case.objects.filter(assigned_to=None).count() > 50
    assert Person.objects.filter(cases__isnull=False).distinct().count() < Case.objects.count()


def test_something_is_overdue_due_today_and_this_week_for_both_caseworkers(filled):
    today = timezone.localdate()
    for username in ("caseworker", "caseworker-2"):
        due = FollowUp.objects.open().filter(owner__username=username)
        assert due.filter(due_on__lt=today).count() >= 3
        assert due.filter(due_on=today).count() >= 1
        assert due.filter(due_on__gt=today, due_on__lte=today + timedelta(days=7)).count() >= 3


def test_the_partner_sees_what_was_referred_and_has_something_to_answer(filled):
    partner = User.objects.get(username="partner")
    assert 0 < Person.objects.visible_to(partner).count() < 20
    assert Referral.objects.waiting_for(partner.organisation).count() >= 1


def test_telephones_ring_nowhere_and_are_accepted_by_forms(filled):
    phones = [relative.phone for relative in Relative.objects.all()]
    assert [phone for phone in phones if not re.match(r"\+442079460|\+1\d{3}55501\d\d$", str(phone))] == []
    assert all(phone.is_valid() for phone in phones)
