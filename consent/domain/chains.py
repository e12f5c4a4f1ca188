"""The chain that seals the log: each decision's hash covers its content and the hash before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

GENESIS = "0" * 64
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
Content = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Sealed:
    """One row of the log: its number, its content, and the two hashes stored with it."""

    number: int
    content: Content
    previous_hash: str
    row_hash: str


def canonical(content: Content) -> bytes:
    """The one way to write a row: sorted keys, no spaces, UTF-8 (as RFC 8785 for these types)."""
    return _ENCODER.encode(content).encode()


def seal(previous_hash: str, content: Content) -> str:
    return seal_entry(previous_hash, canonical(content))


def seal_entry(previous_hash: str, entry: bytes) -> str:
    """The seal of a content that is written already."""
    return hashlib.sha256(previous_hash.encode() + entry).hexdigest()


def fault(row: Sealed, expected: int, previous_hash: str) -> str | None:
    """Why the row is not the next of the log, in a sentence; None where it is."""
    if row.number != expected:
        return f"D-{expected:06d} is missing: D-{row.number:06d} stands in its place."
    if row.row_hash != seal(row.previous_hash, row.content):
        return f"D-{row.number:06d} was changed: its content does not give its seal."
    if row.previous_hash != previous_hash:
        return f"D-{row.number:06d} does not follow the row before it: one of them was replaced."
    return None


def first_break(rows: Iterable[Sealed]) -> int | None:
    """The number at which the chain does not hold (a gap, a changed row), or None where it does."""
    previous_hash, expected = GENESIS, 1
    for row in rows:
        if fault(row, expected, previous_hash):
            return expected
        previous_hash, expected = row.row_hash, expected + 1
    return None
