"""Ed25519 signatures and the keys that make and check them."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class NotAKey(ValueError):
    """What was given is no Ed25519 key; the sentence says what is wrong with it."""


class NotBase64(ValueError):
    """Text that is not base64 as its format wants it."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key as others know it: its name and 32 bytes."""

    kid: str
    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != 32:
            raise NotAKey(f"The key {self.kid[:60]!r} has {len(self.raw)} bytes instead of 32.")

    @property
    def x(self) -> str:
        """The 32 bytes as a JSON Web Key writes them."""
        return to_base64url(self.raw)

    @property
    def jwk(self) -> dict[str, str]:
        """The key as RFC 8037 and RFC 9864 write it."""
        return {
            "kty": "OKP",
            "crv": "Ed25519",
            "alg": "Ed25519",
            "use": "sig",
            "kid": self.kid,
            "x": self.x,
        }

    @property
    def thumbprint(self) -> str:
        """RFC 7638: the same wherever the key is, whatever it is called."""
        members = f'{{"crv":"Ed25519","kty":"OKP","x":"{self.x}"}}'
        return to_base64url(hashlib.sha256(members.encode()).digest())

    def verifies(self, signature: bytes, data: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
        return True


Keys = Mapping[str, PublicKey]


def by_kid(keys: Iterable[PublicKey]) -> Keys:
    return {key.kid: key for key in keys}


def from_jwks(document: Any) -> Keys:
    """The Ed25519 keys of a JSON Web Key Set; other kinds of keys are left out."""
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise NotAKey("This is no JSON Web Key Set: it has no list of keys.")
    return by_kid(_from_jwk(jwk) for jwk in document["keys"] if _is_ed25519(jwk))


def new_private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def private_from_pem(pem: bytes) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise NotAKey("The file holds a key of another kind than Ed25519.")
    return key


def pem_of(private: Ed25519PrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def raw_public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes_raw()


def to_base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Strict: no padding, no other signs, one way to write each value."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotBase64("This is not base64url.") from error
    if to_base64url(data) != text:
        raise NotBase64("This is not base64url as RFC 7515 writes it.")
    return data


def to_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def from_base64(text: str) -> bytes:
    """Strict: padded, one way to write each value."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotBase64("This is not base64.") from error
    if to_base64(data) != text:
        raise NotBase64("This is not base64 as RFC 4648 writes it.")
    return data


def _is_ed25519(jwk: Any) -> bool:
    return isinstance(jwk, dict) and jwk.get("kty") == "OKP" and jwk.get("crv") == "Ed25519"


def _from_jwk(jwk: dict[str, Any]) -> PublicKey:
    kid, x = jwk.get("kid"), jwk.get("x")
    if not isinstance(kid, str) or not isinstance(x, str):
        raise NotAKey("A key of the set lacks its id or its value.")
    try:
        return PublicKey(kid, from_base64url(x))
    except NotBase64 as error:
        raise NotAKey(f"The value of the key {kid[:60]!r} is not base64url.") from error
