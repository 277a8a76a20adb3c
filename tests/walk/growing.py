"""More of everything that pages list: of an organisation, and of each record of the holding that is walked."""

from django.utils import timezone

from casework.access import Role
from casework.accounts.models import SYSTEM, User
from casework.attachments.actions import add_attachment
from casework.exchanges.models import Exchange, Statement
from casework.exchanges.statuses import CountOf
from casework.families import actions as families
from casework.families.models import Case
from casework.notifications.models import Notification
from casework.people import actions as people
from casework.people.models import Person
from casework.reports.models import Publication
from tests import make
from tests.notifications import make as make_news
from tests.proofs.holding import build_holding
from tests.proofs.world import OWN, World


def grow(world: World, times: int) -> None:
    own = world.holdings[OWN]
    by, at_work = world.users[Role.SUPERVISOR], world.users[Role.CASEWORKER]
    for _time in range(times):
        _more_of_the_organisation(world)
        for person in own.records[Person][:1]:
            _more_of_a_person(person)
        for case in own.records[Case]:
            _more_of_a_case(case, by)
        told = [news.pk for news in own.records[Notification]]
        for news in Notification.objects.filter(pk__in=told, status="approved"):
            make_news.attempt(news, by=at_work, outcome="no_answer", words="Nobody.", next_try_at=None)
        _more_of_the_agreement(world.exchange)


def _more_of_the_organisation(world: World) -> None:
    """One more of all that it may hold, in the same exchange; of publications one is in force at a time."""
    ended = {"ended_at": timezone.now(), "ended_by": world.users[Role.SUPERVISOR], "ended_reason": "Replaced."}
    Publication.objects.filter(organisation=world.reader, ended_at=None).update(**ended)
    build_holding(world.canaries, OWN, world.reader, world.exchange)


def _more_of_a_person(person: Person) -> None:
    number = person.names.count()
    people.add_name(person, surname="Вигаданий", given=f"Остап{'о' * number}", source="Родина", by=SYSTEM)
    people.add_registry_number(person, body="nib", number=f"more-{number}", by=SYSTEM)
    heard = make.evidence(person, content=f"Seen {number} times.")
    people.record_detention(person, place_as_told="A place", from_date="2023", evidence=heard, by=SYSTEM)
    add_attachment(person, kind="letter", content=f"Letter {number}".encode(), file_name="a.txt", by=SYSTEM)


def _more_of_a_case(case: Case, by: User) -> None:
    told = families.add_relative(case, relationship="other", name="Вигадана Марта", by=SYSTEM).relative
    families.record_contact(case, relative=told, outcome="no_answer", by=by)
    families.add_note(case, text="A note.", by=by)
    families.add_follow_up(case, what="To do.", due_on=timezone.localdate(), owner=by, by=SYSTEM)
    families.record_consent(case, relative=told, purpose="tracing", given=True, how="By telephone.", by=SYSTEM)
    families.open_case(case.person, organisation=case.organisation, request="Again.", assigned_to=by, by=SYSTEM)


def _more_of_the_agreement(exchange: Exchange) -> None:
    number = Exchange.objects.count()
    more = Exchange.objects.create(reference=f"more-{number}", held_on="2025-06-01", agreement=exchange.agreement)
    said = {"announcer": "ukraine", "side": "ukraine", "counted": "total", "count": 10, "source": "A source"}
    Statement.objects.create(exchange=more, **said)
    for counted in CountOf.values[number : number + 1]:
        Statement.objects.create(exchange=exchange, **(said | {"counted": counted}))
