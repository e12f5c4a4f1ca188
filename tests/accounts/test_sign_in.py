"""The sign-in page as the site sets it up; how it works inside is allauth's to test."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client, override_settings

from artistportal.accounts.models import Deed, User

PASSWORD = "correct horse battery"

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    user = User.objects.create_user("ada@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(client: Client, password: str = PASSWORD) -> bool:
    client.post("/account/login/", {"login": "Ada@example.org", "password": password})
    return "_auth_user_id" in client.session


class TestSignIn:
    def test_knows_a_person_by_address_and_password(self, ada: User, client: Client) -> None:
        assert sign_in(client)

    @override_settings(ACCOUNT_RATE_LIMITS={})
    def test_closes_for_a_while_after_five_wrong_passwords(self, ada: User, client: Client) -> None:
        for _ in range(5):
            sign_in(client, "wrong")

        assert not sign_in(client)

    def test_waits_for_an_address_to_be_verified(self, client: Client) -> None:
        User.objects.create_user("ada@example.org", PASSWORD)

        assert not sign_in(client)
        assert "ada@example.org" in mail.outbox[0].to


class TestSignUp:
    def test_does_not_tell_whether_an_address_is_known(self, ada: User, client: Client) -> None:
        known, new = (
            client.post("/account/signup/", {"email": email, "password1": PASSWORD})
            for email in ("ada@example.org", "new@example.org")
        )

        assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])

    def test_hashes_a_password_for_a_known_address_too(
        self, ada: User, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hashed: list[str] = []
        monkeypatch.setattr("artistportal.accounts.adapter.make_password", hashed.append)

        client.post("/account/signup/", {"email": ada.email, "password1": PASSWORD})

        assert hashed == [ada.email]


class TestPasswordReset:
    def test_sends_a_code(self, ada: User, client: Client) -> None:
        response = client.post("/account/password/reset/", {"email": "ada@example.org"})

        assert response["Location"] == "/account/password/reset/confirm/"
        assert mail.outbox[0].to == ["ada@example.org"]


class TestPages:
    @pytest.mark.parametrize("path", ["2fa/", "sessions/", "password/change/", "email/"])
    def test_open_to_their_owner(self, path: str, ada: User, client: Client) -> None:
        sign_in(client)

        assert client.get(f"/account/{path}").status_code == 200

    @pytest.mark.parametrize("path", ["2fa/", "sessions/", "password/change/", "email/"])
    def test_ask_a_stranger_to_sign_in(self, path: str, client: Client) -> None:
        response = client.get(f"/account/{path}")

        assert response["Location"].startswith("/account/login/?next=")

    @pytest.mark.parametrize("path", ["2fa/totp/activate/", "2fa/webauthn/add/"])
    def test_ask_for_the_password_again_before_a_factor_is_added(
        self, path: str, ada: User, client: Client
    ) -> None:
        sign_in(client)

        asked = client.get(f"/account/{path}")
        opened = client.post(asked["Location"], {"password": PASSWORD}, follow=True)

        assert asked["Location"].startswith("/account/reauthenticate/")
        assert (opened.status_code, opened.redirect_chain[-1][0]) == (200, f"/account/{path}")


class TestTheTrail:
    def verbs(self) -> list[str]:
        return list(Deed.objects.order_by("pk").values_list("verb", flat=True))

    def test_keeps_who_signed_in_and_who_failed_to(self, ada: User, client: Client) -> None:
        client.post("/account/login/", {"login": "nobody@example.org", "password": "x"})
        sign_in(client, "wrong")
        sign_in(client)

        failed, signed_in = Deed.objects.order_by("pk")
        assert (failed.verb, failed.by) == ("sign_in.failed", None)
        assert (signed_in.verb, signed_in.by) == ("sign_in.signed_in", ada)
        assert {failed.subject, signed_in.subject} == {f"user:{ada.pk}"}
        assert signed_in.network == "127.0.0.0/24"

    def test_keeps_changes_of_password_and_second_factor(self, ada: User, client: Client) -> None:
        sign_in(client)
        changed = {"oldpassword": PASSWORD, "password1": "another-long-one-1"}
        client.post("/account/password/change/", changed | {"password2": "another-long-one-1"})
        TOTP.activate(ada, secret := generate_totp_secret())
        client.post("/account/reauthenticate/", {"password": "another-long-one-1"})
        client.post("/account/2fa/totp/deactivate/")

        assert self.verbs() == [
            "sign_in.signed_in",
            "sign_in.password_changed",
            "sign_in.factor_removed",
        ]
        assert not any(secret in str(deed.after) for deed in Deed.objects.all())
