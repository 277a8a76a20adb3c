"""What is known of each invented person: evidence with its grades, places, steps of status, other spellings."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from casework.demo import words
from casework.demo.people import LIST_DAY, SEED, VALERII, YELIZAR, Human, Name, register
from casework.names.transliteration import latin
from casework.people.statuses import (
    ConfirmedBy,
    Credibility,
    EvidenceAbout,
    NameKind,
    PersonStatus,
    RegistryBody,
    Reliability,
)

EARLIER = 51  # those of the demonstration's earlier exchange
ENDED = 24  # after those: people thought dead, dead, or found
LONG_AGO = date(2024, 6, 1)


@dataclass(frozen=True, slots=True)
class Told:
    """One piece of evidence. Pieces with one `origin` are one voice, however many repeat it."""

    about: str
    content: str
    source: str
    origin: str
    reliability: str
    credibility: str
    first_hand: bool | None
    reported_on: date
    happened: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the status on a day, resting on the evidence in that place, if on any."""

    to: str
    on: date
    reason: str
    evidence: int | None = None
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class Spelling:
    kind: str
    name: Name
    source: str


@dataclass(frozen=True, slots=True)
class Story:
    """`stays` are (place in words.PLACES_OF_DETENTION, from, evidence in that place)."""

    human: Human
    told: tuple[Told, ...]
    steps: tuple[Step, ...]
    stays: tuple[tuple[int, str, int], ...]
    spellings: tuple[Spelling, ...]
    numbers: tuple[tuple[str, str], ...]

    @property
    def status(self) -> str:
        return self.steps[-1].to if self.steps else PersonStatus.MISSING

    @property
    def since(self) -> date:
        return self.steps[-1].on if self.steps else self.human.lost


@lru_cache(maxsize=1)
def _lost_long_ago() -> tuple[Human, ...]:
    return tuple(human for human in register()[2:] if human.lost < LONG_AGO)[: EARLIER + ENDED]


def earlier() -> tuple[Human, ...]:
    return _lost_long_ago()[:EARLIER]


def ended() -> tuple[Human, ...]:
    return _lost_long_ago()[EARLIER:]


@lru_cache(maxsize=1)
def away() -> tuple[Human, ...]:
    """All who are still away when the list of the reference event arrives."""
    others = {human.number for human in _lost_long_ago()}
    return tuple(human for human in register() if human.number not in others)


@lru_cache(maxsize=1)
def stories() -> tuple[Story, ...]:
    """One for each person of the register, in its order."""
    return tuple(_story(human) for human in register())


def _story(human: Human) -> Story:
    chance = random.Random(f"{SEED}-{human.number}")
    told, steps, stays = _fate(human, chance)
    return Story(
        human, tuple(told), tuple(steps), tuple(stays), tuple(_spellings(human, chance)),
        tuple(_numbers(human, chance)),
    )  # fmt: skip


def _fate(human: Human, chance: random.Random) -> tuple[list[Told], list[Step], list[tuple[int, str, int]]]:
    """From nothing but the report of the loss to captivity that somebody confirmed."""
    told = [_of_the_loss(human, chance)]
    steps: list[Step] = []
    stays: list[tuple[int, str, int]] = []
    known = 0.3 if human is VALERII else 0.9 if human is YELIZAR else chance.random()
    if known < 0.5 and human is not VALERII:
        return told, steps, stays
    seen = _after(human.lost, chance, 20, 90)
    told += _of_captivity(human, chance, seen)
    steps.append(Step(PersonStatus.PROBABLY_CAPTIVE, seen, "Shown or seen alive in captivity.", len(told) - 1))
    if chance.random() < 0.4:
        told.append(_of_a_place(human, chance, seen))
        stays.append((chance.randrange(len(words.PLACES_OF_DETENTION)), f"{seen:%m.%Y}", len(told) - 1))
    if known > 0.75:
        confirmed = _after(seen, chance, 30, 150)
        body, by = ("a message of the ICRC", ConfirmedBy.ICRC)
        if human is not YELIZAR and chance.random() < 0.3:
            body, by = ("an answer of the bureau", ConfirmedBy.BUREAU)
        steps.append(Step(PersonStatus.CONFIRMED_CAPTIVE, confirmed, f"Confirmed by {body}.", None, by))
    return told, steps, stays


