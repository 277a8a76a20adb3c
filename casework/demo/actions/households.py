"""The cases of the demonstration and their families, written in bulk with the days of the past."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from casework.accounts.models import SYSTEM, Organisation
from casework.audit.actions import Done, record_all
from casework.demo.actions.organisations import Team
from casework.demo.actions.register import noon
from casework.demo.households import Household, Kin
from casework.families.models import (
    Case,
    CaseRelative,
    Consent,
    ContactAttempt,
    FollowUp,
    Note,
    Relative,
)
from casework.families.statuses import ENDED, Channel, ContactOutcome
from casework.lib.references import new_references
from casework.people.models import Person

BATCH = 1_000


def write_households(
    bureau: Organisation, households: Sequence[Household], persons: dict[str, Person], team: Team
) -> list[Case]:
    """One case for each household; returned in the same order."""
    cases = _write_cases(bureau, households, persons, team)
    relatives = _write_relatives(bureau, households, cases)
    _write_consents(households, cases, relatives)
    _write_contacts(households, cases, relatives, team)
    _write_notes(households, cases, team)
    _write_follow_ups(households, cases, team)
    return cases


def relative_fields(kin: Kin) -> dict[str, Any]:
    """The fields of Relative that a Kin says."""
    return {
        "name": kin.name,
        "phone": kin.phone,
        "language": kin.language,
        "call_back_word": kin.call_back_word,
        "remarks": kin.remarks,
        "do_not_call_from": time.fromisoformat(kin.quiet_from) if kin.quiet_from else None,
        "do_not_call_to": time.fromisoformat(kin.quiet_to) if kin.quiet_to else None,
    }


def _write_cases(
    bureau: Organisation, households: Sequence[Household], persons: dict[str, Person], team: Team
) -> list[Case]:
    today = timezone.localdate()
    codes = new_references(Case, "C", len(households))
    built = []
    for code, home in zip(codes, households, strict=True):
        heard = [one.days_ago for one in home.contacts if one.outcome == ContactOutcome.REACHED]
        has_ended = home.status in ENDED
        built.append(
            Case(
                reference=code,
                person=persons[home.human.number],
                organisation=bureau,
                assigned_to=team[home.worker] if home.worker else None,
                status=home.status,
                request=home.request,
                opened_on=home.opened,
                closed_on=today - timedelta(days=2) if has_ended else None,
                closing_reason=home.closing,
                last_contact_on=today - timedelta(days=min(heard)) if heard else None,
            )
        )
    cases = Case.objects.bulk_create(built, batch_size=BATCH)
    _record("open_case", ((case, {"person": case.person.reference}) for case in cases), team)
    return cases


def _write_relatives(
    bureau: Organisation, households: Sequence[Household], cases: Sequence[Case]
) -> list[list[Relative]]:
    codes = iter(new_references(Relative, "R", sum(len(home.kin) for home in households)))
    relatives = [
        [Relative(reference=next(codes), organisation=bureau, **relative_fields(kin)) for kin in home.kin]
        for home in households
    ]
    Relative.objects.bulk_create((one for each in relatives for one in each), batch_size=BATCH)
    placed = CaseRelative.objects.bulk_create(
        (
            CaseRelative(case=case, relative=relative, relationship=kin.relationship, proof=kin.proof, order=order)
            for home, case, each in zip(households, cases, relatives, strict=True)
            for order, (kin, relative) in enumerate(zip(home.kin, each, strict=True), 1)
        ),
        batch_size=BATCH,
    )
    done = [
        Done("add_relative", one.case, {"relative": one.relative.reference, "order": one.order}) for one in placed
    ]
    record_all(done, by=SYSTEM)
    return relatives


def _write_consents(
    households: Sequence[Household], cases: Sequence[Case], relatives: list[list[Relative]]
) -> None:
    consents = Consent.objects.bulk_create(
        (
            Consent(
                case=case,
                relative=each[0],
                purpose=purpose,
                given=given,
                given_on=home.opened,
                language=each[0].language,
                how="By telephone",
                withdrawn_on=None,
            )
            for home, case, each in zip(households, cases, relatives, strict=True)
            for purpose, given in home.consents
        ),
        batch_size=BATCH,
    )
    done = [
        Done(
            "record_consent",
            one.case,
            {"relative": one.relative and one.relative.reference, "purpose": str(one.purpose), "given": one.given},
        )
        for one in consents
        if one.relative
    ]
    record_all(done, by=SYSTEM)


def _write_contacts(
    households: Sequence[Household], cases: Sequence[Case], relatives: list[list[Relative]], team: Team
) -> None:
    attempts = ContactAttempt.objects.bulk_create(
        (
            ContactAttempt(
                case=case,
                relative=each[contact.kin],
                by=team[home.worker],
                at=moments_ago(contact.days_ago),
                channel=Channel.CALL,
                number_used=str(each[contact.kin].phone),
                outcome=contact.outcome,
                words=contact.said,
            )
            for home, case, each in zip(households, cases, relatives, strict=True)
            for contact in home.contacts
        ),
        batch_size=BATCH,
    )
    said = ((one.case, {"relative": one.relative.reference, "outcome": str(one.outcome)}) for one in attempts)
    _record("record_contact", said, team)


def _write_notes(households: Sequence[Household], cases: Sequence[Case], team: Team) -> None:
    notes = Note.objects.bulk_create(
        Note(case=case, text=home.note, by=team[home.worker or "intake"], at=noon(home.opened))
        for home, case in zip(households, cases, strict=True)
        if home.note
    )
    _record("add_note", ((one.case, {"note": one.pk}) for one in notes), team)


def _write_follow_ups(households: Sequence[Household], cases: Sequence[Case], team: Team) -> None:
    today = timezone.localdate()
    follow_ups = FollowUp.objects.bulk_create(
        FollowUp(
            case=case,
            what=home.follow_up[1],
            due_on=today + timedelta(days=home.follow_up[0]),
            owner=team[home.worker],
        )
        for home, case in zip(households, cases, strict=True)
        if home.follow_up
    )
    said = ((one.case, {"follow_up": one.pk, "owner": one.owner_id, "due_on": one.due_on}) for one in follow_ups)
    _record("add_follow_up", said, team)


def moments_ago(days: int) -> datetime:
    """Noon some days ago; an hour ago, where that would be today."""
    return noon(timezone.localdate() - timedelta(days=days)) if days else timezone.now() - timedelta(hours=1)


def _record(action: str, done: Iterable[tuple[Case, dict[str, Any]]], team: Team) -> None:
    """Each in the name of who has the case; of intake, where nobody has it."""
    by_whom: dict[str, list[Done]] = {}
    for case, data in done:
        worker = case.assigned_to.username if case.assigned_to else "intake"
        by_whom.setdefault(worker, []).append(Done(action, case, data))
    for worker, events in by_whom.items():
        record_all(events, by=team[worker])
