"""The lines of a statement: what an entry changed for one payee, row by row, and as a file. Pure.

A royalty entry posts what a run's allocation gives a payee less what the run it adjusts gave them.
So its lines are the rows of the one less the rows of the other, those that differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final

import polars as pl

from earnings.domain.allocations import BREAKAGE
from earnings.domain.cells import Outcome
from earnings.domain.lines import Columns, add_up


class LineKind(StrEnum):
    """What a line of a statement is. The first five make up what was earned."""

    EARNING = "earning"
    ADJUSTMENT = "adjustment"
    LUMP_SUM = "lump_sum"
    ADVANCE = "advance"
    CONTRACT = "contract"
    FEE = "fee"
    SHARE = "organisation_share"
    EXPENSES = "expenses"
    RESERVE = "reserve"
    RELEASE = "release"
    RECOUPMENT = "recoupment"
    WITHHOLDING = "withholding"
    PAYMENT = "payment"


EARNED: Final = frozenset(
    {
        LineKind.EARNING,
        LineKind.ADJUSTMENT,
        LineKind.LUMP_SUM,
        LineKind.ADVANCE,
        LineKind.CONTRACT,
    }
)

# The columns of the file of lines, in their order, and what each says; docs/statements.md has them.
COLUMNS: Final[Mapping[str, str]] = {
    "statement_id": "The statement's number.",
    "statement_period_start": "First day of the accounting month.",
    "statement_period_end": "Last day of the accounting month.",
    "line_id": "The line's number; it stays the same for good.",
    "line_kind": "earning, adjustment, lump_sum, advance, contract (a part of what another payee"
    " earned); then what is taken or given: fee, organisation_share, expenses, reserve, release,"
    " recoupment, withholding, payment.",
    "entry_id": "The ledger entry that booked it.",
    "adjusts_entry_id": "The entry that this one corrects.",
    "adjusts_statement_id": "The statement on which the corrected entry stands.",
    "payee_id": "The payee's id here.",
    "payee_name": "The payee's name.",
    "payee_ipi": "The payee's IPI name number, where known.",
    "payee_isni": "The payee's ISNI, where known.",
    "organisation_name": "Whose licence or contract it is.",
    "contract_id": "The contract under which it is settled.",
    "licence_id": "The licence under which the use was paid.",
    "run_id": "The royalty run that computed it, or the lump sum that it is a part of.",
    "asset_type": "recording, composition or voice.",
    "isrc": "The recording's ISRC.",
    "iswc": "The composition's ISWC.",
    "title": "The work's title.",
    "release_title": "The release it is on.",
    "display_artist": "Its main artists.",
    "tool_dpid": "The DPID of the tool's provider.",
    "tool_name": "The AI tool.",
    "use_type": "What the work was used for; breakage where a guarantee adds to what is earned.",
    "territory": "Where, as ISO 3166-1 alpha-2 or Worldwide.",
    "model_version": "The version of the tool's model, where stated.",
    "usage_start": "First day of the month of use.",
    "usage_end": "Last day of the month of use.",
    "usage_units": "How often; on an adjustment, how often more or less.",
    "attribution_weight": "Outputs times the part attributed to the work, in millionths.",
    "allocation_method": "The pay model of the terms.",
    "pool_amount": "What the month's pool came to, in the currency of the transaction.",
    "currency_of_transaction": "The currency in which the tool pays.",
    "gross_amount": "What the use came to before it was split.",
    "split_percent": "The payee's part of it.",
    "amount_of_transaction": "The payee's amount in the currency of the transaction.",
    "exchange_rate": "Units of the statement's currency for one of the transaction's.",
    "exchange_rate_date": "The day of the rate.",
    "exchange_rate_source": "Who published it.",
    "currency": "The statement's currency.",
    "net_amount": "The line's amount on the statement. The lines of the first five kinds add up to"
    " what was earned, all lines to closing less opening.",
}

# Positive where a row gives, negative where it takes back.
_LINES: Columns = {
    "work": pl.Int64,
    "use": pl.String,
    "territory": pl.String,
    "model_version": pl.String,
    "share": pl.Int64,
    "whole": pl.Int64,
    "units": pl.Int64,
    "weight": pl.Int64,
    "gross_micros": pl.Int64,
    "amount_micros": pl.Int64,
}
LINE_SCHEMA: Final = pl.Schema(_LINES)
KEY: Final = ("work", "use", "territory", "model_version", "share", "whole")
SUMS: Final = ("units", "weight", "gross_micros", "amount_micros")


class Astray(ArithmeticError):
    """The lines of a statement do not add up to what it says was earned."""


def of_payee(allocation: pl.LazyFrame, payee: int) -> pl.LazyFrame:
    """What an allocation pays a payee, as `LINE_SCHEMA`, in the allocation's order."""
    has_weight = "weight" in allocation.collect_schema()
    weight = pl.col("weight") if has_weight else pl.lit(0, pl.Int64)
    is_kept = pl.col("reason").cast(pl.String) == BREAKAGE
    use = pl.when(is_kept).then(pl.lit(BREAKAGE)).otherwise(pl.col("use").cast(pl.String))
    is_theirs = (pl.col("payee") == payee) & (pl.col("outcome") == Outcome.PAYABLE.value)
    return allocation.filter(is_theirs).select(
        "work",
        use.alias("use"),
        pl.col("territory").cast(pl.String),
        pl.col("model_version").cast(pl.String),
        "share",
        "whole",
        "units",
        weight.alias("weight"),
        "gross_micros",
        "amount_micros",
    )


