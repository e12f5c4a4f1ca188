"""The page behind an invitation's link, for whoever opens it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.roster.domain.teams import Place
from artistportal.roster.models import Artist
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.roster import ArtistFactory, ArtistMemberFactory
from tests.factories.teams import invited
from tests.roster.views.conftest import SignIn

pytestmark = pytest.mark.django_db

LEE = "lee@example.org"


@pytest.fixture
def artist() -> Artist:
    return ArtistMemberFactory.create(artist__name="Ana Sol").artist


@pytest.fixture
def link(artist: Artist) -> str:
    sent = invited(artist, LEE, Place("manager", sees_money=True), now=timezone.now())
    return f"/invitations/{sent.secret}/"


class TestInvitation:
    def test_is_taken_up_by_whom_it_is_for(
        self, artist: Artist, link: str, sign_in: SignIn
    ) -> None:
        ArtistMemberFactory.create(user=UserFactory.create(email=LEE))
        client = sign_in(User.objects.get(email=LEE))
        assert "Join the team" in client.get(link).content.decode()

        page = client.post(link, follow=True)

        assert "You are now in the team of Ana Sol" in page.content.decode()
        member = artist.members.get(user__email=LEE)
        assert (member.role, member.sees_money) == ("manager", True)
        assert client.get(link).status_code == 410

    def test_refuses_another_address_with_a_sentence(
        self, artist: Artist, link: str, sign_in: SignIn
    ) -> None:
        other = UserFactory.create(email="eve@example.org")
        client = sign_in(other)

        shown, taken = client.get(link), client.post(link)

        for answer in (shown, taken):
            page = answer.content.decode()
            assert answer.status_code == 403
            assert "sent to l…@example.org" in page
            assert "eve@example.org" in page
            assert LEE not in page
        assert not artist.members.filter(user=other).exists()

    def test_is_kept_out_of_caches_and_tells_nobody_the_address(self, link: str) -> None:
        answer = Client().get(link)

        assert "no-store" in answer["Cache-Control"]
        assert LEE not in answer.content.decode()

    def test_lets_a_new_person_sign_up_first_and_come_back(self, artist: Artist, link: str) -> None:
        client = Client()
        page = client.get(link).content.decode()
        (sign_up,) = re.findall(r'href="(/account/signup/[^"]+)"', page)

        client.post(sign_up, {"email": LEE, "password1": PASSWORD, "next": link})
        (code,) = re.findall(r"^\s*([A-Z0-9-]{4,9})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
        back = client.post("/account/confirm-email/", {"code": code})

        assert back["Location"] == link
        client.post(link)
        assert artist.members.filter(user__email=LEE).exists()

    def test_asks_to_sign_in_and_comes_back(self, link: str) -> None:
        answer = Client().post(link)

        assert answer["Location"] == f"/account/login/?next={link}"

    def test_has_ended_after_fourteen_days(self, artist: Artist) -> None:
        sent = invited(artist, LEE, now=timezone.now() - timedelta(days=14, seconds=1))

        answer = Client().get(f"/invitations/{sent.secret}/")

        assert answer.status_code == 410
        assert "This invitation has ended" in answer.content.decode()

    def test_that_was_guessed_is_not_there(self) -> None:
        assert Client().get("/invitations/guessed/").status_code == 404

    def test_of_an_artist_with_a_strange_name_is_written_plainly(self) -> None:
        artist = ArtistFactory.create(name="<b>Ana</b>\nBcc: x")
        sent = invited(artist, LEE, now=timezone.now())

        assert "<b>Ana" not in Client().get(f"/invitations/{sent.secret}/").content.decode()
