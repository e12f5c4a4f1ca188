"""Two owners, each on a connection of their own, who take each other out at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.core.exceptions import PermissionDenied
from django.db import connection

from artistportal.accounts.models import User
from artistportal.roster.domain.teams import NotToBeChanged
from artistportal.roster.models import Artist
from artistportal.roster.queries import teams as queries
from artistportal.roster.services import teams
from tests.factories.roster import NOW, ArtistFactory, ArtistMemberFactory

ROUNDS = 8


def quarrel() -> None:
    for _ in range(ROUNDS):
        artist = ArtistFactory.create()
        one, other = (ArtistMemberFactory.create(artist=artist).user for _ in range(2))
        at_once = Barrier(2)

        def strike(pair: tuple[User, User], artist: Artist = artist, at: Barrier = at_once) -> bool:
            at.wait()
            return _removed(artist, *pair)

        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(strike, [(one, other), (other, one)]))

        assert sum(done) == 1, done
        assert len(queries.owners_of(artist, NOW)) == 1


def _removed(artist: Artist, by: User, user: User) -> bool:
    try:
        teams.remove(party=artist, user=user, by=by, now=NOW)
    except (NotToBeChanged, PermissionDenied):
        return False
    finally:
        connection.close()
    return True
