"""Which accounts a person has, and which is in view."""

from __future__ import annotations

from datetime import timedelta

import pytest

from artistportal.roster.domain.accounts import NOBODY, Account, AccountKind
from artistportal.roster.domain.roles import ArtistRole, OrganisationRole
from artistportal.roster.queries import accounts
from tests.factories.accounts import UserFactory
from tests.factories.roster import (
    NOW,
    ArtistFactory,
    ArtistMemberFactory,
    OrganisationFactory,
    OrganisationMemberFactory,
)

pytestmark = pytest.mark.django_db


class TestOfPerson:
    def test_lists_artists_before_organisations_each_by_name(self) -> None:
        user = UserFactory.create()
        label = OrganisationMemberFactory.create(
            user=user,
            organisation=OrganisationFactory.create(name="Aardvark"),
            role=OrganisationRole.EDITOR,
            sees_money=False,
        ).organisation
        zoe, ann = (
            ArtistMemberFactory.create(
                user=user, artist=ArtistFactory.create(name=name), role=ArtistRole.MANAGER
            ).artist
            for name in ("Zoe", "Ann")
        )
        ArtistMemberFactory.create()

        assert accounts.of_person(user, NOW) == (
            Account(AccountKind.ARTIST, ann.pk, ann.public_id, "Ann", "manager", sees_money=True),
            Account(AccountKind.ARTIST, zoe.pk, zoe.public_id, "Zoe", "manager", sees_money=True),
            Account(
                AccountKind.ORGANISATION,
                label.pk,
                label.public_id,
                "Aardvark",
                "editor",
                sees_money=False,
            ),
        )

    def test_leaves_out_what_has_ended_or_not_begun(self) -> None:
        member = ArtistMemberFactory.create()
        member.until_at = NOW
        member.save()

        assert not accounts.of_person(member.user, NOW)
        assert accounts.of_person(member.user, NOW - timedelta(microseconds=1))
        assert not accounts.of_person(member.user, member.from_at - timedelta(microseconds=1))


class TestInView:
    def test_is_the_chosen_one_while_it_is_theirs(self) -> None:
        user = UserFactory.create()
        for name in ("Ann", "Zoe"):
            ArtistMemberFactory.create(user=user, artist=ArtistFactory.create(name=name))
        known = accounts.of_person(user, NOW)

        assert accounts.in_view(known, known[1].key) == known[1]
        assert accounts.in_view(known, "artist:of-somebody-else") == known[0]
        assert accounts.in_view(known, None) == known[0]

    def test_is_nobody_s_for_a_stranger(self) -> None:
        assert accounts.in_view((), "artist:1") == NOBODY
