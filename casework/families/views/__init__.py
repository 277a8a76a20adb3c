from casework.families.views.assigning import case_assign, cases_assign
from casework.families.views.cases import case_detail, case_edit, case_list, case_status
from casework.families.views.contacts import (
    consent_add,
    consent_withdraw,
    contact_add,
    follow_up_add,
    follow_up_done,
    follow_ups,
    note_add,
)
from casework.families.views.glass import break_glass, broken_glass, glass_review
from casework.families.views.referrals import (
    referral_accept,
    referral_add,
    referral_decline,
    referral_revoke,
    referrals,
)
from casework.families.views.relatives import relative_add, relative_edit, relative_move
from casework.families.views.requests import case_create, draft_discard, draft_save, known_people
from casework.families.views.visits import case_visit

__all__ = [
    "break_glass",
    "broken_glass",
    "case_assign",
    "case_create",
    "case_detail",
    "case_edit",
    "case_list",
    "case_status",
    "case_visit",
    "cases_assign",
    "consent_add",
    "consent_withdraw",
    "contact_add",
    "draft_discard",
    "draft_save",
    "follow_up_add",
    "follow_up_done",
    "follow_ups",
    "glass_review",
    "known_people",
    "note_add",
    "referral_accept",
    "referral_add",
    "referral_decline",
    "referral_revoke",
    "referrals",
    "relative_add",
    "relative_edit",
    "relative_move",
]
