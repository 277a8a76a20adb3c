"""A case: opened, assigned, taken through its statuses."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import Actor, require_permission
from casework.accounts.models import Organisation, User, user_or_none
from casework.audit.actions import record
from casework.families.actions.contacts import add_note
from casework.families.actions.guards import lock_case, require_colleague, require_own
from casework.families.actions.relatives import add_relative
from casework.families.models import Case, Note
from casework.families.statuses import CASE, ENDED, CaseStatus
from casework.lib.errors import Refused, Stale
from casework.lib.references import new_reference
from casework.lib.versions import update_version
from casework.people.actions import register_person
from casework.people.actions.register import require_standing
from casework.people.models import Person

S = CaseStatus


@transaction.atomic
def open_case(
    person: Person,
    *,
    organisation: Organisation,
    request: str = "",
    assigned_to: User | None = None,
    opened_on: date | None = None,
    by: Actor,
) -> Case:
    """A new case, which is one of possibly several for the person: a wife and a mother may not speak.

    `opened_on` is the day on which the family asked, where it is not today.
    """
    require_permission(by, Permission.OPEN_CASE)
    require_own(organisation, by)
    require_standing(person)
    if isinstance(by, User) and not Person.objects.visible_to(by).filter(pk=person.pk).exists():
        raise Refused(_("Your organisation does not have this person on record. Register them first."))
    if opened_on is not None and opened_on > timezone.localdate():
        raise Refused(_("The day on which the family asked has not come yet. Correct the date."))
    if assigned_to is not None:
        _require_may_assign(None, assigned_to, organisation, by)
    case = Case.objects.create(
        reference=new_reference(Case, "C"),
        person=person,
        organisation=organisation,
        request=request,
        assigned_to=assigned_to,
        opened_on=opened_on or timezone.localdate(),
    )
    record("open_case", case, by=by, person=person.reference, assigned_to=_key(assigned_to))
    return case


@transaction.atomic
def register_request(
    *,
    organisation: Organisation,
    relative: dict[str, Any],
    relationship: str,
    person: Person | None = None,
    about: dict[str, Any] | None = None,
    request: str = "",
    others: str = "",
    assigned_to: User | None = None,
    by: Actor,
) -> Case:
    """What a family says in one call: the person, the case and its first relative, all or nothing.

    `person` is the one on the register; without, one is registered from `about`: surname, given, patronymic,
    name_source and fields of Person. `relative` holds fields of Relative, `others` whom else one should ask.
    """
    if person is None:
        person = register_person(organisation=organisation, **(about or {}), by=by)
    else:
        _require_new_requester(person, organisation, relative)
    case = open_case(person, organisation=organisation, request=request, assigned_to=assigned_to, by=by)
    add_relative(case, relationship=relationship, **relative, by=by)
    if others.strip():
        add_note(case, text=_("Whom else to ask: %s") % others.strip(), by=by)
    return case


@transaction.atomic
def update_case(case: Case, *, version: int | None = None, by: Actor, **changes: Any) -> Case:
    """Change what the family asks (`request`) or the day on which it asked (`opened_on`)."""
    require_permission(by, Permission.MANAGE_CASE)
    case = lock_case(case, by)
    changed = sorted(name for name, value in changes.items() if getattr(case, name) != value)
    update_version(case, version, changes)
    record("update_case", case, by=by, fields=changed)
    return case


@transaction.atomic
def assign_case(case: Case, *, to: User | None, by: Actor) -> Case:
    """Give the case to a colleague, or to nobody. Whoever manages cases may take one that nobody has."""
    case = lock_case(case, by)
    _require_may_assign(case, to, case.organisation, by)
    if to is not None and (reasons := why_not_assigned([case], to)):
        raise Refused(reasons[case.pk])
    old, case.assigned_to = case.assigned_to, to
    Case.objects.filter(pk=case.pk).update(assigned_to=to)
    record("assign_case", case, by=by, old=_key(old), new=_key(to))
    return case


def why_not_assigned(cases: Iterable[Case], to: User) -> dict[int, str]:
    """Which of these cases `to` cannot be given, by their keys, and why."""
    cases = list(cases)
    open_to = Case.objects.writable_by(to).filter(pk__in=[case.pk for case in cases])
    workable = set(open_to.values_list("pk", flat=True))
    reasons = {}
    for case in cases:
        if case.status in ENDED:
            reasons[case.pk] = _("The case has ended. Take it up again first: change its status to “active”.")
        elif case.pk not in workable:
            reasons[case.pk] = _("This case is restricted, and %s is not on its list.") % to
    return reasons


def state_of_assignment(case: Case) -> str:
    """What must still be so of a case when somebody confirms that it goes to a colleague."""
    return f"{case.version}.{case.assigned_to_id or 0}"


@transaction.atomic
def assign_cases(*, cases: Mapping[str, str], to: User, by: User) -> list[Case]:
    """Give several cases to a colleague, all or none: by their codes, each with the state that was shown.

    Raises Stale, which names them, where some are not as they were shown. One that is not there for `by`, or not
    any more, is answered alike.
    """
    require_permission(by, Permission.ASSIGN_CASE)
    asked = Case.objects.writable_by(by).filter(reference__in=cases)
    found = list(Case.objects.select_for_update().filter(pk__in=asked.values("pk")).order_by("pk"))
    withheld = why_not_assigned(found, to)
    ready = {case.reference: case for case in found if case.pk not in withheld}
    changed = [
        code for code, state in cases.items() if code not in ready or state_of_assignment(ready[code]) != state
    ]
    if changed:
        raise Stale(
            _("Changed meanwhile, so nothing was assigned: %s. Look at the list below, and confirm it anew.")
            % ", ".join(changed)
        )
    return [assign_case(case, to=to, by=by) for case in ready.values()]


@transaction.atomic
def change_case_status(case: Case, *, to: str, reason: str = "", by: Actor) -> Case:
    """A step that is taken by hand. An end takes a reason, and no news that is still to be told."""
    case = lock_case(case, by)
    step = CASE.step(case.status, to, by.permissions)
    if step.requires:
        raise Refused(_("This step follows by itself when the news of the case is prepared and told."))
    if (
        step.source in (S.NEWS_PENDING, S.NEWS_GIVEN) or to in ENDED
    ) and case.notifications.outstanding().exists():
        raise Refused(_("News is still to be told in this case. Tell it, or retract it, first."))
    reason = reason.strip()
    if to in ENDED and not reason:
        raise Refused(_("Give the reason: whoever reads this later must understand it."))
    if reason:
        names = {"old": case.get_status_display(), "new": S(to).label, "reason": reason}
        text = _("Status “%(old)s” → “%(new)s”: %(reason)s") % names
        Note.objects.create(case=case, text=text, by=user_or_none(by))
    closing = {"closed_on": timezone.localdate(), "closing_reason": reason[:300]} if to in ENDED else _NOT_CLOSED
    return _set_status(case, to, by, **closing)


@transaction.atomic
def expect_news(case: Case, *, by: Actor) -> Case:
    """News was prepared for the relatives. Whoever prepares it may be of another organisation, or the system.

    A case that has ended, or already expects news, stays as it is.
    """
    return _follow_news(case, S.NEWS_PENDING, (*ENDED, S.NEWS_PENDING), by)


@transaction.atomic
def note_news_given(case: Case, *, by: Actor) -> Case:
    """All the news that was prepared is told, or could not be. A case that expects none stays as it is."""
    return _follow_news(case, S.NEWS_GIVEN, tuple(status for status in S if status != S.NEWS_PENDING), by)


_NOT_CLOSED = {"closed_on": None, "closing_reason": ""}


def _follow_news(case: Case, to: CaseStatus, unchanged: tuple[CaseStatus, ...], by: Actor) -> Case:
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.status in unchanged:
        return locked
    CASE.step(locked.status, to, by.permissions)
    return _set_status(locked, to, by)


def _set_status(case: Case, to: str, by: Actor, **fields: Any) -> Case:
    old, new = str(case.status), str(to)
    Case.objects.filter(pk=case.pk).update(status=new, **fields)
    case.refresh_from_db()
    record("change_case_status", case, by=by, old=old, new=new)
    return case


def _require_may_assign(case: Case | None, to: User | None, organisation: Organisation, by: Actor) -> None:
    if to is not None:
        require_colleague(to, organisation, Permission.VIEW_CASES)
    if Permission.ASSIGN_CASE in by.permissions:
        return
    takes_it = to is not None and to.pk == by.pk and Permission.MANAGE_CASE in by.permissions
    if not takes_it:
        raise Refused(_("Only a supervisor gives a case to somebody. You can take one that nobody has."))
    if case is not None and case.assigned_to_id is not None:
        raise Refused(_("%s has this case. Ask a supervisor to give it to you.") % case.assigned_to)


def _require_new_requester(person: Person, organisation: Organisation, relative: dict[str, Any]) -> None:
    """Refuse a second case at work for somebody who has asked before: by the same name or telephone."""
    Person.objects.select_for_update().get(pk=person.pk)  # two who take the same call in wait for each other
    name = " ".join(str(relative.get("name", "")).split()).casefold()
    phone = str(relative.get("phone") or "")
    for case in Case.objects.held_by(organisation).at_work().filter(person=person).prefetch_related("relatives"):
        for known in case.relatives.all():
            if known.name.casefold() == name or (phone and str(known.phone) == phone):
                raise Refused(
                    _("%(relative)s already has the case %(case)s for this person: work there.")
                    % {"relative": known.name, "case": case.reference}
                )


def _key(user: User | None) -> int | None:
    return user.pk if user else None