def _of_the_loss(human: Human, chance: random.Random) -> Told:
    if human.is_military:
        return Told(
            EvidenceAbout.OTHER, human.circumstances, "Notice of the unit to the family", "the unit's inquiry",
            Reliability.B, chance.choice((Credibility.PROBABLE, Credibility.POSSIBLE)), False,
            _after(human.lost, chance, 3, 25), human.lost_said,
        )  # fmt: skip
    return Told(
        EvidenceAbout.OTHER, human.circumstances, "Statement of a neighbour", "the neighbour", Reliability.C,
        Credibility.POSSIBLE, True, _after(human.lost, chance, 3, 60), human.lost_said,
    )  # fmt: skip


def _of_captivity(human: Human, chance: random.Random, seen: date) -> Iterator[Told]:
    """A returned person who saw him; or a video, which others post again: still one origin."""
    if human is VALERII or chance.random() < 0.5:
        yield Told(
            EvidenceAbout.CAPTIVITY, "Saw the person alive, in the hands of the other side; knew them by name.",
            "A comrade who came back", "the comrade's own eyes", Reliability.B, Credibility.PROBABLE, True, seen,
            f"{human.lost:%m.%Y}",
        )  # fmt: skip
        return
    for source in ("A channel that shows prisoners", "A post that repeats the video")[: chance.choice((1, 2))]:
        yield Told(
            EvidenceAbout.CAPTIVITY, "Gives the surname before the camera; the family knows the voice.", source,
            "one video", chance.choice((Reliability.D, Reliability.F)),
            chance.choice((Credibility.PROBABLE, Credibility.POSSIBLE, Credibility.UNKNOWN)), None, seen,
            f"{seen:%m.%Y}",
        )  # fmt: skip


def _of_a_place(human: Human, chance: random.Random, seen: date) -> Told:
    if chance.random() < 0.3:
        return Told(
            EvidenceAbout.HEALTH, "Thin, coughs, walks without help; was in the same cell for two weeks.",
            "A returned person, asked whom they saw", "the cellmate", Reliability.B, Credibility.PROBABLE, True,
            _after(seen, chance, 10, 200),
        )  # fmt: skip
    return Told(
        EvidenceAbout.WHEREABOUTS, "Was called by this name at the roll-call.",
        "A returned person, asked whom they saw", "the cellmate", Reliability.C, Credibility.POSSIBLE, True,
        _after(seen, chance, 10, 200),
    )  # fmt: skip


def _spellings(human: Human, chance: random.Random) -> Iterator[Spelling]:
    kind = chance.random()
    if kind < 0.12:
        yield Spelling(NameKind.SPELLING, human.ru, "Soviet or Russian paper shown by the family")
    elif kind < 0.2:
        name = Name(*(latin(part) for part in (human.uk.surname, human.uk.given)))
        yield Spelling(NameKind.SPELLING, name, "Passport for travel")
    elif kind < 0.23 and human.sex == "f":
        yield Spelling(NameKind.MAIDEN, Name(human.mother_maiden, human.uk.given), "Birth certificate")


def _numbers(human: Human, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Numbers that other bodies would give; the letters say that they are none."""
    for body, share in (
        (RegistryBody.MISSING_REGISTER, 0.5), (RegistryBody.POLICE, 0.35), (RegistryBody.NIB, 0.3),
        (RegistryBody.ICRC, 0.2),
    ):  # fmt: skip
        if chance.random() < share:
            yield body.value, f"DEMO-{chance.randint(0, 999_999):06}"


def _after(day: date, chance: random.Random, least: int, most: int) -> date:
    """Some days later, and before the list of the reference event."""
    return min(day + timedelta(days=chance.randint(least, most)), LIST_DAY - timedelta(days=2))
