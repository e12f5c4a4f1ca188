"""The header links by which a table is sorted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A sortable column: its words, the order its link asks for, and the state it is in."""

    key: str
    label: str
    order: str
    aria_sort: str = ""


def columns(named: Iterable[tuple[str, str]], order: str) -> list[Column]:
    """The columns of `(key, label)`; pressing the one sorted by turns it round."""
    sorted_by, descending = order.removeprefix("-"), order.startswith("-")
    turned = (sorted_by, "descending") if descending else (f"-{sorted_by}", "ascending")
    return [
        Column(key, label, *turned) if key == sorted_by else Column(key, label, key)
        for key, label in named
    ]
