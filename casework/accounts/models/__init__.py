"""Organisations, their users, the roles granted to them, and what takes two of them."""

from casework.accounts.models.grants import Grant
from casework.accounts.models.proposals import Proposal
from casework.accounts.models.users import SYSTEM, Organisation, System, User, user_or_none
from casework.accounts.sign_in.models import Guess, KnownDevice

__all__ = [
    "SYSTEM",
    "Grant",
    "Guess",
    "KnownDevice",
    "Organisation",
    "Proposal",
    "System",
    "User",
    "user_or_none",
]
