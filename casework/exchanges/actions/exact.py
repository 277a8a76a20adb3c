"""Entries that need no choice: full name, patronymic and full birth date equal, and nobody else in question.

They are proposed together, listed before a person confirms them. Nothing else is linked without a look at each.
"""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _

from casework.access import Permission
from casework.accounts.actions import require_permission
from casework.accounts.models import User
from casework.exchanges.actions.candidates import describe, searchable
from casework.exchanges.actions.entries import locked_entries
from casework.exchanges.actions.links import write_links
from casework.exchanges.models import Candidate, Entry, Exchange, Link
from casework.exchanges.statuses import EntryStatus
from casework.lib.errors import Refused
from casework.matching import engine
from casework.people.models import Person, PersonName
from casework.people.statuses import PersonStatus

# Beside an exact candidate, one that is less likely than this leaves no doubt.
RIVAL = 0.05

# Whoever is thought dead, found or home already is looked at one by one.
AWAY = (PersonStatus.MISSING, PersonStatus.PROBABLY_CAPTIVE, PersonStatus.CONFIRMED_CAPTIVE)


def exact_matches(exchange: Exchange, user: User) -> list[Candidate]:
    """The exact only candidates of undecided entries, in the order of the entries, by the last search."""
    alone = (
        Entry.objects.writable_by(user)
        .filter(exchange=exchange)
        .to_link()
        .annotate(likely=Count("candidates", filter=Q(candidates__score__gte=RIVAL)))
        .filter(likely=1)
    )
    linked = Link.objects.live().filter(exchange=exchange).values("person")
    found = list(
        Candidate.objects.visible_to(user)
        .filter(
            entry__in=alone.values("pk"), exact=True, score__gte=RIVAL, rejected_at=None, person__status__in=AWAY
        )
        # Of whom another organisation holds, neither birth date nor status need be shared: they are looked at.
        .filter(person__organisation=user.organisation_id)
        .exclude(person__in=linked)
        .select_related("entry__list_file", "person")
        .prefetch_related(Prefetch("person__names", PersonName.objects.order_by("pk")))
        .order_by("entry__list_file", "entry__row", "entry")
    )
    means = Counter(candidate.person_id for candidate in found)
    return [candidate for candidate in found if means[candidate.person_id] == 1]


@transaction.atomic
def link_exact(entries: Iterable[Entry], *, by: User) -> list[Link]:
    """Link entries of one exchange, each to its only candidate if that is exact at this moment; all or none."""
    require_permission(by, Permission.LINK_ENTRY)
    locked = locked_entries(entries, by)
    if not locked:
        raise Refused(_("No entry was ticked: tick those that are right."))
    proposed = engine.candidates(
        [describe(entry) for entry in locked], among=searchable(locked[0].organisation, by), limit=2
    )
    found = [[one for one in candidates if one.score >= RIVAL] for candidates in proposed]
    people = Person.objects.in_bulk({one.person_id for likely in found for one in likely})
    doubtful = _doubtful(locked, found, people)
    if doubtful:
        raise Refused(
            _("Nothing was linked: %s can no longer be linked without a look. Open this page again.")
            % ", ".join(sorted(entry.reference for entry in doubtful))
        )
    rows = [(entry, people[one.person_id], one) for entry, (one, *_others) in zip(locked, found, strict=True)]
    return write_links(rows, by)


def _doubtful(entries: list[Entry], found: list[list[engine.Candidate]], people: dict[int, Person]) -> list[Entry]:
    """Those that were decided, have no exact or no single candidate, or share it with another entry."""
    means = Counter(one.person_id for likely in found for one in likely)
    rejected = set(
        Candidate.objects.filter(entry__in=entries).exclude(rejected_at=None).values_list("entry", "person")
    )
    return [
        entry
        for entry, likely in zip(entries, found, strict=True)
        if entry.status != EntryStatus.RECEIVED
        or len(likely) != 1
        or not likely[0].exact
        or (entry.pk, likely[0].person_id) in rejected
        or means[likely[0].person_id] > 1
        or people[likely[0].person_id].status not in AWAY
        or people[likely[0].person_id].organisation_id != entry.organisation_id
    ]
