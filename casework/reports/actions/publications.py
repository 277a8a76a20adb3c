"""Making known who returned: proposed by one, approved by another, to the byte; withdrawn by one."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import propose, require_own, require_permission
from casework.accounts.models import Organisation, Proposal, User
from casework.audit.actions import record
from casework.exchanges.models import Exchange
from casework.lib.errors import Refused
from casework.reports.models import Publication
from casework.reports.publishing import LEVEL, content_of, draft, standing


@transaction.atomic
def propose_publication(
    exchange: Exchange, *, organisation: Organisation, seen: str, reason: str, by: User
) -> Proposal:
    """Have another approve that the names that may be published are. `seen` is their hash, as they were shown."""
    require_permission(by, Permission.PUBLISH_LIST)
    require_own(by, organisation.pk)
    found = draft(exchange, organisation)
    if not found.lines:
        raise Refused(_("There is nobody whose name may be published yet."))
    if seen != found.sha256:
        raise Refused(_("The list is not what you were shown any more: look at it again."))
    said = {"exchange": exchange.reference, "level": LEVEL.value, "rows": len(found.lines), "sha256": found.sha256}
    return propose("publish_list", exchange, said, reason=reason, by=by)


def carry_out_publication(proposal: Proposal, *, by: User) -> Publication:
    """In place of what was published before; refused where the list is not, to the byte, what was proposed."""
    exchange = Exchange.objects.select_for_update().get(reference=proposal.code)
    found = draft(exchange, proposal.organisation)
    if found.sha256 != proposal.payload["sha256"]:
        raise Refused(_("This is not what was proposed any more: refuse it, and have it proposed anew."))
    now = {"exchange": exchange, "organisation": proposal.organisation}
    Publication.objects.in_force().filter(**now).update(
        ended_at=timezone.now(), ended_by=by, ended_reason=_("Replaced by a new list.")
    )
    publication: Publication = Publication.objects.create(
        **now,
        reason=proposal.reason,
        marks=[line.mark for line in found.lines],
        sha256=found.sha256,
        proposed_by=proposal.proposed_by,
        approved_by=by,
    )
    record("publish_list", publication, by=by, exchange=exchange.reference, rows=publication.count)
    return publication


@transaction.atomic
def withdraw_publication(publication: Publication, *, reason: str, by: User) -> Publication:
    """From now it is published no longer: one person is enough to take names off."""
    require_permission(by, Permission.PUBLISH_LIST)
    require_own(by, publication.organisation_id)
    if not reason.strip():
        raise Refused(_("Give the reason: whoever reads this later must understand it."))
    ended = {"ended_at": timezone.now(), "ended_by": by, "ended_reason": reason.strip()}
    if not Publication.objects.in_force().filter(pk=publication.pk).update(**ended):
        raise Refused(_("This list is published no longer: there is nothing to withdraw."))
    publication.refresh_from_db()
    record("withdraw_publication", publication, by=by, exchange=publication.exchange.reference)
    return publication


@transaction.atomic
def take_publication(publication: Publication, *, by: User) -> bytes:
    """The file that is published: of what was approved, whatever may still be known."""
    require_permission(by, Permission.PUBLISH_LIST)
    require_own(by, publication.organisation_id)
    if publication.ended_at is not None:
        raise Refused(_("This list is published no longer."))
    lines = standing(draft(publication.exchange, publication.organisation), publication.marks)
    record("take_publication", publication, by=by, level=LEVEL.value, rows=len(lines))
    return content_of(lines)
