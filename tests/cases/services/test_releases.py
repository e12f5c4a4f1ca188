"""Releases that claim an artist, and the artist's key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import Notification
from artistportal.cases.domain.kinds import CaseKind
from artistportal.cases.models import ArtistKey, ReleaseClaim
from artistportal.cases.queries import releases as found
from artistportal.cases.queries.releases import UnknownArtist
from artistportal.cases.services import artist_keys, releases
from artistportal.cases.services.releases import (
    MOST_WRONG_KEYS,
    AnsweredBefore,
    NotDelivered,
    Release,
    WrongKey,
)
from artistportal.roster.domain.roles import ArtistRole, OrganisationKind
from artistportal.roster.models import ArtistMember, OrganisationMember
from tests.factories.accounts import support
from tests.factories.cases import account_of, member
from tests.factories.roster import (
    NOW,
    ArtistFactory,
    OrganisationFactory,
    OrganisationMemberFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> ArtistMember:
    return member(artist=ArtistFactory.create(name="Noor"))


@pytest.fixture
def house() -> OrganisationMember:
    distributor = OrganisationFactory.create(kind=OrganisationKind.DISTRIBUTOR)
    made: OrganisationMember = OrganisationMemberFactory.create(organisation=distributor)
    return made


def deliver(house: OrganisationMember, owner: ArtistMember, **more: Any) -> ReleaseClaim:
    said = {"title": "Dawn", "reference": "D-1", **more}
    release = Release(artist=owner.artist, **said)
    return releases.deliver(release, distributor=house.organisation, by=house.user, now=NOW)


def key_of(owner: ArtistMember) -> str:
    TOTP.activate(owner.user, generate_totp_secret())
    return artist_keys.rotate(artist=owner.artist, by=owner.user, now=NOW).text


class TestDeliver:
    def test_waits_for_the_artist_with_and_without_a_key(
        self, house: OrganisationMember, owner: ArtistMember
    ) -> None:
        key = key_of(owner)

        with_key = deliver(house, owner, key=f" {key} ")
        without = deliver(house, owner, reference="D-2")

        assert (with_key.with_key, without.with_key) == (True, False)
        assert {with_key.state, without.state} == {"waiting"}
        assert Notification.objects.filter(to=owner.user).count() == 2

    def test_refuses_a_wrong_or_ended_key_and_tells_the_artist(
        self, house: OrganisationMember, owner: ArtistMember
    ) -> None:
        old = key_of(owner)
        artist_keys.rotate(artist=owner.artist, by=owner.user, now=NOW)

        for key in (old, "ak_guess"):
            with pytest.raises(WrongKey):
                deliver(house, owner, key=key)

        assert not ReleaseClaim.objects.exists()
        assert (
            Notification.objects.filter(to=owner.user, subject__contains="wrong key").count() == 2
        )

    def test_stops_guessing_even_with_the_right_key(
        self, house: OrganisationMember, owner: ArtistMember
    ) -> None:
        key = key_of(owner)
        for _ in range(MOST_WRONG_KEYS):
            with pytest.raises(WrongKey):
                deliver(house, owner, key="ak_guess")

        with pytest.raises(NotDelivered, match="Too many"):
            deliver(house, owner, key=key)

    def test_takes_a_number_once(self, house: OrganisationMember, owner: ArtistMember) -> None:
        deliver(house, owner)

        with pytest.raises(NotDelivered, match="before"):
            deliver(house, owner, title="Dusk")

    def test_is_for_distributors_and_those_who_write_for_them(
        self, house: OrganisationMember, owner: ArtistMember
    ) -> None:
        label = OrganisationMemberFactory.create()
        for them in (label, OrganisationMember(organisation=house.organisation, user=owner.user)):
            with pytest.raises(PermissionDenied):
                deliver(them, owner)


class TestAnswer:
    def test_counts_once(self, house: OrganisationMember, owner: ArtistMember) -> None:
        claim = deliver(house, owner)
        stale = ReleaseClaim.objects.get(pk=claim.pk)
        releases.answer(claim, "approved", by=owner.user, now=NOW)

        with pytest.raises(AnsweredBefore, match="Approved"):
            releases.answer(stale, "declined", by=owner.user, now=NOW)

        assert claim.answered_by == owner.user
        assert Notification.objects.filter(to=house.user).exists()

    def test_is_for_who_speaks_for_the_artist(
        self, house: OrganisationMember, owner: ArtistMember
    ) -> None:
        claim = deliver(house, owner)
        editor = member(artist=owner.artist, role=ArtistRole.EDITOR)
        for user in (editor.user, member().user, support(), house.user):
            with pytest.raises(PermissionDenied):
                releases.answer(claim, "approved", by=user, now=NOW)


class TestReport:
    def test_opens_a_case_about_the_release(
        self, house: OrganisationMember, owner: ArtistMember
    ) -> None:
        claim = deliver(house, owner)

        releases.report(
            claim, text="Not mine.", account=account_of(owner.user), by=owner.user, now=NOW
        )

        assert claim.state == "reported"
        assert claim.case is not None
        assert claim.case.kind == CaseKind.FALSE_RELEASE
        assert claim.case.subject_key == str(claim.public_id)


class TestArtistKeys:
    def test_keeps_a_hash_alone_and_one_in_force(self, owner: ArtistMember) -> None:
        first, second = key_of(owner), None
        second = artist_keys.rotate(artist=owner.artist, by=owner.user, now=NOW).text

        kept = ArtistKey.objects.get(ended_at=None)
        assert second.startswith(kept.prefix)
        assert second not in {kept.key_hash, kept.prefix}
        assert not artist_keys.is_right(owner.artist, first)
        assert artist_keys.is_right(owner.artist, second)
        assert not artist_keys.is_right(ArtistFactory.create(), second)
        assert artist_keys.end(artist=owner.artist, by=owner.user, now=NOW)
        assert not artist_keys.is_right(owner.artist, second)

    def test_takes_an_owner_with_a_second_factor(self, owner: ArtistMember) -> None:
        manager = member(artist=owner.artist, role=ArtistRole.MANAGER)
        TOTP.activate(manager.user, generate_totp_secret())
        for user in (owner.user, manager.user, support()):
            with pytest.raises(PermissionDenied):
                artist_keys.rotate(artist=owner.artist, by=user, now=NOW + timedelta(days=1))


class TestArtistNamed:
    def test_finds_by_number_isni_and_exact_name(self) -> None:
        noor = ArtistFactory.create(name="Noor", isni="0000000121707484")
        ArtistFactory.create_batch(2, name="Twin")

        for text in (str(noor.public_id), "0000 0001 2170 7484", " noor "):
            assert found.artist_named(text) == noor
        for text in ("Noo", "Twin", "00000000-0000-4000-8000-000000000001"):
            with pytest.raises(UnknownArtist):
                found.artist_named(text)
