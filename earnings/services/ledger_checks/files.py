"""Files of the archive as they are checked: read whole, and held against their hash."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from earnings.domain.lines import WrongSchema
from earnings.services import archive

# What goes wrong with a file that was lost or changed.
UNREADABLE = (OSError, WrongSchema, pl.exceptions.PolarsError)
SHOWN = 10


def changed(path: str, sha256: str) -> bool:
    """Whether a file is another than the one that was archived; a store keeps its own hashes."""
    return bool(sha256) and archive.sha256(path) != sha256


def first(wrong: pl.DataFrame) -> Iterator[dict[str, object]]:
    """The first of many wrong rows, by name."""
    yield from wrong.head(SHOWN).iter_rows(named=True)
