"""Successors named and taking over, guardians until the day: who owns the account when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import Deed, Letter, User
from artistportal.roster.domain.roles import ArtistRole
from artistportal.roster.domain.teams import NotToBeChanged
from artistportal.roster.models import Artist, ArtistMember, Successor
from artistportal.roster.queries import accounts
from artistportal.roster.queries import successors as queries
from artistportal.roster.services import successors, teams
from artistportal.roster.services.successors import Custody, Heir
from consent.permissions import authority
from tests.factories.accounts import UserFactory, support
from tests.factories.roster import NOW, ArtistFactory, ArtistMemberFactory

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=30)
OF_AGE = date(2028, 5, 1)
THAT_DAY = datetime(2028, 5, 1, tzinfo=UTC)
SISTER = Heir("Mia Sol", "mia@example.org", "my sister")


@pytest.fixture
def owner() -> ArtistMember:
    return ArtistMemberFactory.create(artist__name="Ana Sol", user__name="Ana")


@pytest.fixture
def named(owner: ArtistMember) -> Successor:
    return successors.name(artist=owner.artist, heir=SISTER, by=owner.user, now=NOW)


def role_at(user: User, moment: datetime) -> str:
    return next((account.role for account in accounts.of_person(user, moment)), "")


class TestName:
    def test_lets_them_do_nothing_yet_and_tells_them_nothing(self, named: Successor) -> None:
        mia = UserFactory.create(email=SISTER.email)

        assert queries.named_by(named.artist) == named
        assert not accounts.of_person(mia, LATER)
        assert not Letter.objects.filter(to=mia).exists()

    def test_of_the_same_changes_nothing_and_of_another_ends_the_first(
        self, owner: ArtistMember, named: Successor
    ) -> None:
        again = successors.name(artist=owner.artist, heir=SISTER, by=owner.user, now=LATER)
        other = successors.name(
            artist=owner.artist, heir=Heir("Leo", "leo@example.org"), by=owner.user, now=LATER
        )

        named.refresh_from_db()
        assert again == named
        assert named.ended_at == LATER
        assert queries.named_by(owner.artist) == other

    def test_is_an_owner_s_in_person(self, owner: ArtistMember) -> None:
        manager = ArtistMemberFactory.create(artist=owner.artist, role=ArtistRole.MANAGER)
        for person in (manager.user, support(), ArtistMemberFactory.create().user):
            with pytest.raises(PermissionDenied):
                successors.name(artist=owner.artist, heir=SISTER, by=person, now=NOW)


class TestEnd:
    def test_names_nobody(self, owner: ArtistMember, named: Successor) -> None:
        for _ in range(2):
            successors.end(successor=named, by=owner.user, now=LATER)

        assert queries.named_by(owner.artist) is None
        assert Deed.objects.filter(verb="successor.ended").count() == 1


class TestTakeOver:
    def take_over(self, named: Successor, by: User | None = None, why: str = "Paper 7.") -> None:
        successors.take_over(successor=named, reason=why, by=by or support(), now=LATER)

    def test_hands_the_account_over_at_that_moment(
        self, owner: ArtistMember, named: Successor
    ) -> None:
        mia = UserFactory.create(email=SISTER.email.upper())

        self.take_over(named)

        assert role_at(mia, LATER) == "owner"
        assert role_at(owner.user, LATER) == ""
        assert role_at(owner.user, LATER - timedelta(seconds=1)) == "owner"
        deed = Deed.objects.get(verb="successor.took_over")
        assert (deed.reason, deed.by) == ("Paper 7.", support())
        assert Letter.objects.filter(to=mia, subject="Mia Sol acts for Ana Sol now").exists()

    def test_happens_once(self, named: Successor) -> None:
        UserFactory.create(email=SISTER.email)
        self.take_over(named)

        with pytest.raises(NotToBeChanged, match="taken over already"):
            self.take_over(named)

    def test_waits_for_the_successor_to_sign_up(self, named: Successor) -> None:
        with pytest.raises(NotToBeChanged, match="signed up"):
            self.take_over(named)

    def test_is_support_s_with_a_paper_and_never_the_successor_s_own(
        self, owner: ArtistMember, named: Successor
    ) -> None:
        mia = UserFactory.create(email=SISTER.email, is_staff=True)

        with pytest.raises(NotToBeChanged, match="which paper"):
            self.take_over(named, why=" ")
        for person in (owner.user, mia):
            with pytest.raises(PermissionDenied):
                self.take_over(named, by=person)
        assert role_at(owner.user, LATER) == "owner"

    def test_does_not_follow_one_who_is_no_longer_named(
        self, owner: ArtistMember, named: Successor
    ) -> None:
        UserFactory.create(email=SISTER.email)
        successors.end(successor=named, by=owner.user, now=NOW)

        with pytest.raises(NotToBeChanged):
            self.take_over(named)


class TestRecordGuardianship:
    @pytest.fixture
    def artist(self) -> Artist:
        return ArtistFactory.create(name="Kit")

    def record(self, artist: Artist, custody: Custody) -> None:
        successors.record_guardianship(artist=artist, custody=custody, by=support(), now=NOW)

    def test_lets_the_guardian_own_it_until_the_day_and_the_artist_from_then_on(
        self, artist: Artist
    ) -> None:
        guardian, kit = UserFactory.create(), UserFactory.create()

        self.record(artist, Custody(guardian, kit, OF_AGE, "Court order 5"))

        before = THAT_DAY - timedelta(seconds=1)
        assert (role_at(guardian, NOW), role_at(kit, NOW)) == ("owner", "reader")
        assert (role_at(guardian, before), role_at(kit, before)) == ("owner", "reader")
        assert (role_at(guardian, THAT_DAY), role_at(kit, THAT_DAY)) == ("", "owner")
        assert Deed.objects.get(verb="guardianship.recorded").reason == "Court order 5"
        assert queries.of_artist(artist, NOW).guardianships
        assert not queries.of_artist(artist, THAT_DAY).guardianships

    def test_makes_a_lasting_owner_one_until_the_day(self, artist: Artist) -> None:
        parent = ArtistMemberFactory.create(artist=artist)
        kit = ArtistMemberFactory.create(artist=artist, role=ArtistRole.READER)

        self.record(artist, Custody(parent.user, kit.user, OF_AGE, "Birth certificate"))

        assert (role_at(parent.user, THAT_DAY), role_at(kit.user, THAT_DAY)) == ("", "owner")

    def test_leaves_no_day_without_an_owner(self, artist: Artist) -> None:
        parent = ArtistMemberFactory.create(artist=artist)

        with pytest.raises(NotToBeChanged, match="at every moment"):
            self.record(artist, Custody(parent.user, None, OF_AGE, "Birth certificate"))

        parent.refresh_from_db()
        assert parent.until_at is None

    def test_keeps_both_places_from_being_taken_away(self, artist: Artist) -> None:
        guardian, kit = UserFactory.create(), UserFactory.create()
        self.record(artist, Custody(guardian, kit, OF_AGE, "Court order 5"))

        for user in (guardian, kit):
            with pytest.raises(NotToBeChanged):
                teams.remove(party=artist, user=user, by=support(), now=NOW)

    @pytest.mark.parametrize(
        ("until_date", "paper"), [(NOW.date(), "x"), (OF_AGE, " ")], ids=["past", "no paper"]
    )
    def test_needs_a_later_day_and_a_paper(
        self, artist: Artist, until_date: date, paper: str
    ) -> None:
        with pytest.raises(NotToBeChanged):
            self.record(artist, Custody(UserFactory.create(), None, until_date, paper))

    def test_is_support_s_and_not_about_oneself(self, artist: Artist) -> None:
        for guardian, by in ((UserFactory.create(), UserFactory.create()), (support(), support())):
            with pytest.raises(PermissionDenied):
                successors.record_guardianship(
                    artist=artist, custody=Custody(guardian, None, OF_AGE, "x"), by=by, now=NOW
                )


class TestShowMoney:
    @pytest.fixture
    def guardian(self) -> User:
        return UserFactory.create(name="Pat")

    @pytest.fixture
    def kit(self) -> User:
        return UserFactory.create(name="Kit")

    @pytest.fixture
    def artist(self, guardian: User, kit: User) -> Artist:
        artist: Artist = ArtistFactory.create(name="Kit")
        successors.record_guardianship(
            artist=artist,
            custody=Custody(guardian, kit, OF_AGE, "Court order 5"),
            by=support(),
            now=NOW,
        )
        return artist

    def test_is_not_so_until_the_guardian_says_so(
        self, artist: Artist, guardian: User, kit: User
    ) -> None:
        seen = []
        for shown in (True, True, False):
            seen.append(accounts.standing(kit, LATER))
            successors.show_money(artist=artist, shown=shown, by=guardian, now=LATER)

        key = f"artist:{artist.public_id}"
        assert [*seen, accounts.standing(kit, LATER)] == [
            {key: False}, {key: True}, {key: True}, {key: False},
        ]  # fmt: skip
        assert Deed.objects.filter(verb="guardianship.money").count() == 2

    def test_is_the_guardian_s_alone_while_they_are_one(
        self, artist: Artist, guardian: User, kit: User
    ) -> None:
        other = ArtistMemberFactory.create(artist=artist)
        for person, moment in ((kit, NOW), (other.user, NOW), (support(), NOW)):
            with pytest.raises(PermissionDenied):
                successors.show_money(artist=artist, shown=True, by=person, now=moment)
        with pytest.raises(PermissionDenied):
            successors.show_money(artist=artist, shown=True, by=guardian, now=THAT_DAY)

    def test_reading_is_all_that_a_minor_does(self, artist: Artist, kit: User) -> None:
        (account,) = accounts.of_person(kit, NOW)

        assert (account.role, account.sees_money) == ("reader", False)
        with pytest.raises(PermissionDenied):
            successors.name(artist=artist, heir=SISTER, by=kit, now=NOW)
        with pytest.raises(NotToBeChanged):
            teams.leave(party=artist, by=kit, now=NOW)
        assert authority(kit, artist, None, NOW).capacity is None
