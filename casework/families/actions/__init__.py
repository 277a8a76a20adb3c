"""Every write about families."""

from casework.families.actions.cases import (
    assign_case,
    assign_cases,
    change_case_status,
    expect_news,
    note_news_given,
    open_case,
    register_request,
    state_of_assignment,
    update_case,
    why_not_assigned,
)
from casework.families.actions.contacts import (
    add_follow_up,
    add_note,
    complete_follow_up,
    note_contact,
    record_consent,
    record_contact,
    withdraw_consent,
)
from casework.families.actions.drafts import drop_old_drafts, end_request_draft, save_request_draft
from casework.families.actions.glass import break_glass, review_glass
from casework.families.actions.referrals import (
    accept_referral,
    agreed_recipients,
    carry_out_referral_in_doubt,
    check_harm,
    decline_referral,
    refer_case,
    revoke_referral,
)
from casework.families.actions.relatives import (
    add_relative,
    move_relative,
    update_case_relative,
    update_relative,
)

__all__ = [
    "accept_referral",
    "add_follow_up",
    "add_note",
    "add_relative",
    "agreed_recipients",
    "assign_case",
    "assign_cases",
    "break_glass",
    "carry_out_referral_in_doubt",
    "change_case_status",
    "check_harm",
    "complete_follow_up",
    "decline_referral",
    "drop_old_drafts",
    "end_request_draft",
    "expect_news",
    "move_relative",
    "note_contact",
    "note_news_given",
    "open_case",
    "record_consent",
    "record_contact",
    "refer_case",
    "register_request",
    "review_glass",
    "revoke_referral",
    "save_request_draft",
    "state_of_assignment",
    "update_case",
    "update_case_relative",
    "update_relative",
    "why_not_assigned",
    "withdraw_consent",
]
