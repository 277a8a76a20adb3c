"""Every write to exchanges, their lists and what becomes of each entry."""

from casework.exchanges.actions.arrivals import record_arrivals, record_unlisted_arrival
from casework.exchanges.actions.candidates import find_candidates, reject_candidate, restore_candidate
from casework.exchanges.actions.exact import link_exact
from casework.exchanges.actions.links import (
    link_entry,
    mark_duplicate,
    mark_not_on_register,
    register_from_entry,
    undo_decision,
    undo_last_decision,
    undo_link,
)
from casework.exchanges.actions.verifications import Seen, dispute_identity, verify_person

__all__ = [
    "Seen",
    "dispute_identity",
    "find_candidates",
    "link_entry",
    "link_exact",
    "mark_duplicate",
    "mark_not_on_register",
    "record_arrivals",
    "record_unlisted_arrival",
    "register_from_entry",
    "reject_candidate",
    "restore_candidate",
    "undo_decision",
    "undo_last_decision",
    "undo_link",
    "verify_person",
]
