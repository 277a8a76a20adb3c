"""The families of the invented people: who asked, what was said with them, and what is still to be done.

Everything is counted in days from `today`, so that work is due now whenever the demonstration is filled.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from casework.demo import words
from casework.demo.people import SEED, VALERII, YELIZAR, Human, Name
from casework.demo.stories import earlier, ended
from casework.families.statuses import CaseStatus, ConsentPurpose, ContactOutcome, Language, Proof, Relationship
from casework.people.statuses import Sex

R = Relationship
WORKERS = ("caseworker", "caseworker-2", "supervisor")
# How many follow-ups are due on which days from today, for each of the first two workers.
DUE = {
    "overdue": (range(-9, 0), 6),
    "today": (range(1), 3),
    "week": (range(1, 8), 9),
    "later": (range(8, 45), 20),
}

_REQUESTS = (
    "Where is he held, and is he alive? Call at any time.",
    "Asks whether his name was on any list. Has heard nothing since the loss.",
    "Asks for an official confirmation of captivity; the unit gives none.",
    "Wants to know whether a letter can be sent, and to which address.",
    "Asks that his illness be put before those who make the lists.",
)
_WORDS = (
    "No news from our side. Will ask the unit again and call back.",
    "Remembers a scar above the left brow. Added to the record.",
    "Was called by strangers who want money for “a place on the list”. Warned; told them to pay nobody.",
    "Tired, but calm. Asked how long the others waited.",
    "Brought the notice of the unit and a photograph.",
)
_NOTES = (
    "Mother and wife do not speak to each other: call each of them separately.",
    "The police number differs by one digit from the one in the register; asked for a copy.",
    "A comrade of his returned in the spring and is willing to talk.",
    "The family moved; the old address stays for letters.",
)
_TO_DO = (
    "Call: no news for a month",
    "Ask the unit for the copy of its inquiry",
    "Send the questions to the ICRC",
    "Compare the photograph with the video",
    "Call back about the DNA sample",
    "Ask the returned comrade whom he saw",
)
_REMARKS = (
    "",
    "",
    "",
    "Hard of hearing: speak slowly.",
    "Call the daughter first.",
    "Heart illness: never alone.",
)
_CALL_BACK_WORDS = ("каштан", "світанок", "криниця", "соняшник", "берізка", "чорниця")


@dataclass(frozen=True, slots=True)
class Kin:
    name: str
    relationship: str
    phone: str
    language: str = Language.UKRAINIAN
    proof: str = Proof.NONE
    call_back_word: str = ""
    remarks: str = ""
    quiet_from: str = ""  # HH:MM, not to be called from
    quiet_to: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    days_ago: int
    kin: int
    outcome: str
    said: str


@dataclass(frozen=True, slots=True)
class Household:
    """One case: `follow_up` is (days from today, what); `consents` are (purpose, given) of the first relative."""

    human: Human
    kin: tuple[Kin, ...]
    opened: date
    status: str
    worker: str
    request: str
    contacts: tuple[Contact, ...]
    consents: tuple[tuple[str, bool], ...]
    note: str = ""
    follow_up: tuple[int, str] | None = None
    closing: str = ""


def telephones() -> Iterator[str]:
    """Numbers that are kept for fiction and ring nowhere: London 020 7946 0xxx, then 555-01xx of North America.
    The last two of London are those of the organisations.

    Ukraine has no such range, and a number made up by chance would be somebody's.
    """
    yield from (f"+4420794600{number:02}" for number in range(100))
    yield from (f"+442079460{number:03}" for number in range(100, 998))
    for area in (202, 212, 213, 305, 312, 404, 415, 503, 602, 617, 702, 713, 801, 808, 907, 916, 919, 972):
        yield from (f"+1{area}55501{number:02}" for number in range(100))


class Households:
    """Draws the families; the same people and the same day give the same families."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.random = random.Random(SEED + 4)
        self.phones = telephones()
        # The first are for the families that are followed.
        self.first_phones = list(islice(self.phones, 10))
        self.due = self._due_days()

    def of(self, people: tuple[Human, ...]) -> list[Household]:
        """For most of `people` a case, for some two; always one for those whose news is told."""
        told = {human.number for human in (*earlier(), *ended())}
        found = []
        for human in people:
            if human in (YELIZAR, VALERII):
                continue
            if human.number in told:
                found.append(self._household(human, CaseStatus.ACTIVE))
            elif self.random.random() < 0.72:
                found.append(self._household(human, self._status()))
                if self.random.random() < 0.04:
                    found.append(self._household(human, CaseStatus.ACTIVE, kin=(self._partner(human),)))
        return found

    def _status(self) -> str:
        return self.random.choices(
            (CaseStatus.ACTIVE, CaseStatus.OPEN, CaseStatus.CLOSED, CaseStatus.WITHDRAWN), (82, 8, 6, 4)
        )[0]

    def _household(self, human: Human, status: str, kin: tuple[Kin, ...] = ()) -> Household:
        chance = self.random
        opened = min(human.lost + timedelta(days=chance.randint(2, 60)), self.today - timedelta(days=3))
        kin = kin or tuple(self._kin(human))
        worker = "" if status == CaseStatus.OPEN else chance.choices(WORKERS, (45, 45, 10))[0]
        at_work = status == CaseStatus.ACTIVE
        return Household(
            human=human,
            kin=kin,
            opened=opened,
            status=status,
            worker=worker,
            request=chance.choice(_REQUESTS),
            contacts=tuple(self._contacts(opened, len(kin))) if worker else (),
            consents=tuple(self._consents()),
            note=chance.choice(_NOTES) if chance.random() < 0.15 else "",
            follow_up=self._follow_up(worker) if at_work else None,
            closing=_closing(status),
        )

    def _kin(self, human: Human) -> Iterator[Kin]:
        """One to three, in the order in which they are to be informed."""
        old = (self.today - human.born).days / 365
        likely = [R.MOTHER, R.FATHER, R.SISTER] if old < 30 else [R.WIFE, R.MOTHER, R.BROTHER]
        if old > 48:
            likely = [R.WIFE, R.DAUGHTER, R.SON]
        if human.sex == Sex.FEMALE:
            likely = [R.HUSBAND if one == R.WIFE else one for one in likely]
        for relationship in likely[: self.random.choices((1, 2, 3), (55, 33, 12))[0]]:
            quiet = self.random.random() < 0.15
            yield Kin(
                name=str(self._name_of(relationship, human)),
                relationship=relationship,
                phone=next(self.phones),
                language=Language.ENGLISH if self.random.random() < 0.04 else Language.UKRAINIAN,
                proof=self._proof(relationship),
                call_back_word=self.random.choice(_CALL_BACK_WORDS) if self.random.random() < 0.4 else "",
                remarks=self.random.choice(_REMARKS),
                quiet_from="22:00" if quiet else "",
                quiet_to="08:00" if quiet else "",
            )

    def _partner(self, human: Human) -> Kin:
        """Somebody who asks on their own, and does not speak to the rest of the family."""
        given, father = (
            self.random.choice(words.WOMEN if human.sex == Sex.MALE else words.MEN)[0],
            words.FATHERS[2],
        )
        surname = f"{self.random.choice(words.ROOTS)[0]}енко"
        name = Name(surname, given, father[2] if human.sex == Sex.MALE else father[1])
        return Kin(str(name), R.PARTNER, next(self.phones))

    def _proof(self, relationship: str) -> str:
        if self.random.random() < 0.3:
            return Proof.NONE
        married = relationship in (R.WIFE, R.HUSBAND)
        return Proof.MARRIAGE_CERTIFICATE if married else Proof.BIRTH_CERTIFICATE

    def _name_of(self, relationship: str, human: Human) -> Name:
        female = relationship in (R.MOTHER, R.WIFE, R.SISTER, R.DAUGHTER)
        given = self.random.choice(words.WOMEN if female else words.MEN)[0]
        father = self.random.choice(words.FATHERS)
        if relationship == R.FATHER and human.father:
            given = human.father
        known = {
            R.SISTER: human.father,
            R.BROTHER: human.father,
            R.DAUGHTER: human.uk.given,
            R.SON: human.uk.given,
        }
        father = next((row for row in words.FATHERS if row[0] == known.get(R(relationship))), father)
        surname = feminine(human.uk.surname) if female else masculine(human.uk.surname)
        return Name(surname, given, father[2] if female else father[1])

    def _contacts(self, opened: date, kin: int) -> Iterator[Contact]:
        """The last is some days ago for most, and more than a month ago for some, who are unheard."""
        since = max((self.today - opened).days, 1)
        ago = self.random.choices((self.random.randint(0, 12), self.random.randint(31, 110)), (6, 1))[0]
        for _each in range(self.random.randint(1, 3)):
            if ago > since:
                return
            outcome = self.random.choices(
                (ContactOutcome.REACHED, ContactOutcome.NO_ANSWER, ContactOutcome.CALL_BACK), (75, 18, 7)
            )[0]
            said = self.random.choice(_WORDS) if outcome == ContactOutcome.REACHED else ""
            yield Contact(ago, self.random.randrange(kin), outcome, said)
            ago += self.random.randint(5, 60)

    def _consents(self) -> Iterator[tuple[str, bool]]:
        if self.random.random() < 0.8:
            yield ConsentPurpose.TRACING, True
        if self.random.random() < 0.45:
            yield ConsentPurpose.REFERRAL, True
        if self.random.random() < 0.3:
            yield ConsentPurpose.PUBLICATION, self.random.random() < 0.3

    def _follow_up(self, worker: str) -> tuple[int, str] | None:
        days = self.due.get(worker)
        return (days.pop(), self.random.choice(_TO_DO)) if days and self.random.random() < 0.3 else None

    def _due_days(self) -> dict[str, list[int]]:
        due = {}
        for worker in WORKERS:
            share = 3 if worker == "supervisor" else 1
            days = [self.random.choice(span) for span, number in DUE.values() for _n in range(number // share)]
            self.random.shuffle(days)
            due[worker] = days
        return due


def fixed(phones: list[str]) -> tuple[tuple[Human, tuple[Kin, ...]], ...]:
    """The two families whose way the demonstration follows."""
    natalia = Kin(
        "Веретілко Наталія Іванівна", R.MOTHER, phones[0], proof=Proof.BIRTH_CERTIFICATE, call_back_word="калина",
        remarks="Waits since 2022. See that her daughter is with her.",
    )  # fmt: skip
    sister = Kin("Веретілко Соломія Марківна", R.SISTER, phones[1], Language.ENGLISH)
    olha = Kin(
        "Чорноплес Ольга Степанівна", R.MOTHER, phones[2], proof=Proof.BIRTH_CERTIFICATE, call_back_word="ожина",
        quiet_from="22:00", quiet_to="07:00",
    )  # fmt: skip
    return ((YELIZAR, (natalia, sister)), (VALERII, (olha,)))


def feminine(surname: str) -> str:
    """As a woman of the family bears it: each part of a double surname by its ending."""
    return "-".join(_changed(part, 0, 1) for part in surname.split("-"))


def masculine(surname: str) -> str:
    return "-".join(_changed(part, 1, 0) for part in surname.split("-"))


def _changed(surname: str, have: int, want: int) -> str:
    differing = [ending for ending in words.ENDINGS if ending[0] != ending[1]]
    for ending in sorted(differing, key=lambda row: -len(row[have])):
        if surname.endswith(ending[have]):
            return surname.removesuffix(ending[have]) + ending[want]
    return surname


def _closing(status: str) -> str:
    if status == CaseStatus.CLOSED:
        return "The family asked the partner organisation to go on with the search."
    return "The family took the request back." if status == CaseStatus.WITHDRAWN else ""
