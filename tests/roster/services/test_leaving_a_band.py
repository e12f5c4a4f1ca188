"""A member who leaves a band on a day: what ends, what stands, and what stays theirs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import Deed, User
from artistportal.roster.domain.roles import ArtistRole
from artistportal.roster.domain.teams import Place
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist, ArtistMember
from artistportal.roster.queries import accounts
from artistportal.roster.queries import splits as queries
from artistportal.roster.services import split_proposals, splits, teams
from consent.models import Decision
from tests.factories.consent import say_no
from tests.factories.roster import NOW, ArtistMemberFactory
from tests.factories.splits import Studio, share_of, studio

pytestmark = pytest.mark.django_db

LAST = NOW + timedelta(days=30)
JUST_BEFORE = LAST - timedelta(seconds=1)


@pytest.fixture
def made() -> Studio:
    """A recording of a band, whose owner stays."""
    return studio()


@pytest.fixture
def jo(made: Studio) -> User:
    """A manager of the band with an artist of their own, who leaves on a day."""
    member = ArtistMemberFactory.create(artist=made.artist, role=ArtistRole.MANAGER)
    ArtistMemberFactory.create(user=member.user, artist__name="Jo Alone")
    place = Place("manager", sees_money=True, until_at=LAST)
    teams.change(party=made.artist, user=member.user, place=place, by=made.owner, now=NOW)
    person: User = member.user
    return person


def own(jo: User) -> Artist:
    return Artist.objects.get(members__user=jo, name="Jo Alone")


class TestLeaving:
    def test_ends_sight_and_decisions_on_the_day_and_keeps_what_was_decided(
        self, made: Studio, jo: User
    ) -> None:
        decided = say_no(made.artist, use=Use.TRAINING, by=jo, now=JUST_BEFORE)

        names = [[each.name for each in accounts.of_person(jo, at)] for at in (JUST_BEFORE, LAST)]

        assert names == [sorted([made.artist.name, "Jo Alone"]), ["Jo Alone"]]
        with pytest.raises(PermissionDenied):
            say_no(made.artist, use=Use.TRAINING, by=jo, now=LAST)
        assert list(Decision.objects.all()) == [decided]
        assert (decided.given_by, decided.capacity) == (jo, "manager")

    def test_keeps_the_place_and_tells_of_it(self, made: Studio, jo: User) -> None:
        place = ArtistMember.objects.get(artist=made.artist, user=jo)

        assert (place.until_at, place.role) == (LAST, "manager")
        deed = Deed.objects.get(verb="team.changed")
        assert (deed.before["until_at"], deed.after["until_at"]) == (None, LAST.isoformat())

    def test_keeps_their_share_until_a_sheet_that_they_sign_too(
        self, made: Studio, jo: User
    ) -> None:
        theirs = splits.payee_of_artist(own(jo))
        halves = {splits.payee_of_artist(made.artist): 500_000, theirs: 500_000}
        splits.bring_into_force(made.work, halves, date(2026, 1, 1))

        proposal = made.propose({made.artist: 1_000_000}, from_date=LAST.date(), now=LAST)
        split_proposals.sign(share=share_of(proposal, made.artist), by=made.owner, now=LAST)

        assert queries.shares_in_force(made.work, LAST.date())[theirs] == 500_000
        split_proposals.sign(share=share_of(proposal, own(jo)), by=jo, now=LAST)
        assert theirs not in queries.shares_in_force(made.work, LAST.date())
        day_before = LAST.date() - timedelta(days=1)
        assert queries.shares_in_force(made.work, day_before)[theirs] == 500_000
