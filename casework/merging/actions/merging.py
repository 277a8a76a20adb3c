"""Everything that one record has becomes another's, when two people agree that both are of one human being."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.accounts.actions import propose
from casework.accounts.models import Proposal, User
from casework.audit.actions import record
from casework.lib.errors import Refused, Stale
from casework.lib.versions import update_version
from casework.merging.actions.refusals import why_not_merged
from casework.merging.models import Merge
from casework.merging.relations import PASSING, keys, moving, relations
from casework.people.actions.register import name_keys
from casework.people.models import PERSONAL, NameKey, Person
from casework.people.statuses import Health, NameKind

# What is filled in where the kept record says nothing; with a date goes the interval that it means.
FILLED = (*(name for name in PERSONAL if name not in ("name_latin", "sender_reference")), "category", "health")
INTERVALS = {
    "date_of_birth": ("born_earliest", "born_latest"),
    "date_of_capture": ("captured_earliest", "captured_latest"),
}


@transaction.atomic
def propose_merge(kept: Person, merged: Person, *, seen: str, reason: str, by: User) -> Proposal:
    """Put before somebody else that the two are one human being, and `kept` stands for them from then on.

    `seen` is the hash of both records as they were shown.
    """
    kept, merged = locked(kept, merged)
    require_open(kept, merged, by)
    if why := why_not_merged(kept, merged):
        raise Refused(why)
    if seen != seen_hash(kept, merged):
        raise Stale(_("One of the two records was changed while you had them open. Look at them again."))
    return propose("merge_people", merged, what_is_merged(kept, merged), reason=reason, by=by)


def what_is_merged(kept: Person, merged: Person) -> dict[str, Any]:
    """What the approval is bound to: both records to the letter, as hashes; codes and counts, no names."""
    counts = {name: len(found) for name, found in moving(merged, kept).items()}
    return {
        "keep": kept.reference,
        "merge": merged.reference,
        "moves": {name: count for name, count in counts.items() if count and name not in PASSING},
        "fills": filled_in(kept, merged),
        "kept_record": record_hash(kept),
        "merged_record": record_hash(merged),
    }


def carry_out_merge(proposal: Proposal, *, by: User) -> Merge:
    kept, merged = _of(proposal)
    for user in (proposal.proposed_by, by):
        require_open(kept, merged, user)
    if why := why_not_merged(kept, merged, but=proposal):
        raise Refused(why)
    if what_is_merged(kept, merged) != proposal.payload:
        raise Refused(_("The records are not as they were proposed: refuse it, and have it proposed anew."))
    merge = _merge(kept, merged, proposal)
    record("merge_people", merged, by=by, kept=kept.reference, proposal=proposal.pk, moved=merge.moved)
    return merge


def _merge(kept: Person, merged: Person, proposal: Proposal) -> Merge:
    main = merged.names.filter(kind=NameKind.PRIMARY).values_list("pk", flat=True).first()
    merge = Merge.objects.create(
        kept=kept,
        merged=merged,
        proposal=proposal,
        moved=moving(merged, kept),
        had=keys(kept),
        filled=filled_in(kept, merged),
        main_name=main,
    )
    merged.names.filter(pk__in=[main]).update(kind=NameKind.SPELLING)
    for relation in relations():
        relation.move(merge.moved[relation.name], of=merged, to=kept)
    update_version(kept, None, _fields(merged, merge.filled) | {"compared_at": None})
    update_version(merged, None, {"merged_into": kept, "compared_at": timezone.now()})
    make_keys(kept)
    return merge


def _of(proposal: Proposal) -> tuple[Person, Person]:
    """The two records of a proposal, locked."""
    own = Person.objects.filter(organisation=proposal.organisation_id)
    found = {person.reference: person for person in own.filter(reference__in=codes_of(proposal))}
    try:
        kept, merged = (found[code] for code in codes_of(proposal))
    except KeyError:
        raise Refused(_("One of the records is not there any more: refuse the proposal.")) from None
    return locked(kept, merged)


def codes_of(proposal: Proposal) -> tuple[str, str]:
    return proposal.payload["keep"], proposal.payload["merge"]


def locked(kept: Person, merged: Person) -> tuple[Person, Person]:
    """Both, locked in the order of their keys so that two who merge never wait in a ring."""
    keys = {kept.pk, merged.pk}
    people = {p.pk: p for p in Person.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return people[kept.pk], people[merged.pk]


def require_open(kept: Person, merged: Person, user: User) -> None:
    """Refuse where a record is another organisation's, or restricted and the user not on its list."""
    seen = Person.objects.filter(organisation=user.organisation_id, pk__in=[kept.pk, merged.pk])
    if len(set(seen.open_to(user, writing=True).values_list("pk", flat=True))) < len({kept.pk, merged.pk}):
        raise Refused(_("%s may not change both records: they are restricted, or of another organisation.") % user)


def filled_in(kept: Person, merged: Person) -> list[str]:
    return [name for name in FILLED if _is_empty(kept, name) and not _is_empty(merged, name)]


def _is_empty(person: Person, name: str) -> bool:
    return getattr(person, name) in ("", Health.UNKNOWN)


def _fields(merged: Person, names: Iterable[str]) -> dict[str, Any]:
    columns = [column for name in names for column in (name, *INTERVALS.get(name, ()))]
    return {column: getattr(merged, column) for column in columns}


def make_keys(person: Person) -> None:
    """The keys of all names of a person, which are made of the name and the day of birth."""
    NameKey.objects.filter(name__person=person).delete()
    NameKey.objects.bulk_create(key for name in person.names.all() for key in name_keys(name, person.born))


def seen_hash(kept: Person, merged: Person) -> str:
    """SHA-256 over two records as they are now."""
    return hashlib.sha256(f"{record_hash(kept)} {record_hash(merged)}".encode()).hexdigest()


def record_hash(person: Person) -> str:
    """SHA-256 over all that a record says, and the keys of all that belongs to it."""
    fields = {
        field.name: getattr(person, field.attname)
        for field in Person._meta.concrete_fields
        if field.name != "compared_at"
    }
    rows = {name: found for name, found in keys(person).items() if name not in PASSING}
    text = json.dumps([fields, rows], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
