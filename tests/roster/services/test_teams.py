"""Places in teams: who may give, change and end them, and what stays for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import Deed, Letter, Notification
from artistportal.roster.domain.roles import ArtistRole, OrganisationRole
from artistportal.roster.domain.teams import NotToBeChanged, Place
from artistportal.roster.models import ArtistMember
from artistportal.roster.queries import accounts
from artistportal.roster.queries.teams import Party
from artistportal.roster.services import teams
from tests.factories.accounts import UserFactory
from tests.factories.roster import NOW, ArtistMemberFactory, OrganisationMemberFactory

pytestmark = pytest.mark.django_db

READER = Place("reader", sees_money=False)


@pytest.fixture
def owner() -> ArtistMember:
    return ArtistMemberFactory.create(artist__name="Ana Sol", user__name="Ana")


@pytest.fixture
def manager(owner: ArtistMember) -> ArtistMember:
    return ArtistMemberFactory.create(
        artist=owner.artist, role=ArtistRole.MANAGER, user__name="Max"
    )


class TestChange:
    def test_holds_from_now_is_told_and_is_written_down(
        self, owner: ArtistMember, manager: ArtistMember
    ) -> None:
        until = NOW + timedelta(days=30)
        place = Place("editor", sees_money=False, until_at=until)

        teams.change(party=owner.artist, user=manager.user, place=place, by=owner.user, now=NOW)

        manager.refresh_from_db()
        assert (manager.role, manager.sees_money, manager.until_at) == ("editor", False, until)
        deed = Deed.objects.get(verb="team.changed")
        assert deed.by == owner.user
        assert (deed.before["role"], deed.after["role"]) == ("manager", "editor")
        assert [concern.account for concern in deed.concerns.all()] == [
            f"artist:{owner.artist.public_id}"
        ]
        assert Notification.objects.get(to=manager.user).subject == (
            "Your place in the team of Ana Sol"
        )

    def test_of_nothing_is_told_to_nobody(self, owner: ArtistMember, manager: ArtistMember) -> None:
        place = Place("manager", sees_money=True)

        for _ in range(2):
            teams.change(party=owner.artist, user=manager.user, place=place, by=owner.user, now=NOW)

        assert not Deed.objects.filter(verb="team.changed").exists()

    def test_tells_the_other_owners_of_another_owner(
        self, owner: ArtistMember, manager: ArtistMember
    ) -> None:
        second = ArtistMemberFactory.create(artist=owner.artist)
        place = Place("owner", sees_money=True)

        teams.change(party=owner.artist, user=manager.user, place=place, by=owner.user, now=NOW)

        assert Letter.objects.get(to=second.user).subject == "Ana Sol has another owner"

    @pytest.mark.parametrize(
        "place",
        [
            Place("manager", sees_money=True),
            Place("owner", sees_money=True, until_at=NOW + timedelta(days=900)),
        ],
        ids=["lowered", "limited"],
    )
    def test_never_takes_away_the_last_owner(
        self, owner: ArtistMember, manager: ArtistMember, place: Place
    ) -> None:
        with pytest.raises(NotToBeChanged):
            teams.change(party=owner.artist, user=owner.user, place=place, by=owner.user, now=NOW)

        owner.refresh_from_db()
        assert (owner.role, owner.until_at) == ("owner", None)
        assert not Deed.objects.filter(verb="team.changed").exists()

    def test_counts_no_owner_who_cannot_sign_in(self, owner: ArtistMember) -> None:
        ArtistMemberFactory.create(artist=owner.artist, user__is_active=False)

        with pytest.raises(NotToBeChanged):
            teams.leave(party=owner.artist, by=owner.user, now=NOW)

    def test_is_an_owner_s(self, owner: ArtistMember, manager: ArtistMember) -> None:
        rival = ArtistMemberFactory.create().user
        for person in (manager.user, rival, UserFactory.create()):
            with pytest.raises(PermissionDenied):
                teams.change(
                    party=owner.artist, user=manager.user, place=READER, by=person, now=NOW
                )

    def test_refuses_an_end_in_the_past(self, owner: ArtistMember, manager: ArtistMember) -> None:
        past = Place("manager", sees_money=True, until_at=NOW)

        with pytest.raises(NotToBeChanged, match="later day"):
            teams.change(party=owner.artist, user=manager.user, place=past, by=owner.user, now=NOW)


class TestRemove:
    def test_ends_the_place_at_once(self, owner: ArtistMember, manager: ArtistMember) -> None:
        assert accounts.of_person(manager.user, NOW)

        teams.remove(party=owner.artist, user=manager.user, by=owner.user, now=NOW)

        assert not accounts.of_person(manager.user, NOW)
        assert Letter.objects.get(to=manager.user).subject == (
            "You are no longer in the team of Ana Sol"
        )

    def test_twice_says_that_nobody_is_there(
        self, owner: ArtistMember, manager: ArtistMember
    ) -> None:
        teams.remove(party=owner.artist, user=manager.user, by=owner.user, now=NOW)

        with pytest.raises(PermissionDenied, match="not in this team any more"):
            teams.remove(party=owner.artist, user=manager.user, by=owner.user, now=NOW)

    def test_reaches_no_other_team(self, owner: ArtistMember) -> None:
        elsewhere = ArtistMemberFactory.create()

        with pytest.raises(PermissionDenied):
            teams.remove(party=owner.artist, user=elsewhere.user, by=owner.user, now=NOW)

        elsewhere.refresh_from_db()
        assert elsewhere.until_at is None

    def test_is_an_owner_s_at_an_organisation_too(self) -> None:
        boss = OrganisationMemberFactory.create()
        clerk = OrganisationMemberFactory.create(
            organisation=boss.organisation, role=OrganisationRole.MANAGER
        )

        with pytest.raises(PermissionDenied):
            teams.remove(party=boss.organisation, user=boss.user, by=clerk.user, now=NOW)
        teams.remove(party=boss.organisation, user=clerk.user, by=boss.user, now=NOW)

        with pytest.raises(NotToBeChanged):
            teams.remove(party=boss.organisation, user=boss.user, by=boss.user, now=NOW)


class TestLeave:
    def test_needs_nobody_s_leave(self, owner: ArtistMember, manager: ArtistMember) -> None:
        party: Party = owner.artist

        teams.leave(party=party, by=manager.user, now=NOW)

        assert not accounts.of_person(manager.user, NOW)
        assert Notification.objects.get(to=owner.user).subject == "Max left the team of Ana Sol"

    def test_keeps_the_last_owner(self, owner: ArtistMember, manager: ArtistMember) -> None:
        with pytest.raises(NotToBeChanged):
            teams.leave(party=owner.artist, by=owner.user, now=NOW)

        assert accounts.of_person(owner.user, NOW)


class TestPut:
    def test_lets_somebody_come_back_from_now_on(
        self, owner: ArtistMember, manager: ArtistMember
    ) -> None:
        later = NOW + timedelta(days=9)
        teams.leave(party=owner.artist, by=manager.user, now=NOW)

        teams.put(party=owner.artist, user=manager.user, place=READER, by=owner.user, now=later)

        manager.refresh_from_db()
        assert (manager.from_at, manager.until_at, manager.role) == (later, None, "reader")
