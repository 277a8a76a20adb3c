"""Acts that take two people: one proposes, another approves it to the letter. See access.DUTIES."""

from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from casework.access import DUTIES, can
from casework.accounts.actions.guards import require_own, require_permission
from casework.accounts.models import Proposal, User
from casework.accounts.statuses import ProposalStatus
from casework.audit.actions import record, subject_text
from casework.lib.errors import Refused


@transaction.atomic
def propose(kind: str, subject: models.Model | str, payload: dict[str, Any], *, reason: str, by: User) -> Proposal:
    """Put an act of `kind` (of access.DUTIES) before somebody else. `payload` is JSON, and names no person."""
    require_permission(by, DUTIES[kind].propose)
    if not reason.strip():
        raise Refused(_("Give the reason: whoever approves this must understand it."))
    proposal = Proposal(
        kind=kind,
        organisation=by.organisation,
        subject=subject_text(subject),
        payload=payload,
        reason=reason.strip(),
        proposed_by=by,
    )
    proposal.digest = proposal.present_digest()
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("The same is proposed already, and waits to be decided.")) from error
    record(f"propose_{kind}", subject, by=by, proposal=proposal.pk, digest=proposal.digest)
    return proposal


@transaction.atomic
def approve(proposal: Proposal, *, seen: str, by: User) -> Any:
    """Agree, and carry the act out, once. `seen` is the hash of what the approver was shown."""
    proposal = _of_own(proposal, by)
    require_permission(by, proposal.duty.approve)
    if proposal.proposed_by_id == by.pk:
        raise Refused(_("You proposed this yourself: somebody else must approve it."))
    if not can(proposal.proposed_by, proposal.duty.propose):
        raise Refused(_("Whoever proposed this may not do so any more: refuse it, and have it proposed anew."))
    if not (seen == proposal.digest == proposal.present_digest()):
        raise Refused(_("This is not what was proposed any more: refuse it, and have it proposed anew."))
    _decide(proposal, ProposalStatus.APPROVED, by)
    result = import_string(proposal.duty.action)(proposal, by=by)
    record(f"approve_{proposal.kind}", proposal.subject, by=by, proposal=proposal.pk, digest=proposal.digest)
    return result


@transaction.atomic
def refuse(proposal: Proposal, *, by: User) -> None:
    """Set it aside; whoever proposed it withdraws it so. It stays on the record."""
    proposal = _of_own(proposal, by)
    own = proposal.proposed_by_id == by.pk
    if not own:
        require_permission(by, proposal.duty.approve)
    _decide(proposal, ProposalStatus.WITHDRAWN if own else ProposalStatus.REFUSED, by)
    record(f"{'withdraw' if own else 'refuse'}_{proposal.kind}", proposal.subject, by=by, proposal=proposal.pk)


def _of_own(proposal: Proposal, by: User) -> Proposal:
    """As it is stored, of the actor's own organisation."""
    require_own(by, proposal.organisation_id)
    return Proposal.objects.select_related("proposed_by", "organisation").get(pk=proposal.pk)


def _decide(proposal: Proposal, status: ProposalStatus, by: User) -> None:
    """Of any number who decide at the same moment, one does."""
    waiting = Proposal.objects.waiting().filter(pk=proposal.pk, digest=proposal.digest)
    decided = {"status": status, "decided_by": by, "decided_at": timezone.now(), "decided_digest": proposal.digest}
    if not waiting.update(**decided):
        raise Refused(_("This proposal was already decided."))
