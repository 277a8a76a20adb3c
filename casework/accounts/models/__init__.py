"""Organisations, their users, the roles granted to them, and what takes two of them."""

from casework.accounts.models.grants import Grant
from casework.accounts.models.proposals import Proposal
from casework.accounts.models.users import SYSTEM, Organisation, System, User, user_or_none

__all__ = ["SYSTEM", "Grant", "Organisation", "Proposal", "System", "User", "user_or_none"]
