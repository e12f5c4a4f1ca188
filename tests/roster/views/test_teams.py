"""The team's page: who acts for the account, changed by an owner who shows a second factor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artistportal.roster.domain.roles import ArtistRole
from artistportal.roster.models import Artist, ArtistMember, Invitation, Organisation
from artistportal.roster.queries.teams import handle_of
from artistportal.roster.services import mandates, successors
from artistportal.roster.services.successors import Custody
from tests.factories.accounts import UserFactory, support
from tests.factories.roster import (
    ArtistFactory,
    ArtistMemberFactory,
    MandateFactory,
    OrganisationMemberFactory,
)
from tests.factories.teams import armed, invited
from tests.roster.views.conftest import HTMX, SignIn

pytestmark = pytest.mark.django_db

READER = {"role": "reader", "sees_money": "", "until": ""}


@pytest.fixture
def owner(member: ArtistMember) -> Client:
    """The artist's owner, who has shown a second factor."""
    return armed(member.user)


@pytest.fixture
def manager(artist: Artist) -> ArtistMember:
    return ArtistMemberFactory.create(
        artist=artist, role=ArtistRole.MANAGER, sees_money=False, user__name="Max"
    )


def address(member: ArtistMember) -> str:
    return f"/team/people/{handle_of(member.artist, member.user_id)}/"


class TestTeam:
    def test_lists_people_roles_money_and_what_was_invited(
        self, owner: Client, artist: Artist, manager: ArtistMember
    ) -> None:
        now = timezone.now()
        invited(artist, "lee@example.org", by=artist.members.first().user, now=now)  # type: ignore[union-attr]  # the owner

        page = owner.get("/team/").content.decode()

        assert "Max" in page
        assert "lee@example.org" in page
        assert "(you)" in page

    def test_shows_a_reader_no_address_and_no_way_to_change(
        self, artist: Artist, sign_in: SignIn
    ) -> None:
        reader = ArtistMemberFactory.create(artist=artist, role=ArtistRole.READER)
        invited(artist, "lee@example.org", now=timezone.now())

        page = sign_in(reader.user).get("/team/").content.decode()

        assert "lee@example.org" not in page
        assert artist.members.exclude(pk=reader.pk).get().user.email not in page
        assert "Invite somebody" not in page
        assert "Leave the team" in page

    def test_keeps_labels_apart_with_the_end_of_their_mandates(
        self, client: Client, artist: Artist, member: ArtistMember
    ) -> None:
        mandate = MandateFactory.create(artist=artist, clause="clause 7")
        assert "clause 7" in client.get("/team/").content.decode()

        mandates.end(mandate=mandate, by=member.user, now=timezone.now())

        assert "no mandate is in force" in client.get("/team/").content.decode()

    def test_is_a_label_s_too(self, rep_client: Client, label: Organisation) -> None:
        page = rep_client.get("/team/").content.decode()

        assert "signs licences and approves" in page
        assert "successor" not in page

    def test_asks_the_same_number_of_times_for_any_team(
        self, owner: Client, artist: Artist
    ) -> None:
        counts = []
        for number in range(2):
            ArtistMemberFactory.create_batch(3, artist=artist, role=ArtistRole.READER)
            for each in range(2):
                invited(artist, f"p{number}{each}@example.org", now=timezone.now())
            with CaptureQueriesContext(connection) as queries:
                owner.get("/team/")
            counts.append(len(queries))

        assert counts[0] == counts[1]
        assert counts[0] <= 10


