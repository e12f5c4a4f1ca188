"""Who got what of a lump sum, and by which weight, read from its archived allocation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from artistportal.roster.models import Payee, Work
from artistportal.roster.models.batches import among_ids
from earnings.domain.lines import add_up
from earnings.domain.lump_sums import AllocationKey
from earnings.models import LumpSum
from earnings.services import lump_sums

SHOWN: Final = 50

Ids = Sequence[int | None]
Names = dict[int | None, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One work's or one payee's part: its name, what identifies it, its weight and amount."""

    name: str
    identifier: str
    weight: str
    amount_micros: int


@dataclass(frozen=True, slots=True)
class Parts:
    """A sum's parts, the largest first, and what they come to; weights as people write them."""

    rows: tuple[Part, ...]
    count: int
    weight: str
    amount_micros: int
    whole_weight: str


def of_payee(lump_sum: LumpSum, payee: int, *, shown: int | None = None) -> Parts:
    """What a payee got for each work; all rows, or as many as are shown."""
    rows = lump_sums.allocation_of(lump_sum)
    own = rows.filter(pl.col("payee") == payee).select(
        pl.col("work").alias("of"), "weight", "amount_micros"
    )
    return _told(lump_sum, own, rows, _works, shown)


def of_all(
    lump_sum: LumpSum, divided: pl.DataFrame | None = None, *, shown: int | None = None
) -> Parts:
    """What each payee got, or would by a preview."""
    rows = lump_sums.allocation_of(lump_sum) if divided is None else divided.lazy()
    by_payee = rows.group_by(of="payee").agg(add_up("weight"), add_up("amount_micros"))
    return _told(lump_sum, by_payee, rows, _payees, shown)


def _told(
    lump_sum: LumpSum,
    parts: pl.LazyFrame,
    rows: pl.LazyFrame,
    names: Callable[[Ids], Names],
    shown: int | None,
) -> Parts:
    key = AllocationKey(lump_sum.key)
    found = parts.sort(["amount_micros", "of"], descending=[True, False]).collect()
    whole = rows.select(add_up("weight")).collect(engine="streaming").item()
    listed = list((found if shown is None else found.head(shown)).iter_rows())
    named = names([of for of, *_ in listed])
    return Parts(
        rows=tuple(
            Part(*named.get(of, _NOBODY), key.told(weight), amount) for of, weight, amount in listed
        ),
        count=len(found),
        weight=key.told(int(found["weight"].sum())),
        amount_micros=int(found["amount_micros"].sum()),
        whole_weight=key.told(int(whole)),
    )


def _works(ids: Ids) -> Names:
    known = [each for each in ids if each is not None]
    found = Work.objects.filter(pk__in=among_ids(known)).values_list("pk", "title", "isrc", "iswc")
    return {pk: (title, isrc or iswc or "") for pk, title, isrc, iswc in found}


def _payees(ids: Ids) -> Names:
    known = [each for each in ids if each is not None]
    found = Payee.objects.filter(pk__in=among_ids(known)).values_list("pk", "name", "public_id")
    return {pk: (name, str(public_id)) for pk, name, public_id in found}


_NOBODY: Final = ("All works alike", "")
