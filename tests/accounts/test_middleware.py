from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from artistportal.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def support(client: Client) -> User:
    user = User.objects.create_superuser("support@example.org", "correct horse battery")
    client.force_login(user)
    return user


class TestStaffSecondFactorMiddleware:
    def test_sends_support_without_a_second_factor_to_set_one_up(
        self, support: User, client: Client
    ) -> None:
        response = client.get("/admin/accounts/user/")

        assert (response.status_code, response["Location"]) == (302, "/account/2fa/")

    def test_changes_nothing_before_that_either(self, support: User, client: Client) -> None:
        client.post(f"/admin/accounts/user/{support.pk}/delete/", {"post": "yes"})

        assert User.objects.filter(pk=support.pk).exists()

    def test_opens_the_admin_with_one(self, support: User, client: Client) -> None:
        TOTP.activate(support, generate_totp_secret())

        assert client.get("/admin/accounts/user/").status_code == 200
