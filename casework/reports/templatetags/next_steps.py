"""What comes next for a person, on the page of the person."""

from typing import Any

from django import template

from casework.accounts.models import User
from casework.people.models import Person
from casework.reports import next_steps

register = template.Library()


@register.inclusion_tag("reports/_next_steps.html")
def next_steps_of(person: Person, user: User) -> dict[str, Any]:
    return {"steps": next_steps.next_steps(person, user)}
