"""Relatives: who they are, who they are to the person of a case, and in which order they are informed."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import Actor, require_permission
from casework.audit.actions import record
from casework.families.actions.guards import lock_case, require_own
from casework.families.models import Case, CaseRelative, Relative
from casework.families.statuses import Proof
from casework.lib.errors import Refused
from casework.lib.references import new_reference
from casework.lib.versions import update_version

_ASIDE = 10_000  # above every order in use


@transaction.atomic
def add_relative(
    case: Case,
    *,
    relative: Relative | None = None,
    relationship: str,
    proof: str = Proof.NONE,
    proof_note: str = "",
    order: int | None = None,
    by: Actor,
    **fields: Any,
) -> CaseRelative:
    """Put a relative on the case: one who is known, or a new one from `fields` of Relative.

    They are the last to be informed, unless `order` (from 1) says otherwise; those after them move down.
    """
    require_permission(by, Permission.OPEN_CASE)
    case = lock_case(case, by)
    others = list(case.case_relatives.order_by("order"))
    if relative is None:
        relative = _create_relative(case, fields)
    elif relative.organisation_id != case.organisation_id:
        raise Refused(_("This relative is on record with another organisation. Enter them anew."))
    elif any(other.relative_id == relative.pk for other in others):
        raise Refused(_("%s is already on this case.") % relative)
    added = CaseRelative.objects.create(
        case=case,
        relative=relative,
        relationship=relationship,
        proof=proof,
        proof_note=proof_note,
        order=max((other.order for other in others), default=0) + 1,
    )
    if order is not None and order <= len(others):
        others.insert(max(order, 1) - 1, added)
        _put_in_order(case, others)
        added.refresh_from_db()
    record("add_relative", case, by=by, relative=relative.reference, order=added.order)
    return added


@transaction.atomic
def update_relative(relative: Relative, *, version: int | None = None, by: Actor, **changes: Any) -> Relative:
    require_permission(by, Permission.MANAGE_CASE)
    relative = Relative.objects.select_for_update().get(pk=relative.pk)
    require_own(relative.organisation, by)
    changed = sorted(name for name, value in changes.items() if getattr(relative, name) != value)
    update_version(relative, version, changes)
    record("update_relative", relative, by=by, fields=changed)
    return relative


@transaction.atomic
def update_case_relative(
    case_relative: CaseRelative,
    *,
    relationship: str,
    proof: str,
    proof_note: str = "",
    version: int | None = None,
    by: Actor,
    **changes: Any,
) -> CaseRelative:
    """Change who a relative is to the person and by what proof, and the fields of the relative themselves."""
    relative = update_relative(case_relative.relative, version=version, by=by, **changes)
    lock_case(case_relative.case, by)
    CaseRelative.objects.filter(pk=case_relative.pk).update(
        relationship=relationship, proof=proof, proof_note=proof_note
    )
    case_relative.refresh_from_db()
    fields = ["proof", "proof_note", "relationship"]
    record("update_case_relative", case_relative.case, by=by, relative=relative.reference, fields=fields)
    return case_relative


@transaction.atomic
def move_relative(case_relative: CaseRelative, *, up: bool, by: Actor) -> CaseRelative:
    """Change the order to inform by one place. At either end nothing changes."""
    require_permission(by, Permission.MANAGE_CASE)
    case = lock_case(case_relative.case, by)
    line = list(case.case_relatives.order_by("order"))
    place = next(i for i, one in enumerate(line) if one.pk == case_relative.pk)
    target = place + (-1 if up else 1)
    if 0 <= target < len(line):
        line[place], line[target] = line[target], line[place]
        _put_in_order(case, line)
        record(
            "move_relative", case, by=by, relative=line[target].relative.reference, old=place + 1, new=target + 1
        )
    case_relative.refresh_from_db()
    return case_relative


def _create_relative(case: Case, fields: dict[str, Any]) -> Relative:
    name = " ".join(str(fields.pop("name", "")).split())
    if not name:
        raise Refused(_("Write the name of the relative."))
    relative: Relative = Relative.objects.create(
        reference=new_reference(Relative, "R"), organisation=case.organisation, name=name, **fields
    )
    return relative


def _put_in_order(case: Case, line: list[CaseRelative]) -> None:
    """Number the relatives of the case from 1. They first step aside: no two may ever have one number."""
    case.case_relatives.update(order=F("order") + _ASIDE)
    for number, one in enumerate(line, 1):
        one.order = number
    CaseRelative.objects.bulk_update(line, ["order"])
