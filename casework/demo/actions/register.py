"""The register of the demonstration, as if it had been kept for years: people, evidence, places, statuses.

Written in bulk and with the days of the past, which the actions for single records do not take. The rules of the
register stand in the database and hold here too; every record is in the audit.
"""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils import timezone

from casework.access import Role
from casework.accounts.models import SYSTEM, Organisation
from casework.audit.actions import Done, record_all
from casework.demo import words
from casework.demo.actions.organisations import Team
from casework.demo.stories import Story
from casework.people import actions as people
from casework.people.actions.register import build_name, intervals_of, name_keys, read_date
from casework.people.models import (
    Detention,
    Evidence,
    NameKey,
    Person,
    PersonName,
    PlaceOfDetention,
    RegistryNumber,
    StatusChange,
)

BATCH = 1_000


def write_register(bureau: Organisation, stories: Sequence[Story], team: Team) -> dict[str, Person]:
    """Register the people of `stories` with all that is known of them. Returns them by their number."""
    persons = people.register_people(bureau, [_row(story) for story in stories], by=SYSTEM)
    _write_spellings(stories, persons)
    _write_numbers(stories, persons)
    evidence = _write_evidence(stories, persons, team)
    _write_stays(stories, persons, evidence)
    _write_steps(stories, persons, evidence, team)
    return {person.sender_reference: person for person in persons}


def _row(story: Story) -> dict[str, object]:
    human = story.human
    return {
        "surname": human.uk.surname,
        "given": human.uk.given,
        "patronymic": human.uk.patronymic,
        "name_source": "The family (demonstration)",
        "sender_reference": human.number,
        "category": human.category,
        "sex": human.sex,
        "date_of_birth": human.born_said,
        "place_of_birth": human.born_at[0],
        "rank": human.rank,
        "unit": human.unit,
        "nationality": "Ukraine",
        "power": "Ukraine" if human.is_military else "",
        "father_first_name": human.father,
        "mother_maiden_name": human.mother_maiden,
        "place_of_capture": human.lost_at,
        "date_of_capture": human.lost_said,
        "circumstances": human.circumstances,
        "status": story.status,
        "status_since": story.since,
    }


def _write_spellings(stories: Sequence[Story], persons: Sequence[Person]) -> None:
    names = PersonName.objects.bulk_create(
        build_name(
            person, spelling.kind, spelling.name.surname, spelling.name.given, spelling.name.patronymic,
            spelling.source,
        )
        for story, person in zip(stories, persons, strict=True)
        for spelling in story.spellings
    )  # fmt: skip
    NameKey.objects.bulk_create(
        (key for name in names for key in name_keys(name, name.person.born)), batch_size=BATCH
    )
    record_all([Done("add_name", name.person, {"kind": name.kind}) for name in names], by=SYSTEM)


def _write_numbers(stories: Sequence[Story], persons: Sequence[Person]) -> None:
    numbers = RegistryNumber.objects.bulk_create(
        RegistryNumber(person=person, body=body, number=number)
        for story, person in zip(stories, persons, strict=True)
        for body, number in story.numbers
    )
    record_all([Done("add_registry_number", one.person, {"body": one.body}) for one in numbers], by=SYSTEM)


def _write_evidence(stories: Sequence[Story], persons: Sequence[Person], team: Team) -> list[list[Evidence]]:
    """The evidence of each person, in the order of their story."""
    by = team["intake"]
    pieces = [
        [
            Evidence(
                person=person,
                about=told.about,
                content=told.content,
                source=told.source,
                origin=told.origin,
                first_hand=told.first_hand,
                reliability=told.reliability,
                credibility=told.credibility,
                reported_on=told.reported_on,
                happened=told.happened,
                **intervals_of({"happened": told.happened}),
                recorded_by=by,
            )
            for told in story.told
        ]
        for story, person in zip(stories, persons, strict=True)
    ]
    written = Evidence.objects.bulk_create((one for each in pieces for one in each), batch_size=BATCH)
    record_all(
        [Done("record_evidence", one.person, {"evidence": one.pk, "about": str(one.about)}) for one in written],
        by=by,
    )
    return pieces


def _write_stays(stories: Sequence[Story], persons: Sequence[Person], evidence: list[list[Evidence]]) -> None:
    places: list[PlaceOfDetention] = [
        people.create_place(name=name, region=region, country=country, by=SYSTEM)
        for name, region, country in words.PLACES_OF_DETENTION
    ]
    stays = Detention.objects.bulk_create(
        Detention(
            person=person,
            place=places[place],
            from_date=said,
            from_earliest=read_date(said).earliest,
            evidence=pieces[which],
        )
        for story, person, pieces in zip(stories, persons, evidence, strict=True)
        for place, said, which in story.stays
    )
    record_all([Done("record_detention", one.person, {"detention": one.pk}) for one in stays], by=SYSTEM)


def _write_steps(
    stories: Sequence[Story], persons: Sequence[Person], evidence: list[list[Evidence]], team: Team
) -> None:
    by = team["caseworker"]
    changes = []
    for story, person, pieces in zip(stories, persons, evidence, strict=True):
        before = "missing"
        for step in story.steps:
            at = noon(step.on)
            changes.append(
                StatusChange(
                    person=person,
                    from_status=before,
                    to_status=step.to,
                    reason=step.reason,
                    evidence=None if step.evidence is None else pieces[step.evidence],
                    confirmed_by=step.confirmed_by,
                    by=by,
                    by_role=Role.CASEWORKER,
                    at=at,
                    effective_at=at,
                )
            )
            before = step.to
    written = StatusChange.objects.bulk_create(changes, batch_size=BATCH)
    done = [
        Done("change_status", c.person, {"change": c.pk, "old": str(c.from_status), "new": str(c.to_status)})
        for c in written
    ]
    record_all(done, by=by)


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
