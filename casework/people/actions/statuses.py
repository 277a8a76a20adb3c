"""Every step of a person's status. See `statuses.PERSON` for the table."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import ROLES, Permission, Role
from casework.accounts.actions import Actor, require_permission
from casework.accounts.models import User, user_or_none
from casework.audit.actions import record
from casework.lib.errors import Refused
from casework.lib.transitions import Transition
from casework.people.actions.register import require_held
from casework.people.models import Evidence, Person, StatusChange
from casework.people.statuses import PERSON, PersonStatus

S = PersonStatus


@transaction.atomic
def change_status(
    person: Person,
    *,
    to: str,
    reason: str,
    evidence: Evidence | None = None,
    confirmed_by: str = "",
    by: Actor,
) -> StatusChange:
    """A step that is taken by hand. A death is only proposed here: it takes effect when another approves."""
    person = _locked(person)
    require_held(person, by)
    step = _step(person, to, by)
    if step.requires == "arrived_entry":
        raise Refused(_("A return is reported by linking an entry of an exchange that arrived."))
    if step.requires == "linked_by_another":
        raise Refused(_("A person has returned when somebody verified their identity: do so at the exchange."))
    if PersonStatus.RETURN_REPORTED in (step.source, step.target) and step.target != S.DEATH_REPORTED:
        raise Refused(
            _("The report of a return is taken back at the exchange: undo the link, or dispute the identity.")
        )
    if step.requires == "confirmed_by" and not confirmed_by:
        raise Refused(_("Say who confirmed the captivity."))
    if step.requires == "evidence":
        _require_evidence(person, evidence)
    _require_reason(reason)
    details = {"reason": reason, "evidence": evidence, "confirmed_by": confirmed_by}
    if step.approval:
        return _propose(person, step, by, details)
    return _take(person, step, by, details)


@transaction.atomic
def report_return(person: Person, *, reason: str, by: Actor) -> StatusChange | None:
    """An Entry that arrived was linked to the person: they are reported returned. A claim, not news."""
    person = _locked(person)
    if person.status in (S.RETURN_REPORTED, S.RETURNED):
        return None
    return _take(person, _step(person, S.RETURN_REPORTED, by), by, {"reason": reason})


@transaction.atomic
def withdraw_return(person: Person, *, reason: str, by: Actor) -> StatusChange | None:
    """The link was undone or the identity disputed: the person's status is again what it was before."""
    person = _locked(person)
    _require_reason(reason)
    if person.status == S.RETURNED:
        _take(person, _step(person, S.RETURN_REPORTED, by), by, {"reason": reason})
    if person.status != S.RETURN_REPORTED:
        return None
    return _take(person, _step_back(person, by), by, {"reason": reason, "confirmed_by": _confirmed_before(person)})


@transaction.atomic
def confirm_return(person: Person, *, linked_by: User, reason: str, by: User) -> StatusChange:
    """Identity was verified by `by`, who is not `linked_by`: the person has returned. This is news."""
    person = _locked(person)
    if linked_by.pk == by.pk:
        raise Refused(_("You linked this entry yourself: somebody else must verify the identity."))
    return _take(person, _step(person, S.RETURNED, by), by, {"reason": reason, "linked_by": linked_by})


@transaction.atomic
def approve_death(change: StatusChange, *, by: User) -> StatusChange:
    """The second of two people of different roles agrees that the person is dead. This is news."""
    require_permission(by, Permission.APPROVE_DEATH)
    person = _locked(change.person)
    require_held(person, by)
    change = _pending(change)
    role = _role_for(by, Permission.APPROVE_DEATH)
    if change.by_id == by.pk:
        raise Refused(_("You proposed this yourself: somebody else must approve it."))
    if change.by_role == role:
        raise Refused(_("A death needs two people of different roles: somebody of another role must propose it."))
    if person.status_changes.filter(effective_at__gt=change.at).exists():
        raise Refused(_("The status changed meanwhile: refuse this proposal, and propose anew if need be."))
    StatusChange.objects.filter(pk=change.pk).update(
        approved_by=by, approved_role=role, effective_at=timezone.now()
    )
    _set_status(person, change.to_status)
    change.refresh_from_db()
    record("approve_death", person, by=by, change=change.pk)
    return change


@transaction.atomic
def refuse_death(change: StatusChange, *, by: User) -> StatusChange:
    """The proposal is set aside; it stays on the record."""
    require_permission(by, Permission.APPROVE_DEATH)
    person = _locked(change.person)
    require_held(person, by)
    change = _pending(change)
    StatusChange.objects.filter(pk=change.pk).update(refused_by=by, refused_at=timezone.now())
    change.refresh_from_db()
    record("refuse_death", person, by=by, change=change.pk)
    return change


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update().get(pk=person.pk)


def _step(person: Person, to: str, by: Actor) -> Transition:
    return PERSON.step(person.status, to, by.permissions)


def _step_back(person: Person, by: Actor) -> Transition:
    """From the report of a return to the status that was before it; to missing, where that is not known."""
    reported = person.status_changes.filter(to_status=S.RETURN_REPORTED, effective_at__isnull=False)
    before = reported.exclude(from_status=S.RETURNED).first()
    target = before.from_status if before else S.MISSING
    if target == S.CONFIRMED_CAPTIVE and not _confirmed_before(person):
        target = S.PROBABLY_CAPTIVE
    if PERSON.find(S.RETURN_REPORTED, target) is None:
        target = S.MISSING
    return _step(person, target, by)


def _confirmed_before(person: Person) -> str:
    """By whose word captivity was confirmed last, "" where it never was."""
    confirmed = person.status_changes.filter(to_status=S.CONFIRMED_CAPTIVE, effective_at__isnull=False).first()
    return confirmed.confirmed_by if confirmed else ""


def _take(person: Person, step: Transition, by: Actor, details: dict[str, Any]) -> StatusChange:
    change = _propose(person, step, by, details, effective_at=timezone.now())
    _set_status(person, step.target)
    return change


def _propose(person: Person, step: Transition, by: Actor, details: dict[str, Any], **fields: Any) -> StatusChange:
    if not fields and person.status_changes.pending().exists():
        raise Refused(_("A change of status already waits for approval."))
    change = StatusChange.objects.create(
        person=person,
        from_status=step.source,
        to_status=step.target,
        by=user_or_none(by),
        by_role=_role_for(by, Permission(step.permission)),
        **details,
        **fields,
    )
    verb = "change_status" if fields else "propose_status"
    record(verb, person, by=by, change=change.pk, old=step.source, new=step.target)
    return change


def _set_status(person: Person, status: str) -> None:
    person.status, person.status_since = status, timezone.localdate()
    Person.objects.filter(pk=person.pk).update(status=status, status_since=person.status_since)


def _pending(change: StatusChange) -> StatusChange:
    pending = StatusChange.objects.pending().select_for_update().filter(pk=change.pk).first()
    if pending is None:
        raise Refused(_("This proposal was already decided."))
    return pending


def _role_for(by: Actor, permission: Permission) -> str:
    """The role under which `by` acts, the first that holds the permission in the order of Role."""
    return next((role for role in Role.values if role in by.roles and permission in ROLES[role]), "")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Give the reason: whoever reads this later must understand it."))


def _require_evidence(person: Person, evidence: Evidence | None) -> None:
    if evidence is None:
        raise Refused(_("Choose the evidence on which this rests; record it first if need be."))
    if evidence.person_id != person.pk:
        raise Refused(_("This evidence is about somebody else."))
