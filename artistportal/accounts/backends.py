"""How a session's person is loaded."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from artistportal.accounts.models import User
from artistportal.accounts.queries import notifications


class InboxBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """allauth's, with what every page's masthead says of the inbox in the same question."""

    def get_user(self, user_id: int) -> User | None:
        user = notifications.signed_in(user_id)
        return user if user and self.user_can_authenticate(user) else None
