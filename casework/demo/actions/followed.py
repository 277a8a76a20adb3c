"""What is told in full, step by step and by the people of the bureau: the families that the demonstration follows,
referrals to the partner, and people who were found or are thought dead."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from casework.accounts.models import Organisation
from casework.demo.actions.households import moments_ago, relative_fields
from casework.demo.actions.organisations import Team
from casework.demo.households import fixed
from casework.demo.people import YELIZAR
from casework.families import actions as families
from casework.families.models import Case
from casework.families.statuses import ConsentPurpose, ContactOutcome, Harm, ReferableField
from casework.people import actions as people
from casework.people.models import Evidence, Person
from casework.people.statuses import Credibility, EvidenceAbout, PersonStatus, Reliability

REFERRED = 12
_SHARED = (ReferableField.IDENTITY, ReferableField.BIRTH, ReferableField.CAPTURE, ReferableField.STATUS)


def write_followed(bureau: Organisation, persons: dict[str, Person], team: Team, phones: list[str]) -> list[Case]:
    """Natalia waits for Yelizar for three years; Olha lost Valerii two months before the list."""
    cases = []
    for human, kin in fixed(phones):
        case = families.open_case(
            persons[human.number],
            organisation=bureau,
            request="Where is my son, and is he alive? Please call me first.",
            opened_on=human.lost + timedelta(days=5),
            by=team["intake"],
        )
        for one in kin:
            families.add_relative(
                case,
                relationship=one.relationship,
                proof=one.proof,
                **relative_fields(one),
                by=team["intake"],
            )
        case = families.assign_case(case, to=team["caseworker"], by=team["supervisor"])
        case = families.change_case_status(case, to="active", by=team["caseworker"])
        _speak(case, team, days_ago=34 if human is YELIZAR else 4)
        cases.append(case)
    return cases


def _speak(case: Case, team: Team, *, days_ago: int) -> None:
    mother = case.case_relatives.get(order=1).relative
    families.record_consent(
        case,
        relative=mother,
        purpose=ConsentPurpose.TRACING,
        given=True,
        given_on=case.opened_on,
        how="By telephone",
        by=team["intake"],
    )
    families.record_contact(
        case,
        relative=mother,
        outcome=ContactOutcome.REACHED,
        words="Nothing new from our side. She asks that we call her first, whatever it is.",
        at=moments_ago(days_ago),
        follow_up="Call: she waits to hear from us",
        follow_up_on=timezone.localdate(),
        by=team["caseworker"],
    )


def write_referrals(cases: Sequence[Case], partner: Organisation, team: Team) -> None:
    """Most accepted; the rest waiting, declined or revoked."""
    until = timezone.localdate() + timedelta(days=180)
    sharing = [case for case in cases if case.status == "active"]
    agreed = [
        case
        for case in sharing[:200]
        if any(one.purpose == ConsentPurpose.REFERRAL and one.in_force for one in case.consents.all())
    ]
    for place, case in enumerate(agreed[:REFERRED]):
        referral = families.refer_case(
            case,
            recipient=partner,
            fields=[*_SHARED, ReferableField.RELATIVES] if place % 3 == 0 else _SHARED,
            purpose="Search among those who were released through third countries.",
            until=until,
            harm=Harm.NO,
            harm_words="They work abroad, and say nothing to anybody without asking us.",
            by=team["caseworker"],
        )
        if place < REFERRED - 4:
            families.accept_referral(referral, by=team["partner"])
        elif place == REFERRED - 4:
            families.decline_referral(referral, by=team["partner"])
        elif place == REFERRED - 3:
            families.revoke_referral(referral, by=team["caseworker"])


def write_ends(persons: Sequence[Person], team: Team) -> None:
    """A third were found alive and not held, a third are thought dead, a third are dead by two people's word."""
    third = len(persons) // 3
    for person in persons[:third]:
        _locate(person, team)
    for person in persons[third:]:
        found = _report_death(person, team)
        people.change_status(
            person, to=PersonStatus.DECEASED, reason="The samples agree.", evidence=found, by=team["caseworker"]
        )
    for person in persons[2 * third :]:
        people.approve_death(person.status_changes.pending().get(), by=team["supervisor"])


def _locate(person: Person, team: Team) -> None:
    call = people.record_evidence(
        person,
        about=EvidenceAbout.WHEREABOUTS,
        content="Called the family from a hospital abroad; an officer of the partner visited.",
        source="Visit of the partner organisation",
        origin="the person",
        first_hand=True,
        reliability=Reliability.A,
        credibility=Credibility.PROBABLE,
        by=team["caseworker"],
    )
    people.change_status(
        person, to=PersonStatus.LOCATED, reason="Seen and spoken with.", evidence=call, by=team["caseworker"]
    )


def _report_death(person: Person, team: Team) -> Evidence:
    result = people.record_evidence(
        person,
        about=EvidenceAbout.DEATH,
        content="The profile of a body agrees with the sample of a parent.",
        source="Laboratory (fictional), DNA",
        origin="the laboratory",
        first_hand=True,
        reliability=Reliability.B,
        credibility=Credibility.PROBABLE,
        by=team["caseworker"],
    )
    people.change_status(
        person,
        to=PersonStatus.DEATH_REPORTED,
        reason="A DNA result came in.",
        evidence=result,
        by=team["caseworker"],
    )
    return result
