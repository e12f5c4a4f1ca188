"""What the site signs as a receipt. Nothing in it ever changes, so it signs to the same bytes.

Names are left out on purpose: artists and works are renamed and tools are sold, while the ids of a
decision stay. Whoever asks the site is told how they are called now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from consent.domain.chains import canonical, seal
from consent.domain.receipts.facts import Receipt, receipt_id
from consent.domain.tokens import NotAToken

SCHEMA = "artistportal.consent-receipt/1"


@dataclass(frozen=True, slots=True)
class Said:
    """What a signed receipt says, once it agrees with itself."""

    issuer: str
    id: str
    number: int
    origin: str
    decision: dict[str, Any]
    row_hash: str

    @property
    def entry(self) -> bytes:
        """The decision as the log holds it."""
        return canonical(self.decision)


def write(receipt: Receipt) -> dict[str, Any]:
    written = {
        "schema": SCHEMA,
        "iss": receipt.site,
        "iat": int(receipt.given_at.timestamp()),
        "jti": receipt.id,
        "sub": receipt.artist.id,
        "decision": dict(receipt.seal.entry),
        "previous_hash": receipt.seal.previous_hash,
        "row_hash": receipt.seal.row_hash,
        "log": {"origin": receipt.seal.origin, "index": receipt.seal.number - 1},
    }
    if receipt.agreed:
        written["terms_sha256"] = receipt.agreed.sha256
    return written


def read(payload: dict[str, Any]) -> Said:
    """What the payload says; raises `NotAToken` where its parts do not fit each other."""
    if payload.get("schema") != SCHEMA:
        raise NotAToken(f"It is not of the form {SCHEMA}.")
    decision, log = payload.get("decision"), payload.get("log")
    issuer, previous = payload.get("iss"), payload.get("previous_hash")
    if not isinstance(decision, dict) or not isinstance(log, dict):
        raise NotAToken("It lacks its decision, or its place in the log.")
    number, origin = decision.get("number"), log.get("origin")
    texts = (issuer, previous, origin)
    if type(number) is not int or not all(isinstance(text, str) for text in texts):
        raise NotAToken("It lacks who issued it, or the decision's number.")
    row_hash = seal(str(previous), decision)
    jti = receipt_id(row_hash)
    fits = {"row_hash": row_hash, "jti": jti, "sub": decision.get("artist")}
    wrong = next((name for name, value in fits.items() if payload.get(name) != value), None)
    if wrong or log.get("index") != number - 1:
        raise NotAToken(f"Its parts contradict each other: {wrong or 'the index in the log'}.")
    return Said(str(issuer), jti, number, str(origin), decision, row_hash)
