"""How much of a person a file tells, and how much each role may take out and each recipient may get."""

import base64

from django.db.models import IntegerChoices
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from casework.access import Role
from casework.accounts.actions import Actor
from casework.accounts.models import Organisation, User


class Level(IntegerChoices):
    """Each level holds what the ones below it hold. Every file, and its line in the log, names its own."""

    R0 = 0, _("R0 statistics")
    R1 = 1, _("R1 pseudonyms")
    R2 = 2, _("R2 identity")
    R3 = 3, _("R3 whereabouts")
    R4 = 4, _("R4 health and sources")


ROLE_HIGHEST: dict[str, Level] = {
    Role.INTAKE: Level.R2,
    Role.CASEWORKER: Level.R4,
    Role.SUPERVISOR: Level.R4,
    Role.VERIFICATION_OFFICER: Level.R2,
    Role.DATA_STEWARD: Level.R4,
    Role.PARTNER: Level.R3,
    Role.AUDITOR: Level.R0,
    Role.ADMINISTRATOR: Level.R0,
}
# What may be handed to another organisation. Health and sources go by a referral, of one case, or not at all.
OTHERS_HIGHEST = Level.R3
# More rows than these, at R2 and above, take two people.
BULK = 100
# As a file is asked for where nobody says otherwise: identity, and no more.
USUAL = Level.R2


def highest_for(by: Actor) -> Level:
    """The highest level that whoever acts may take out."""
    if not isinstance(by, User):
        return Level.R4
    return max((ROLE_HIGHEST[role] for role in by.roles), default=Level.R0)


def highest_to(recipient: Organisation | None) -> Level:
    """The highest level that may be handed to `recipient`; None is our own organisation."""
    return Level.R4 if recipient is None else OTHERS_HIGHEST


def pseudonym(code: str, recipient: str) -> str:
    """What stands for a code in files for one recipient: the same in each of them, and in no other's.

    50 bits of an HMAC under the key of the site: two files of two recipients cannot be joined by it.
    """
    digest = salted_hmac(f"casework.pseudonym {recipient}", code, algorithm="sha256").digest()
    return "X" + base64.b32encode(digest)[:10].decode()