class TestInvite:
    def test_sends_a_link_that_is_stored_nowhere(self, owner: Client, artist: Artist) -> None:
        answer = owner.post(
            "/team/", {"email": "Lee@Example.org", "role": "editor", "until": "2999-01-01"}
        )

        assert answer["Location"] == "/team/"
        invitation = Invitation.objects.get()
        assert (invitation.email, invitation.role) == ("lee@example.org", "editor")
        assert invitation.until_at == datetime(2999, 1, 1, tzinfo=UTC)
        (sent,) = mail.outbox
        assert sent.to == ["lee@example.org"]
        secret = sent.body.split("/invitations/")[1].split("/")[0]
        assert len(secret) > 40
        assert secret not in repr(Invitation.objects.values().get())

    def test_says_what_is_wrong_beside_the_field(self, owner: Client) -> None:
        answer = owner.post("/team/", {"email": "lee", "role": "king"}, headers=HTMX)

        assert answer.status_code == 422
        assert 'href="#id_email"' in answer.content.decode()
        assert not mail.outbox

    def test_says_that_an_address_is_in_the_team(
        self, owner: Client, manager: ArtistMember
    ) -> None:
        answer = owner.post("/team/", {"email": manager.user.email, "role": "reader"})

        assert answer.status_code == 422
        assert "is in the team already" in answer.content.decode()

    def test_is_not_a_manager_s(self, manager: ArtistMember) -> None:
        answer = armed(manager.user).post("/team/", {"email": "lee@example.org", "role": "owner"})

        assert answer.status_code == 403
        assert not Invitation.objects.exists()

    def test_tells_when_the_mail_did_not_go_out(
        self, owner: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object) -> None:
            raise ConnectionRefusedError

        monkeypatch.setattr("django.core.mail.EmailMessage.send", broken)
        page = owner.post("/team/", {"email": "lee@example.org", "role": "reader"}, follow=True)

        assert "the mail did not go out" in page.content.decode()
        assert Invitation.objects.exists()


class TestSecondFactor:
    def test_is_set_up_first(self, client: Client) -> None:
        answer = client.post("/team/", {"email": "lee@example.org", "role": "reader"})

        assert answer["Location"] == "/account/2fa/"
        assert not Invitation.objects.exists()

    def test_is_shown_by_this_very_session(self, client: Client, member: ArtistMember) -> None:
        TOTP.activate(member.user, generate_totp_secret())

        answer = client.post("/team/", {"email": "lee@example.org", "role": "reader"})

        assert answer["Location"] == "/account/2fa/reauthenticate/?next=%2Fteam%2F"
        assert not Invitation.objects.exists()

    def test_counts_no_more_once_it_is_taken_away(
        self, owner: Client, member: ArtistMember
    ) -> None:
        Authenticator.objects.filter(user=member.user).delete()

        answer = owner.post("/team/", {"email": "lee@example.org", "role": "reader"})

        assert answer["Location"] == "/account/2fa/"


class TestPerson:
    def test_is_changed_at_once(self, owner: Client, manager: ArtistMember) -> None:
        owner.post(address(manager), {"role": "editor", "sees_money": "on"})

        manager.refresh_from_db()
        assert (manager.role, manager.sees_money) == ("editor", True)

    def test_refuses_to_lower_the_last_owner(self, owner: Client, member: ArtistMember) -> None:
        answer = owner.post(address(member), READER)

        assert answer.status_code == 422
        assert "make another person owner first" in answer.content.decode()

    def test_is_read_by_an_owner_and_oneself_alone(
        self, manager: ArtistMember, member: ArtistMember, sign_in: SignIn
    ) -> None:
        client = sign_in(manager.user)

        assert client.get(address(manager)).status_code == 200
        assert client.get(address(member)).status_code == 403

    def test_of_another_team_is_not_there(self, owner: Client) -> None:
        elsewhere = ArtistMemberFactory.create()

        assert owner.get(address(elsewhere)).status_code == 404
        assert owner.post(f"{address(elsewhere)}remove/").status_code == 404


