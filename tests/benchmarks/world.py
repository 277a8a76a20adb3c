"""A register and a list for measuring: who is on it, what the list says, and what can be told from that."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.db.models import Max

from casework.accounts.models import Organisation
from casework.lib.partial_dates import PartialDate
from casework.lib.statistics import learn
from casework.matching.dates import compare_births
from casework.people.actions import rebuild_keys
from casework.people.models import Person, PersonName
from casework.people.statuses import NameKind
from tests.benchmarks.clerk import Clerk, Record, Row, read_date
from tests.benchmarks.population import Human, Population

ABSENT = 0.2  # of the rows are not on the register


@dataclass(frozen=True, slots=True)
class Question:
    """A row of the list. `truth`: number of the person on the register, None for who is not on it. `fitting`: how
    many on the register the row may as well be about, by what it says, who it is about included."""

    row: Row
    truth: int | None
    fitting: int

    @property
    def told_apart(self) -> bool:
        """Nobody on the register is who the row says, by what the row says."""
        return self.truth is None and self.fitting == 0


@dataclass(frozen=True, slots=True)
class World:
    humans: list[Human]
    records: list[Record]
    questions: list[Question]


def make_world(seed: int, size: int, rows: int, mix: str) -> World:
    people = Population(seed).people(size + rows)
    clerk = Clerk(seed + 1_000, mix)
    chance = clerk.random
    chance.shuffle(people)
    humans, strangers = people[:size], people[size:]
    records = [clerk.register(human) for human in humans]
    bearers = _bearers(humans, records)
    known = set(humans)
    absent = (human for human in strangers if human not in known)
    questions = []
    for number in range(rows):
        if number < rows * ABSENT:
            human = next(absent)
            row = clerk.write(human)
            questions.append(
                Question(row, None, sum(_fits(row, human, *other) for other in bearers[_first(human)]))
            )
        else:
            chosen = chance.randrange(size)
            human = humans[chosen]
            row = clerk.write(human)
            others = (other for other in bearers[_first(human)] if other[1] is not records[chosen])
            questions.append(Question(row, chosen, 1 + sum(_fits(row, human, *other) for other in others)))
    chance.shuffle(questions)
    return World(humans, records, questions)


def _first(human: Human) -> str:
    return human.surname[0].rstrip("а")


def _bearers(humans: list[Human], records: list[Record]) -> dict[str, list[tuple[Human, Record]]]:
    found: dict[str, list[tuple[Human, Record]]] = defaultdict(list)
    for human, record in zip(humans, records, strict=True):
        found[_first(human)].append((human, record))
    return found


def _fits(row: Row, human: Human, other: Human, record: Record) -> bool:
    """Whether a row written about `human` may as well be about `other` of the same surname: what it says of given
    name, patronymic and birth is no contradiction, small slips of a date included."""
    words = row.full_name.replace(",", " ").split()
    if len([word for word in words if word.endswith(".")]) > 1:
        same_given = human.given[0][0] == other.given[0][0]
    else:
        same_given = human.given == other.given
    says_patronymic = len(words) > 2 and record.patronymic
    if not same_given or (says_patronymic and human.patronymic != other.patronymic):
        return False
    return compare_births(read_date(row.born), read_date(record.born)) not in {
        "different",
        "same_year",
        "near_year",
    }


def write_list(path: Path, questions: Iterable[Question]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        places = ("place_of_birth", "place_of_capture")
        writer.writerow(("query_id", "full_name", "date_of_birth", "category", "rank", "unit", *places))
        for number, question in enumerate(questions):
            row = question.row
            said = (row.full_name, row.born, row.category, row.rank, row.unit, row.place, row.captured)
            writer.writerow((f"q{number}", *said))


def fill_register(world: World) -> None:
    """Everybody onto the register, without keys: the number of a person is their sender's reference."""
    holder, _made = Organisation.objects.get_or_create(slug="bench", defaults={"name": "Bench"})
    first = (Person.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    numbered = enumerate(zip(world.humans, world.records, strict=True))
    for batch in _batches(numbered, 5_000):
        Person.objects.bulk_create(_person(holder, first, number, *both) for number, both in batch)
        PersonName.objects.bulk_create(
            PersonName(
                person_id=first + number, kind=NameKind.PRIMARY, surname=record.surname, given=record.given,
                patronymic=record.patronymic,
            )
            for number, (_human, record) in batch
        )  # fmt: skip
    learn(Person, PersonName)


def build_keys() -> None:
    rebuild_keys(fresh=True)


def _batches(rows: Iterable, size: int) -> Iterator[list]:
    remaining = iter(rows)
    while batch := list(islice(remaining, size)):
        yield batch


def _person(holder: Organisation, first: int, number: int, human: Human, record: Record) -> Person:
    born: PartialDate | None = read_date(record.born)
    return Person(
        pk=first + number, organisation=holder, reference=f"B{number}", sender_reference=str(number),
        name=" ".join(filter(None, (record.surname, record.given, record.patronymic))),
        date_of_birth=record.born, born_earliest=born.earliest if born else None,
        born_latest=born.latest if born else None, sex=human.sex, category=human.category, rank=human.rank,
        unit=human.unit, place_of_birth=human.place, place_of_capture=record.captured,
    )  # fmt: skip
