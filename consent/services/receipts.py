"""Signing receipts, and lending them by a link that ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing as links

from consent.domain import proofs, tokens
from consent.domain.proofs import Inclusion
from consent.domain.receipts import dpv, kantara, payload
from consent.models import Decision
from consent.queries import receipts
from consent.services import signing

SALT = "consent.receipt"


class NotSealedYet(Exception):
    """The decision is in the log, but nobody has signed the log since."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"{code} is recorded, but the log was not signed since. Try again in a minute."
        )


class NoSuchLink(Exception):
    """Nobody made this link."""


class LinkEnded(Exception):
    """The link was good until a moment that has passed."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(f"This link ended on {until.day} {until:%b %Y, %H:%M} UTC.")


@dataclass(frozen=True, slots=True)
class File:
    """A receipt as a file: what it is called, and its type."""

    name: str
    content_type: str
    text: str


def signed(decision: Decision, now: datetime) -> str:
    """The receipt as a compact JWS: the same bytes whenever it is asked for.

    The key of the moment of the decision signs it, or, where its private half is gone, the one
    that signs now.
    """
    content = payload.write(receipts.of(decision))
    return signing.jws(content, tokens.RECEIPT, now, at=decision.given_at)


def file(decision: Decision, form: str, now: datetime) -> File | None:
    """The receipt in one of `FORMS`; None for any other."""
    made = FORMS.get(form)
    if made is None:
        return None
    suffix, content_type, write = made
    return File(f"{decision.code}{suffix}", content_type, write(decision, now))


def link(decision: Decision, *, days: int, now: datetime) -> str:
    """A token by which anybody reads this receipt until the days are over."""
    until = now + timedelta(days=days)
    return links.dumps([decision.number, int(until.timestamp())], salt=SALT)


def lent(token: str, *, now: datetime) -> int:
    """The number of the decision that a token lends; raises `NoSuchLink` or `LinkEnded`."""
    try:
        number, until = links.loads(token, salt=SALT)
    except (links.BadSignature, ValueError, TypeError) as error:
        raise NoSuchLink from error
    if now.timestamp() >= until:
        raise LinkEnded(datetime.fromtimestamp(until, tz=now.tzinfo))
    return int(number)


def _jws(decision: Decision, now: datetime) -> str:
    return f"{signed(decision, now)}\n"


def _record(decision: Decision, _now: datetime) -> str:
    return _json(dpv.write(receipts.of(decision)))


def _kantara(decision: Decision, _now: datetime) -> str:
    return _json(kantara.write(receipts.of(decision)))


def _proof(decision: Decision, now: datetime) -> str:
    return proofs.write(signed(decision, now), _inclusion(decision), receipts.names(decision))


def _tlog(decision: Decision, _now: datetime) -> str:
    return proofs.write_tlog(_inclusion(decision))


def _inclusion(decision: Decision) -> Inclusion:
    found = receipts.inclusion(decision)
    if found is None:
        raise NotSealedYet(decision.code)
    return found


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


Writer = Callable[[Decision, datetime], str]

# What a receipt can be had as: the end of the file's name, its type, who writes it.
FORMS: dict[str, tuple[str, str, Writer]] = {
    "jws": (".jws", "application/jose", _jws),
    "proof": ("-proof.json", "application/json", _proof),
    "tlog-proof": (".tlog-proof", "text/plain; charset=utf-8", _tlog),
    "record": ("-27560.json", "application/ld+json", _record),
    "kantara": ("-kantara.json", "application/json", _kantara),
}
