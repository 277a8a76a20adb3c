"""Every write to exchanges, their lists and what becomes of each entry."""

from casework.exchanges.actions.arrivals import record_arrivals, record_unlisted_arrival
from casework.exchanges.actions.candidates import find_candidates, reject_candidate, restore_candidate
from casework.exchanges.actions.exact import link_exact
from casework.exchanges.actions.exchanges import (
    add_statement,
    change_exchange_status,
    create_agreement,
    create_exchange,
    update_agreement,
    update_exchange,
)
from casework.exchanges.actions.history import load_public_history
from casework.exchanges.actions.imports import (
    AlreadyImported,
    discard_list,
    import_list,
    receive_list,
    set_columns,
)
from casework.exchanges.actions.links import (
    link_entry,
    mark_duplicate,
    mark_not_on_register,
    register_from_entry,
    undo_decision,
    undo_last_decision,
    undo_link,
)
from casework.exchanges.actions.receptions import receive_person
from casework.exchanges.actions.verifications import Seen, dispute_identity, verify_person

__all__ = [
    "AlreadyImported",
    "Seen",
    "add_statement",
    "change_exchange_status",
    "create_agreement",
    "create_exchange",
    "discard_list",
    "dispute_identity",
    "find_candidates",
    "import_list",
    "link_entry",
    "link_exact",
    "load_public_history",
    "mark_duplicate",
    "mark_not_on_register",
    "receive_list",
    "receive_person",
    "record_arrivals",
    "record_unlisted_arrival",
    "register_from_entry",
    "reject_candidate",
    "restore_candidate",
    "set_columns",
    "undo_decision",
    "undo_last_decision",
    "undo_link",
    "update_agreement",
    "update_exchange",
    "verify_person",
]
