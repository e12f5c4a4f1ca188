"""People of an artist and of a label, signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from artistportal.accounts.models import User
from artistportal.roster.models import Artist, ArtistMember, Organisation, OrganisationMember
from tests.factories.roster import ArtistMemberFactory, OrganisationMemberFactory

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def sign_in() -> SignIn:
    """A client that a person is signed in to."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def member() -> ArtistMember:
    return ArtistMemberFactory.create()


@pytest.fixture
def artist(member: ArtistMember) -> Artist:
    return member.artist


@pytest.fixture
def client(member: ArtistMember, sign_in: SignIn) -> Client:
    """Signed in as the artist's owner."""
    return sign_in(member.user)


@pytest.fixture
def rep() -> OrganisationMember:
    return OrganisationMemberFactory.create()


@pytest.fixture
def label(rep: OrganisationMember) -> Organisation:
    return rep.organisation


@pytest.fixture
def rep_client(rep: OrganisationMember, sign_in: SignIn) -> Client:
    """Signed in as the label's admin."""
    return sign_in(rep.user)
