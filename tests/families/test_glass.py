"""Emergency access: one case, an hour, to read; told at once, and reviewed by somebody else."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError
from django.utils import timezone

from casework.access import Role
from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM
from casework.audit.models import AuditEvent
from casework.families import actions
from casework.families.models import Case, FollowUp
from casework.lib.errors import Refused
from casework.people import actions as people
from casework.people.models import BreakGlass, Person
from tests import make
from tests.families import make as families

pytestmark = pytest.mark.django_db
WHY = "The mother is on the telephone."


@pytest.fixture
def case(bureau, caseworker, supervisor) -> Case:
    case = families.case(bureau, person=make.person(bureau, "Згурський Юхим Пилипович"))
    proposal = people.propose_restriction(
        case.person, officer=caseworker, readers=[caseworker], reason="Threats.", by=caseworker
    )
    accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    return case


def pages(case):
    return [case.get_absolute_url(), case.person.get_absolute_url()]


def test_it_opens_one_case_for_an_hour(case, bureau, second_caseworker, signed_in):
    other = families.case(bureau, person=case.person)
    client = signed_in(second_caseworker)
    assert [client.get(page).status_code for page in pages(case)] == [404, 404]
    with time_machine.travel(timezone.now(), tick=False) as clock:
        actions.break_glass(case.reference.lower(), reason=WHY, by=second_caseworker)
        assert [client.get(page).status_code for page in pages(case)] == [200, 200]
        assert client.get(other.get_absolute_url()).status_code == 404
        clock.shift(timedelta(minutes=59, seconds=59))
        assert case in Case.objects.visible_to(second_caseworker)
        clock.shift(timedelta(seconds=1))
        assert case not in Case.objects.visible_to(second_caseworker)
        assert case.person not in Person.objects.visible_to(second_caseworker)


def test_it_lets_read_and_never_write(case, second_caseworker, signed_in):
    actions.break_glass(case.reference, reason=WHY, by=second_caseworker)
    with pytest.raises(Refused, match="restricted"):
        actions.add_note(case, text="Hm.", by=second_caseworker)
    with pytest.raises(Refused, match="restricted"):
        people.update_person(case.person, rank="солдат", by=second_caseworker)
    client = signed_in(second_caseworker)
    assert client.get(f"{case.get_absolute_url()}edit/").status_code == 404
    page = client.get(case.get_absolute_url()).content.decode()
    assert "emergency access" in page
    assert f"{case.get_absolute_url()}edit/" not in page


def test_it_stands_on_no_list_of_whoever_broke_it(case, second_caseworker, signed_in):
    actions.break_glass(case.reference, reason=WHY, by=second_caseworker)
    assert case.reference not in signed_in(second_caseworker).get("/cases/").content.decode()


def test_officer_and_auditor_are_told_at_once(
    case, caseworker, second_caseworker, auditor, signed_in, django_capture_on_commit_callbacks
):
    for user in (caseworker, auditor):
        accounts.update_user(user, email=f"{user.username}@example.org", by=SYSTEM)
    with django_capture_on_commit_callbacks(execute=True):
        actions.break_glass(case.reference, reason=WHY, by=second_caseworker)
    assert [f.owner for f in FollowUp.objects.filter(case=case)] == [caseworker]
    assert "uses of emergency access to review" in signed_in(auditor).get("/").content.decode()
    assert sorted(m.to for m in mail.outbox) == [["auditor@example.org"], ["caseworker@example.org"]]
    for message in mail.outbox:
        said = message.subject + message.body
        assert (case.reference in said, "Згурський" in said, second_caseworker.username in said) == (False,) * 3


def test_it_is_in_the_audit(case, second_caseworker):
    actions.break_glass(case.reference, reason=WHY, by=second_caseworker)
    event = AuditEvent.objects.get(action="break_glass")
    assert (event.subject, event.actor) == (f"case:{case.reference}", "second-caseworker")


def test_an_unknown_an_open_and_a_foreign_code_are_answered_alike(
    case, bureau, other_bureau, caseworker, second_caseworker
):
    open_case, foreign = families.case(bureau), families.case(other_bureau)
    for user, code in [
        (second_caseworker, "C-2222-2222"),
        (second_caseworker, open_case.reference),
        (second_caseworker, foreign.reference),
        (caseworker, case.reference),  # on the list already
    ]:
        with pytest.raises(Refused, match="There is no restricted case with this code"):
            actions.break_glass(code, reason=WHY, by=user)


def test_it_takes_a_reason_and_the_right(case, second_caseworker, intake):
    with pytest.raises(Refused, match="why"):
        actions.break_glass(case.reference, reason=" ", by=second_caseworker)
    with pytest.raises(Refused):
        actions.break_glass(case.reference, reason=WHY, by=intake)


def test_not_reviewed_within_72_hours_suspends_the_right(case, second_caseworker, auditor):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        actions.break_glass(case.reference, reason=WHY, by=second_caseworker)
        clock.shift(timedelta(hours=72))
        actions.break_glass(case.reference, reason=WHY, by=second_caseworker)
        clock.shift(timedelta(seconds=1))
        with pytest.raises(Refused, match="suspended"):
            actions.break_glass(case.reference, reason=WHY, by=second_caseworker)
        for broken in BreakGlass.objects.overdue():
            actions.review_glass(broken, justified=True, remark="", by=auditor)
        actions.break_glass(case.reference, reason=WHY, by=second_caseworker)


def test_somebody_else_reviews_once(case, bureau, auditor, other_bureau):
    user = make.user("both", bureau, Role.CASEWORKER, Role.SUPERVISOR)
    actions.break_glass(case.reference, reason=WHY, by=user)
    broken = BreakGlass.objects.get()
    with pytest.raises(Refused, match="somebody else"):
        actions.review_glass(broken, justified=True, remark="", by=user)
    stranger = make.user("stranger", other_bureau, Role.AUDITOR)
    with pytest.raises(Refused, match="another organisation"):
        actions.review_glass(broken, justified=True, remark="", by=stranger)
    with pytest.raises(Refused, match="what was wrong"):
        actions.review_glass(broken, justified=False, remark="", by=auditor)
    actions.review_glass(broken, justified=False, remark="There was no call.", by=auditor)
    with pytest.raises(Refused, match="already reviewed"):
        actions.review_glass(broken, justified=True, remark="", by=auditor)
    with pytest.raises(IntegrityError), make.rolled_back():
        BreakGlass.objects.update(reviewed_by=user)


def test_the_review_in_the_browser_shows_codes_and_no_names(case, second_caseworker, auditor, signed_in):
    actions.break_glass(case.reference, reason=WHY, by=second_caseworker)
    client = signed_in(auditor)
    page = client.get("/cases/emergency/uses/").content.decode()
    assert (case.reference in page, WHY in page, "Згурський" in page) == (True, True, False)
    client.post(f"/cases/emergency/uses/{BreakGlass.objects.get().pk}/review/", {"justified": "yes"})
    assert BreakGlass.objects.get().justified is True


def test_it_asks_for_a_fresh_sign_in(case, second_caseworker, signed_in):
    accounts.set_password(second_caseworker, password="кавун-росте-на-баштані", by=second_caseworker)
    client = signed_in(second_caseworker)
    for response in (client.get("/cases/emergency/"), client.post("/cases/emergency/", {"reason": WHY})):
        assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, "/account/again/")
    assert BreakGlass.objects.count() == 0