class TestRemove:
    def test_ends_every_session_s_sight_of_the_account(
        self, owner: Client, manager: ArtistMember, sign_in: SignIn
    ) -> None:
        sessions = [sign_in(manager.user), sign_in(manager.user)]
        assert [each.get("/works/").status_code for each in sessions] == [200, 200]

        owner.post(f"{address(manager)}remove/")

        assert [each.get("/works/").status_code for each in sessions] == [404, 404]
        assert [each.get("/team/").status_code for each in sessions] == [404, 404]

    def test_refuses_the_last_owner(self, owner: Client, member: ArtistMember) -> None:
        page = owner.post(f"{address(member)}remove/", follow=True)

        assert "make another person owner first" in page.content.decode()
        member.refresh_from_db()
        assert member.until_at is None

    def test_is_not_a_manager_s(self, manager: ArtistMember, member: ArtistMember) -> None:
        assert armed(manager.user).post(f"{address(member)}remove/").status_code == 403


class TestLeave:
    def test_takes_one_press_and_no_second_factor(
        self, manager: ArtistMember, sign_in: SignIn
    ) -> None:
        client = sign_in(manager.user)

        page = client.post("/team/leave/", follow=True)

        assert "You left the team" in page.content.decode()
        assert client.get("/works/").status_code == 404

    def test_refuses_the_last_owner(self, client: Client) -> None:
        page = client.post("/team/leave/", follow=True)

        assert "make another person owner first" in page.content.decode()


class TestInvitations:
    def test_are_sent_again_with_another_link(self, owner: Client, artist: Artist) -> None:
        first = invited(artist, now=timezone.now() - timedelta(hours=1))

        owner.post(f"/team/invitations/{first.invitation.public_id}/resend/")

        assert len(mail.outbox) == 1
        assert Client().get(f"/invitations/{first.secret}/").status_code == 404

    def test_are_withdrawn_at_once(self, owner: Client, artist: Artist) -> None:
        sent = invited(artist, now=timezone.now())

        page = owner.post(f"/team/invitations/{sent.invitation.public_id}/withdraw/", follow=True)

        assert "opens nothing" in page.content.decode()
        assert Client().get(f"/invitations/{sent.secret}/").status_code == 410

    def test_of_another_team_are_not_there(self, owner: Client) -> None:
        elsewhere = invited(OrganisationMemberFactory.create().organisation, now=timezone.now())

        for verb in ("resend", "withdraw"):
            url = f"/team/invitations/{elsewhere.invitation.public_id}/{verb}/"
            assert owner.post(url).status_code == 404
        assert Invitation.objects.get().withdrawn_at is None

    def test_are_not_a_manager_s(self, artist: Artist, manager: ArtistMember) -> None:
        sent = invited(artist, now=timezone.now())
        client = armed(manager.user)

        for verb in ("resend", "withdraw"):
            url = f"/team/invitations/{sent.invitation.public_id}/{verb}/"
            assert client.post(url).status_code == 403


class TestStranger:
    def test_finds_no_team(self, sign_in: SignIn) -> None:
        client = sign_in(UserFactory.create())

        assert client.get("/team/").status_code == 404
        assert client.post("/team/leave/").status_code == 404


class TestMinorMoney:
    def test_is_the_guardian_s_to_press(self, sign_in: SignIn) -> None:
        artist = ArtistFactory.create(name="Kit")
        guardian, kit = UserFactory.create(), UserFactory.create()
        until = timezone.now().date() + timedelta(days=400)
        custody = Custody(guardian, kit, until, "Court order 5")
        successors.record_guardianship(
            artist=artist, custody=custody, by=support(), now=timezone.now()
        )
        client, minor = armed(guardian), sign_in(kit)

        assert "Show the artist the money" in client.get("/team/").content.decode()
        before = minor.get("/earnings/balance/").content.decode()
        answer = client.post("/team/minor/money/", {"shown": "yes"})

        assert answer["Location"] == "/team/"
        assert "What is yours to have" not in before
        assert "What is yours to have" in minor.get("/earnings/balance/").content.decode()
        assert "Do not show the artist" not in minor.get("/team/").content.decode()
        assert armed(kit).post("/team/minor/money/", {"shown": "no"}).status_code == 403
        assert artist.guardianships.get().minor_sees_money
