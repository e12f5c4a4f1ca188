"""Mandates: given by the artist, never for a voice, ended by either side."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import User
from artistportal.roster import permissions
from artistportal.roster.domain.mandates import NotToBeLeft
from artistportal.roster.domain.roles import ArtistRole, OrganisationRole
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import ArtistMember, Mandate
from artistportal.roster.services import mandates
from tests.factories.accounts import UserFactory, support
from tests.factories.roster import (
    NOW,
    ArtistMemberFactory,
    MandateFactory,
    OrganisationFactory,
    OrganisationMemberFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> ArtistMember:
    return ArtistMemberFactory.create()


def leave(*uses: Use, kinds: frozenset[WorkKind] | None = None) -> mandates.Leave:
    return mandates.Leave(
        uses=frozenset(uses),
        kinds=kinds or frozenset({WorkKind.RECORDING}),
        clause="clause 4.2",
        from_at=NOW,
    )


def grant(owner: ArtistMember, by: User, given: mandates.Leave) -> Mandate:
    return mandates.grant(
        artist=owner.artist, organisation=OrganisationFactory.create(), leave=given, by=by, now=NOW
    )


class TestGrant:
    def test_stores_what_is_left_in_a_fixed_order(self, owner: ArtistMember) -> None:
        mandate = grant(owner, owner.user, leave(Use.DISCOVERY, Use.TRAINING))

        assert mandate.uses == ["training", "discovery"]
        assert mandate.kinds == ["recording"]
        assert (mandate.granted_by, mandate.granted_at) == (owner.user, NOW)

    def test_never_leaves_a_voice(self, owner: ArtistMember) -> None:
        with pytest.raises(NotToBeLeft, match="voice is the artist's alone"):
            grant(owner, owner.user, leave(Use.VOICE))

    def test_never_reaches_back(self, owner: ArtistMember) -> None:
        early = mandates.Leave(
            frozenset({Use.TRAINING}),
            frozenset({WorkKind.RECORDING}),
            "clause 1",
            NOW - timedelta(1),
        )

        with pytest.raises(NotToBeLeft, match="never reaches back"):
            grant(owner, owner.user, early)

    def test_refuses_anybody_but_the_owner(self, owner: ArtistMember) -> None:
        manager = ArtistMemberFactory.create(artist=owner.artist, role=ArtistRole.MANAGER).user

        for somebody in (manager, support(), UserFactory.create()):
            with pytest.raises(PermissionDenied, match="gives others leave"):
                grant(owner, somebody, leave(Use.TRAINING))
            assert not permissions.can_grant_mandate(somebody, owner.artist, NOW)


class TestEnd:
    def test_ends_at_once(self) -> None:
        mandate = MandateFactory.create()
        artist_s = mandate.artist.members.get().user

        mandates.end(mandate=mandate, by=artist_s, now=NOW)

        assert not Mandate.objects.in_force(NOW).exists()
        assert Mandate.objects.in_force(NOW - timedelta(microseconds=1)).get() == mandate

    def test_leaves_an_ended_one_as_it_is(self) -> None:
        mandate = MandateFactory.create()
        artist_s = mandate.artist.members.get().user
        mandates.end(mandate=mandate, by=artist_s, now=NOW)

        mandates.end(mandate=mandate, by=artist_s, now=NOW + timedelta(days=3))

        assert mandate.until_at == NOW

    def test_never_ends_before_it_starts(self, owner: ArtistMember) -> None:
        later = mandates.Leave(
            frozenset({Use.TRAINING}),
            frozenset({WorkKind.RECORDING}),
            "clause 1",
            NOW + timedelta(days=30),
        )
        mandate = grant(owner, owner.user, later)

        mandates.end(mandate=mandate, by=owner.user, now=NOW)

        assert mandate.until_at == mandate.from_at

    def test_lets_an_admin_of_the_organisation_and_no_editor(self) -> None:
        mandate = MandateFactory.create()
        admin, editor = (
            OrganisationMemberFactory.create(organisation=mandate.organisation, role=role).user
            for role in (OrganisationRole.OWNER, OrganisationRole.EDITOR)
        )

        with pytest.raises(PermissionDenied, match="ends this mandate"):
            mandates.end(mandate=mandate, by=editor, now=NOW)
        assert permissions.can_end_mandate(admin, mandate, NOW)
