"""Receipts as compact JSON Web Signatures: Ed25519 (RFC 8037, RFC 9864), nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.jwk import OKPKey

from consent.domain.chains import canonical
from consent.domain.signatures import Keys, NotBase64, PublicKey, from_base64url

ALGORITHM = "Ed25519"
# How older libraries call the same signature.
READ = (ALGORITHM, "EdDSA")
RECEIPT = "consent-receipt+jwt"
MOST_CHARACTERS = 20_000


class NotAToken(ValueError):
    """Not a signed token, or none that may be believed; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Token:
    """What was signed, once the signature holds."""

    header: dict[str, Any]
    payload: dict[str, Any]
    key: PublicKey


def write(payload: dict[str, Any], typ: str, kid: str, private: Ed25519PrivateKey) -> str:
    """The same bytes for the same payload and key."""
    header = {"alg": ALGORITHM, "kid": kid, "typ": typ}
    key = OKPKey.import_key(private)
    return jws.serialize_compact(header, canonical(payload), key, algorithms=[ALGORITHM])


def read(token: str, keys: Keys, typ: str = RECEIPT) -> Token:
    """What a token says; raises `NotAToken` unless one of these keys signed it as this type."""
    if len(token) > MOST_CHARACTERS:
        raise NotAToken(f"It is longer than {MOST_CHARACTERS:,} characters; no receipt is.")
    parts = token.split(".")
    if len(parts) != 3:
        raise NotAToken("A receipt has three parts with a dot between them.")
    try:
        header, payload = _object(parts[0]), from_base64url(parts[1])
        signature = from_base64url(parts[2])
    except NotBase64 as error:
        raise NotAToken("A part of it is not base64url, so it is no receipt.") from error
    key = _key(header, keys, typ)
    if not key.verifies(signature, f"{parts[0]}.{parts[1]}".encode()):
        raise NotAToken(
            f"The signature does not fit the content: it was changed, or the key {key.kid} did"
            " not sign it."
        )
    return Token(header, load(payload.decode(errors="replace")), key)


def unverified(token: str) -> dict[str, Any]:
    """What a token says, signed or not: nothing of it is to be believed for that alone."""
    try:
        return _object(token.split(".")[1])
    except (IndexError, NotBase64) as error:
        raise NotAToken("It is no receipt.") from error


def load(text: str) -> dict[str, Any]:
    """A JSON object from somebody unknown; raises `NotAToken`, however it is nested."""
    try:
        found = json.loads(text, parse_constant=_refuse)
        canonical(found)  # half a surrogate pair is JSON too, but no text
    except (ValueError, RecursionError) as error:
        raise NotAToken("It is not JSON.") from error
    if not isinstance(found, dict):
        raise NotAToken("The JSON is not an object.")
    return found


def _object(part: str) -> dict[str, Any]:
    return load(from_base64url(part).decode(errors="replace"))


def _key(header: dict[str, Any], keys: Keys, typ: str) -> PublicKey:
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in READ:
        raise NotAToken(f"It is signed by {_quoted(algorithm)}; receipts are signed by Ed25519.")
    if "crit" in header or "b64" in header:
        raise NotAToken("Its header asks for something that receipts do not have.")
    if header.get("typ") != typ:
        raise NotAToken(f"It calls itself {_quoted(header.get('typ'))}, not {typ}.")
    if not isinstance(kid, str) or kid not in keys:
        raise NotAToken(f"Its key {_quoted(kid)} is none of the keys given.")
    return keys[kid]


def _quoted(value: object) -> str:
    return f"“{value[:40]}”" if isinstance(value, str) else "nothing that has a name"


def _refuse(name: str) -> None:
    raise ValueError(name)
