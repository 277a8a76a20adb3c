"""A merge undone whole: what came with the merged record goes back, what was added since stays with the kept."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.accounts.actions import propose
from casework.accounts.models import Proposal, User
from casework.audit.actions import record
from casework.families.models import Case
from casework.families.statuses import CaseStatus
from casework.lib.errors import Refused
from casework.lib.versions import update_version
from casework.merging.actions.merging import (
    INTERVALS,
    locked,
    make_keys,
    record_hash,
    require_open,
)
from casework.merging.actions.refusals import why_not_undone
from casework.merging.models import Merge
from casework.merging.relations import PASSING, keys, relations
from casework.notifications.actions.taking_back import call_to_correct, reactivate
from casework.notifications.models import Notification
from casework.notifications.statuses import NotificationStatus
from casework.people.models import Person
from casework.people.statuses import NEWS, Health, NameKind


@transaction.atomic
def propose_unmerge(merge: Merge, *, reason: str, by: User) -> Proposal:
    """Put before somebody else that the two are two again."""
    merge = _locked(merge)
    require_open(merge.kept, merge.merged, by)
    if why := why_not_undone(merge):
        raise Refused(why)
    return propose("unmerge_people", merge.merged, what_is_undone(merge), reason=reason, by=by)


def what_is_undone(merge: Merge) -> dict[str, Any]:
    """What the approval is bound to: what goes back and what stays, as counts, and the kept record as it is."""
    there = keys(merge.kept)
    back = {name: len({*found} & {*merge.moved.get(name, [])}) for name, found in there.items()}
    return {
        "keep": merge.kept.reference,
        "merge": merge.merged.reference,
        "number": merge.pk,
        "moves": {name: count for name, count in back.items() if count and name not in PASSING},
        "stays": {name: len(rows) for name, rows in added_since(merge).items()},
        "kept_record": record_hash(merge.kept),
    }


def added_since(merge: Merge) -> dict[str, list[Any]]:
    """What came to the kept record after the merge, by relation."""
    new = {
        name: {*found} - {*merge.moved.get(name, []), *merge.had.get(name, [])}
        for name, found in keys(merge.kept).items()
        if name not in PASSING
    }
    return {
        relation.name: list(relation.rows(merge.kept).filter(pk__in=new[relation.name]))
        for relation in relations()
        if new.get(relation.name)
    }


def carry_out_unmerge(proposal: Proposal, *, by: User) -> Merge:
    standing = Merge.objects.standing().filter(merged__reference=proposal.code).first()
    if standing is None:
        raise Refused(_("This merge was undone already."))
    merge = _locked(standing)
    for user in (proposal.proposed_by, by):
        require_open(merge.kept, merge.merged, user)
    if why := why_not_undone(merge, but=proposal):
        raise Refused(why)
    if what_is_undone(merge) != proposal.payload:
        raise Refused(_("The records are not as they were proposed: refuse it, and have it proposed anew."))
    _unmerge(merge, proposal)
    record("unmerge_people", merge.merged, by=by, kept=merge.kept.reference, proposal=proposal.pk)
    return merge


def _unmerge(merge: Merge, proposal: Proposal) -> None:
    kept, merged = merge.kept, merge.merged
    told = Notification.objects.filter(person=kept, case__in=merge.moved.get("cases", []))
    told = told.exclude(pk__in=merge.moved.get("notifications", [])).filter(status=NotificationStatus.DELIVERED)
    Merge.objects.filter(pk=merge.pk).update(undone_at=timezone.now(), undone_proposal=proposal)
    update_version(merged, None, {"merged_into": None, "compared_at": None})
    update_version(kept, None, _emptied(merge) | {"compared_at": None})
    for relation in relations():
        relation.move(merge.moved.get(relation.name, []), of=kept, to=merged)
    merged.names.filter(pk__in=[merge.main_name]).update(kind=NameKind.PRIMARY)
    make_keys(kept)
    make_keys(merged)
    for notification in told.select_related("case", "relative"):
        call_to_correct(notification)
    _back_to_work(merged)
    merge.refresh_from_db()


def _emptied(merge: Merge) -> dict[str, Any]:
    """The fields that were filled in from the merged record, as far as they still say what it says."""
    columns: dict[str, Any] = {}
    for name in merge.filled:
        if getattr(merge.kept, name) == getattr(merge.merged, name):
            columns[name] = Health.UNKNOWN if name == "health" else ""
            columns |= dict.fromkeys(INTERVALS.get(name, ()))
    return columns


def _back_to_work(merged: Person) -> None:
    """Cases whose family waited for, or heard, the news of the other record."""
    if merged.status in NEWS:
        return
    for case in Case.objects.filter(person=merged, status__in=[CaseStatus.NEWS_PENDING, CaseStatus.NEWS_GIVEN]):
        reactivate(case, _("The record was merged with another by mistake."))


def _locked(merge: Merge) -> Merge:
    """The merge as it stands, with both records, all locked."""
    kept, merged = locked(merge.kept, merge.merged)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    merge.kept, merge.merged = kept, merged
    return merge
