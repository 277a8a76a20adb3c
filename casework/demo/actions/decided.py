"""What became of the earlier list: linked, arrived, verified and told, by the people of the bureau; not all of it.

Every step is the action that a person takes on a page; who links does not verify, who prepares does not approve.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import cycle

from django.utils import timezone

from casework.demo import earlier
from casework.demo.actions.organisations import Team
from casework.exchanges import actions as exchanges
from casework.exchanges.actions.exact import exact_matches
from casework.exchanges.models import Entry, Exchange
from casework.exchanges.statuses import Arrival, IdentifiedBy
from casework.families import actions as families
from casework.families.models import Case
from casework.families.statuses import CaseStatus
from casework.notifications import actions as news
from casework.notifications.models import Notification
from casework.notifications.statuses import DeliveryChannel, DeliveryOutcome, News
from casework.people.models import Person
from casework.people.statuses import Health

# How many stay where they are at each step; the rest goes on.
UNDECIDED, UNDECIDED_STRANGERS, DID_NOT_ARRIVE, AWAITED, TO_VERIFY, DISPUTED = 3, 1, 2, 2, 8, 1

_IDENTITY = (
    (IdentifiedBy.DOCUMENT, "Military card (fictional)"),
    (IdentifiedBy.FINGERPRINT, ""),
    (IdentifiedBy.RECOGNISED, "By an officer of the unit"),
    (IdentifiedBy.OWN_STATEMENT, "Answered the questions that only the family knows"),
)
_CONDITION = (Health.GOOD, Health.SICK, Health.NOT_WOUNDED, Health.SLIGHTLY_WOUNDED, Health.CONVALESCENT)
# What came of telling one relative after another, each a line of attempts.
_TELLING = (
    (DeliveryOutcome.TOLD,),
    (DeliveryOutcome.NO_ANSWER, DeliveryOutcome.TOLD),
    (DeliveryOutcome.TOLD,),
    (DeliveryOutcome.NO_ANSWER,),
    (DeliveryOutcome.TOLD,),
    (DeliveryOutcome.CALL_BACK, DeliveryOutcome.TOLD),
    (DeliveryOutcome.WRONG_NUMBER, DeliveryOutcome.GIVEN_UP),
    (DeliveryOutcome.TOLD,),
    (DeliveryOutcome.DECLINED,),
    (),
)


def decide_list(exchange: Exchange, persons: dict[str, Person], team: Team) -> None:
    """From the imported list to families told; the entries are found by their row."""
    entries = {entry.row: entry for entry in Entry.objects.filter(exchange=exchange)}
    _link(exchange, entries, persons, team)
    _arrive(exchange, team)
    _verify(exchange, persons, team)
    news.prepare_news()
    _tell(team)


def _link(exchange: Exchange, entries: dict[int | None, Entry], persons: dict[str, Person], team: Team) -> None:
    known = [row for row in earlier.rows() if row.human.number and not row.again]
    unknown = [row for row in earlier.rows() if not row.human.number]
    exact = exact_matches(exchange, team["caseworker"])
    exchanges.link_exact([match.entry for match in exact], by=team["caseworker"])
    linked = set(Entry.objects.filter(exchange=exchange, links__undone_at=None).filter(links__isnull=False))
    left = [row for row in known if entries[row.number] not in linked]
    for row in left[UNDECIDED:]:
        exchanges.link_entry(entries[row.number], persons[row.human.number], by=team["caseworker-2"])
    for row in unknown[UNDECIDED_STRANGERS:]:
        exchanges.mark_not_on_register(entries[row.number], by=team["caseworker-2"])
    for row in earlier.rows():
        if row.again:
            first = next(one for one in known if one.human == row.human)
            exchanges.mark_duplicate(entries[row.number], entries[first.number], by=team["caseworker-2"])


def _arrive(exchange: Exchange, team: Team) -> None:
    officer = team["verification-officer"]
    expected = list(Entry.objects.filter(exchange=exchange).exclude(status="duplicate").order_by("-row"))
    absent, rest = expected[:DID_NOT_ARRIVE], expected[DID_NOT_ARRIVE + AWAITED :]
    linked_too = [entry for entry in rest if entry.status == "linked"][-DID_NOT_ARRIVE:]
    absent += linked_too
    exchanges.record_arrivals(absent, arrival=Arrival.DID_NOT_ARRIVE, by=officer)
    exchanges.record_arrivals([one for one in rest if one not in absent], arrival=Arrival.ARRIVED, by=officer)
    human = earlier.stranger()
    exchanges.record_unlisted_arrival(
        exchange,
        surname=human.uk.surname,
        given=human.uk.given,
        patronymic=human.uk.patronymic,
        date_of_birth=f"{human.born:%d.%m.%Y}",
        category=human.category,
        sex=human.sex,
        by=officer,
    )


def _verify(exchange: Exchange, persons: dict[str, Person], team: Team) -> None:
    officer = team["verification-officer"]
    waiting = list(Entry.objects.filter(exchange=exchange).to_verify().order_by("row"))
    exchanges.dispute_identity(
        waiting[0], reason="Gives another father's name and another birthplace than the record.", by=officer
    )
    ways, conditions, others = cycle(_IDENTITY), cycle(_CONDITION), _others(persons)
    for place, entry in enumerate(waiting[DISPUTED:-TO_VERIFY]):
        identified_by, detail = next(ways)
        exchanges.verify_person(
            entry,
            identified_by=identified_by,
            identified_detail=detail,
            condition=next(conditions),
            place="Reception point (demonstration)",
            seen=[next(others)] if place % 8 == 0 else [],
            by=officer,
        )


def _others(persons: dict[str, Person]) -> Iterator[exchanges.Seen]:
    """Whom the returned saw: people who are still away, and one whose name they did not know."""
    yield exchanges.Seen(None, "A man of about forty, called “the Teacher”, in the next cell since the spring.")
    for person in persons.values():
        if person.status == "confirmed_captive":
            yield exchanges.Seen(
                person, "Was in the same barrack in the winter; healthy, asked to greet the family."
            )


def _tell(team: Team) -> None:
    """Approved by a supervisor, told in the order to inform by whoever has the case."""
    by_case: dict[Case, list[Notification]] = defaultdict(list)
    prepared = Notification.objects.select_related("case__assigned_to", "relative").order_by("case", "order")
    for notification in prepared:
        by_case[notification.case].append(notification)
    told = cycle(_TELLING)
    for place, (case, notifications) in enumerate(by_case.items()):
        if place % 5 == 4:
            continue  # still to be approved
        for notification in notifications:
            news.approve_notification(notification, version=notification.version, by=team["supervisor-2"])
        if place % 5 != 3:
            _call(case, notifications, [next(told) for _one in notifications], team)


def _call(
    case: Case, notifications: Sequence[Notification], attempts: Sequence[tuple[str, ...]], team: Team
) -> None:
    worker = case.assigned_to or team["caseworker"]
    for notification, outcomes in zip(notifications, attempts, strict=True):
        if not outcomes:
            return
        for outcome in outcomes:
            ends = outcome in (DeliveryOutcome.TOLD, DeliveryOutcome.DECLINED, DeliveryOutcome.GIVEN_UP)
            news.record_attempt(
                notification,
                channel=DeliveryChannel.CALL,
                outcome=outcome,
                number_used=str(notification.relative.phone),
                words="Told in the words that were approved." if outcome == DeliveryOutcome.TOLD else "",
                next_try_at=None if ends else timezone.now() + timedelta(hours=5),
                by=worker,
            )
    case.refresh_from_db()
    if case.status == CaseStatus.NEWS_GIVEN and notifications[0].tells == News.RETURNED and case.pk % 2:
        families.change_case_status(case, to="closed", reason="The family is together again.", by=worker)
