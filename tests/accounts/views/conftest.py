"""A person with an artist, signed in, and the moment at which pages are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from artistportal.accounts.models import User
from artistportal.roster.models import ArtistMember
from tests.factories.roster import NOW, ArtistMemberFactory

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _files_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def member() -> ArtistMember:
    return ArtistMemberFactory.create()


@pytest.fixture
def person(member: ArtistMember) -> User:
    return member.user


@pytest.fixture
def client(person: User) -> Client:
    """Signed in as the artist's owner."""
    client = Client()
    client.force_login(person)
    return client
