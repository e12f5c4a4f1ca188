from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from artistportal.accounts.models import Letter, User
from artistportal.background import JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def support(client: Client) -> User:
    """Somebody of support who may change people, and is no superuser."""
    user = User.objects.create_user("support@example.org", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    return user


@pytest.fixture
def superuser(support: User) -> User:
    support.is_superuser = True
    support.save()
    return support


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

    def test_lets_nobody_set_another_s_password(self, superuser: User, client: Client) -> None:
        mara = User.objects.create_user("mara@example.org", "salt-meadow-ferry-lane")
        chosen = {"password1": "another-long-one-1", "password2": "another-long-one-1"}

        response = client.post(f"/admin/accounts/user/{mara.pk}/password/", chosen)

        mara.refresh_from_db()
        assert response.status_code == 403
        assert mara.check_password("salt-meadow-ferry-lane")

    def test_lets_only_a_superuser_change_others_of_support(
        self, support: User, client: Client
    ) -> None:
        boss = User.objects.create_superuser("boss@example.org")
        changed = {"email": "x@example.org", "name": "", "is_active": "on"}

        response = client.post(f"/admin/accounts/user/{boss.pk}/change/", changed)

        boss.refresh_from_db()
        assert (response.status_code, boss.email) == (403, "boss@example.org")

    def test_deletes_nobody(self, support: User, client: Client) -> None:
        mara = User.objects.create_user("mara@example.org")

        response = client.post(f"/admin/accounts/user/{mara.pk}/delete/", {"post": "yes"})

        assert response.status_code == 403


class TestSecondFactorAdmin:
    def test_hides_the_secret_and_can_turn_it_off(self, superuser: User, client: Client) -> None:
        mara = User.objects.create_user("mara@example.org")
        factor = TOTP.activate(mara, "JBSWY3DPEHPK3PXP").instance
        url = f"/admin/mfa/authenticator/{factor.pk}"

        shown = client.get(f"{url}/change/").content.decode()
        added = client.get("/admin/mfa/authenticator/add/").status_code
        client.post(f"{url}/delete/", {"post": "yes"})

        assert "mara@example.org" in shown
        assert "JBSWY3DPEHPK3PXP" not in shown
        assert added == 403
        assert not Authenticator.objects.filter(user=mara).exists()


class TestSessionAdmin:
    def test_is_searched_by_person(self, superuser: User, client: Client) -> None:
        assert client.get("/admin/usersessions/usersession/?q=mara").status_code == 200


class TestLetterAdmin:
    @pytest.fixture
    def failed(self, support: User) -> Letter:
        return Letter.objects.create(
            to=support,
            subject="You are asked",
            created_at=timezone.now(),
            state=JobState.FAILED,
            error="Mailbox unknown",
        )

    def test_shows_which_letters_failed_and_why(self, failed: Letter, client: Client) -> None:
        response = client.get("/admin/accounts/letter/", {"state__exact": "failed"})

        assert b"Mailbox unknown" in response.content

    def test_sends_a_failed_letter_again(self, failed: Letter, client: Client) -> None:
        chosen = {"action": "send_again", "_selected_action": failed.pk, "reason": "Well again."}

        client.post("/admin/accounts/letter/", chosen)

        failed.refresh_from_db()
        assert failed.state == JobState.WAITING
