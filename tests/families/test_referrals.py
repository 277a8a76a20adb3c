from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from casework.access import Role
from casework.accounts.models import SYSTEM
from casework.families import actions
from casework.families.models import Case, Referral
from casework.lib.errors import Refused
from tests import make as base
from tests.families import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(other_bureau):
    return base.user("partner", other_bureau, Role.PARTNER)


@pytest.fixture
def case(bureau):
    case = make.case(bureau)
    make.relative(case)
    return case


@pytest.fixture
def referral(case, other_bureau, caseworker):
    return make.referral(case, other_bureau, caseworker)


def seen_by(user):
    return list(Case.objects.visible_to(user))


def test_a_case_is_seen_by_its_own_organisation_and_no_other(case, caseworker, partner):
    assert (seen_by(caseworker), seen_by(partner)) == ([case], [])


def test_a_referral_shows_the_case_only_once_it_is_accepted(case, referral, partner):
    assert seen_by(partner) == []
    actions.accept_referral(referral, by=partner)
    assert seen_by(partner) == [case]
    assert (referral.accepted_by, referral.in_force) == (partner, True)


def test_a_referral_that_was_declined_shows_nothing_and_cannot_be_accepted(referral, partner):
    actions.decline_referral(referral, by=partner)
    with pytest.raises(Refused, match="waits for no answer"):
        actions.accept_referral(referral, by=partner)
    assert seen_by(partner) == []


def test_a_referral_that_was_revoked_shows_nothing_any_more(referral, partner, caseworker):
    actions.accept_referral(referral, by=partner)
    actions.revoke_referral(referral, by=caseworker)
    assert (seen_by(partner), referral.in_force) == ([], False)
    with pytest.raises(Refused, match="has ended"):
        actions.revoke_referral(referral, by=caseworker)


def test_a_referral_that_was_revoked_unanswered_cannot_be_accepted(referral, partner, caseworker):
    actions.revoke_referral(referral, by=caseworker)
    with pytest.raises(Refused, match="waits for no answer"):
        actions.accept_referral(referral, by=partner)
    assert seen_by(partner) == []


def test_a_referral_ends_after_its_last_day(case, other_bureau, caseworker, partner):
    last = timezone.localdate()
    referral = make.referral(case, other_bureau, caseworker, until=last)
    actions.accept_referral(referral, by=partner)
    assert seen_by(partner) == [case]
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        referral.refresh_from_db()
        assert (seen_by(partner), referral.in_force) == ([], False)


def test_a_referral_whose_last_day_has_passed_cannot_be_accepted(referral, partner):
    with time_machine.travel(timezone.now() + timedelta(days=31)), pytest.raises(Refused):
        actions.accept_referral(referral, by=partner)


def test_only_the_recipient_answers(referral, caseworker):
    for answer in (actions.accept_referral, actions.decline_referral):
        with pytest.raises(Refused, match="is for Other-Bureau"):
            answer(referral, by=caseworker)
    referral.refresh_from_db()
    assert (referral.accepted_at, referral.declined_at) == (None, None)


def test_a_third_organisation_sees_neither_case_nor_referral(referral, partner):
    third = base.user("third", base.organisation("third"), Role.CASEWORKER)
    actions.accept_referral(referral, by=partner)
    assert (seen_by(third), list(Referral.objects.visible_to(third))) == ([], [])


def test_only_the_owner_revokes(referral, foreign_caseworker):
    with pytest.raises(Refused, match="belongs to Bureau"):
        actions.revoke_referral(referral, by=foreign_caseworker)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"fields": []}, "Name the fields"),
        ({"fields": ["identity", "everything"]}, "Name the fields"),
        ({"purpose": "  "}, "what purpose"),
        ({"until": timezone.localdate() - timedelta(days=1)}, "passed already"),
    ],
)
def test_a_referral_names_its_fields_purpose_and_last_day(case, other_bureau, caseworker, changed, message):
    actions.record_consent(case, relative=case.relatives.get(), purpose="referral", given=True, by=SYSTEM)
    said = {
        "recipient": other_bureau,
        "fields": ["identity"],
        "purpose": "Search abroad",
        "until": timezone.localdate(),
        "harm": "no",
    }
    with pytest.raises(Refused, match=message):
        actions.refer_case(case, **(said | changed), by=caseworker)
    assert Referral.objects.count() == 0


def test_nothing_is_shared_without_the_consent_of_a_relative(case, other_bureau, caseworker):
    said = {"fields": ["identity"], "purpose": "Search abroad", "until": timezone.localdate(), "harm": "no"}
    with pytest.raises(Refused, match="agreed to sharing"):
        actions.refer_case(case, recipient=other_bureau, **said, by=caseworker)


@pytest.mark.parametrize("how", ["withdrawn", "refused"])
def test_sharing_ends_with_the_consent_to_it(case, referral, partner, caseworker, how):
    actions.accept_referral(referral, by=partner)
    if how == "withdrawn":
        actions.withdraw_consent(case.consents.get(), by=caseworker)
    else:
        actions.record_consent(case, relative=case.relatives.get(), purpose="referral", given=False, by=caseworker)
    assert seen_by(partner) == []


def test_sharing_goes_on_while_another_relative_agrees(case, referral, partner, caseworker):
    actions.accept_referral(referral, by=partner)
    wife = make.relative(case, "Олена", relationship="wife").relative
    actions.record_consent(case, relative=wife, purpose="referral", given=True, by=caseworker)
    actions.withdraw_consent(case.consents.get(relative=case.relatives.exclude(pk=wife.pk).get()), by=caseworker)
    assert seen_by(partner) == [case]


def test_a_case_is_referred_to_one_organisation_once_at_a_time(case, referral, other_bureau, caseworker):
    with pytest.raises(Refused, match="already"):
        make.referral(case, other_bureau, caseworker)
    actions.revoke_referral(referral, by=caseworker)
    make.referral(case, other_bureau, caseworker)
    assert Referral.objects.count() == 2


def test_a_case_is_not_referred_to_ourselves(case, bureau, caseworker):
    with pytest.raises(Refused, match="Your own organisation"):
        make.referral(case, bureau, caseworker)


def test_a_case_that_has_ended_is_not_referred(case, other_bureau, caseworker):
    actions.change_case_status(case, to="closed", reason="Moved.", by=caseworker)
    with pytest.raises(Refused, match="has ended"):
        make.referral(case, other_bureau, caseworker)
