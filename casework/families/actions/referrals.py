"""Referrals: named fields of a case, shared with another organisation, for a purpose, until a day."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import Actor, require_permission
from casework.accounts.models import Organisation, User
from casework.audit.actions import Done, record, record_all
from casework.families.actions.guards import lock_case, require_at_work, require_own
from casework.families.models import Case, Referral
from casework.families.statuses import ConsentPurpose, ReferableField
from casework.lib.errors import Refused


@transaction.atomic
def refer_case(
    case: Case, *, recipient: Organisation, fields: Iterable[str], purpose: str, until: date, by: User
) -> Referral:
    """Offer `fields` (of ReferableField) to `recipient`, which sees them once it has accepted.

    A relative of the case must have agreed to sharing.
    """
    require_permission(by, Permission.REFER_CASE)
    case = lock_case(case, by)
    require_at_work(case)
    named = [field for field in ReferableField.values if field in set(fields)]
    if not named or len(named) != len(set(fields)):
        raise Refused(_("Name the fields that are shared: at least one of those that are offered."))
    if not purpose.strip():
        raise Refused(_("Say for what purpose the case is shared."))
    if recipient.pk == case.organisation_id:
        raise Refused(_("Your own organisation has this case. Choose another one."))
    if until < timezone.localdate():
        raise Refused(_("The last day of sharing has passed already. Choose a later one."))
    if not _consents(case):
        raise Refused(
            _("No relative has agreed to sharing with another organisation. Record their consent first.")
        )
    if _live(case).filter(recipient=recipient).exists():
        raise Refused(_("%s has a referral of this case already. Revoke that one first.") % recipient)
    referral: Referral = Referral.objects.create(
        case=case,
        recipient=recipient,
        fields=named,
        names_person=ReferableField.IDENTITY in named,
        purpose=purpose.strip(),
        until=until,
        by=by,
    )
    record("refer_case", case, by=by, referral=referral.pk, recipient=recipient.slug, fields=named, until=until)
    return referral


@transaction.atomic
def accept_referral(referral: Referral, *, by: User) -> Referral:
    _answer(referral, by, accepted_at=timezone.now(), accepted_by=by)
    record("accept_referral", referral.case, by=by, referral=referral.pk)
    return referral


@transaction.atomic
def decline_referral(referral: Referral, *, by: User) -> Referral:
    _answer(referral, by, declined_at=timezone.now())
    record("decline_referral", referral.case, by=by, referral=referral.pk)
    return referral


@transaction.atomic
def revoke_referral(referral: Referral, *, by: Actor) -> Referral:
    """From now the recipient sees the case no longer."""
    require_permission(by, Permission.REFER_CASE)
    require_own(referral.case.organisation, by)
    live = Referral.objects.filter(pk=referral.pk, revoked_at=None, declined_at=None)
    if not live.update(revoked_at=timezone.now()):
        raise Refused(_("This referral has ended already."))
    referral.refresh_from_db()
    record("revoke_referral", referral.case, by=by, referral=referral.pk)
    return referral


def revoke_without_consent(case: Case, *, by: Actor) -> None:
    """End all sharing of a case in which no relative agrees to it any more."""
    if _consents(case):
        return
    ending = list(_live(case))
    Referral.objects.filter(pk__in=[referral.pk for referral in ending]).update(revoked_at=timezone.now())
    record_all([Done("revoke_referral", case, {"referral": referral.pk}) for referral in ending], by=by)


def _answer(referral: Referral, by: User, **fields: object) -> None:
    require_permission(by, Permission.VIEW_CASES)
    if by.organisation_id != referral.recipient_id:
        raise Refused(_("This referral is for %s: only they can answer it.") % referral.recipient)
    if not Referral.objects.waiting_for(by.organisation).filter(pk=referral.pk).update(**fields):
        raise Refused(_("This referral waits for no answer any more: it was answered, has ended or was revoked."))
    referral.refresh_from_db()


def _consents(case: Case) -> bool:
    agreed = Q(purpose=ConsentPurpose.REFERRAL, given=True, withdrawn_on=None)
    return case.consents.filter(agreed).exists()


def _live(case: Case) -> QuerySet[Referral]:
    return case.referrals.filter(revoked_at=None, declined_at=None, until__gte=timezone.localdate())
