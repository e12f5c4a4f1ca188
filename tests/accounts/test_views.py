from __future__ import annotations

import pytest
from django.test import Client

from artistportal.accounts.models import User

pytestmark = pytest.mark.django_db


def person(**fields: object) -> User:
    return User.objects.create_user("ada@example.org", "correct horse battery", **fields)


class TestAdminSignIn:
    @pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/accounts/user/"])
    def test_sends_a_stranger_to_the_one_sign_in_page(self, address: str, client: Client) -> None:
        response = client.get(address, follow=True)

        assert response.redirect_chain[-1][0].startswith("/account/login/?next=")

    def test_takes_no_password_of_its_own(self, client: Client) -> None:
        person(is_staff=True)

        response = client.post(
            "/admin/login/", {"username": "ada@example.org", "password": "correct horse battery"}
        )

        assert response["Location"].startswith("/account/login/?")
        assert "_auth_user_id" not in client.session

    def test_does_not_exist_for_an_artist(self, client: Client) -> None:
        client.force_login(person())

        assert client.get("/admin/login/").status_code == 404
        assert client.get("/admin/", follow=True).status_code == 404
