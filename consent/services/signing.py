"""Signing in the name of the site. The private halves of the keys lie in the folder of keys.

The first key is made when something is first to be signed. A key whose file is gone signs nothing
more, and no other is made in its place by itself: that is for `manage.py rotate_signing_key`.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

from consent.domain import notes, signatures, tokens
from consent.models import SigningKey
from consent.queries import keys
from consent.services import pen


class NoKey(Exception):
    """Nothing can be signed now; the sentence names the file that is missing."""


def sign(data: bytes, now: datetime) -> tuple[str, bytes]:
    """The id of the key, and its signature of the data."""
    key = current(now)
    return key.kid, _private(key).sign(data)


def note(text: str, name: str, now: datetime) -> tuple[SigningKey, str]:
    """The text as a signed note."""
    key = current(now)
    return key, notes.sign(text, name, _private(key))


def jws(payload: dict[str, Any], typ: str, now: datetime, at: datetime | None = None) -> str:
    """The payload as a compact JWS.

    `at` asks for the key of that moment, so that what is signed again comes out the same; where
    its private half is gone, the key of now signs.
    """
    key = current(now)
    then = keys.of_moment(at) if at else None
    signer = then if then and _file(then).is_file() else key
    return tokens.write(payload, typ, signer.kid, _private(signer))


def current(now: datetime) -> SigningKey:
    """The key that signs now; the first is made by itself."""
    key = keys.active()
    if key is not None:
        return key
    with transaction.atomic():
        pen.take()
        return keys.active() or _make(now)


def rotate(*, now: datetime) -> SigningKey:
    """Retire the key that signs now and make a new one; what the old one signed holds for ever."""
    with transaction.atomic():
        pen.take()
        SigningKey.objects.filter(retired_at=None).update(retired_at=now)
        return _make(now)


def _make(now: datetime) -> SigningKey:
    private = signatures.new_private()
    public = signatures.PublicKey("", signatures.raw_public(private))
    kid = f"{now:%Y-%m-%d}-{public.thumbprint[:8]}"
    key = SigningKey(kid=kid, public_key=public.x, made_at=now)
    _write(_file(key), signatures.pem_of(private))
    key.save(force_insert=True)
    return key


def _write(file: Path, pem: bytes) -> None:
    """A file that nobody but its owner reads, whole or not at all."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as written:
        written.write(pem)
        written.flush()
        os.fsync(descriptor)


def _private(key: SigningKey) -> Ed25519PrivateKey:
    file = _file(key)
    try:
        private = signatures.private_from_pem(file.read_bytes())
    except (OSError, ValueError) as error:
        raise NoKey(f"The private key {file} cannot be read, so nothing is signed.") from error
    if signatures.to_base64url(signatures.raw_public(private)) != key.public_key:
        raise NoKey(f"The file {file} holds another key than {key.kid}, so nothing is signed.")
    return private


def _file(key: SigningKey) -> Path:
    return Path(settings.KEYS_DIR) / f"{key.kid}.pem"
