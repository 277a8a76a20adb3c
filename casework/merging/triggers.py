"""What check constraints cannot say of a merge, because it looks at other tables; on both databases.

- A Merge comes with an approved Proposal about this very record, and is undone with another.
- A record is merged into another where a Merge says so, and only then.
- Nothing is written to a record that was merged into another, however late it comes.

"""

from collections.abc import Iterator
from typing import Any

from casework.lib.triggers import LOCK, Trigger, Triggers
from casework.merging.relations import Relation, relations

_PEOPLE = "people_person"
_MERGES = "merging_merge"


def _not_approved(kind: str, proposal: str) -> str:
    return (
        "NOT EXISTS (SELECT 1 FROM accounts_proposal p JOIN people_person m ON m.id = NEW.merged_id"  # noqa: S608
        f" WHERE p.id = NEW.{proposal} AND p.kind = '{kind}' AND p.status = 'approved'"
        " AND p.subject = 'person:' || m.reference)"
    )


_STANDING = "SELECT 1 FROM merging_merge m WHERE m.merged_id = NEW.id AND m.undone_at IS NULL"
_INTO_MERGED = (
    "EXISTS (SELECT 1 FROM people_person k WHERE k.id = NEW.merged_into_id AND k.merged_into_id IS NOT NULL)"
)

_FIXED: dict[str, Trigger] = {
    "merge_approved": (
        _MERGES,
        "INSERT",
        _not_approved("merge_people", "proposal_id"),
        "a merge takes two people",
    ),
    "merge_stands_at_first": (_MERGES, "INSERT", "NEW.undone_at IS NOT NULL", "a merge stands at first"),
    "merge_undone": (
        _MERGES,
        "UPDATE",
        f"NEW.undone_at IS NOT NULL AND {_not_approved('unmerge_people', 'undone_proposal_id')}",
        "undoing a merge takes two people",
    ),
    "merge_redone": (
        _MERGES,
        "UPDATE",
        "OLD.undone_at IS NOT NULL AND NEW.undone_at IS NULL",
        "a merge that was undone stays undone",
    ),
    "merge_stays": (
        _MERGES,
        "UPDATE",
        "NEW.kept_id <> OLD.kept_id OR NEW.merged_id <> OLD.merged_id OR NEW.proposal_id <> OLD.proposal_id",
        "a merge stays of whom it was",
    ),
    "person_new": (_PEOPLE, "INSERT", "NEW.merged_into_id IS NOT NULL", "a new record is merged into none"),
    "person_merged": (
        _PEOPLE,
        "UPDATE",
        "NEW.merged_into_id IS NOT NULL AND COALESCE(NEW.merged_into_id <> OLD.merged_into_id, TRUE)"
        f" AND ({_INTO_MERGED} OR NOT EXISTS ({_STANDING} AND m.kept_id = NEW.merged_into_id))",
        "no merge says so",
    ),
    "person_unmerged": (
        _PEOPLE,
        "UPDATE",
        f"NEW.merged_into_id IS NULL AND OLD.merged_into_id IS NOT NULL AND EXISTS ({_STANDING})",
        "the merge stands",
    ),
}
_TO_MERGED = "this record was merged into another"


def triggers() -> Triggers:
    """The fixed ones, and two for each column that refers to a record and would move."""
    return Triggers(_FIXED | {name: trigger for one in relations() for name, trigger in _guards(one)})


def _guards(one: Relation) -> Iterator[tuple[str, Trigger]]:
    """They lock as the foreign key does, and earlier: whoever writes while two merge waits, and then sees it."""
    merged = f"(SELECT merged_into_id FROM {_PEOPLE} WHERE id = NEW.{one.column}{LOCK}) IS NOT NULL"  # noqa: S608
    for event, when in (("insert", "INSERT"), ("update", f"UPDATE OF {one.column}")):
        yield f"not_to_merged_{one.name}_{event}", (one.model._meta.db_table, when, merged, _TO_MERGED)


def lay_down(*, using: str = "default", plan: Any = None, **kwargs: Any) -> None:
    if plan is not None:  # else all tables were emptied, as tests do: the triggers are as they were
        triggers().lay_down(using=using)


def take_away(*, using: str = "default", **kwargs: Any) -> None:
    triggers().take_away(using=using)
