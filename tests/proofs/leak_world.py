"""The world of the proofs, with what one organisation has itself; and a document that says something."""

from casework.access import Role
from casework.attachments.actions import add_attachment
from casework.people.models import Person
from tests.proofs.canaries import Canaries
from tests.proofs.world import OWN, RELATIONS, World, build_world


def build(start: int = 0) -> World:
    """`start` is the number of its first canary: worlds of the same number have the same ones."""
    world = build_world(without=tuple(relation for relation in RELATIONS if relation != OWN), start=start)
    canaries: Canaries = world.canaries
    person = world.holdings[OWN].first(Person)
    said = [canaries.word(OWN, "record", f"{what} of a document") for what in ("content", "remark", "file name")]
    add_attachment(
        person,
        kind="letter",
        content=f"All is well, says {said[0]}.".encode(),
        remark=said[1],
        file_name=f"{said[2]}.txt",
        by=world.users[Role.CASEWORKER],
    )
    return world
