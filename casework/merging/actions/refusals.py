"""What stands in the way of a merge, or of undoing one, as a sentence that says what to do first."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from casework.accounts.models import Proposal
from casework.exchanges.models import Link
from casework.exchanges.statuses import Arrival
from casework.merging.models import Merge
from casework.notifications.models import Notification, unclaimed_changes
from casework.people.models import Person, Restriction, StatusChange
from casework.people.statuses import FATES, PersonStatus

# How much each status says; what became of somebody says most.
_KNOWN = {
    PersonStatus.MISSING: 0,
    PersonStatus.PROBABLY_CAPTIVE: 1,
    PersonStatus.CONFIRMED_CAPTIVE: 2,
} | dict.fromkeys(FATES, 3)
_HOME = (PersonStatus.RETURN_REPORTED, PersonStatus.RETURNED)


def why_not_merged(kept: Person, merged: Person, *, but: Proposal | None = None) -> str:
    """Empty where nothing stands in the way; `but` is the proposal that is being decided."""
    return next(_against_merging(kept, merged, but), "")


def why_not_undone(merge: Merge, *, but: Proposal | None = None) -> str:
    return next(_against_undoing(merge, but), "")


def _against_merging(kept: Person, merged: Person, but: Proposal | None) -> Iterator[str]:
    if kept.pk == merged.pk:
        yield _("This is one record: choose two.")
        return
    for person in (kept, merged):
        if person.merged_into is not None:
            said = {"person": person.reference, "kept": person.kept.reference}
            yield _("%(person)s was merged into %(kept)s: open that record, and go on there.") % said
        if person.erased_at is not None:
            yield _("%s was erased: there is nothing left to merge.") % person.reference
    if kept.organisation_id != merged.organisation_id:
        yield _("The two records are of different organisations: only those of one can be merged.")
    yield from _against_statuses(kept, merged)
    yield from _unfinished(kept, merged, but=but)
    yield from _against_links(kept, merged)
    if Restriction.objects.in_force().filter(person__in=[kept, merged]).count() > 1:
        yield _("Both records are restricted, each to a list of its own: lift one restriction first.")


def _against_statuses(kept: Person, merged: Person) -> Iterator[str]:
    """What became of somebody is what families are told: the record that says it is kept, and only one does."""
    said = {
        "kept": kept.reference,
        "kept_status": kept.get_status_display(),
        "merged": merged.reference,
        "merged_status": merged.get_status_display(),
    }
    if kept.status in FATES and merged.status in FATES:
        yield (
            _(
                "Both records say what became of the person: %(kept)s is “%(kept_status)s”, %(merged)s is"
                " “%(merged_status)s”. Find out which is right, and take the other back first."
            )
            % said
        )
    elif _KNOWN[PersonStatus(merged.status)] > _KNOWN[PersonStatus(kept.status)]:
        yield (
            _("%(merged)s is “%(merged_status)s”, %(kept)s only “%(kept_status)s”: keep %(merged)s instead.")
            % said
        )


def _unfinished(*people: Person, but: Proposal | None) -> Iterator[str]:
    if StatusChange.objects.pending().filter(person__in=people).exists():
        yield _("A change of status waits for approval: decide it first.")
    if unclaimed_changes().filter(person__in=people).exists():
        yield _("News of a change of status is being prepared: try again in a moment.")
    news = Notification.objects.outstanding().filter(person__in=people).order_by("pk").first()
    if news is not None:
        yield _("News is still to be told (%s): tell it, or retract it, first.") % news.reference
    waiting = Proposal.objects.waiting().filter(subject__in=[f"person:{person.reference}" for person in people])
    found = waiting.exclude(pk__in=[but.pk] if but else []).order_by("pk").first()
    if found is not None:
        said = {"person": found.code, "what": found.label}
        yield _("A proposal about %(person)s (%(what)s) waits for a decision: decide it first.") % said


def _against_links(kept: Person, merged: Person) -> Iterator[str]:
    live = Link.objects.live().select_related("exchange", "entry")
    links = {link.exchange_id: link for link in live.filter(person=kept)}
    for link in live.filter(person=merged):
        if (other := links.get(link.exchange_id)) is not None:
            said = {
                "exchange": link.exchange.reference,
                "kept": kept.reference,
                "entry": other.entry.reference,
                "merged": merged.reference,
                "other": link.entry.reference,
            }
            yield (
                _(
                    "Both are linked in exchange %(exchange)s: %(kept)s to entry %(entry)s, %(merged)s to entry"
                    " %(other)s. If the entries are one human being, undo one link and mark its entry as a"
                    " duplicate."
                )
                % said
            )


def _against_undoing(merge: Merge, but: Proposal | None) -> Iterator[str]:
    if merge.undone_at is not None:
        yield _("This merge was undone already.")
    later = _later(merge)
    if later is not None:
        said = {"merged": later.merged.reference, "kept": later.kept.reference}
        yield _("Undo first the later merge of %(merged)s into %(kept)s.") % said
    if merge.kept.erased_at is not None:
        yield _("%s was erased: there is nothing left to give back.") % merge.kept.reference
    yield from _unfinished(merge.kept, merge.merged, but=but)
    if (arrived := _arrived(merge)) is not None:
        yield (
            _(
                "Entry %s came with the merged record, and the return of the kept one rests on it: take back the"
                " verification or the link at the exchange first."
            )
            % arrived.entry.reference
        )
    known = [*merge.moved.get("restrictions", []), *merge.had.get("restrictions", [])]
    if Restriction.objects.in_force().filter(person=merge.kept).exclude(pk__in=known).exists():
        yield (
            _(
                "%s was restricted since: undone, the other record would be open to all."
                " Lift the restriction first."
            )
            % merge.kept.reference
        )


def _later(merge: Merge) -> Merge | None:
    after = Merge.objects.standing().filter(Q(kept=merge.kept_id) | Q(merged=merge.kept_id), pk__gt=merge.pk)
    return after.select_related("kept", "merged").order_by("-pk").first()


def _arrived(merge: Merge) -> Link | None:
    if merge.kept.status not in _HOME:
        return None
    came = Link.objects.live().filter(pk__in=merge.moved.get("links", []), entry__arrival=Arrival.ARRIVED)
    return came.select_related("entry").first()
