"""Artist keys: what a distributor presents with a release; one is in force, only its hash is kept.

A key is `prefix_secret`, like the keys of tools: the secret is 32 random bytes, which nobody
guesses, so that a fast hash is enough.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import PermissionDenied
from django.db import transaction

from artistportal.accounts.models import User
from artistportal.accounts.services import audit
from artistportal.accounts.services.audit import Fact
from artistportal.cases import permissions
from artistportal.cases.models import ArtistKey
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.models import Artist

SECRET_BYTES = 32
NOBODYS = "0" * 64
PREFIX_LETTERS = string.ascii_lowercase + string.digits
NEEDS_SECOND_FACTOR = (
    "An artist key speaks for the artist, so it takes an owner with a second factor."
)


@dataclass(frozen=True, slots=True)
class Made:
    """A new key, and its text, which is shown once and kept nowhere."""

    key: ArtistKey
    text: str


@transaction.atomic
def rotate(*, artist: Artist, by: User, now: datetime) -> Made:
    """Make the artist's key; the one before it ends at once."""
    _check_may_keep(by, artist, now)
    Artist.objects.select_for_update().get(pk=artist.pk)
    ArtistKey.objects.filter(artist=artist, ended_at=None).update(ended_at=now)
    prefix = "ak" + "".join(secrets.choice(PREFIX_LETTERS) for _ in range(10))
    text = f"{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    key = ArtistKey.objects.create(
        artist=artist, prefix=prefix, key_hash=_hash(text), made_by=by, made_at=now
    )
    _record(artist, "artist_key.made", f"A new artist key of {artist} was made.", by, now)
    return Made(key, text)


@transaction.atomic
def end(*, artist: Artist, by: User, now: datetime) -> bool:
    """End the key in force, without another; False where there was none."""
    _check_may_keep(by, artist, now)
    ended = ArtistKey.objects.filter(artist=artist, ended_at=None).update(ended_at=now)
    if ended:
        _record(artist, "artist_key.ended", f"The artist key of {artist} was ended.", by, now)
    return bool(ended)


def is_right(artist: Artist, text: str) -> bool:
    """Whether this text is the artist's key in force."""
    key = ArtistKey.objects.filter(artist=artist, ended_at=None).first()
    return hmac.compare_digest(key.key_hash if key else NOBODYS, _hash(text.strip()))


def _check_may_keep(by: User, artist: Artist, now: datetime) -> None:
    permissions.check_keeps_key(by, artist, now)
    if not is_mfa_enabled(by):
        raise PermissionDenied(NEEDS_SECOND_FACTOR)


def _record(artist: Artist, verb: str, sentence: str, by: User, now: datetime) -> None:
    account = f"{AccountKind.ARTIST}:{artist.public_id}"
    audit.record(
        Fact(verb=verb, subject=account, sentence=sentence, concerns=[account]), by=by, now=now
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
