"""Filling an empty database with the demonstration, all or nothing."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import Organisation, User
from casework.demo.actions.decided import decide_list
from casework.demo.actions.exchanges import load_history, make_earlier_exchange
from casework.demo.actions.followed import write_ends, write_followed, write_referrals
from casework.demo.actions.households import write_households
from casework.demo.actions.organisations import PASSWORD, STAFF, make_organisations, make_team
from casework.demo.actions.register import write_register
from casework.demo.households import Households
from casework.demo.people import register
from casework.demo.stories import ended, stories
from casework.families.models import Case
from casework.lib.errors import Refused
from casework.people.models import Person

__all__ = ["PASSWORD", "STAFF", "Filled", "fill", "is_filled"]


@dataclass(frozen=True)
class Filled:
    people: int
    cases: int
    exchanges: int


def is_filled() -> bool:
    """Whether anybody's records are here."""
    return any(model.objects.exists() for model in (Organisation, User, Person))


@transaction.atomic
def fill() -> Filled:
    if is_filled():
        raise Refused("The database is not empty: the demonstration is only put into an empty one.")
    bureau, partner = make_organisations()
    team = make_team(bureau, partner)
    persons = write_register(bureau, stories(), team)
    drawn = Households(timezone.localdate())
    cases = write_households(bureau, drawn.of(register()), persons, team)
    write_followed(bureau, persons, team, drawn.first_phones)
    write_referrals(cases, partner, team)
    write_ends([persons[human.number] for human in ended()], team)
    announced = load_history()
    decide_list(make_earlier_exchange(bureau, team), persons, team)
    return Filled(people=len(persons), cases=Case.objects.count(), exchanges=announced)
