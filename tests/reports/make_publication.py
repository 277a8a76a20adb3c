"""People who came home in an exchange, and how far each is from being made known. People are invented."""

from typing import Any

from casework.accounts.models import SYSTEM, Organisation, User
from casework.exchanges.models import Entry, Exchange
from casework.families import actions as families
from casework.families.models import Case, Consent
from casework.notifications import actions as notifications
from casework.notifications.models import Notification
from casework.people.models import Person
from tests.exchanges import make_work
from tests.notifications import make as news

GROWN = "07.03.1990"


def verified(
    exchange: Exchange, bureau: Organisation, name: str, *, by: User, officer: User, born: str = GROWN
) -> Entry:
    """Listed, linked and verified; a family asks for them."""
    entry = make_work.linked(make_work.entry(exchange, bureau, name, date_of_birth=born), by)
    news.case(make_work.person_of(entry), "Наталія Вигадана")
    return make_work.verified(make_work.arrived(entry, officer), officer)


def told(entry: Entry, *, supervisor: User, by: User) -> Entry:
    notifications.prepare_news()
    for one in Notification.objects.filter(person=make_work.person_of(entry), status="prepared"):
        news.attempt(news.approved(one, by=supervisor), by=by)
    return entry


def consent(entry: Entry, giver: str = "person", given: bool = True, **fields: Any) -> Consent:
    return families.record_consent(
        case_of(entry), giver=giver, purpose="publication", given=given, **fields, by=SYSTEM
    )


def case_of(entry: Entry) -> Case:
    return Case.objects.get(person=make_work.person_of(entry))


def person_of(entry: Entry) -> Person:
    return make_work.person_of(entry)


def home(
    exchange: Exchange,
    bureau: Organisation,
    name: str,
    *,
    by: User,
    officer: User,
    supervisor: User,
    born: str = GROWN,
) -> Entry:
    """Everything there is to publish them."""
    entry = told(verified(exchange, bureau, name, by=by, officer=officer, born=born), supervisor=supervisor, by=by)
    consent(entry)
    return entry
