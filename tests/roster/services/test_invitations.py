"""Invitations: one offer to one address, taken up once, by whom it was for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import Deed, Notification
from artistportal.roster.domain import teams as rules
from artistportal.roster.domain.roles import ArtistRole, OrganisationKind
from artistportal.roster.domain.teams import NotToBeChanged, Place
from artistportal.roster.models import Artist, ArtistMember, Invitation
from artistportal.roster.queries import accounts
from artistportal.roster.queries import invitations as queries
from artistportal.roster.services import invitations, teams
from artistportal.roster.services.invitations import Ended
from tests.factories.accounts import UserFactory
from tests.factories.roster import (
    NOW,
    ArtistMemberFactory,
    OrganisationMemberFactory,
    SigningFactory,
)
from tests.factories.teams import invited

pytestmark = pytest.mark.django_db

LEE = "lee@example.org"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def owner() -> ArtistMember:
    return ArtistMemberFactory.create(artist__name="Ana Sol", user__name="Ana")


@pytest.fixture
def artist(owner: ArtistMember) -> Artist:
    return owner.artist


class TestInvite:
    def test_lasts_fourteen_days_and_is_written_down(
        self, artist: Artist, owner: ArtistMember
    ) -> None:
        sent = invited(artist, LEE, Place("editor", sees_money=True), by=owner.user)

        assert sent.invitation.expires_at == NOW + timedelta(days=14)
        deed = Deed.objects.get(verb="team.invited")
        assert (
            deed.sentence
            == "Ana invited lee@example.org to the team of Ana Sol: editor, sees money."
        )
        assert sent.secret not in str(deed.after)

    def test_is_one_at_a_time(self, artist: Artist) -> None:
        invited(artist, LEE)

        with pytest.raises(NotToBeChanged, match="is invited already"):
            invited(artist, LEE.upper())

    def test_may_follow_one_that_ran_out(self, artist: Artist) -> None:
        old = invited(artist, LEE)
        new = invited(artist, LEE, now=NOW + timedelta(days=15))

        assert queries.found(old.secret) != queries.found(new.secret)
        assert Invitation.objects.filter(withdrawn_at=None).get() == new.invitation

    def test_has_a_bound(self, artist: Artist, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rules, "MOST_OPEN", 1)
        invited(artist, "one@example.org")

        with pytest.raises(NotToBeChanged, match="Withdraw some first"):
            invited(artist, "two@example.org")

    def test_is_an_owner_s(self, artist: Artist) -> None:
        manager = ArtistMemberFactory.create(artist=artist, role=ArtistRole.MANAGER)
        for person in (manager.user, ArtistMemberFactory.create().user):
            with pytest.raises(PermissionDenied):
                invited(artist, LEE, by=person)


class TestResend:
    def test_makes_the_old_link_open_nothing(self, artist: Artist, owner: ArtistMember) -> None:
        old = invited(artist, LEE)

        new = invitations.resend(invitation=old.invitation, by=owner.user, now=LATER)

        assert queries.found(old.secret) is None
        assert queries.found(new.secret) == old.invitation
        assert new.invitation.expires_at == LATER + timedelta(days=14)

    def test_pressed_twice_sends_once(self, artist: Artist, owner: ArtistMember) -> None:
        sent = invited(artist, LEE)
        again = invitations.resend(invitation=sent.invitation, by=owner.user, now=LATER)

        with pytest.raises(NotToBeChanged, match="this very minute"):
            invitations.resend(invitation=again.invitation, by=owner.user, now=LATER)

    def test_does_not_bring_back_what_was_withdrawn(
        self, artist: Artist, owner: ArtistMember
    ) -> None:
        sent = invited(artist, LEE)
        invitations.withdraw(invitation=sent.invitation, by=owner.user, now=LATER)

        with pytest.raises(Ended):
            invitations.resend(invitation=sent.invitation, by=owner.user, now=LATER)


class TestAccept:
    def test_gives_the_place_and_tells_the_owners(
        self, artist: Artist, owner: ArtistMember
    ) -> None:
        until = NOW + timedelta(days=90)
        sent = invited(artist, LEE, Place("manager", sees_money=False, until_at=until))
        lee = UserFactory.create(email=LEE, name="Lee")

        invitations.accept(invitation=sent.invitation, by=lee, now=LATER)

        (account,) = accounts.of_person(lee, LATER)
        assert (account.role, account.sees_money) == ("manager", False)
        assert not accounts.of_person(lee, until)
        assert Notification.objects.get(to=owner.user).subject == "Lee joined the team of Ana Sol"
        assert Deed.objects.get(verb="team.joined").by == lee

    def test_happens_once(self, artist: Artist, owner: ArtistMember) -> None:
        sent = invited(artist, LEE)
        lee = UserFactory.create(email=LEE)
        invitations.accept(invitation=sent.invitation, by=lee, now=LATER)
        teams.remove(party=artist, user=lee, by=owner.user, now=LATER)

        with pytest.raises(Ended):
            invitations.accept(invitation=sent.invitation, by=lee, now=LATER)

        assert not accounts.of_person(lee, LATER)

    def test_knows_a_person_by_another_address_that_they_verified(self, artist: Artist) -> None:
        lee = UserFactory.create()
        EmailAddress.objects.create(user=lee, email=LEE, verified=True)

        invitations.accept(invitation=invited(artist, LEE).invitation, by=lee, now=LATER)

        assert accounts.of_person(lee, LATER)

    def test_refuses_an_address_that_was_only_claimed(self, artist: Artist) -> None:
        eve = UserFactory.create()
        EmailAddress.objects.create(user=eve, email=LEE, verified=False)

        with pytest.raises(PermissionDenied, match="sent to l…@example"):
            invitations.accept(invitation=invited(artist, LEE).invitation, by=eve, now=LATER)

    def test_needs_an_inviter_who_still_keeps_the_team(
        self, artist: Artist, owner: ArtistMember
    ) -> None:
        rogue = ArtistMemberFactory.create(artist=artist)
        sent = invited(artist, LEE, Place("owner", sees_money=True), by=rogue.user)
        teams.remove(party=artist, user=rogue.user, by=owner.user, now=NOW)

        with pytest.raises(Ended, match="no longer keeps the team"):
            invitations.accept(
                invitation=sent.invitation, by=UserFactory.create(email=LEE), now=LATER
            )

    @pytest.mark.parametrize("days", [14, 15], ids=["at the end", "after"])
    def test_refuses_one_that_ran_out(self, artist: Artist, days: int) -> None:
        sent = invited(artist, LEE)

        with pytest.raises(Ended):
            invitations.accept(
                invitation=sent.invitation,
                by=UserFactory.create(email=LEE),
                now=NOW + timedelta(days=days),
            )

    def test_leaves_an_owner_who_is_there_already_as_they_are(self, artist: Artist) -> None:
        sent = invited(artist, LEE)
        lee = ArtistMemberFactory.create(artist=artist, user=UserFactory.create(email=LEE))

        invitations.accept(invitation=sent.invitation, by=lee.user, now=LATER)

        lee.refresh_from_db()
        assert lee.role == "owner"

    def test_refuses_the_people_of_a_label_that_signed_the_artist(self, artist: Artist) -> None:
        rep = OrganisationMemberFactory.create(user=UserFactory.create(email=LEE))
        SigningFactory.create(artist=artist, organisation=rep.organisation)

        with pytest.raises(NotToBeChanged, match="by a mandate, never as a member"):
            invitations.accept(invitation=invited(artist, LEE).invitation, by=rep.user, now=LATER)

    def test_takes_those_of_the_artist_s_own_house_and_of_other_labels(
        self, artist: Artist
    ) -> None:
        lee = UserFactory.create(email=LEE)
        own = OrganisationMemberFactory.create(user=lee, organisation__kind=OrganisationKind.SELF)
        SigningFactory.create(artist=artist, organisation=own.organisation)
        OrganisationMemberFactory.create(user=lee)

        invitations.accept(invitation=invited(artist, LEE).invitation, by=lee, now=LATER)

        assert artist.members.filter(user=lee).exists()

    def test_of_an_organisation_lets_somebody_represent_it(self) -> None:
        boss = OrganisationMemberFactory.create()
        lee = UserFactory.create(email=LEE)
        sent = invited(boss.organisation, LEE, by=boss.user)

        invitations.accept(invitation=sent.invitation, by=lee, now=LATER)

        (account,) = accounts.of_person(lee, LATER)
        assert (account.kind, account.role) == ("organisation", "reader")
