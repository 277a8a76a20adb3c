"""Every step of a case: old status × new status × role, by hand and by the news."""

import pytest

from casework.access import ROLES, Role
from casework.accounts.models import SYSTEM
from casework.families import actions
from casework.families.models import Case
from casework.families.statuses import CaseStatus
from casework.lib.errors import Refused
from tests import make as base
from tests.families import make

pytestmark = pytest.mark.django_db

S = CaseStatus
WORKERS = {Role.CASEWORKER, Role.SUPERVISOR}
BY_HAND = {
    (S.OPEN, S.ACTIVE),
    (S.NEWS_PENDING, S.ACTIVE),
    (S.NEWS_GIVEN, S.ACTIVE),
    (S.CLOSED, S.ACTIVE),
    (S.WITHDRAWN, S.ACTIVE),
    (S.OPEN, S.CLOSED),
    (S.ACTIVE, S.CLOSED),
    (S.NEWS_GIVEN, S.CLOSED),
    (S.OPEN, S.WITHDRAWN),
    (S.ACTIVE, S.WITHDRAWN),
}


def case_in(bureau, status):
    case = make.case(bureau)
    Case.objects.filter(pk=case.pk).update(status=status)
    case.refresh_from_db()
    return case


@pytest.mark.parametrize("role", ROLES)
def test_by_hand_only_the_steps_of_the_table_are_taken_and_only_by_those_who_manage_cases(role, bureau):
    user = base.user("somebody", bureau, role)
    taken = set()
    for old in S:
        for new in S:
            case = case_in(bureau, old)
            try:
                actions.change_case_status(case, to=new, reason="Because.", by=user)
                taken.add((old, new))
            except Refused:
                new = old
            case.refresh_from_db()
            assert case.status == new
    assert taken == (BY_HAND if role in WORKERS else set())


@pytest.mark.parametrize("role", ROLES)
def test_news_is_expected_where_the_role_prepares_it_and_never_reopens_an_ended_case(role, bureau):
    user = base.user("somebody", bureau, role)
    after = {}
    for old in S:
        try:
            after[old] = actions.expect_news(case_in(bureau, old), by=user).status
        except Refused:
            after[old] = "refused"
    waiting = S.NEWS_PENDING if role in WORKERS else "refused"
    assert after == {
        S.OPEN: waiting,
        S.ACTIVE: waiting,
        S.NEWS_PENDING: S.NEWS_PENDING,
        S.NEWS_GIVEN: waiting,
        S.CLOSED: S.CLOSED,
        S.WITHDRAWN: S.WITHDRAWN,
    }


@pytest.mark.parametrize("role", ROLES)
def test_news_is_given_only_where_it_was_pending_and_by_those_who_deliver_it(role, bureau):
    user = base.user("somebody", bureau, role)
    after = {}
    for old in S:
        try:
            after[old] = actions.note_news_given(case_in(bureau, old), by=user).status
        except Refused:
            after[old] = "refused"
    given = S.NEWS_GIVEN if role in WORKERS else "refused"
    assert after == {old: (given if old == S.NEWS_PENDING else old) for old in S}


def test_the_system_expects_and_gives_news(bureau):
    case = make.case(bureau)
    assert actions.expect_news(case, by=SYSTEM).status == S.NEWS_PENDING
    assert actions.note_news_given(case, by=SYSTEM).status == S.NEWS_GIVEN


def test_news_verified_elsewhere_reaches_the_case_of_another_organisation(bureau, foreign_caseworker):
    assert actions.expect_news(make.case(bureau), by=foreign_caseworker).status == S.NEWS_PENDING
