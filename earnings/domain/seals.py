"""The seal of a statement's maths: a SHA-256 over the content, and the site's signature of it.

The signature is a compact JSON Web Signature (RFC 7515) by Ed25519, made by the same key as
receipts; any JOSE library reads it. Standard library only: see `recompute`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from earnings.domain import ed25519, papers
from earnings.domain.papers import Paper, Wrong

TYPE: Final = "statement-maths+jwt"
# What the SHA-256 covers is everything but these.
SEAL: Final = ("sha256", "signature", "key")
ALGORITHMS: Final = ("Ed25519", "EdDSA")


@dataclass(frozen=True, slots=True)
class Signed:
    """By which key the document is signed, and whether that is one of the keys given."""

    kid: str
    x: str
    is_known: bool | None


def content_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document without its seal."""
    return {name: part for name, part in document.items() if name not in SEAL}


def payload(content: Mapping[str, Any]) -> dict[str, Any]:
    """What the site signs of a document's content."""
    return {"format": content["format"], "sha256": papers.sha256(content)}


def key_of(token: str) -> str:
    """The id of the key that a signature names."""
    kid = _object(token.split(".", maxsplit=1)[0]).get("kid")
    return kid if isinstance(kid, str) else ""


def check(document: Mapping[str, Any], keys: Mapping[str, Any] | None) -> Signed:
    """Raises Wrong unless hash and signature fit the content; `keys` is a JSON Web Key Set."""
    whole = Paper("The file", document)
    said = payload(content_of(document))
    if whole.text("sha256") != said["sha256"]:
        raise Wrong(f"The content's SHA-256 is {said['sha256']}, the file says another.")
    jwk = whole.paper("key")
    kid, x = jwk.text("kid"), jwk.text("x")
    if set(jwk.content) != {"kid", "x"}:
        raise Wrong("The key should have a “kid” and an “x”, and nothing else.")
    _check_signature(whole.text("signature"), said, kid, _bytes(x))
    return Signed(kid, x, None if keys is None else _is_among(keys, kid, x))


def _check_signature(token: str, said: Mapping[str, Any], kid: str, public: bytes) -> None:
    parts = token.split(".")
    if len(parts) != 3:
        raise Wrong("The signature should have three parts with a dot between them.")
    header = _object(parts[0])
    if header.get("alg") not in ALGORITHMS or header.get("typ") != TYPE or "crit" in header:
        raise Wrong(f"The signature should be of the type {TYPE}, by Ed25519.")
    if header.get("kid") != kid:
        raise Wrong("The signature names another key than the file.")
    if not ed25519.verifies(public, f"{parts[0]}.{parts[1]}".encode(), _bytes(parts[2])):
        raise Wrong(f"The key {kid} did not make the signature.")
    if _object(parts[1]) != said:
        raise Wrong("The signature is of another content: the file was changed since.")


def _is_among(keys: Mapping[str, Any], kid: str, x: str) -> bool:
    known = keys.get("keys")
    return isinstance(known, list) and any(
        isinstance(key, dict) and key.get("kid") == kid and key.get("x") == x for key in known
    )


def _object(part: str) -> dict[str, Any]:
    return papers.load(_bytes(part).decode(errors="replace"))


def _bytes(text: str) -> bytes:
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as odd:
        raise Wrong("The signature or its key is not base64url.") from odd
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        raise Wrong("The signature or its key is not base64url as RFC 7515 writes it.")
    return data
