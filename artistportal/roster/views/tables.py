"""The header links by which a table is sorted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A sortable column: its words, the order its link asks for, and the state it is in."""

    label: str
    order: str
    aria_sort: str
    is_number: bool = False


def columns(named: Iterable[tuple[str, str]], order: str) -> list[Column]:
    """The columns of `(key, label)`; pressing the one sorted by turns it round."""
    key, descending = order.removeprefix("-"), order.startswith("-")
    return [
        Column(label, name, "")
        if name != key
        else Column(
            label, name if descending else f"-{name}", "descending" if descending else "ascending"
        )
        for name, label in named
    ]
