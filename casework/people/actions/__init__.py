"""Every write to the register."""

from casework.people.actions.imports import import_file, import_people, read_people, register_people
from casework.people.actions.keys import rebuild_keys
from casework.people.actions.register import (
    add_name,
    add_registry_number,
    create_place,
    record_detention,
    record_evidence,
    register_person,
    update_person,
    update_place,
)
from casework.people.actions.restrictions import (
    carry_out_lifting,
    carry_out_restriction,
    propose_lifting,
    propose_restriction,
)
from casework.people.actions.statuses import (
    approve_death,
    change_status,
    confirm_return,
    refuse_death,
    report_return,
    withdraw_return,
)

__all__ = [
    "add_name",
    "add_registry_number",
    "approve_death",
    "carry_out_lifting",
    "carry_out_restriction",
    "change_status",
    "confirm_return",
    "create_place",
    "import_file",
    "import_people",
    "propose_lifting",
    "propose_restriction",
    "read_people",
    "rebuild_keys",
    "record_detention",
    "record_evidence",
    "refuse_death",
    "register_people",
    "register_person",
    "report_return",
    "update_person",
    "update_place",
    "withdraw_return",
]
