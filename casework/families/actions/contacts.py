"""What is done with a family: contacts, follow-ups, notes, consents."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import Actor, require_permission
from casework.accounts.models import Organisation, User, user_or_none
from casework.audit.actions import record
from casework.families.actions.guards import (
    lock_case,
    require_at_work,
    require_colleague,
    require_own,
    require_relative_of,
)
from casework.families.actions.referrals import revoke_without_consent
from casework.families.models import Case, Consent, ContactAttempt, FollowUp, Note, Relative
from casework.families.statuses import WITH_RECIPIENT, Channel, ConsentPurpose, ContactOutcome, Giver
from casework.lib.errors import Refused


@transaction.atomic
def record_contact(
    case: Case,
    *,
    relative: Relative,
    outcome: str,
    channel: str = Channel.CALL,
    number_used: str = "",
    words: str = "",
    at: datetime | None = None,
    follow_up: str = "",
    follow_up_on: date | None = None,
    by: User,
) -> ContactAttempt:
    """An attempt to speak with a relative. With `follow_up_on` what is to be done next is put down too."""
    require_permission(by, Permission.MANAGE_CASE)
    case = lock_case(case, by)
    require_relative_of(case, relative)
    at = at or timezone.now()
    if at > timezone.now():
        raise Refused(_("This contact lies in the future. Correct the time; for a plan, add a follow-up."))
    if channel == Channel.MESSAGE and outcome == ContactOutcome.REACHED:
        raise Refused(_("A message is not a conversation. If you spoke with them, record the call."))
    attempt: ContactAttempt = ContactAttempt.objects.create(
        case=case,
        relative=relative,
        by=by,
        at=at,
        channel=channel,
        number_used=number_used or (str(relative.phone) if channel == Channel.CALL else ""),
        outcome=outcome,
        words=words,
    )
    if outcome == ContactOutcome.REACHED:
        _set_last_contact(case, at)
    record("record_contact", case, by=by, relative=relative.reference, outcome=str(outcome))
    if follow_up_on is not None:
        add_follow_up(case, what=follow_up or _("Call %s again") % relative.name, due_on=follow_up_on, by=by)
    return attempt


@transaction.atomic
def note_contact(case: Case, *, at: datetime, by: Actor) -> Case:
    """Somebody spoke with a relative to tell news; the conversation itself is recorded there."""
    require_permission(by, Permission.DELIVER_NOTIFICATION)
    case = lock_case(case, by)
    _set_last_contact(case, at)
    record("note_contact", case, by=by)
    return case


@transaction.atomic
def add_follow_up(case: Case, *, what: str, due_on: date, owner: User | None = None, by: Actor) -> FollowUp:
    """Something to be done by a day; by `owner`, or else whoever has the case, or else by the one who adds it."""
    require_permission(by, Permission.MANAGE_CASE)
    case = lock_case(case, by)
    require_at_work(case)
    owner = owner or case.assigned_to or user_or_none(by)
    if owner is None:
        raise Refused(_("Nobody has this case: say who is to do this."))
    require_colleague(owner, case.organisation, Permission.VIEW_CASES)
    follow_up: FollowUp = FollowUp.objects.create(case=case, what=what[:200], due_on=due_on, owner=owner)
    record("add_follow_up", case, by=by, follow_up=follow_up.pk, owner=owner.pk, due_on=due_on)
    return follow_up


@transaction.atomic
def complete_follow_up(follow_up: FollowUp, *, outcome: str = "", by: User) -> FollowUp:
    require_permission(by, Permission.MANAGE_CASE)
    require_own(follow_up.case.organisation, by)
    done = FollowUp.objects.open().filter(pk=follow_up.pk)
    if not done.update(done_at=timezone.now(), done_by=by, outcome=outcome):
        raise Refused(_("This follow-up was already done."))
    record("complete_follow_up", follow_up.case, by=by, follow_up=follow_up.pk)
    follow_up.refresh_from_db()
    return follow_up


@transaction.atomic
def add_note(case: Case, *, text: str, by: Actor) -> Note:
    require_permission(by, Permission.OPEN_CASE)
    case = lock_case(case, by)
    if not text.strip():
        raise Refused(_("The note is empty. Write what is to be remembered."))
    note: Note = Note.objects.create(case=case, text=text.strip(), by=user_or_none(by))
    record("add_note", case, by=by, note=note.pk)
    return note


@transaction.atomic
def record_consent(
    case: Case,
    *,
    giver: str = Giver.RELATIVE,
    relative: Relative | None = None,
    purpose: str,
    recipient: Organisation | None = None,
    given: bool,
    given_on: date | None = None,
    language: str = "",
    how: str = "",
    by: Actor,
) -> Consent:
    """What a relative, or the person, agreed to or refused. It takes the place of what they said before.

    `recipient` is who would get the data; None is any organisation. A refusal for all ends what was given for one.
    """
    require_permission(by, Permission.OPEN_CASE)
    case = lock_case(case, by)
    _require_giver(case, giver, relative)
    if recipient is not None and purpose not in WITH_RECIPIENT:
        raise Refused(_("This consent is not for one organisation: leave the recipient empty."))
    given_on = given_on or timezone.localdate()
    if given_on > timezone.localdate():
        raise Refused(_("This day has not come yet. Correct the date on which they were asked."))
    earlier = case.consents.filter(giver=giver, relative=relative, purpose=purpose, given=True, withdrawn_on=None)
    if given or recipient is not None:
        earlier = earlier.filter(recipient=recipient)
    earlier.update(withdrawn_on=given_on)
    consent: Consent = Consent.objects.create(
        case=case,
        giver=giver,
        relative=relative,
        purpose=purpose,
        recipient=recipient,
        given=given,
        given_on=given_on,
        language=language,
        how=how,
    )
    said = {"purpose": str(purpose), "given": given, "recipient": recipient.slug if recipient else ""}
    record("record_consent", case, by=by, relative=relative.reference if relative else str(giver), **said)
    if purpose == ConsentPurpose.REFERRAL:
        revoke_without_consent(case, by=by)
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: Actor) -> Consent:
    """From today they agree no longer. Sharing to which nobody agrees any more ends with it."""
    require_permission(by, Permission.OPEN_CASE)
    case = lock_case(consent.case, by)
    in_force = case.consents.filter(pk=consent.pk, given=True, withdrawn_on=None)
    if not in_force.update(withdrawn_on=timezone.localdate()):
        raise Refused(_("This consent is not in force: there is nothing to withdraw."))
    consent.refresh_from_db()
    record("withdraw_consent", case, by=by, consent=consent.pk, purpose=consent.purpose)
    if consent.purpose == ConsentPurpose.REFERRAL:
        revoke_without_consent(case, by=by)
    return consent


def _require_giver(case: Case, giver: str, relative: Relative | None) -> None:
    if (giver == Giver.RELATIVE) != (relative is not None):
        raise Refused(_("Say who was asked: a relative of the case, the person, or who acts for them by law."))
    if relative is not None:
        require_relative_of(case, relative)


def _set_last_contact(case: Case, at: datetime) -> None:
    day = timezone.localdate(at)
    earlier = Q(last_contact_on=None) | Q(last_contact_on__lt=day)
    Case.objects.filter(earlier, pk=case.pk).update(last_contact_on=day)
    case.refresh_from_db(fields=["last_contact_on"])
