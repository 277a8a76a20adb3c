"""What one person proposes, another approves; by nobody else, once, and to the letter."""

import re

import pytest
from django.db import IntegrityError
from django.utils import timezone

from casework.access import Role
from casework.accounts import actions
from casework.accounts.models import SYSTEM, Grant, Proposal
from casework.accounts.payloads import in_words
from casework.accounts.triggers import SEPARATED
from casework.audit.models import AuditEvent
from casework.lib.errors import Refused
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(bureau):
    return make.user("colleague", bureau)


@pytest.fixture
def second_administrator(bureau):
    return make.user("second-administrator", bureau, Role.ADMINISTRATOR)


@pytest.fixture
def proposal(administrator, colleague) -> Proposal:
    return actions.propose_grant(colleague, role=Role.CASEWORKER, reason="She starts on Monday.", by=administrator)


def roles(user) -> frozenset[str]:
    return type(user).objects.get(pk=user.pk).roles


def test_a_role_is_in_force_once_another_approves_it(proposal, colleague, administrator, second_administrator):
    assert roles(colleague) == frozenset()
    actions.approve(proposal, seen=proposal.digest, by=second_administrator)
    assert roles(colleague) == {Role.CASEWORKER}
    grant = Grant.objects.get(user=colleague)
    assert (grant.proposed_by, grant.approved_by) == (administrator, second_administrator)
    done = [event.action for event in AuditEvent.objects.filter(subject=proposal.subject)]
    assert done == ["approve_grant_role", "propose_grant_role"]


def test_a_supervisor_may_approve_a_role(proposal, colleague, supervisor):
    actions.approve(proposal, seen=proposal.digest, by=supervisor)
    assert roles(colleague) == {Role.CASEWORKER}


def test_nobody_approves_their_own(proposal, administrator, colleague):
    with pytest.raises(Refused, match="somebody else"):
        actions.approve(proposal, seen=proposal.digest, by=administrator)
    assert roles(colleague) == frozenset()


def test_whoever_would_get_the_role_does_not_approve_it(administrator, supervisor):
    proposal = actions.propose_grant(supervisor, role=Role.ADMINISTRATOR, reason="Both.", by=administrator)
    with pytest.raises(Refused, match="themselves"):
        actions.approve(proposal, seen=proposal.digest, by=supervisor)
    assert Proposal.objects.get().status == "proposed"
    assert roles(supervisor) == {Role.SUPERVISOR}


def test_a_proposal_is_carried_out_once(proposal, second_administrator, supervisor, colleague):
    actions.approve(proposal, seen=proposal.digest, by=second_administrator)
    actions.revoke_role(colleague, role=Role.CASEWORKER, by=second_administrator)
    with pytest.raises(Refused, match="already decided"):
        actions.approve(proposal, seen=proposal.digest, by=supervisor)
    assert roles(colleague) == frozenset()


@pytest.mark.parametrize(
    "change", [{"payload": {"role": "supervisor"}}, {"subject": "grant:else"}, {"reason": "?"}]
)
def test_what_changed_since_it_was_proposed_is_not_approved(proposal, second_administrator, change):
    with pytest.raises(IntegrityError), make.rolled_back():
        Proposal.objects.filter(pk=proposal.pk).update(**change)
    SEPARATED.take_away()  # as the owner of the database can
    Proposal.objects.filter(pk=proposal.pk).update(**change)
    with pytest.raises(Refused, match="not what was proposed"):
        actions.approve(proposal, seen=proposal.digest, by=second_administrator)


def test_what_the_approver_did_not_see_is_not_approved(proposal, second_administrator):
    with pytest.raises(Refused, match="not what was proposed"):
        actions.approve(proposal, seen="", by=second_administrator)


def test_a_proposal_falls_with_the_right_of_whoever_made_it(proposal, administrator, second_administrator):
    actions.revoke_role(administrator, role=Role.ADMINISTRATOR, by=second_administrator)
    with pytest.raises(Refused, match="may not do so any more"):
        actions.approve(Proposal.objects.get(), seen=proposal.digest, by=second_administrator)


def test_a_refused_and_a_withdrawn_proposal_change_nothing(proposal, administrator, supervisor, colleague):
    actions.refuse(proposal, by=supervisor)
    again = actions.propose_grant(colleague, role=Role.CASEWORKER, reason="Again.", by=administrator)
    actions.refuse(again, by=administrator)
    assert [p.status for p in Proposal.objects.order_by("pk")] == ["refused", "withdrawn"]
    assert roles(colleague) == frozenset()
    with pytest.raises(Refused, match="already decided"):
        actions.approve(again, seen=again.digest, by=supervisor)


