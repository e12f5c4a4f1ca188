"""The chain that seals the log: each decision's hash covers its content and the hash before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

GENESIS = "0" * 64
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
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def seal(previous_hash: str, content: Content) -> str:
    return hashlib.sha256(previous_hash.encode() + canonical(content)).hexdigest()


def first_break(rows: Iterable[Sealed]) -> int | None:
    """The number at which the chain does not hold (a gap, a changed row), or None where it does."""
    previous_hash, expected = GENESIS, 1
    for row in rows:
        is_whole = row.number == expected and row.previous_hash == previous_hash
        if not is_whole or row.row_hash != seal(previous_hash, row.content):
            return expected
        previous_hash, expected = row.row_hash, expected + 1
    return None
