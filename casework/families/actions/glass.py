"""Breaking the glass: one restricted case, for an hour, to read; told at once, reviewed by somebody else."""

from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission, Role, can
from casework.accounts.actions import require_own, require_permission
from casework.accounts.models import Grant, User
from casework.audit.actions import record
from casework.families.models import Case, FollowUp
from casework.lib.errors import Refused
from casework.people.models import BreakGlass, Restriction, closed_to


@transaction.atomic
def break_glass(case_code: str, *, reason: str, by: User) -> Case:
    """See a restricted case of the own organisation for an hour without being on its list.

    Whoever is responsible for it finds a follow-up, the auditor a review, and both a message. A code that is not
    one of a restricted case is answered as one that does not exist.
    """
    require_permission(by, Permission.BREAK_GLASS)
    if not reason.strip():
        raise Refused(_("Say why you must see this case now: it is read by whoever reviews it."))
    if BreakGlass.objects.filter(user=by).overdue().exists():
        raise Refused(
            _(
                "You used this before and nobody has reviewed it within 72 hours: it is suspended until that"
                " is done."
            )
        )
    restricted = Case.objects.held_by(by.organisation).filter(person__in=closed_to(by, writing=True))
    case = restricted.filter(reference=case_code.strip().upper()).select_related("person").first()
    if case is None:
        raise Refused(_("There is no restricted case with this code that is closed to you."))
    BreakGlass.objects.create(person=case.person, case_reference=case.reference, user=by, reason=reason.strip())
    record("break_glass", case, by=by, minutes=60)
    _tell(case, by)
    return case


@transaction.atomic
def review_glass(broken: BreakGlass, *, justified: bool, remark: str, by: User) -> BreakGlass:
    """Somebody else says whether it was right. Until then, and after 72 hours, the right is suspended."""
    require_permission(by, Permission.REVIEW_BREAK_GLASS)
    require_own(by, broken.user.organisation_id)
    if broken.user_id == by.pk:
        raise Refused(_("You did this yourself: somebody else must review it."))
    if not justified and not remark.strip():
        raise Refused(_("Say what was wrong: the remark stays on the record."))
    said = {"reviewed_by": by, "reviewed_at": timezone.now(), "justified": justified, "remark": remark.strip()}
    if not BreakGlass.objects.unreviewed().filter(pk=broken.pk).update(**said):
        raise Refused(_("This was already reviewed."))
    record("review_glass", f"case:{broken.case_reference}", by=by, broken=broken.pk, justified=justified)
    broken.refresh_from_db()
    return broken


def _tell(case: Case, by: User) -> None:
    """Whoever is responsible, by a follow-up; they and the auditors, by a message that names nobody."""
    officer = Restriction.objects.in_force().select_related("officer").get(person=case.person_id).officer
    responsible = {officer}
    if case.assigned_to is not None and can(case.assigned_to, Permission.VIEW_CASES, case, writing=True):
        responsible.add(case.assigned_to)
    what = _("%s used emergency access to this case: was it right?") % by
    FollowUp.objects.bulk_create(
        FollowUp(case=case, what=what[:200], due_on=timezone.localdate(), owner=owner) for owner in responsible
    )
    auditors = Grant.objects.current().filter(organisation=case.organisation_id, role=Role.AUDITOR)
    told = [*responsible, *(grant.user for grant in auditors.select_related("user"))]
    addresses = sorted({user.email for user in told if user.email and user.is_active})
    transaction.on_commit(partial(_send, addresses))


def _send(addresses: list[str]) -> None:
    text = _("Somebody used emergency access. Sign in to Casework to see who, and to review it.")
    for address in addresses:
        send_mail(_("Emergency access was used"), text, settings.DEFAULT_FROM_EMAIL, [address], fail_silently=True)
