"""Families: cases and relatives, what was done with them, and what may be shared of them."""

from casework.families.models.cases import (
    Case,
    CaseQuerySet,
    CaseRelative,
    ContactAttempt,
    FollowUp,
    Note,
    OfCaseQuerySet,
    Relative,
)
from casework.families.models.drafts import RequestDraft
from casework.families.models.sharing import Consent, HarmChecked, Referral, ReferralQuerySet, proposals_closed_to

__all__ = [
    "Case",
    "CaseQuerySet",
    "CaseRelative",
    "Consent",
    "ContactAttempt",
    "FollowUp",
    "HarmChecked",
    "Note",
    "OfCaseQuerySet",
    "Referral",
    "ReferralQuerySet",
    "Relative",
    "RequestDraft",
    "proposals_closed_to",
]
