"""Searching the register for the people whom entries can mean, and keeping what was found.

What is kept serves lists and counts. A reviewer sees, and a decision rests on, a search made at that moment.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import Actor, require_permission, require_still
from casework.accounts.models import SYSTEM, Organisation, User
from casework.audit.actions import record
from casework.exchanges.actions.entries import locked_entry, require_undecided
from casework.exchanges.models import Candidate, Entry, Link, ListFile
from casework.jobs.actions import report_progress, start_job
from casework.jobs.models import Job
from casework.lib.errors import Refused
from casework.matching import engine
from casework.names.parsing import NameParts, with_former
from casework.people.models import Person

PROPOSED = 5  # candidates for one entry
AT_ONCE = 500  # entries that are searched while the reader waits
BATCH = 200


def find_candidates(list_file: ListFile, *, by: Actor) -> Job | None:
    """Search for the undecided entries of a list: at once, or as a Job where they are many.

    Searched again, new candidates take the place of the old ones; rejections stay.
    """
    require_permission(by, Permission.LINK_ENTRY)
    entries = _undecided(list_file)
    entries.update(searched_at=None)
    if entries.count() > AT_ONCE:
        return start_job(
            search_list, subject=list_file.pk, total=entries.count(), url=list_file.get_absolute_url(), by=by
        )
    store_candidates(list(entries), by=by)
    return None


def search_list(job: Job) -> None:
    """The Job of `find_candidates`. Run again, it goes on with the entries that were not searched yet."""
    list_file = ListFile.objects.get(pk=job.subject)
    by: Actor = job.created_by or SYSTEM
    entries = _undecided(list_file)
    report_progress(job, entries.exclude(searched_at=None).count())
    while batch := list(entries.filter(searched_at=None).order_by("pk")[:BATCH]):
        require_still(by, Permission.LINK_ENTRY)
        store_candidates(batch, by=by)
        report_progress(job, entries.exclude(searched_at=None).count())


def _undecided(list_file: ListFile) -> QuerySet[Entry]:
    return Entry.objects.filter(list_file=list_file).to_link().select_related("organisation")


@transaction.atomic
def store_candidates(entries: Sequence[Entry], *, by: Actor) -> int:
    """Search for entries of one organisation and keep what is found: a few queries, however many they are."""
    if not entries:
        return 0
    keys = [entry.pk for entry in entries]
    # First, since it locks the rows: nobody rejects a candidate while they are replaced.
    Entry.objects.filter(pk__in=keys).update(searched_at=timezone.now())
    found = engine.candidates(
        [describe(entry) for entry in entries],
        # Restricted people too: whoever may not see them is not shown these candidates; their officer is.
        among=Person.objects.of(entries[0].organisation),
        limit=PROPOSED,
    )
    rows = [
        _candidate(entry, rank, one)
        for entry, proposed in zip(entries, found, strict=True)
        for rank, one in enumerate(proposed, 1)
    ]
    Candidate.objects.filter(entry__in=keys, rejected_at=None).delete()
    Candidate.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["entry", "person"],
        update_fields=["rank", "score", "exact", "decision", "reasons"],
    )
    subject = entries[0].list_file or entries[0]
    record("find_candidates", subject, by=by, entries=len(entries), candidates=len(rows))
    return len(rows)


def live_candidates(entry: Entry, *, by: Actor, limit: int = PROPOSED) -> list[engine.Candidate]:
    """Whom the entry can mean by the register of this moment, best first."""
    return engine.candidates([describe(entry)], among=searchable(entry.organisation, by), limit=limit)[0]


@transaction.atomic
def reject_candidate(entry: Entry, person: Person, *, version: int | None = None, by: User) -> Candidate:
    """The person is not this entry. The entry stays undecided."""
    require_permission(by, Permission.LINK_ENTRY)
    entry = locked_entry(entry, by)
    require_undecided(entry, version)
    candidate = Candidate.objects.filter(entry=entry, person=person).first() or _proposed(entry, person, by)
    if candidate.rejected_at is not None:
        raise Refused(_("This candidate was rejected already."))
    candidate.rejected_by, candidate.rejected_at = by, timezone.now()
    candidate.save()
    record("reject_candidate", entry, by=by, person=person.reference)
    return candidate


@transaction.atomic
def restore_candidate(candidate: Candidate, *, by: User) -> Candidate:
    """The rejection is taken back."""
    require_permission(by, Permission.LINK_ENTRY)
    entry = locked_entry(candidate.entry, by)
    require_undecided(entry)
    Candidate.objects.filter(pk=candidate.pk).update(rejected_by=None, rejected_at=None)
    candidate.refresh_from_db()
    record("restore_candidate", entry, by=by, person=candidate.person.reference)
    return candidate


def reject_disputed(entry: Entry, link: Link, by: User) -> None:
    """Who met the person said that they are somebody else: the pair is not proposed again as if nothing were."""
    first = {"rank": 1, "score": link.score or 0.0, "reasons": link.reasons}
    rejected = {"rejected_by": by, "rejected_at": timezone.now()}
    Candidate.objects.update_or_create(
        entry=entry, person_id=link.person_id, defaults=rejected, create_defaults=first | rejected
    )


def describe(entry: Entry) -> engine.Description:
    name = NameParts(entry.surname, entry.given, entry.patronymic)
    return engine.Description(
        surname=with_former(name, entry.call_sign, entry.raw.values()),
        given=entry.given,
        patronymic=entry.patronymic,
        born=entry.born,
        sex=entry.sex,
        category=entry.category,
        rank=entry.rank,
        unit=entry.unit,
        place_of_birth=entry.place_of_birth,
        place_of_capture=entry.place_of_capture,
    )


def searchable(organisation: Organisation, by: Actor) -> QuerySet[Person]:
    """Among whom an organisation's entries are searched: its people, and those referred to it."""
    people = Person.objects.standing()
    if isinstance(by, User):
        return people.visible_to(by)
    return people.of(organisation).open_to(None)


def _proposed(entry: Entry, person: Person, by: User) -> Candidate:
    """The candidate as the search of this moment proposes it."""
    for rank, one in enumerate(live_candidates(entry, by=by), 1):
        if one.person_id == person.pk:
            return _candidate(entry, rank, one)
    raise Refused(_("This person is not among the candidates: there is nothing to reject."))


def _candidate(entry: Entry, rank: int, found: engine.Candidate) -> Candidate:
    return Candidate(
        entry=entry,
        person_id=found.person_id,
        rank=rank,
        score=found.score,
        exact=found.exact,
        decision=found.decision,
        reasons=[reason.as_dict() for reason in found.reasons],
    )
