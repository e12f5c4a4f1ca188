"""How allauth's steps differ on this site."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.hashers import make_password


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's own steps, but for one."""

    def send_account_already_exists_mail(self, email: str) -> None:
        """Takes as long as a new account, or the time would tell that the address is known."""
        make_password(email)
        super().send_account_already_exists_mail(email)
