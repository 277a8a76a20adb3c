from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from casework.accounts import actions
from casework.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator: nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        actions.set_password(user, password=password, by=user)