def test_the_same_waits_once(proposal, administrator, colleague):
    with pytest.raises(Refused, match="proposed already"):
        actions.propose_grant(colleague, role=Role.CASEWORKER, reason="Again.", by=administrator)


def test_another_organisation_neither_sees_nor_decides(proposal, other_bureau, signed_in):
    stranger = make.user("stranger", other_bureau, Role.ADMINISTRATOR)
    client = signed_in(stranger)
    assert client.get(f"/proposals/{proposal.pk}/").status_code == 404
    assert client.post(f"/proposals/{proposal.pk}/approve/", {"seen": proposal.digest}).status_code == 404
    assert "colleague" not in client.get("/proposals/").content.decode()
    with pytest.raises(Refused):
        actions.approve(proposal, seen=proposal.digest, by=stranger)


def test_only_whoever_runs_the_server_grants_alone(administrator, colleague):
    with pytest.raises(Refused, match="approved by another"):
        actions.grant_role(colleague, role=Role.INTAKE, by=administrator)


@pytest.mark.parametrize(
    ("held", "other"),
    [
        (Role.ADMINISTRATOR, Role.AUDITOR),
        (Role.AUDITOR, Role.DATA_STEWARD),
        (Role.DATA_STEWARD, Role.ADMINISTRATOR),
    ],
)
def test_administrator_auditor_and_steward_exclude_one_another(bureau, held, other):
    user = make.user("one", bureau, held)
    with pytest.raises(Refused, match="exclude one another"):
        actions.grant_role(user, role=other, by=SYSTEM)
    with pytest.raises(IntegrityError), make.rolled_back():
        Grant.objects.create(user=user, organisation=bureau, role=other)


def test_the_database_holds_that_two_others_grant(bureau, administrator, second_administrator, colleague):
    for proposed_by, approved_by in [
        (administrator, administrator),
        (administrator, None),
        (colleague, administrator),
        (administrator, colleague),
    ]:
        with pytest.raises(IntegrityError), make.rolled_back():
            Grant.objects.create(
                user=colleague,
                organisation=bureau,
                role="intake",
                proposed_by=proposed_by,
                approved_by=approved_by,
            )


def test_the_database_holds_that_another_approves_what_was_proposed(proposal, administrator, supervisor):
    for decided_by, digest in [(administrator, proposal.digest), (None, proposal.digest), (supervisor, "0" * 64)]:
        with pytest.raises(IntegrityError), make.rolled_back():
            Proposal.objects.filter(pk=proposal.pk).update(
                status="approved", decided_by=decided_by, decided_at=timezone.now(), decided_digest=digest
            )


def test_a_role_stays_with_the_organisation_that_gave_it(bureau, other_bureau):
    user = make.user("moving", bureau, Role.SUPERVISOR)
    actions.update_user(user, organisation=other_bureau, by=SYSTEM)
    assert roles(user) == frozenset()


def test_a_role_is_proposed_and_approved_in_the_browser(administrator, second_administrator, colleague, signed_in):
    form = {"user": colleague.pk, "role": "intake", "expires_at": "", "reason": "She takes the calls."}
    page = signed_in(administrator).post("/proposals/role/", form, follow=True).content.decode()
    proposal = Proposal.objects.get()
    assert "Withdraw" in signed_in(administrator).get(proposal.get_absolute_url()).content.decode()
    assert "in force once somebody else approves it" in page
    client = signed_in(second_administrator)
    assert "proposals that wait for your decision" in client.get("/").content.decode()
    assert "She takes the calls." in client.get(proposal.get_absolute_url()).content.decode()
    client.post(f"/proposals/{proposal.pk}/approve/", {"seen": proposal.digest})
    assert roles(colleague) == {Role.INTAKE}


def test_what_is_approved_is_read_in_words(proposal, second_administrator, signed_in):
    page = signed_in(second_administrator).get(proposal.get_absolute_url()).content.decode()
    facts = re.findall(r"<dt>(.*?)</dt>\s*<dd>\s*(.*?)\s*</dd>", page, re.DOTALL)
    # PostgreSQL keeps the parts of a payload in an order of its own.
    assert sorted(facts[1:4]) == [("Expires", "–"), ("Role", "Caseworker"), ("User", "colleague")]


def test_a_part_that_has_no_words_is_shown_as_it_is():
    said = list(in_words({"odd": 3, "readers": ["olena", "ivan"], "filters": {"status": "missing"}, "rows": 0}))
    assert said == [
        ("odd", "3"),
        ("may be seen by", "olena, ivan"),
        ("filters", "status: missing"),
        ("rows", "0"),
    ]
