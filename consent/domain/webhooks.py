"""Webhooks by the Standard Webhooks specification 1.0.0: signing, checking, and when to try again.

Signed are the bytes `{id}.{timestamp}.{body}`: as `v1` with a secret that the receiver shares
(HMAC-SHA256), as `v1a` with this site's own key (Ed25519). One matching signature is enough, so
that a secret can be changed while both are in use.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SECRET, PUBLIC_KEY = "whsec_", "whpk_"
SECRET_BYTES = 32
TOLERANCE = timedelta(minutes=5)
# After the first try, at once; then the message is given up.
RETRIES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
MOST_TRIES = len(RETRIES) + 1
JITTER = 0.2
LONGEST_WAIT = timedelta(hours=24)
# By this status a receiver says that it is gone for good.
GONE = 410


class NotVerified(ValueError):
    """The message may not be believed; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: the same id and body at each try, the moment of this one."""

    id: str
    at: datetime
    body: str

    @property
    def timestamp(self) -> int:
        """Whole seconds since 1970, UTC."""
        return int(self.at.timestamp())

    @property
    def signed(self) -> bytes:
        return f"{self.id}.{self.timestamp}.{self.body}".encode()


def written(key: bytes, prefix: str = SECRET) -> str:
    """A key as people copy it: `whsec_…` for a secret, `whpk_…` for a public key."""
    return prefix + b64encode(key).decode()


def v1(message: Message, secret: str) -> str:
    """The signature by a shared secret."""
    digest = hmac.new(_key(secret), message.signed, hashlib.sha256).digest()
    return f"v1,{b64encode(digest).decode()}"


def v1a(signature: bytes) -> str:
    """An Ed25519 signature over `message.signed`, as the header carries it."""
    return f"v1a,{b64encode(signature).decode()}"


def headers(message: Message, signatures: Iterable[str]) -> dict[str, str]:
    return {
        "webhook-id": message.id,
        "webhook-timestamp": str(message.timestamp),
        "webhook-signature": " ".join(signatures),
    }


def verify(sent: Mapping[str, str], body: str, keys: Iterable[str], now: datetime) -> str:
    """As a receiver does it: the message's id, by which a second arrival is known.

    `keys` are the secrets and public keys that the receiver trusts. Raises `NotVerified`.
    """
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    id_, stamp, signatures = (sent.get(name, "") for name in names)
    if not (id_ and stamp.isascii() and stamp.isdigit() and signatures):
        raise NotVerified("A header is missing or is not what it should be.")
    if abs(int(now.timestamp()) - int(stamp)) > TOLERANCE.total_seconds():
        raise NotVerified("The message is older or newer than five minutes.")
    signed = f"{id_}.{stamp}.{body}".encode()
    trusted = list(keys)
    if not any(_matches(signed, one, key) for one in signatures.split(" ") for key in trusted):
        raise NotVerified("No signature matches.")
    return id_


def retry_in(tries: int, random: float, asked: timedelta | None = None) -> timedelta | None:
    """How long to wait after so many tries have failed; None where the message is given up.

    `random` lies between 0 and 1 and spreads receivers apart; `asked` is what the receiver asked
    for, which is honoured where it is longer, and up to a day.
    """
    if tries >= MOST_TRIES:
        return None
    wait = RETRIES[tries - 1] * (1 + JITTER * random)
    return max(wait, min(asked, LONGEST_WAIT)) if asked else wait


def _key(written_key: str) -> bytes:
    """The bytes of a secret or public key; the prefix may be left out."""
    for prefix in (SECRET, PUBLIC_KEY):
        written_key = written_key.removeprefix(prefix)
    try:
        return b64decode(written_key, validate=True)
    except NotBase64 as error:
        raise NotVerified("A key is base64, after its prefix.") from error


def _matches(signed: bytes, signature: str, key: str) -> bool:
    version, _, value = signature.partition(",")
    is_public = key.startswith(PUBLIC_KEY)
    try:
        if version == "v1" and not is_public:
            expected = hmac.new(_key(key), signed, hashlib.sha256).digest()
            return hmac.compare_digest(expected, b64decode(value))
        if version == "v1a" and is_public:
            Ed25519PublicKey.from_public_bytes(_key(key)).verify(b64decode(value), signed)
            return True
    except (InvalidSignature, NotBase64):
        return False
    return False
