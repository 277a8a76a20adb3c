"""Restricting a person to a named list of users, changing the list, and lifting it: each takes two people."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import propose
from casework.accounts.models import Proposal, User
from casework.lib.errors import Refused
from casework.people.actions.register import require_held
from casework.people.models import Person, Restriction


@transaction.atomic
def propose_restriction(
    person: Person, *, officer: User, readers: Iterable[User], reason: str, by: User
) -> Proposal:
    """From its approval on `readers` alone see the person and their cases; in place of a list in force."""
    require_held(person, by)
    named = {officer, *readers}
    if not any(reader.holds(Permission.RESTRICT_PERSON) for reader in named):
        raise Refused(
            _("Nobody on this list could lift the restriction again: put a caseworker or supervisor on it.")
        )
    for reader in named:
        _require_reader(reader, person)
    said = {"officer": officer.username, "readers": sorted(reader.username for reader in named)}
    return propose("restrict_person", person, said, reason=reason, by=by)


def carry_out_restriction(proposal: Proposal, *, by: User) -> Restriction:
    person = _locked(proposal)
    officer, readers = proposal.payload["officer"], proposal.payload["readers"]
    users = {user.username: user for user in User.objects.filter(username__in=[officer, *readers])}
    for user in users.values():
        _require_reader(user, person)
    _lift(person, proposal, by)
    restriction = Restriction.objects.create(
        person=person,
        officer=users[officer],
        reason=proposal.reason,
        proposed_by=proposal.proposed_by,
        approved_by=by,
    )
    restriction.readers.set([users[name] for name in readers])
    return restriction


@transaction.atomic
def propose_lifting(person: Person, *, reason: str, by: User) -> Proposal:
    """From its approval on the organisation sees the person again."""
    require_held(person, by)
    if not Restriction.objects.in_force().filter(person=person).exists():
        raise Refused(_("This record is not restricted: there is nothing to lift."))
    return propose("unrestrict_person", person, {}, reason=reason, by=by)


def carry_out_lifting(proposal: Proposal, *, by: User) -> None:
    if not _lift(_locked(proposal), proposal, by):
        raise Refused(_("This record is not restricted: there is nothing to lift."))


def _lift(person: Person, proposal: Proposal, by: User) -> int:
    return (
        Restriction.objects.in_force()
        .filter(person=person)
        .update(lifted_at=timezone.now(), lifting_proposed_by=proposal.proposed_by, lifted_by=by)
    )


def _locked(proposal: Proposal) -> Person:
    return Person.objects.select_for_update().get(reference=proposal.code, organisation=proposal.organisation_id)


def _require_reader(user: User, person: Person) -> None:
    if user.organisation_id != person.organisation_id or not user.holds(Permission.VIEW_PEOPLE):
        raise Refused(_("%s may not see people: choose colleagues who do.") % user)
