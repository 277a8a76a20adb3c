"""Makes records for tests, through the same actions as the program."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from django.db import transaction
from PIL import Image

from casework.access import EXCLUSIVE, Role
from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM, Organisation, User
from casework.people import actions as people
from casework.people.models import Evidence, Person, StatusChange


def organisation(slug: str, **fields: Any) -> Organisation:
    return accounts.create_organisation(slug=slug, name=fields.pop("name", slug.title()), **fields, by=SYSTEM)


def user(username: str, organisation: Organisation, *roles: str, **fields: Any) -> User:
    user = accounts.create_user(username=username, organisation=organisation, by=SYSTEM, **fields)
    for role in roles:
        accounts.grant_role(user, role=role, by=SYSTEM)
    return user


def everybody(organisation: Organisation, username: str = "everybody", also: str = Role.DATA_STEWARD) -> User:
    """A user with as many roles as one can hold; of those that exclude one another with `also`."""
    return user(username, organisation, *(role for role in Role.values if role not in EXCLUSIVE or role == also))


def person(organisation: Organisation, name: str = "Коваленко Іван Петрович", **fields: Any) -> Person:
    surname, given, patronymic = (*name.split(), "", "")[:3]
    return people.register_person(
        organisation=organisation, surname=surname, given=given, patronymic=patronymic, **fields, by=SYSTEM
    )


def in_status(person: Person, status: str) -> None:
    """As if the steps to it had been taken long ago, by two people, and all who waited had been told."""
    names = ("one-before", "another-before")
    one, another = (User.objects.get_or_create(username=f"{name}-{person.organisation.slug}")[0] for name in names)
    StatusChange.objects.create(
        person=person,
        from_status=person.status,
        to_status=status,
        reason="Before.",
        by=one,
        by_role=Role.CASEWORKER,
        linked_by=another,
        confirmed_by="icrc",
        approved_by=another,
        approved_role=Role.SUPERVISOR,
        at="2020-01-01T00:00Z",
        effective_at="2020-01-01T00:00Z",
        news_claimed_at="2020-01-01T00:00Z",
    )
    Person.objects.filter(pk=person.pk).update(status=status)


def evidence(person: Person, **fields: Any) -> Evidence:
    said = {"about": "captivity", "content": "Seen in a video.", "source": "A video"} | fields
    return people.record_evidence(person, **said, by=SYSTEM)


def jpeg() -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG")
    return out.getvalue()


@contextmanager
def rolled_back() -> Iterator[None]:
    """A savepoint, for a write that the database is to refuse."""
    with transaction.atomic():
        yield
