from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Permission
from django.test import Client

from artistportal.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def support(client: Client) -> User:
    """Somebody of support who may change people, and is no superuser."""
    user = User.objects.create_user("support@example.org", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    return user


class TestPersonAdmin:
    def test_finds_a_person_by_name(self, support: User, client: Client) -> None:
        User.objects.create_user("mara@example.org", name="Mara Lindqvist")

        response = client.get("/admin/accounts/user/", {"q": "lindqvist"})

        assert b"mara@example.org" in response.content

    def test_lets_nobody_raise_themselves(self, support: User, client: Client) -> None:
        client.post(
            f"/admin/accounts/user/{support.pk}/change/",
            {"email": support.email, "name": "S", "is_active": "on", "is_superuser": "on"},
        )

        support.refresh_from_db()
        assert (support.name, support.is_superuser) == ("S", False)

    def test_never_shows_a_password(self, support: User, client: Client) -> None:
        response = client.get(f"/admin/accounts/user/{support.pk}/change/")

        assert b"password" not in response.content.lower().replace(b"password_change", b"")
