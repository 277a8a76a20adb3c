"""Referrals: named fields of a case, shared with another organisation, for a purpose, until a day."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import Actor, propose, require_permission
from casework.accounts.models import Organisation, Proposal, User
from casework.audit.actions import Done, record, record_all
from casework.families.actions.guards import lock_case, require_at_work, require_own
from casework.families.models import Case, Consent, Referral
from casework.families.statuses import ConsentPurpose, Harm, ReferableField
from casework.lib.errors import Refused
from casework.processing import Activity


@transaction.atomic
def refer_case(
    case: Case,
    *,
    recipient: Organisation,
    fields: Iterable[str],
    activity: str = Activity.TRACING,
    purpose: str,
    until: date,
    harm: str,
    harm_words: str = "",
    by: User,
) -> Referral:
    """Offer `fields` (of ReferableField) to `recipient`, which sees them once it has accepted.

    Somebody must have agreed to sharing with this recipient, or with any. `harm` (of Harm) is whether it may harm
    anybody: yes is kept and stops it; unknown waits for another person's approval.
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
    check_harm(harm, harm_words)
    if not _agreed(case, recipient):
        raise Refused(
            _("No relative has agreed to sharing with %s, or with any organisation. Record their consent first.")
            % recipient
        )
    if _live(case).filter(recipient=recipient).exists():
        raise Refused(_("%s has a referral of this case already. Revoke that one first.") % recipient)
    referral: Referral = Referral.objects.create(
        case=case,
        recipient=recipient,
        fields=named,
        names_person=ReferableField.IDENTITY in named,
        activity=activity,
        purpose=purpose.strip(),
        until=until,
        harm=harm,
        harm_words=harm_words.strip(),
        revoked_at=timezone.now() if harm == Harm.YES else None,
        by=by,
    )
    said = {"referral": referral.pk, "recipient": recipient.slug, "fields": named, "until": until.isoformat()}
    record("stop_referral" if harm == Harm.YES else "refer_case", case, by=by, harm=str(harm), **said)
    if referral.waits_for_second:
        subject = f"referral:{case.reference} → {recipient.slug}"
        propose("refer_in_doubt", subject, said, reason=referral.harm_words, by=by)
    return referral


def carry_out_referral_in_doubt(proposal: Proposal, *, by: User) -> Referral:
    """Somebody else has weighed the doubt too, for this referral and no other: its recipient may answer it."""
    referral = Referral.objects.select_related("case", "recipient").get(pk=proposal.payload["referral"])
    lock_case(referral.case, by)
    if not _live(referral.case).filter(pk=referral.pk).update(approved_by=by):
        raise Refused(_("This referral has ended already."))
    referral.refresh_from_db()
    return referral


def check_harm(harm: str, words: str) -> None:
    """Refuse a transfer about which nobody has said whether it may do harm, and why they think so."""
    if harm not in Harm.values:
        raise Refused(_("Say whether this may harm the person, their relatives or others."))
    if harm != Harm.NO and not words.strip():
        raise Refused(_("Write who may come to harm and how, or what cannot be told."))


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
    """End all sharing of a case to which nobody agrees any more, recipient by recipient."""
    ending = [one for one in _live(case).select_related("recipient") if not _agreed(case, one.recipient)]
    Referral.objects.filter(pk__in=[referral.pk for referral in ending]).update(revoked_at=timezone.now())
    record_all([Done("revoke_referral", case, {"referral": referral.pk}) for referral in ending], by=by)


def _answer(referral: Referral, by: User, **fields: object) -> None:
    require_permission(by, Permission.VIEW_CASES)
    if by.organisation_id != referral.recipient_id:
        raise Refused(_("This referral is for %s: only they can answer it.") % referral.recipient)
    if not Referral.objects.waiting_for(by.organisation).filter(pk=referral.pk).update(**fields):
        raise Refused(_("This referral waits for no answer any more: it was answered, has ended or was revoked."))
    referral.refresh_from_db()


def agreed_recipients(case: Case) -> QuerySet[Organisation]:
    """The other organisations with which somebody agrees to share the case."""
    said, others = list(_said_of_sharing(case)), Organisation.objects.exclude(pk=case.organisation_id)
    return others.filter(pk__in=[one.pk for one in others if _agree(said, one)])


def _agreed(case: Case, recipient: Organisation) -> bool:
    return _agree(_said_of_sharing(case), recipient)


def _agree(said: Iterable[Consent], recipient: Organisation) -> bool:
    """Whether somebody agrees to sharing with `recipient`: what each said last of it, or of all, counts."""
    last: dict[tuple[str, int | None], bool] = {}
    for consent in said:
        if consent.recipient_id in (recipient.pk, None):
            last.setdefault((consent.giver, consent.relative_id), consent.given)
    return any(last.values())


def _said_of_sharing(case: Case) -> QuerySet[Consent]:
    """The latest first."""
    return case.consents.filter(purpose=ConsentPurpose.REFERRAL, withdrawn_on=None)


def _live(case: Case) -> QuerySet[Referral]:
    return case.referrals.filter(revoked_at=None, declined_at=None, until__gte=timezone.localdate())
