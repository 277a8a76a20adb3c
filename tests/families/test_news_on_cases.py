"""How a case goes together with the news that is prepared for it."""

import pytest

from casework.accounts.models import SYSTEM
from casework.families import actions
from casework.lib.errors import Refused
from casework.notifications.actions import prepare_news
from casework.people import actions as people
from tests.families import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(bureau, caseworker, officer):
    case = make.case(bureau)
    make.relative(case, "Ганна Бондар")
    people.report_return(case.person, reason="Arrived and linked.", by=caseworker)
    people.confirm_return(case.person, linked_by=caseworker, reason="Recognised.", by=officer)
    prepare_news()
    case.refresh_from_db()
    return case


def test_a_case_is_not_left_while_news_is_still_to_be_told(case, caseworker):
    assert case.status == "news_pending"
    with pytest.raises(Refused, match="News is still to be told"):
        actions.change_case_status(case, to="active", by=caseworker)
    case.refresh_from_db()
    assert case.status == "news_pending"


def test_a_case_is_not_closed_over_news_that_is_still_to_be_told(case, caseworker):
    actions.note_news_given(case, by=SYSTEM)
    with pytest.raises(Refused, match="News is still to be told"):
        actions.change_case_status(case, to="closed", reason="Done.", by=caseworker)


def test_the_page_of_a_case_shows_its_news_to_those_who_may_see_news(case, caseworker, intake, signed_in):
    url = case.notifications.get().get_absolute_url()
    seen = {
        user: url in signed_in(user).get(case.get_absolute_url()).content.decode() for user in (caseworker, intake)
    }
    assert seen == {caseworker: True, intake: False}
