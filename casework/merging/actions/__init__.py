"""Two records made one by two people, and made two again by two people."""

from casework.merging.actions.merging import carry_out_merge, filled_in, propose_merge, what_is_merged
from casework.merging.actions.refusals import why_not_merged, why_not_undone
from casework.merging.actions.undoing import added_since, carry_out_unmerge, propose_unmerge, what_is_undone

__all__ = [
    "added_since",
    "carry_out_merge",
    "carry_out_unmerge",
    "filled_in",
    "propose_merge",
    "propose_unmerge",
    "what_is_merged",
    "what_is_undone",
    "why_not_merged",
    "why_not_undone",
]