def of_lump_sum(divided: pl.LazyFrame, payee: int) -> pl.LazyFrame:
    """What a lump sum gives a payee for each work, as `LINE_SCHEMA`, from its allocation."""
    words = {name: pl.lit("") for name in ("use", "territory", "model_version")}
    wholes = {name: pl.lit(1, pl.Int64) for name in ("share", "whole")}
    nothing = {name: pl.lit(0, pl.Int64) for name in ("units", "weight", "gross_micros")}
    return (
        divided.filter(pl.col("payee") == payee)
        .select("work", "amount_micros", **words, **wholes, **nothing)
        .select(LINE_SCHEMA.names())
    )


def differing(now: pl.LazyFrame, before: pl.LazyFrame) -> pl.LazyFrame:
    """The rows of one frame of `LINE_SCHEMA` less those of another, where they differ.

    Rows with the same work, use, territory, model version and share are one. In their order.
    """
    taken_back = before.with_columns(-pl.col(name) for name in SUMS)
    return (
        pl.concat([now, taken_back])
        .group_by(KEY)
        .agg(add_up(name) for name in SUMS)
        .filter(pl.any_horizontal(pl.col(name) != 0 for name in SUMS))
        .sort(KEY)
    )


@dataclass
class Exchange:
    """Exchanges amounts one by one so that they add up to their sum exchanged at once.

    Each gets what the sum so far comes to, less what it came to before: within a micro-unit of
    its own, and nothing lost.
    """

    rate: Decimal = Decimal(1)
    _ratio: tuple[int, int] = field(init=False)
    _given: int = field(default=0, init=False)
    _got: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._ratio = self.rate.as_integer_ratio()

    def __call__(self, amount_micros: int) -> int:
        self._given += amount_micros
        before, self._got = self._got, self._converted()
        return self._got - before

    def _converted(self) -> int:
        """As `exchange_rates.converted`, which a million calls would wait for."""
        number, of = self._ratio
        whole = abs(self._given) * number // of
        return whole if self._given >= 0 else -whole


def check_sum(lines_micros: int, earned_micros: int, statement: str) -> None:
    """Raises Astray unless the lines come to what was earned."""
    if lines_micros != earned_micros:
        raise Astray(
            f"The lines of {statement} add up to {lines_micros} micro-units,"
            f" the statement says {earned_micros}."
        )


@lru_cache(maxsize=4096)
def percent_of(share: int, whole: int) -> str:
    """A share as a percentage of at most six decimals: `33.333333`."""
    places = Decimal(1).scaleb(-6)
    text = f"{(Decimal(100 * share) / whole).quantize(places)}"
    return text.rstrip("0").rstrip(".")
