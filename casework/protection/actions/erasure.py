"""Erasing a person: what is personal is destroyed, what was counted stays.

Left are codes, statuses, days of decisions and who took them: so the ledgers still add up, and the audit, which
holds codes and no names, is whole. Everything else that says who the person or a relative was is gone for good.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.accounts.actions import propose
from casework.accounts.models import Proposal, User
from casework.attachments.actions import destroy_attachment_files
from casework.attachments.models import Attachment
from casework.audit.actions import record
from casework.exchanges.models import Candidate, Entry, Link, ListContent, Reception, Verification
from casework.families.models import (
    Case,
    CaseRelative,
    Consent,
    ContactAttempt,
    FollowUp,
    Note,
    Referral,
    Relative,
)
from casework.lib.errors import Refused
from casework.lib.versions import update_row
from casework.matching.models import Duplicate, PossibleMatch
from casework.notifications.models import DeliveryAttempt, Notification
from casework.people.actions.register import require_held
from casework.people.models import (
    PERSONAL,
    BreakGlass,
    Detention,
    Evidence,
    Person,
    RegistryNumber,
    Restriction,
    StatusChange,
)
from casework.people.statuses import ERASED, Health
from casework.protection.models import Hold

_DATES = ("born_earliest", "born_latest", "captured_earliest", "captured_latest")
_OF_ENTRY = (
    *("given", "patronymic", "call_sign", "date_of_birth", "sex", "rank", "unit"),
    *("place_of_birth", "place_of_capture"),
)
_OF_RELATIVE = ("phone", "phone_index", "other_phone", "other_phone_index", "email", "address", "call_back_word")


@transaction.atomic
def propose_erasure(person: Person, *, reason: str, by: User) -> Proposal:
    """Put before a supervisor that everything personal of this person, as it is now, is destroyed."""
    require_held(person, by)
    if why := why_not_erased(person):
        raise Refused(why)
    return propose("erase_person", person, what_is_held(person), reason=reason, by=by)


def carry_out_erasure(proposal: Proposal, *, by: User) -> Person:
    person = Person.objects.select_for_update().get(reference=proposal.code, organisation=proposal.organisation_id)
    require_held(person, by)
    if why := why_not_erased(person):
        raise Refused(why)
    if what_is_held(person) != proposal.payload:
        raise Refused(_("More is held on this person than was proposed: refuse it, and have it proposed anew."))
    _erase(person, by)
    _forget_reasons(person, proposal)
    record("erase_person", person, by=by, proposal=proposal.pk, destroyed=proposal.payload)
    person.refresh_from_db()
    return person


def why_not_erased(person: Person) -> str:
    """What stands in the way of an erasure, and what to do about it; empty where nothing does."""
    if Hold.objects.in_force().filter(person=person).exists():
        return _("This person is on hold: lift the hold first, if its reason is gone.")
    if Case.objects.at_work().filter(person=person).exists():
        return _("A case for this person is at work: close it first.")
    if Case.objects.filter(person=person).exclude(organisation=person.organisation_id).exists():
        return _("Another organisation has a case for this person: ask them first.")
    if Notification.objects.outstanding().filter(person=person).exists():
        return _("News of this person is still to be told: tell it, or retract it, first.")
    if StatusChange.objects.pending().filter(person=person).exists():
        return _("A change of this person's status waits for approval: decide it first.")
    return ""


def what_is_held(person: Person) -> dict[str, Any]:
    """How much there is to destroy: what an approval is bound to. Counts and codes, no names."""
    cases = Case.objects.filter(person=person)
    return {
        "status": str(person.status),
        "version": person.version,
        "names": person.names.count(),
        "numbers": person.registry_numbers.count(),
        "evidence": person.evidence.count(),
        "detentions": person.detentions.count(),
        "documents": Attachment.objects.filter(person=person, destroyed_at=None).count(),
        "cases": sorted(cases.values_list("reference", flat=True)),
        "relatives": _relatives_of(person).count(),
        "notes": Note.objects.filter(case__in=cases).count(),
        "contacts": ContactAttempt.objects.filter(case__in=cases).count(),
        "news": Notification.objects.filter(person=person).count(),
        "entries": sorted(_entries_of(person).values_list("reference", flat=True)),
    }


def _erase(person: Person, by: User) -> None:
    """The person first: only then do the guards of the database let go of what was told."""
    for record_of_them in person.records():
        update_row(
            record_of_them,
            name=ERASED,
            health=Health.UNKNOWN,
            erased_at=timezone.now(),
            version=record_of_them.version + 1,
            **dict.fromkeys(PERSONAL, ""),
            **dict.fromkeys(_DATES),
        )
    entries = list(_entries_of(person))
    _erase_register(person, by)
    _erase_news(person)
    _erase_entries(person, entries)
    _erase_families(person)


def _erase_register(person: Person, by: User) -> None:
    destroy_attachment_files(person, by=by)
    _blank(Attachment.objects.filter(person=person), withdrawn_reason=ERASED)
    StatusChange.objects.filter(person=person).update(reason=ERASED, evidence=None)
    Detention.objects.filter(person=person).delete()
    Evidence.objects.filter(person=person).delete()
    person.names.all().delete()
    records = person.records()
    RegistryNumber.objects.filter(person__in=records).delete()
    for pairs in (PossibleMatch, Duplicate):
        pairs.objects.filter(Q(one__in=records) | Q(other__in=records)).delete()
    Restriction.objects.filter(person=person).update(reason=ERASED)
    BreakGlass.objects.filter(person=person).update(reason=ERASED, remark="")
    _blank(Hold.objects.filter(person=person), reason=ERASED, lifted_reason=ERASED)


def _erase_news(person: Person) -> None:
    news = Notification.objects.filter(person=person)
    news.filter(approved_wording="").update(wording=ERASED)
    news.exclude(approved_wording="").update(wording=ERASED, approved_wording=ERASED)
    _blank(news, retracted_reason=ERASED)
    DeliveryAttempt.objects.filter(notification__in=news).update(words="", number_used="")


def _erase_entries(person: Person, entries: list[Entry]) -> None:
    """The lines that are this person; of the others that were once taken for them, why."""
    for entry in entries:
        entry.raw = dict.fromkeys(entry.raw, ERASED)
        entry.surname, entry.changes = ERASED, []
        entry.born_earliest = entry.born_latest = None
        for name in _OF_ENTRY:
            setattr(entry, name, "")
    Entry.objects.bulk_update(
        entries, ["raw", "changes", "surname", "born_earliest", "born_latest", *_OF_ENTRY], batch_size=100
    )
    theirs = Q(person=person) | Q(entry__in=entries)
    Candidate.objects.filter(theirs | Q(person__in=person.records())).delete()
    Link.objects.filter(theirs).update(reasons=[])
    _blank(Link.objects.filter(theirs), undone_reason=ERASED)
    for verification in Verification.objects.filter(theirs):
        said = {"identified_detail": "", "condition": Health.UNKNOWN, "condition_note": "", "place": ""}
        update_row(verification, reason=ERASED if verification.reason else "", **said)
    Reception.objects.filter(entry__in=entries).delete()
    ListContent.objects.filter(list_file__in={entry.list_file_id for entry in entries}).delete()


def _erase_families(person: Person) -> None:
    cases = Case.objects.filter(person=person)
    cases.update(request="", last_contact_on=None)
    _blank(cases, closing_reason=ERASED)
    Note.objects.filter(case__in=cases).delete()
    ContactAttempt.objects.filter(case__in=cases).update(words="", number_used="")
    FollowUp.objects.filter(case__in=cases).update(what=ERASED, outcome="")
    Consent.objects.filter(case__in=cases).update(how="")
    live = Referral.objects.filter(case__in=cases)
    live.filter(revoked_at=None).update(revoked_at=timezone.now())
    live.update(purpose=ERASED, harm_words="")
    CaseRelative.objects.filter(case__in=cases).update(proof_note="")
    gone = {"name": ERASED, "remarks": "", "do_not_call_from": None, "do_not_call_to": None}
    _relatives_of(person).update(**gone, **dict.fromkeys(_OF_RELATIVE, ""))


def _forget_reasons(person: Person, erasure: Proposal) -> None:
    """Why things were proposed about them is somebody's words; that they were, and who decided, stays."""
    codes = Case.objects.filter(person=person).values_list("reference", flat=True)
    about = Q(subject__in=[f"person:{one.reference}" for one in person.records()])
    for code in codes:
        about |= Q(subject__startswith=f"referral:{code} ")
    Proposal.objects.filter(about).exclude(pk=erasure.pk).update(reason=ERASED)


def _blank(rows: QuerySet[Any], **fields: str) -> None:
    """Put what stands for the destroyed where there is something to destroy."""
    for name, text in fields.items():
        rows.exclude(**{name: ""}).update(**{name: text})


def _relatives_of(person: Person) -> QuerySet[Relative]:
    """The relatives who are in the cases of this person and in no other's."""
    links = CaseRelative.objects.all()
    elsewhere = links.exclude(case__person=person).values("relative")
    return Relative.objects.filter(pk__in=links.filter(case__person=person).values("relative")).exclude(
        pk__in=elsewhere
    )


def _entries_of(person: Person) -> QuerySet[Entry]:
    """The lines that are this person, with their earlier and later versions and their doubles."""
    found = set(Link.objects.live().filter(person=person).values_list("entry", flat=True))
    while True:
        near = Entry.objects.filter(
            Q(next_versions__in=found)
            | Q(previous__in=found)
            | Q(duplicates__in=found)
            | Q(duplicate_of__in=found)
        )
        more = found | set(near.values_list("pk", flat=True))
        if more == found:
            return Entry.objects.filter(pk__in=found).order_by("pk")
        found = more
